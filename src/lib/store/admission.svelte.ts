import type { RefusalCode, Result, SessionView } from '#lib/domain/index.ts';
import { ask, askSession } from './api.ts';
import type { ComingBack } from './coming-back.svelte.ts';
import type { CounterDb } from './device-db.ts';
import type { DossierShelf } from './dossier-shelf.svelte.ts';
import type { HallLine } from './hall-line.svelte.ts';
import type { KeptClock } from './kept-clock.svelte.ts';
import type { Labels } from './labels.svelte.ts';
import { keptRooms } from './ledger-chain.ts';
import type { OpenDay } from './open-day.svelte.ts';
import type { Outgoing } from './outgoing.svelte.ts';
import { HALL_OF_DEVICE, type PersonHere } from './person-here.svelte.ts';
import type { SetupInForce } from './setup-in-force.svelte.ts';

export type Standing = 'starting' | 'signed-out' | 'must-change-password' | 'no-database' | 'no-setup' | 'ready';

const ENTER_AGAIN = 1000;
/** Without setup and line there is nothing to show: asked again so often. */
const ASK_AGAIN = 3000;
/** The hall knows nobody here any more. */
const NOT_SIGNED_IN = 4401;

/** What is opened for a person, and who says who that is. */
export interface AdmissionHall {
  db(): CounterDb | null;
  clock: KeptClock;
  line: HallLine;
  person: PersonHere;
  comingBack: ComingBack;
  setups: SetupInForce;
  dossiers: DossierShelf;
  labels: Labels;
  day: OpenDay;
  outgoing: Outgoing;
  /** Closes what is open at this desk, so that the hall hears of it. */
  leaveWindows(): Promise<void>;
  /** Closes the day and its dossiers. */
  close(): void;
}

/** Whom the hall lets in here, and how far what they need is open: from signing in to the day, and out again. */
export class Admission {
  readonly #hall: AdmissionHall;
  #standing = $state<Standing>('starting');
  #session = $state.raw<SessionView | null>(null);
  #isFetchingSetup = false;

  constructor(hall: AdmissionHall) {
    this.#hall = hall;
  }

  get standing(): Standing {
    return this.#standing;
  }
  get session(): SessionView | null {
    return this.#session;
  }

  /** This browser keeps nothing: nobody can work here. */
  cannotKeep(): void {
    this.#standing = 'no-database';
  }

  /** The day names a newer setup than the one in force here; one that does not come is asked for again. */
  async useSetup(version: number): Promise<void> {
    const { setups } = this.#hall;
    const hall = this.#session?.hall;
    if (hall === undefined || version <= setups.version || this.#isFetchingSetup) return;
    this.#isFetchingSetup = true;
    await setups.use(hall, version).catch(() => undefined);
    this.#isFetchingSetup = false;
    if (this.#session) this.#session = { ...this.#session, setup: setups.version };
  }

  /** With the line by the hall, without it by what this PC knows of the person. Refusals: not-saved-here, and the hall's. */
  async signIn(account: string, password: string): Promise<Result<unknown, RefusalCode>> {
    const { person } = this.#hall;
    const db = this.#hall.db();
    if (!db) return { ok: false, code: 'not-saved-here' };
    const result = await ask('POST', '/api/session', { account, password, incarnation: db.incarnation });
    if (result.ok) {
      await this.enter();
      await person.proven(password);
      return result;
    }
    return result.code === 'line-down' ? person.signInAlone(account, password) : result;
  }

  async changePassword(current: string, next: string): Promise<Result<unknown, RefusalCode>> {
    const result = await ask('POST', '/api/session/password', { current, next });
    if (result.ok) {
      await this.enter();
      await this.#hall.person.proven(next);
    }
    return result;
  }

  /** Closes this device's window, ends the session and forgets it here; refused while the line is down. */
  async signOut(): Promise<Result<unknown, RefusalCode>> {
    if (!this.#hall.line.isUp && this.#standing === 'ready') return { ok: false, code: 'line-down' };
    await this.#hall.leaveWindows();
    const result = await ask('DELETE', '/api/session');
    if (result.ok) await this.#leave();
    return result;
  }

  /** The hall ended the connection for good. */
  async ended(code: number): Promise<void> {
    if (code === NOT_SIGNED_IN) {
      await this.#leave();
      return;
    }
    // A new epoch, another hall: ask where the rooms are now, not more often than a person could.
    this.#close();
    setTimeout(() => void this.enter(), ENTER_AGAIN);
  }

  /** Another person, or the same one whom the hall knows again: as when the page was opened. */
  async enterAnew(): Promise<void> {
    this.#close();
    this.#hall.line.closed();
    await this.enter();
  }

  /** Signed in or not, with or without the line: opens what can be opened. */
  async enter(): Promise<void> {
    const { clock, line, person, comingBack, setups, dossiers, labels, day } = this.#hall;
    const db = this.#hall.db();
    if (!db) return;
    const answer = await askSession();
    const kept = (await db.get<SessionView | null>('session')) ?? (await db.get<SessionView>(HALL_OF_DEVICE)) ?? null;
    const session = answer.ok ? await person.of(answer.value) : kept;
    // Another hall or epoch: what is open here belongs to the one before.
    if (this.#session && session && placeOf(this.#session) !== placeOf(session)) this.#close();
    this.#session = session;
    if (answer.ok) {
      clock.heard(answer.value);
      line.answered();
      await db.put('session', session?.staff ? session : null).catch(() => undefined);
      await db.put(HALL_OF_DEVICE, { ...answer.value, staff: null }).catch(() => undefined);
      await comingBack.to(answer.value);
    } else {
      await clock.opened();
      await person.openedAlone();
      await line.openedAlone();
      comingBack.unanswered();
    }
    if (!session?.staff) {
      this.#hall.close();
      this.#standing = 'signed-out';
      // The page says that the line is cut until it hears that it is not.
      if (!answer.ok) setTimeout(() => void this.#lookAgain(), ASK_AGAIN);
      else void this.#handIn();
      return;
    }
    if (session.staff.mustChangePassword) {
      this.#standing = 'must-change-password';
      return;
    }
    await setups.use(session.hall, session.setup);
    if (!setups.current) {
      this.#standing = 'no-setup';
      setTimeout(() => void this.enter(), ASK_AGAIN);
      return;
    }
    this.#session = { ...session, setup: setups.version };
    // Before anything is connected: what is past its date is here no longer.
    await dossiers.purge().catch(() => undefined);
    await labels.load().catch(() => undefined);
    await day.open(comingBack.isRecovering ? await keptDay(session) : session.ledger);
    this.#standing = 'ready';
    await person.purge();
    void navigator.storage?.persist?.();
  }

  /** Nobody is signed in any more; the sign-in page still says which hall this is. */
  async #leave(): Promise<void> {
    await this.#hall
      .db()
      ?.put('session', null)
      .catch(() => undefined);
    this.#close();
    this.#hall.line.left();
    await this.enter();
  }

  /** The screens go with what they show: what is typed into a closed dossier would be kept by nobody. */
  #close(): void {
    if (this.#standing === 'ready') this.#standing = 'starting';
    this.#hall.close();
  }

  /** This PC may have been switched off with something still in it. */
  async #handIn(): Promise<void> {
    if (this.#standing !== 'signed-out') return;
    const heard = await this.#hall.outgoing.handIn().catch(() => 'later' as const);
    if (heard === 'later') setTimeout(() => void this.#handIn(), ASK_AGAIN);
  }

  async #lookAgain(): Promise<void> {
    if (this.#standing === 'signed-out') await this.enter();
  }
}

function placeOf({ hall, epoch }: SessionView): string {
  return `${hall}/${epoch}`;
}

/** While the hall recovers: the last day that this device has of it. */
async function keptDay({ hall, ledger }: SessionView): Promise<string> {
  return (await keptRooms(hall)).at(-1) ?? ledger;
}
