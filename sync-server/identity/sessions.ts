import type { Change, Storage } from '../storage/storage.ts';
import { hashOfToken, newToken } from './secrets.ts';

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

/** A long working day; a forgotten session does not outlive the night. */
const SESSION = 14 * 3_600_000;
/** When a session was last used is written so often. */
const SEEN_EVERY = 5 * 60_000;
const ID_LENGTH = 16;

/** Who is signed in where. One lives until it is ended, its time is over or its account is inactive. */
export class Sessions {
  readonly #storage: Storage;
  readonly #wall: () => number;
  readonly #isActive: (account: string) => boolean;
  #sessions = new Map<string, Session>();
  readonly #onEnded = new Set<(sessionHash: string) => void>();

  constructor(storage: Storage, wall: () => number, isActive: (account: string) => boolean) {
    this.#storage = storage;
    this.#wall = wall;
    this.#isActive = isActive;
  }

  async load(): Promise<void> {
    this.#sessions = await this.#storage.list<Session>('session');
    const ended = [...this.#sessions].filter(([, session]) => session.expiresAt <= this.#wall());
    for (const [hash] of ended) this.#sessions.delete(hash);
    if (ended.length > 0) await this.#storage.commit(ended.map(([key]) => ({ op: 'delete', table: 'session', key })));
  }

  onEnded(listener: (sessionHash: string) => void): void {
    this.#onEnded.add(listener);
  }

  /** Everybody's that live. */
  all(): ListedSession[] {
    return [...this.#sessions]
      .filter(([, session]) => this.#lives(session))
      .map(([hash, session]) => ({ ...session, hash, id: hash.slice(0, ID_LENGTH) }));
  }

  /** The living session of a token: it counts as being seen. */
  of(token: string | undefined): { hash: string; session: Session } | undefined {
    if (!token) return undefined;
    const hash = hashOfToken(token);
    const session = this.#sessions.get(hash);
    if (!session || !this.#lives(session)) return undefined;
    this.#see(hash, session);
    return { hash, session };
  }

  /** Asked again and again while a line is open: it counts as being seen. */
  isLiving(hash: string): boolean {
    const session = this.#sessions.get(hash);
    if (!session || !this.#lives(session)) return false;
    this.#see(hash, session);
    return true;
  }

  /** One person at a PC: the session before ends with this one. The token is returned and nowhere kept. */
  async begin(account: string, incarnation: string): Promise<string> {
    const now = this.#wall();
    const token = newToken();
    const session: Session = { account, incarnation, createdAt: now, expiresAt: now + SESSION, seenAt: now };
    const hash = hashOfToken(token);
    const before = [...this.#sessions].flatMap(([other, { incarnation: device }]) =>
      device === incarnation ? [other] : [],
    );
    // Known before it is written: what ends the person's sessions meanwhile ends this one too.
    this.#sessions.set(hash, session);
    try {
      await this.#storage.commit([
        ...before.map((key): Change => ({ op: 'delete', table: 'session', key })),
        { op: 'put', table: 'session', key: hash, value: session },
      ]);
    } catch (error) {
      this.#sessions.delete(hash);
      throw error;
    }
    for (const other of before) this.#forget(other);
    return token;
  }

  async end(hash: string): Promise<void> {
    await this.#storage.commit([{ op: 'delete', table: 'session', key: hash }]);
    this.#forget(hash);
  }

  /** Whoever is signed in on this device is so no more. */
  async endOn(incarnation: string): Promise<void> {
    for (const [hash, session] of [...this.#sessions]) if (session.incarnation === incarnation) await this.end(hash);
  }

  /** A person's, but for the one with the hash `keep`. */
  async endOf(account: string, keep = ''): Promise<void> {
    for (const [hash, session] of [...this.#sessions]) {
      if (session.account === account && hash !== keep) await this.end(hash);
    }
  }

  #forget(hash: string): void {
    this.#sessions.delete(hash);
    for (const listener of this.#onEnded) listener(hash);
  }

  #lives(session: Session): boolean {
    return session.expiresAt > this.#wall() && this.#isActive(session.account);
  }

  /** In memory at once; on the disk now and then, and no matter if it fails. */
  #see(hash: string, session: Session): void {
    const now = this.#wall();
    if (now - (session.seenAt ?? 0) < SEEN_EVERY) return;
    const seen = { ...session, seenAt: now };
    this.#sessions.set(hash, seen);
    this.#storage.commit([{ op: 'put', table: 'session', key: hash, value: seen }]).then(
      // Ended while it was written: it does not come back with the next start.
      () => (this.#sessions.has(hash) ? undefined : this.end(hash)),
      () => undefined,
    );
  }
}
