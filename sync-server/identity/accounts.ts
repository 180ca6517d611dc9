import { accepted, checkName, refused, type RefusalCode, type Result, type Role } from '#lib/domain/index.ts';
import { sha256Text } from '../hall/hash.ts';
import { OneByOne } from '../one-by-one.ts';
import type { Storage } from '../storage/storage.ts';
import { hashPassword, isPassword, newPassword } from './secrets.ts';
import { Sessions, type Session } from './sessions.ts';

/** How often somebody has guessed. */
interface Tries {
  /** Wrong passwords in a row. */
  failures: number;
  /** Wall clock; sign-in is refused until then. */
  lockedUntil: number;
}

export interface Account extends Tries {
  account: string;
  name: string;
  roles: Role[];
  department: string | null;
  active: boolean;
  passwordHash: string;
  mustChangePassword: boolean;
}

const TRIES = 5;
const LOCK = 15 * 60_000;
const SHORTEST_PASSWORD = 8;
/** More than can be guessed while one is locked (`session-routes.ts`): none is forgotten before its lock is over. */
const MOST_UNKNOWN = 10_000;

/** People and their passwords. Never in a room. */
export class Accounts {
  readonly #storage: Storage;
  readonly #wall: () => number;
  #accounts = new Map<string, Account>();
  /** Guesses at numbers that do not exist, by hash, those that were guessed last at the end. */
  readonly #unknown = new Map<string, Tries>();
  readonly #changes = new OneByOne();
  readonly sessions: Sessions;

  constructor(storage: Storage, wall: () => number) {
    this.#storage = storage;
    this.#wall = wall;
    this.sessions = new Sessions(storage, wall, (account) => this.#accounts.get(account)?.active === true);
  }

  async load(): Promise<void> {
    this.#accounts = await this.#storage.list<Account>('account');
    await this.sessions.load();
  }

  all(): Account[] {
    return [...this.#accounts.values()];
  }

  get(account: string): Account | undefined {
    return this.#accounts.get(account);
  }

  /** Founds an account with a one-time password, which is returned and nowhere kept. */
  async create(draft: {
    account: string;
    name: string;
    roles: Role[];
    department: string | null;
  }): Promise<Result<{ password: string }, RefusalCode>> {
    if (!/^[0-9A-Za-z]{2,16}$/.test(draft.account)) return refused('bad-request', { field: 'account' });
    const name = checkName(draft.name);
    if (!name.ok) return name;
    if (draft.roles.length === 0) return refused('bad-request', { field: 'roles' });
    const password = newPassword();
    const founded: Account = {
      ...draft,
      name: name.value,
      active: true,
      passwordHash: await hashPassword(password),
      mustChangePassword: true,
      failures: 0,
      lockedUntil: 0,
    };
    return this.#changes.run(async () => {
      if (this.#accounts.has(draft.account)) return refused('account-taken', { account: draft.account });
      await this.#write(founded);
      this.#accounts.set(draft.account, founded);
      return accepted({ password });
    });
  }

  /** A new one-time password; ends the person's sessions and lifts a lock. */
  async resetPassword(account: string): Promise<Result<{ password: string }, RefusalCode>> {
    if (!this.#accounts.has(account)) return refused('account-unknown', { account });
    const password = newPassword();
    const passwordHash = await hashPassword(password);
    await this.#change(account, () => ({ passwordHash, mustChangePassword: true, failures: 0, lockedUntil: 0 }));
    await this.sessions.endOf(account);
    return accepted({ password });
  }

  async setActive(account: string, active: boolean): Promise<Result<null, RefusalCode>> {
    if (!(await this.#change(account, () => ({ active })))) return refused('account-unknown', { account });
    if (!active) await this.sessions.endOf(account);
    return accepted(null);
  }

  /** Refusals: sign-in-failed with the tries left, sign-in-throttled with the minutes, account-inactive. */
  async signIn(
    account: string,
    password: string,
    incarnation: string,
  ): Promise<Result<{ token: string; account: Account }, RefusalCode>> {
    const existing = this.#accounts.get(account);
    if (!existing) return this.#guessedAtNobody(account, password);
    const proven = await this.#prove(existing, password);
    if (!proven.ok) return proven;
    if (!proven.value.active) return refused('account-inactive');
    const token = await this.sessions.begin(account, incarnation);
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
    const passwordHash = await hashPassword(next);
    const changed = await this.#change(account, (now) =>
      now.passwordHash === existing.passwordHash ? { passwordHash, mustChangePassword: false } : null,
    );
    // Somebody gave the account another one meanwhile: what was proven is no longer the password.
    if (!changed) return refused('sign-in-failed', { left: TRIES });
    await this.sessions.endOf(account, keep);
    return accepted(null);
  }

  /** One guess, counted before the slow work: a flood of guesses cannot overtake the counter. */
  async #prove(existing: Account, password: string): Promise<Result<Account, RefusalCode>> {
    const tries = oneMore(existing, this.#wall());
    if (!tries.ok) return tries;
    this.#accounts.set(existing.account, { ...existing, ...tries.value });
    await this.#change(existing.account, () => ({}));
    const isRight = await isPassword(password, existing.passwordHash);
    const proven = isRight
      ? await this.#change(existing.account, (now) =>
          now.passwordHash === existing.passwordHash ? { failures: 0, lockedUntil: 0 } : null,
        )
      : null;
    return proven ? accepted(proven) : wrong(tries.value);
  }

  /** The same work, count and lock as for somebody known: answers, and how long they take, tell nobody which numbers exist. */
  async #guessedAtNobody(account: string, password: string): Promise<Result<never, RefusalCode>> {
    const key = sha256Text(account);
    const tries = oneMore(this.#unknown.get(key) ?? { failures: 0, lockedUntil: 0 }, this.#wall());
    if (!tries.ok) return tries;
    this.#unknown.delete(key);
    const [oldest] = this.#unknown.size >= MOST_UNKNOWN ? this.#unknown.keys() : [];
    if (oldest !== undefined) this.#unknown.delete(oldest);
    this.#unknown.set(key, tries.value);
    await this.#changes.run(() =>
      this.#storage.commit([{ op: 'put', table: 'guess', key: 'nobody', value: tries.value }]),
    );
    await isPassword(password, UNKNOWN);
    return wrong(tries.value);
  }

  /** The living session of a token, with its account; undefined when ended, expired or inactive. */
  session(token: string | undefined): { hash: string; session: Session; account: Account } | undefined {
    const found = this.sessions.of(token);
    const account = found && this.#accounts.get(found.session.account);
    return account && { ...found, account };
  }

  /**
   * Changes are kept one by one, each on top of the one before: of two at once none is lost. Null: there is no such
   * account, or what it is by now does not take the change.
   */
  #change(account: string, change: (now: Account) => Partial<Account> | null): Promise<Account | null> {
    return this.#changes.run(async () => {
      const now = this.#accounts.get(account);
      const changed = now && change(now);
      if (!changed) return null;
      await this.#write({ ...now, ...changed });
      // A guess may have been counted while it was written.
      const kept = { ...now, ...this.#accounts.get(account), ...changed };
      this.#accounts.set(account, kept);
      return kept;
    });
  }

  #write(account: Account): Promise<void> {
    return this.#storage.commit([{ op: 'put', table: 'account', key: account.account, value: account }]);
  }
}

/** Refusal: sign-in-throttled with the minutes that are left. */
function oneMore({ failures, lockedUntil }: Tries, now: number): Result<Tries, RefusalCode> {
  if (lockedUntil > now) return refused('sign-in-throttled', { minutes: Math.ceil((lockedUntil - now) / 60_000) });
  const isLast = failures + 1 >= TRIES;
  return accepted({ failures: isLast ? 0 : failures + 1, lockedUntil: isLast ? now + LOCK : 0 });
}

function wrong({ failures, lockedUntil }: Tries): Result<never, RefusalCode> {
  return lockedUntil > 0
    ? refused('sign-in-throttled', { minutes: LOCK / 60_000 })
    : refused('sign-in-failed', { left: TRIES - failures });
}

/** A hash that no password has: for accounts that do not exist. */
const UNKNOWN = `${'A'.repeat(22)}.${'A'.repeat(43)}`;
