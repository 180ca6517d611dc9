import { randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { accepted, refused, type Result, type SessionView } from '#lib/domain/index.ts';
import { base64url } from './base64url.ts';
import type { DeviceDb } from './device-db.ts';

/** Who was signed in here within so long may begin without the line. */
export const KNOWN_FOR = 14 * 86_400_000;
const TRIES = 5;
/** About a tenth of a second on a PC of ours, ten times that on an old one; plain HTTP has no Web Crypto. */
const COST = { N: 2 ** 14, r: 8, p: 1, dkLen: 32 };
const KEY = 'person:';

type Staff = NonNullable<SessionView['staff']>;

interface Secret {
  salt: string;
  hash: string;
}

/** A person as this device knows them: enough to recognise, never a password. */
interface KnownPerson {
  staff: Staff;
  /** Hall clock, epoch ms: the last time the hall itself let them in here. */
  provenAt: number;
  password: Secret;
  pin: Secret | null;
  /** Wrong tries since the hall was heard. */
  failures: number;
}

type StandInRefusal = 'sign-in-failed' | 'stand-in-locked' | 'not-known-here';

/**
 * Signing in while the line is cut: by password, or by the six digits that a person has set here, if the hall let them
 * in at this PC within 14 days. What they do is told to the hall as theirs; whether they still may is its to judge.
 */
export class StandIn {
  readonly #db: DeviceDb;
  readonly #hall: string;

  constructor(db: DeviceDb, hall: string) {
    this.#db = db;
    this.#hall = hall;
  }

  /** The hall has just let this person in with this password; six digits of before stay if they are not too old. */
  async proven(staff: Staff, password: string, now: number): Promise<void> {
    const before = await this.#known(staff.account, now);
    await this.#put({
      staff,
      provenAt: now,
      password: await secretOf(password),
      pin: before?.pin ?? null,
      failures: 0,
    });
  }

  async setPin(account: string, pin: string, now: number): Promise<boolean> {
    const known = await this.#known(account, now);
    if (!known || !isPin(pin)) return false;
    await this.#put({ ...known, pin: await secretOf(pin) });
    return true;
  }

  /** `now`: hall clock. Refusals: not-known-here, sign-in-failed with the tries left, stand-in-locked. */
  async signIn(account: string, given: string, now: number): Promise<Result<Staff, StandInRefusal>> {
    const known = await this.#known(account, now);
    if (!known) return refused('not-known-here', { days: KNOWN_FOR / 86_400_000 });
    if (known.failures >= TRIES) return refused('stand-in-locked');
    // Counted before the slow work, as at the hall.
    await this.#put({ ...known, failures: known.failures + 1 });
    const secrets = isPin(given) && known.pin ? [known.pin, known.password] : [known.password];
    for (const secret of secrets) {
      if (!(await isSecret(given, secret))) continue;
      await this.#put({ ...known, failures: 0 });
      return accepted(known.staff);
    }
    const left = TRIES - known.failures - 1;
    return left > 0 ? refused('sign-in-failed', { left }) : refused('stand-in-locked');
  }

  /** Those whose time is over are forgotten. */
  async purge(now: number): Promise<void> {
    for (const { key, value } of await this.#db.entries<KnownPerson>(this.#prefix)) {
      if (isOver(value, now)) await this.#db.remove(key);
    }
  }

  get #prefix(): string {
    return `${KEY}${this.#hall}/`;
  }

  async #known(account: string, now: number): Promise<KnownPerson | null> {
    const known = await this.#db.get<KnownPerson>(`${this.#prefix}${account}`);
    return known && !isOver(known, now) ? known : null;
  }

  #put(known: KnownPerson): Promise<void> {
    return this.#db.put(`${this.#prefix}${known.staff.account}`, known);
  }
}

export function isPin(text: string): boolean {
  return /^\d{6}$/.test(text);
}

/** A clock that was set back is no reason to know somebody for longer. */
function isOver({ provenAt }: KnownPerson, now: number): boolean {
  return now - provenAt > KNOWN_FOR || now < provenAt - 86_400_000;
}

async function secretOf(text: string): Promise<Secret> {
  const salt = base64url(randomBytes(16));
  return { salt, hash: await derive(text, salt) };
}

async function isSecret(text: string, { salt, hash }: Secret): Promise<boolean> {
  return (await derive(text, salt)) === hash;
}

async function derive(text: string, salt: string): Promise<string> {
  const { scryptAsync } = await import('@noble/hashes/scrypt.js');
  return base64url(await scryptAsync(utf8ToBytes(text.normalize('NFKC')), utf8ToBytes(salt), COST));
}
