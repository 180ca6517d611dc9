import type { HallState, RefusalCode, Result, SessionView } from '#lib/domain/index.ts';
import { ask } from './api.ts';
import type { CounterDb } from './device-db.ts';
import { StandIn } from './stand-in.ts';

/** What this device keeps of the hall when nobody is signed in: a person may begin without the line. */
export const HALL_OF_DEVICE = 'session-of-nobody';
const STANDING_IN = 'standing-in';

/** What of the store it needs. */
export interface PersonHall {
  db: () => CounterDb | null;
  session: () => SessionView | null;
  /** This device's number in the day's ledger; 0 before its first command. */
  device: () => number;
  windows: () => Pick<HallState, 'windows' | 'staff'>;
  /** Hall clock, epoch ms. */
  now: () => number;
  enter: () => Promise<void>;
  /** Closes what is open and enters again. */
  enterAnew: () => Promise<void>;
  relieve: (window: number) => Promise<unknown>;
}

/**
 * Who is at this PC: with the line the hall says so, without it whom it has let in here within 14 days and who says the
 * password or six digits (stand-in.ts). Such a person says the password once when the line is back.
 */
export class PersonHere {
  readonly #hall: PersonHall;
  /** Signed in without the line, and the line is back: the hall does not know it yet. */
  #mustProve = $state(false);
  /** The account of who began here without the line; null: the hall let them in. */
  #standingIn = $state<string | null>(null);
  #takenOver = $state<number | null>(null);

  constructor(hall: PersonHall) {
    this.#hall = hall;
  }

  /** A person who began without the line must say the password before the hall takes requests. */
  get mustProve(): boolean {
    return this.#mustProve;
  }

  /** The window that somebody else opened at this PC, for who began here without the line to take over; null: none. */
  get takesOver(): { window: number; account: string } | null {
    const { staff } = this.#hall.session() ?? {};
    const device = this.#hall.device();
    if (!staff || staff.account !== this.#standingIn || device === 0) return null;
    const { windows, staff: people } = this.#hall.windows();
    for (const window of windows.values()) {
      if (window.phase === 'closed' || window.device !== device) continue;
      const account = people.get(window.staff) ?? '';
      if (account !== staff.account && this.#takenOver !== window.no) return { window: window.no, account };
    }
    return null;
  }

  /** W3: the window that is open at this PC is this person's from now on. */
  async takeOver(): Promise<void> {
    const taken = this.takesOver;
    if (!taken) return;
    this.#takenOver = taken.window;
    await this.#hall.relieve(taken.window);
  }

  /**
   * The line is back: who began without it says the password once, and the hall knows them again. Refusals:
   * not-signed-in, and the hall's.
   */
  async prove(password: string): Promise<Result<unknown, RefusalCode>> {
    const db = this.#hall.db();
    const account = this.#hall.session()?.staff?.account;
    if (!db || !account) return { ok: false, code: 'not-signed-in' };
    const result = await ask('POST', '/api/session', { account, password, incarnation: db.incarnation });
    if (!result.ok) return result;
    await db.remove(STANDING_IN);
    this.#standingIn = null;
    this.#mustProve = false;
    await this.#hall.enterAnew();
    await this.proven(password);
    return result;
  }

  /** Another person takes this PC over while the line is cut: its window stays open, its numbers and drafts stay here. */
  async change(): Promise<void> {
    const db = this.#hall.db();
    await db?.put('session', null).catch(() => undefined);
    await db?.remove(STANDING_IN).catch(() => undefined);
    this.#mustProve = false;
    await this.#hall.enterAnew();
  }

  /** Six digits for signing in here while the line is cut. False: not six digits, or nobody the hall let in here. */
  async setPin(pin: string): Promise<boolean> {
    const account = this.#hall.session()?.staff?.account ?? '';
    return (await this.#standIn()?.setPin(account, pin, this.#hall.now())) ?? false;
  }

  /**
   * A second person says at this PC that they are there. Whom the hall has let in here within 14 days says the password
   * or the six digits; of others only the number is taken. Refusals: sign-in-failed, stand-in-locked, account-unknown.
   */
  async vouch(account: string, secret: string): Promise<Result<{ isProven: boolean }, RefusalCode>> {
    if (account === '' || account === this.#hall.session()?.staff?.account)
      return { ok: false, code: 'account-unknown' };
    const known = await this.#standIn()?.signIn(account, secret, this.#hall.now());
    if (known?.ok) return { ok: true, value: { isProven: true } };
    return known && known.code !== 'not-known-here' ? known : { ok: true, value: { isProven: false } };
  }

  /** The hall let this person in: from now on this PC knows them without the line too. */
  async proven(password: string): Promise<void> {
    const staff = this.#hall.session()?.staff;
    if (!staff || staff.mustChangePassword) return;
    await this.#standIn()
      ?.proven(staff, password, this.#hall.now())
      .catch(() => undefined);
  }

  /** Refusals: line-down where no hall is known here; not-known-here, sign-in-failed, stand-in-locked. */
  async signInAlone(account: string, secret: string): Promise<Result<unknown, RefusalCode>> {
    const db = this.#hall.db();
    const place = await db?.get<SessionView>(HALL_OF_DEVICE);
    if (!db || !place) return { ok: false, code: 'line-down' };
    const known = await new StandIn(db, place.hall).signIn(account, secret, this.#hall.now());
    if (!known.ok) return known;
    await db.put(STANDING_IN, account);
    this.#takenOver = null;
    await db.put('session', { ...place, staff: known.value });
    await this.#hall.enter();
    return { ok: true, value: null };
  }

  /** Whoever began without the line stays at the PC, whoever's session the hall still has for it. */
  async of(session: SessionView): Promise<SessionView> {
    const db = this.#hall.db();
    const account = await db?.get<string>(STANDING_IN);
    this.#standingIn = account ?? null;
    if (account === undefined) return session;
    const kept = await db?.get<SessionView | null>('session');
    if (!kept?.staff || kept.staff.account !== account || session.staff?.account === account) {
      await db?.remove(STANDING_IN).catch(() => undefined);
      this.#standingIn = null;
      return session;
    }
    this.#mustProve = true;
    return { ...session, staff: kept.staff };
  }

  /** The page was opened without the line: who is here was so before. */
  async openedAlone(): Promise<void> {
    this.#standingIn = (await this.#hall.db()?.get<string>(STANDING_IN)) ?? null;
  }

  lineIsBack(): void {
    if (this.#standingIn !== null) this.#mustProve = true;
  }

  /** Forgets whom the hall has not let in here for 14 days. */
  async purge(): Promise<void> {
    await this.#standIn()
      ?.purge(this.#hall.now())
      .catch(() => undefined);
  }

  #standIn(): StandIn | null {
    const db = this.#hall.db();
    const hall = this.#hall.session()?.hall;
    return db && hall !== undefined ? new StandIn(db, hall) : null;
  }
}
