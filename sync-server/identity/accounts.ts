import { accepted, checkName, refused, type RefusalCode, type Result, type Role } from '#lib/domain/index.ts';
import type { Storage } from '../storage/storage.ts';
import { hashOfToken, hashPassword, isPassword, newPassword, newToken } from './secrets.ts';

export interface Account {
  account: string;
  name: string;
  roles: Role[];
  department: string | null;
  active: boolean;
  passwordHash: string;
  mustChangePassword: boolean;
  /** Wrong passwords in a row. */
  failures: number;
  /** Wall clock; sign-in is refused until then. */
  lockedUntil: number;
}

export interface Session {
  account: string;
  incarnation: string;
  createdAt: number;
  expiresAt: number;
  /** Wall clock, to within some minutes. */
  seenAt: number;
}

/** A living session as lists show it: its id is no secret, and signs nobody in. */
export interface ListedSession extends Session {
  id: string;
  hash: string;
}

const TRIES = 5;
const LOCK = 15 * 60_000;
/** A long working day; a forgotten session does not outlive the night. */
const SESSION = 14 * 3_600_000;
const SHORTEST_PASSWORD = 8;
const MOST_UNKNOWN = 1000;
/** When a session was last used is written so often. */
const SEEN_EVERY = 5 * 60_000;
const ID_LENGTH = 16;

/** People, their passwords and their sessions. Never in a room. */
export class Accounts {
  readonly #storage: Storage;
  readonly #wall: () => number;
  #accounts = new Map<string, Account>();
  #sessions = new Map<string, Session>();
  /** Guesses at numbers that do not exist. */
  readonly #unknown = new Map<string, number>();
  readonly #onEnded = new Set<(sessionHash: string) => void>();

  constructor(storage: Storage, wall: () => number) {
    this.#storage = storage;
    this.#wall = wall;
  }

  async load(): Promise<void> {
    this.#accounts = await this.#storage.list<Account>('account');
    this.#sessions = await this.#storage.list<Session>('session');
    const ended = [...this.#sessions].filter(([, session]) => session.expiresAt <= this.#wall());
    for (const [hash] of ended) this.#sessions.delete(hash);
    if (ended.length > 0) await this.#storage.commit(ended.map(([key]) => ({ op: 'delete', table: 'session', key })));
  }

  all(): Account[] {
    return [...this.#accounts.values()];
  }

  get(account: string): Account | undefined {
    return this.#accounts.get(account);
  }

  onSessionEnded(listener: (sessionHash: string) => void): void {
    this.#onEnded.add(listener);
  }

  /** Founds an account with a one-time password, which is returned and nowhere kept. */
  async create(draft: {
    account: string;
    name: string;
    roles: Role[];
    department: string | null;
  }): Promise<Result<{ password: string }, RefusalCode>> {
    if (!/^[0-9A-Za-z]{2,16}$/.test(draft.account)) return refused('bad-request', { field: 'account' });
    if (this.#accounts.has(draft.account)) return refused('account-taken', { account: draft.account });
    const name = checkName(draft.name);
    if (!name.ok) return name;
    if (draft.roles.length === 0) return refused('bad-request', { field: 'roles' });
    const password = newPassword();
    await this.#save({
      ...draft,
      name: name.value,
      active: true,
      passwordHash: await hashPassword(password),
      mustChangePassword: true,
      failures: 0,
      lockedUntil: 0,
    });
    return accepted({ password });
  }

  /** A new one-time password; ends the person's sessions and lifts a lock. */
  async resetPassword(account: string): Promise<Result<{ password: string }, RefusalCode>> {
    const existing = this.#accounts.get(account);
    if (!existing) return refused('account-unknown', { account });
    const password = newPassword();
    const passwordHash = await hashPassword(password);
    await this.#save({ ...existing, passwordHash, mustChangePassword: true, failures: 0, lockedUntil: 0 });
    await this.#endSessionsOf(account);
    return accepted({ password });
  }

  async setActive(account: string, active: boolean): Promise<Result<null, RefusalCode>> {
    const existing = this.#accounts.get(account);
    if (!existing) return refused('account-unknown', { account });
    await this.#save({ ...existing, active });
    if (!active) await this.#endSessionsOf(account);
    return accepted(null);
  }

  /** Refusals: sign-in-failed with the tries left, sign-in-throttled with the minutes, account-inactive. */
  async signIn(
    account: string,
    password: string,
    incarnation: string,
  ): Promise<Result<{ token: string; account: Account }, RefusalCode>> {
    const existing = this.#accounts.get(account);
    if (!existing) {
      // The same work and the same count as for a known account: answers tell nobody which numbers exist.
      const failures = (this.#unknown.get(account) ?? 0) + 1;
      if (this.#unknown.size > MOST_UNKNOWN) this.#unknown.clear();
      this.#unknown.set(account, failures);
      await isPassword(password, UNKNOWN);
      if (failures >= TRIES) return refused('sign-in-throttled', { minutes: LOCK / 60_000 });
      return refused('sign-in-failed', { left: TRIES - failures });
    }
    const proven = await this.#prove(existing, password);
    if (!proven.ok) return proven;
    if (!proven.value.active) return refused('account-inactive');
    const now = this.#wall();
    const token = newToken();
    const session: Session = { account, incarnation, createdAt: now, expiresAt: now + SESSION, seenAt: now };
    const hash = hashOfToken(token);
    // One person at a PC: the session before ends with this one.
    for (const [other, { incarnation: device }] of [...this.#sessions])
      if (device === incarnation) await this.signOut(other);
    await this.#storage.commit([{ op: 'put', table: 'session', key: hash, value: session }]);
    this.#sessions.set(hash, session);
    return accepted({ token, account: proven.value });
  }

  /** Ends the person's other sessions; `keep` is the hash of the one that asks. Refusals: as signing in, password-too-short. */
  async changePassword(account: string, current: string, next: string, keep = ''): Promise<Result<null, RefusalCode>> {
    const existing = this.#accounts.get(account);
    if (!existing) return refused('account-unknown', { account });
    const proven = await this.#prove(existing, current);
    if (!proven.ok) return proven;
    if ([...next].length < SHORTEST_PASSWORD || next === current)
      return refused('password-too-short', { least: SHORTEST_PASSWORD });
    await this.#save({ ...proven.value, passwordHash: await hashPassword(next), mustChangePassword: false });
    await this.#endSessionsOf(account, keep);
    return accepted(null);
  }

  /** One guess, counted before the slow work: a flood of guesses cannot overtake the counter. */
  async #prove(existing: Account, password: string): Promise<Result<Account, RefusalCode>> {
    const now = this.#wall();
    if (existing.lockedUntil > now) {
      return refused('sign-in-throttled', { minutes: Math.ceil((existing.lockedUntil - now) / 60_000) });
    }
    const failures = existing.failures + 1;
    const lockedUntil = failures >= TRIES ? now + LOCK : 0;
    const counted = { ...existing, failures: failures >= TRIES ? 0 : failures, lockedUntil };
    this.#accounts.set(existing.account, counted);
    await this.#save(counted);
    if (!(await isPassword(password, existing.passwordHash))) {
      return lockedUntil > 0
        ? refused('sign-in-throttled', { minutes: LOCK / 60_000 })
        : refused('sign-in-failed', { left: TRIES - failures });
    }
    const current = { ...(this.#accounts.get(existing.account) ?? existing), failures: 0, lockedUntil: 0 };
    await this.#save(current);
    return accepted(current);
  }

  /** The living session of a token, with its account; undefined when ended, expired or inactive. */
  session(token: string | undefined): { hash: string; session: Session; account: Account } | undefined {
    if (!token) return undefined;
    const hash = hashOfToken(token);
    const session = this.#sessions.get(hash);
    if (!session || session.expiresAt <= this.#wall()) return undefined;
    const account = this.#accounts.get(session.account);
    if (!account?.active) return undefined;
    this.#see(hash, session);
    return { hash, session, account };
  }

  /** Everybody's that live. */
  sessions(): ListedSession[] {
    return [...this.#sessions]
      .filter(([, session]) => this.#lives(session))
      .map(([hash, session]) => ({ ...session, hash, id: hash.slice(0, ID_LENGTH) }));
  }

  /** Asked again and again while a line is open: it counts as being seen. */
  isLiving(hash: string): boolean {
    const session = this.#sessions.get(hash);
    if (!session || !this.#lives(session)) return false;
    this.#see(hash, session);
    return true;
  }

  #lives(session: Session): boolean {
    return session.expiresAt > this.#wall() && this.#accounts.get(session.account)?.active === true;
  }

  async signOut(hash: string): Promise<void> {
    await this.#storage.commit([{ op: 'delete', table: 'session', key: hash }]);
    this.#sessions.delete(hash);
    for (const listener of this.#onEnded) listener(hash);
  }

  /** A device no longer belongs to the hall: whoever is signed in on it is so no more. */
  async endSessionsOn(incarnation: string): Promise<void> {
    for (const [hash, session] of [...this.#sessions])
      if (session.incarnation === incarnation) await this.signOut(hash);
  }

  /** In memory at once; on the disk now and then, and no matter if it fails. */
  #see(hash: string, session: Session): void {
    const now = this.#wall();
    if (now - (session.seenAt ?? 0) < SEEN_EVERY) return;
    const seen = { ...session, seenAt: now };
    this.#sessions.set(hash, seen);
    this.#storage.commit([{ op: 'put', table: 'session', key: hash, value: seen }]).then(
      // Ended while it was written: it does not come back with the next start.
      () => (this.#sessions.has(hash) ? undefined : this.signOut(hash)),
      () => undefined,
    );
  }

  async #endSessionsOf(account: string, keep = ''): Promise<void> {
    for (const [hash, session] of [...this.#sessions]) {
      if (session.account === account && hash !== keep) await this.signOut(hash);
    }
  }

  async #save(account: Account): Promise<void> {
    await this.#storage.commit([{ op: 'put', table: 'account', key: account.account, value: account }]);
    this.#accounts.set(account.account, account);
  }
}

/** A hash that no password has: for accounts that do not exist. */
const UNKNOWN = `${'A'.repeat(22)}.${'A'.repeat(43)}`;
