import { createContext, untrack } from 'svelte';
import {
  commandClasses,
  emptyState,
  letterOf,
  midnightOf,
  type CommandBodies,
  type CommandKind,
  type HallState,
  type LedgerEvent,
  type RefusalCode,
  type Result,
  type SessionView,
  type Setup,
} from '#lib/domain/index.ts';
import { ask, askSession } from './api.ts';
import { BundleActs } from './bundle-acts.ts';
import { ClockWatch } from './clock-watch.svelte.ts';
import { CounterActs } from './counter-acts.ts';
import { Custody } from './custody.svelte.ts';
import {
  openDeviceDb,
  type CounterDb,
  type Decision,
  type KnownLedger,
  type Mark,
  type OutboxRow,
  type RowDraft,
} from './device-db.ts';
import type { NotByRight } from './device-rights.ts';
import type { DossierRoom } from './dossier-room.svelte.ts';
import { DossierShelf, type ShelfHall } from './dossier-shelf.svelte.ts';
import { Labels } from './labels.svelte.ts';
import { HallLine } from './hall-line.svelte.ts';
import { handInLate } from './late-rows.ts';
import { keepTerminal, nextMatterNumber, nextProvisional } from './matter-numbers.ts';
import { Outbox, type Added, type LostFact } from './outbox.svelte.ts';
import { KeptClock } from './kept-clock.svelte.ts';
import { LedgerRoom, type Heartbeat, type SilentDevice } from './ledger-room.ts';
import { dropOldRooms } from './old-rooms.ts';
import { OwnInLedger } from './own-in-ledger.ts';
import { nextOwnNumber } from './own-numbers.ts';
import { propose } from './proposals.ts';
import { HALL_OF_DEVICE, PersonHere } from './person-here.svelte.ts';
import { keptRooms } from './ledger-chain.ts';
import { comeBack, type ComeBack } from './recovery.ts';
import { SetupDraft } from './setup-draft.svelte.ts';
import { SetupInForce } from './setup-in-force.svelte.ts';

export type Standing = 'starting' | 'signed-out' | 'must-change-password' | 'no-database' | 'no-setup' | 'ready';
export type DispatchResult = Result<Extract<Decision, { ok: true }> | null, RefusalCode>;
type Dispatched<Kind extends CommandKind> = Omit<CommandBodies[Kind], 'day'>;

const ENTER_AGAIN = 1000;
const OWN_ACTS = 40;
const NO_ROWS: readonly OutboxRow[] = [];
const NO_LOST: readonly LostFact[] = [];
/** Without setup and line there is nothing to show: asked again so often. */
const ASK_AGAIN = 3000;
/** How far the copy of the day had come that this device has stored: a shorter one was lost. */
const COPY_OF_DAY = 'copy-of-day';
interface CopyMarker {
  room: string;
  seq: number;
}
/** A hall that comes back from a backup is asked again so often whether it is open. */
const RECOVERY_AGAIN = 3000;
/** What it would not hear is tried again so often. */
const COME_BACK_AGAIN = 30_000;
/** Signing out waits so long for the hall to hear that the window is closed. */
const LEAVE_WITHIN = 3000;

/**
 * What a staff screen holds of the hall: who is signed in, the setup, the day decided and proposed,
 * the outbox and the line. One for each page, made in the staff layout and passed by context.
 */
export class HallStore {
  #standing = $state<Standing>('starting');
  #session = $state.raw<SessionView | null>(null);
  #version = $state(0);
  #ownActs = $state.raw<readonly LedgerEvent[]>([]);
  #outbox = $state.raw<Outbox | null>(null);
  #isCopyLost = $state(false);
  /** Whether what this device knows of the hall's earlier epochs is with the hall. */
  #cameBack = $state.raw<ComeBack>('open');
  #backAgain: ReturnType<typeof setTimeout> | undefined;
  #db: CounterDb | null = null;
  /** Whether this PC knows the date: it slept, its clock was set, or it began without the line after a long time. */
  readonly clockWatch = new ClockWatch(() => this.#room?.recheck());
  readonly #clock = new KeptClock(this.clockWatch, () => this.#db);
  readonly #line = new HallLine({
    db: () => this.#db,
    now: () => this.now(),
    utcOffsetMinutes: () => this.#setups.utcOffsetMinutes,
  });
  #room: LedgerRoom | null = null;
  #inLedger = new OwnInLedger('');
  readonly #empty = emptyState();
  readonly #setups = new SetupInForce({
    db: () => this.#db,
    session: () => this.#session,
    isRecovering: () => this.isRecovering,
  });
  /** What those who keep dossiers see of this store. */
  readonly #seen: ShelfHall = {
    db: () => this.#db,
    place: () => this.#place,
    server: () => roomsAddress(),
    account: () => this.#session?.staff?.account ?? '',
    utcOffsetMinutes: () => this.#setups.utcOffsetMinutes,
    decided: () => this.decided,
    isUp: () => this.isUp,
    now: () => this.now(),
  };
  readonly dossiers = new DossierShelf(this.#seen);
  readonly labels = new Labels(this.#seen, this.dossiers);
  /** What this device may call without the line. */
  readonly custody = new Custody({
    db: () => this.#db,
    decided: () => this.decided,
    proposed: () => this.proposed,
    device: () => this.device,
    setup: () => this.setup,
    t: () => this.t,
    rows: () => this.rows,
    isCopyBehind: () => this.#isCopyLost,
  });
  readonly #acts = new CounterActs(
    {
      db: () => this.#db,
      decided: () => this.decided,
      proposed: () => this.proposed,
      device: () => this.device,
      rows: () => this.rows,
      known: () => this.#known,
      add: (kind, body) => this.#add(kind, body),
      addByRight: (body, seen) => this.#addByRight(body, seen),
      send: (type, text) => this.#room?.send(type, text) ?? false,
      sendRow: (row) => this.#send(row),
      followTabs: () => this.#followTabs(),
      savedHere: () => this.#line.savedHere(),
      notSaved: () => this.#outbox?.markUnsaved(),
    },
    this.custody,
  );

  /** What this device may hand over, and what another desk asks for. */
  readonly #bundles = new BundleActs({
    db: () => this.#db,
    proposed: () => this.proposed,
    device: () => this.device,
    isUp: () => this.isUp,
    add: (kind, body) => this.#add(kind, body),
    addOnce: (body, grant) => this.#addOnce(body, grant),
    takeCustody: (dossier) => this.dispatch('takeCustody', { dossier }),
    notSaved: () => this.#outbox?.markUnsaved(),
  });

  /** Who is at this PC, with the line or without. */
  readonly person = new PersonHere({
    db: () => this.#db,
    session: () => this.#session,
    device: () => this.device,
    windows: () => this.proposed,
    now: () => this.now(),
    enter: () => this.#enter(),
    enterAnew: () => this.#enterAnew(),
    relieve: (window) => this.#add('relieve', { window }),
  });

  /** The day as the hall has decided it. Folded in place; a new object for each turn, so that what reads it is shown anew. */
  readonly decided = $derived.by((): HallState => {
    void this.#version;
    return { ...(this.#room?.state ?? this.#empty) };
  });

  /** The same, with this device's own facts that are still on the way. */
  readonly proposed = $derived.by((): HallState => {
    const staff = this.#session?.staff;
    if (!this.setup || !staff || !this.#db || this.rows.length === 0) return this.decided;
    return propose(this.decided, this.rows, {
      incarnation: this.#db.incarnation,
      inLedger: this.#inLedger,
      account: staff.account,
      roles: staff.roles,
      department: staff.department,
      setup: this.setup,
      setupAt: (version) => this.setupAt(version),
      // Not followed: a key typed into a form is no reason to decide everything anew.
      dossierOf: (id) => untrack(() => this.dossiers.now(id)),
      t: this.t,
      wall: this.#clock.wall(),
    });
  });

  get standing(): Standing {
    return this.#standing;
  }
  get session(): SessionView | null {
    return this.#session;
  }
  get setup(): Setup | null {
    return this.#setups.current;
  }
  /** What is on its way to the hall. */
  get rows(): readonly OutboxRow[] {
    return this.#outbox?.rows ?? NO_ROWS;
  }
  get isUp(): boolean {
    return this.#line.isUp;
  }
  get wasUp(): boolean {
    return this.#line.wasUp;
  }
  /** Hall clock, epoch ms. */
  get downSince(): number | null {
    return this.#line.downSince;
  }
  get savedHereAt(): number | null {
    return this.#line.savedHereAt;
  }
  get savedAtHallAt(): number | null {
    return this.#line.savedAtHallAt;
  }
  get cannotSave(): boolean {
    return this.#outbox?.cannotSave ?? false;
  }
  /** The hall was put back from a backup: this device has checked in, and nothing is decided yet. */
  get isRecovering(): boolean {
    return this.#cameBack === 'recovering';
  }
  get hallFailing(): boolean {
    return this.#line.hallFailing;
  }
  get backlog(): number {
    return this.#outbox?.backlog ?? 0;
  }
  /** What this device did and the hall has decided, newest first, at most a screenful. */
  get ownActs(): readonly LedgerEvent[] {
    return this.#ownActs;
  }
  /** Devices that the hall does not hear, for the supervisor; while the line is cut here nobody knows. */
  get silent(): readonly SilentDevice[] {
    return this.#line.silent;
  }
  get lost(): readonly LostFact[] {
    return this.#outbox?.lost ?? NO_LOST;
  }
  /** This device's copy of the day was here and is not any more; the line brings it back. */
  get copyLost(): boolean {
    return this.#isCopyLost && !this.isUp;
  }
  /** A date must be confirmed by a person before it is printed. */
  get dateDoubt(): boolean {
    return this.clockWatch.doubt && !this.isUp;
  }
  get vanished(): boolean {
    return this.#db?.vanished ?? false;
  }
  /** This PC's clock against the hall's, ms; 0 within a minute. Negative is slow. */
  get clockOff(): number {
    return this.#clock.off;
  }
  /** Hall clock minus the relay's wall clock, ms: other than 0 only in a practice hall. */
  get clockShift(): number {
    return this.#clock.shift;
  }
  /** This device's number in the day's ledger; 0 before its first command. */
  get device(): number {
    return this.#db ? (this.decided.deviceNumbers.get(this.#db.incarnation) ?? 0) : 0;
  }

  get #known(): KnownLedger {
    return { room: this.#room?.room ?? '', seq: this.#room?.state.seq ?? 0 };
  }

  /** Which hall and epoch this is: what is done here belongs there. */
  get #place(): string {
    return `${this.#session?.hall ?? ''}/${this.#session?.epoch ?? ''}`;
  }

  /** Hall clock now, epoch ms. Not reactive: screens tick by themselves. */
  now(): number {
    return this.#clock.now();
  }

  /** Milliseconds since the open day's midnight. */
  get t(): number {
    const { day } = this.#room?.state ?? this.#empty;
    return day === '' ? 0 : this.now() - midnightOf(day, this.#setups.utcOffsetMinutes);
  }

  /** The published setup that a matter was opened with; null while it is not here. */
  setupAt(version: number): Setup | null {
    return this.#setups.at(version);
  }

  /** A dossier for reading in passing; a screen that edits one opens it by `dossiers.open`. */
  dossier(id: string): DossierRoom {
    return this.dossiers.peek(id);
  }

  /** The draft of the setup, for who may draft; the screen opens and closes it. */
  newDraft(): SetupDraft {
    return new SetupDraft({ name: `setup/${this.#place}`, server: roomsAddress(), account: this.#seen.account });
  }

  /** The letter of this device's own series (TA1); null: it was never given one, or its time is over. */
  get ownLetter(): string | null {
    const { letters, day } = this.decided;
    return this.#db ? letterOf(letters, this.#db.incarnation, day) : null;
  }

  /** The next number of this device's own series; `letter`: the queue's and then the device's. Refusal: not-saved-here. */
  async nextOwnNumber(letter: string): Promise<Result<number, RefusalCode>> {
    const setup = this.setup;
    if (!this.#db || !setup) return { ok: false, code: 'not-saved-here' };
    try {
      const { day } = this.decided;
      const number = await nextOwnNumber(this.#db, { day, letter, keepOvernight: setup.policy.keepOvernight });
      return { ok: true, value: number };
    } catch {
      return { ok: false, code: 'not-saved-here' };
    }
  }

  /** A new matter number of this device. Refusals: terminal-missing, serials-used-up, not-saved-here. */
  async nextMatterNumber(): Promise<Result<string, RefusalCode>> {
    if (!this.#db || !this.setup) return { ok: false, code: 'not-saved-here' };
    return nextMatterNumber(this.#db, this.#place, this.#room?.state ?? this.#empty, this.setup);
  }

  /** A provisional part of a notice's number. Refusals: terminal-missing, not-saved-here. */
  async nextProvisional(): Promise<Result<string, RefusalCode>> {
    if (!this.#db) return { ok: false, code: 'not-saved-here' };
    return nextProvisional(this.#db, this.#place, this.#room?.state ?? this.#empty);
  }

  /** What this device did with a dossier by such a fact is still on its way. */
  isOnTheWay(kind: CommandKind, dossier: string): boolean {
    return this.rows.some((row) => row.kind === kind && (row.body as { dossier?: string }).dossier === dossier);
  }

  async start(): Promise<void> {
    try {
      this.#db = await openDeviceDb();
    } catch {
      this.#standing = 'no-database';
      return;
    }
    // Marks are read before rows: a right that seems used has its row in sight.
    this.#db.onRowsChanged(() => void this.custody.load().catch(() => undefined));
    this.#outbox = new Outbox(this.#db);
    await this.#followTabs();
    // It is another device now, and the session is the old one's: the hall lets a person in anew.
    if (this.#db.vanished) await ask('DELETE', '/api/session');
    await this.#enter();
  }

  stop(): void {
    this.dossiers.closeAll();
    this.#room?.destroy();
    this.#room = null;
  }

  /** With the line by the hall, without it by what this PC knows of the person. Refusals: not-saved-here, and the hall's. */
  async signIn(account: string, password: string): Promise<Result<unknown, RefusalCode>> {
    if (!this.#db) return { ok: false, code: 'not-saved-here' };
    const result = await ask('POST', '/api/session', { account, password, incarnation: this.#db.incarnation });
    if (result.ok) {
      await this.#enter();
      await this.person.proven(password);
      return result;
    }
    return result.code === 'line-down' ? this.person.signInAlone(account, password) : result;
  }

  /** A person says which day it is, `YYYY-MM-DD`: a clock that is days off is put right for this device. */
  sayDate(date: string): void {
    this.#clock.say(date, this.#setups.utcOffsetMinutes);
  }

  async changePassword(current: string, next: string): Promise<Result<unknown, RefusalCode>> {
    const result = await ask('POST', '/api/session/password', { current, next });
    if (result.ok) {
      await this.#enter();
      await this.person.proven(next);
    }
    return result;
  }

  /** Closes this device's window, ends the session and forgets it here; refused while the line is down. */
  async signOut(): Promise<Result<unknown, RefusalCode>> {
    if (!this.isUp && this.#standing === 'ready') return { ok: false, code: 'line-down' };
    await this.#leaveWindows();
    const result = await ask('DELETE', '/api/session');
    if (result.ok) await this.#leave();
    return result;
  }

  /** Somebody stands at this desk for a bundle: it is not given to another desk meanwhile. Null: nobody does. */
  handsOver(dossier: string | null): Promise<void> {
    return this.#bundles.hold(dossier);
  }

  /** A small thing this device remembers: its window, a token it has printed. */
  recall<T>(key: string): Promise<T | undefined> {
    return this.#db?.get<T>(key) ?? Promise.resolve(undefined);
  }

  remember(key: string, value: unknown): Promise<void> {
    return this.#db?.put(key, value) ?? Promise.resolve();
  }

  /**
   * The one way to do something. A fact is stored here first and is then done, whatever the line
   * does; a request is asked and answers when it is decided.
   * Refusals: line-down, not-saved-here, and every reason of the hall.
   */
  async dispatch<Kind extends CommandKind>(kind: Kind, body: Dispatched<Kind>): Promise<DispatchResult> {
    const commandClass = commandClasses[kind];
    if (kind === 'closeWindow') return this.#closeWindow(body as Dispatched<'closeWindow'>);
    if (kind === 'handOver') return this.#bundles.handOver(body as Dispatched<'handOver'>);
    if (kind === 'releaseCustody') return this.#bundles.release(body as Dispatched<'releaseCustody'>);
    if (kind === 'call' && !this.isUp) return this.#callAlone(body as Dispatched<'call'>);
    if (commandClass === 'request' && !this.isUp) return { ok: false, code: 'line-down' };
    if (commandClass === 'request' && this.person.mustProve) return { ok: false, code: 'sign-in-again' };
    const added = await this.#add(kind, body);
    if (!added.ok) return added;
    if (commandClass === 'fact') return { ok: true, value: null };
    const answer = await added.value;
    if (!answer.ok && answer.code === 'answer-lost' && kind === 'call')
      return this.#callAlone(body as Dispatched<'call'>);
    return answer.ok
      ? { ok: true, value: answer }
      : { ok: false, code: answer.code, ...(answer.data ? { data: answer.data } : {}) };
  }

  /** Without the line only what this device holds can be called; it may be that the hall has called just before. */
  #callAlone({ window, ticket }: Dispatched<'call'>): Promise<DispatchResult> {
    return this.#acts.call(window, ticket);
  }

  async #closeWindow({ window }: Dispatched<'closeWindow'>): Promise<DispatchResult> {
    const closed = await this.#acts.closeWindow(window);
    return closed.ok ? { ok: true, value: null } : closed;
  }

  /** What other tabs of this device have done, and have heard of the day while this one is cut off. */
  async #followTabs(): Promise<void> {
    await this.custody.load().catch(() => undefined);
    await this.#outbox?.load().catch(() => undefined);
    if (!this.isUp) await this.#room?.refresh().catch(() => undefined);
  }

  /** Stores the row and sends it if the line is up. The value answers when the hall has decided it. */
  async #add<Kind extends CommandKind>(
    kind: Kind,
    body: Dispatched<Kind>,
  ): Promise<Result<Promise<Decision>, RefusalCode>> {
    const draft = this.#draft(kind, body);
    if (!this.#outbox || !draft) return { ok: false, code: 'not-signed-in' };
    const added = await this.#outbox.add(draft, this.#place);
    return added ? this.#done(added) : { ok: false, code: 'not-saved-here' };
  }

  /** The same for a handover, with the mark that uses up its right; the mark that was there before, if one was. */
  async #addOnce(body: Dispatched<'handOver'>, grant: string): Promise<Result<Promise<Decision>, RefusalCode> | Mark> {
    const draft = this.#draft('handOver', body);
    if (!this.#outbox || !draft) return { ok: false, code: 'not-signed-in' };
    const added = await this.#outbox.addOnce(draft, this.#place, grant);
    if (typeof added === 'string') return added;
    return added ? this.#done(added) : { ok: false, code: 'not-saved-here' };
  }

  /** The same for a call without the line, with the mark that uses up its right. */
  async #addByRight(
    body: Dispatched<'callAlone'>,
    seen: string | null,
  ): Promise<Result<Promise<Decision>, RefusalCode | NotByRight>> {
    const draft = this.#draft('callAlone', body);
    if (!this.#outbox || !draft) return { ok: false, code: 'not-signed-in' };
    const added = await this.#outbox.addByRight(draft, this.#place, body.grant, seen);
    if (typeof added === 'string') return { ok: false, code: added };
    return added ? this.#done(added) : { ok: false, code: 'not-saved-here' };
  }

  #draft<Kind extends CommandKind>(kind: Kind, body: Dispatched<Kind>): RowDraft | null {
    const staff = this.#session?.staff;
    if (!staff) return null;
    return {
      class: commandClasses[kind],
      kind,
      setup: this.#session?.setup ?? 0,
      staff: staff.account,
      at: this.#clock.wall(),
      body: { day: this.#room?.state.day ?? '', ...body },
    };
  }

  #done({ row, decided }: Added): { ok: true; value: Promise<Decision> } {
    this.#line.savedHere();
    this.#send(row);
    return { ok: true, value: decided };
  }

  /** Nobody waits for a window whose person has gone; who was at it is parked (W4). */
  async #leaveWindows(): Promise<void> {
    const device = this.device;
    if (device === 0) return;
    for (const window of this.decided.windows.values()) {
      if (window.phase === 'closed' || window.device !== device) continue;
      const closed = await this.#acts.closeWindow(window.no);
      if (closed.ok) await within(LEAVE_WITHIN, closed.value);
    }
    const given = await this.#acts.giveBack();
    if (given.ok) await within(LEAVE_WITHIN, given.value);
  }

  /** Nobody is signed in any more; the sign-in page still says which hall this is. */
  async #leave(): Promise<void> {
    await this.#db?.put('session', null).catch(() => undefined);
    this.stop();
    this.#line.left();
    await this.#enter();
  }

  /** Another person, or the same one whom the hall knows again: as when the page was opened. */
  async #enterAnew(): Promise<void> {
    this.stop();
    this.#line.closed();
    await this.#enter();
  }

  /** Signed in or not, with or without the line: opens what can be opened. */
  async #enter(): Promise<void> {
    const db = this.#db;
    if (!db) return;
    const answer = await askSession();
    const kept = (await db.get<SessionView | null>('session')) ?? (await db.get<SessionView>(HALL_OF_DEVICE)) ?? null;
    const session = answer.ok ? await this.person.of(answer.value) : kept;
    this.#session = session;
    if (answer.ok) {
      this.#clock.heard(answer.value);
      this.#line.answered();
      await db.put('session', session?.staff ? session : null).catch(() => undefined);
      await db.put(HALL_OF_DEVICE, { ...answer.value, staff: null }).catch(() => undefined);
      await this.#comeBack(answer.value);
    } else {
      await this.#clock.opened();
      await this.person.openedAlone();
      await this.#line.openedAlone();
    }
    if (!session?.staff) {
      this.stop();
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
    await this.#setups.use(session.hall, session.setup);
    if (!this.setup) {
      this.#standing = 'no-setup';
      setTimeout(() => void this.#enter(), ASK_AGAIN);
      return;
    }
    // Before anything is connected: what is past its date is here no longer.
    await this.dossiers.purge().catch(() => undefined);
    await this.labels.load().catch(() => undefined);
    if (this.isRecovering) await this.#openKeptRoom(session);
    else await this.#openRoom(session.ledger);
    this.#standing = 'ready';
    await this.person.purge();
    void navigator.storage?.persist?.();
  }

  /** This PC may have been switched off with something still in it. */
  async #handIn(): Promise<void> {
    if (!this.#outbox || this.#standing !== 'signed-out') return;
    const heard = await handInLate(this.#outbox).catch(() => 'later' as const);
    if (heard === 'later') setTimeout(() => void this.#handIn(), ASK_AGAIN);
  }

  async #lookAgain(): Promise<void> {
    if (this.#standing === 'signed-out') await this.#enter();
  }

  /** A hall that was put back hears what this device has before anything of it is entered. */
  async #comeBack(session: SessionView): Promise<void> {
    if (!this.#db) return;
    this.#cameBack = await comeBack(this.#db, session).catch(() => 'failed' as const);
    await this.#outbox?.load().catch(() => undefined);
    clearTimeout(this.#backAgain);
    if (this.#cameBack !== 'open') {
      const pause = this.isRecovering ? RECOVERY_AGAIN : COME_BACK_AGAIN;
      this.#backAgain = setTimeout(() => void this.#enter(), pause);
    } else if (this.isUp) {
      for (const row of this.#outbox?.takeBacklog(this.#place) ?? []) this.#send(row);
    }
  }

  /** While the hall recovers: the day as this device has it, without the line. */
  async #openKeptRoom(session: SessionView): Promise<void> {
    await this.#openRoom((await keptRooms(session.hall)).at(-1) ?? session.ledger);
  }

  async #openRoom(name: string): Promise<void> {
    const db = this.#db;
    if (!db) return;
    if (this.#room?.room === name) return;
    this.#room?.destroy();
    this.#line.closed();
    this.#ownActs = [];
    this.#inLedger = new OwnInLedger(db.incarnation);
    const room = new LedgerRoom(
      name,
      roomsAddress(),
      async () => ({
        incarnation: db.incarnation,
        undecided: (await db.rows()).filter((row) => row.class === 'request').map((row) => row.id),
      }),
      {
        folded: ({ events }) => this.#folded(events),
        changed: () => this.#changed(),
        decided: (decision) => void this.#decided(decision),
        asked: (grants) => void this.#acts.answer(grants),
        beat: (beat) => this.#beat(beat),
        line: (isUp) => this.#lineIs(isUp),
        ended: (code) => void this.#ended(code),
        kept: (seq) => void this.#copyKept(name, seq),
        notKept: () => this.#outbox?.markUnsaved(),
      },
    );
    this.#room = room;
    await room.open(!this.isRecovering);
    const marker = await db.get<CopyMarker>(COPY_OF_DAY);
    // Browsers delete a corrupt database and open it empty: without the line that is a day nobody can see here.
    const isBehind = await db.isBehind({ room: name, seq: room.state.seq });
    this.#isCopyLost = isBehind || (marker?.room === name && marker.seq > room.state.seq);
    if (this.#cameBack === 'open') void dropOldRooms(name);
    this.#version += 1;
    this.#followState();
  }

  async #copyKept(room: string, seq: number): Promise<void> {
    this.#isCopyLost = false;
    try {
      await this.#db?.put(COPY_OF_DAY, { room, seq } satisfies CopyMarker);
      this.#line.savedHere();
      this.#outbox?.markSaved();
    } catch {
      this.#outbox?.markUnsaved();
    }
  }

  #folded(events: readonly LedgerEvent[]): void {
    const { state } = this.#room ?? {};
    if (!state || !this.#db) return;
    this.#inLedger.note(state, events);
    const device = state.deviceNumbers.get(this.#db.incarnation);
    const own = events.filter((event) => event.device === device);
    if (own.length > 0) this.#ownActs = [...own.reverse(), ...this.#ownActs].slice(0, OWN_ACTS);
  }

  #changed(): void {
    const room = this.#room;
    if (!room) return;
    this.#version += 1;
    if (this.isUp) this.#line.savedAtHall();
    if (room.state.closed && room.state.nextDay !== '') {
      // The day is over: its ledger says which one comes next.
      void this.#openRoom(room.room.replace(`/${room.state.day}/`, `/${room.state.nextDay}/`));
      return;
    }
    const version = room.state.setup;
    if (this.#session && version > this.#session.setup) {
      this.#session = { ...this.#session, setup: version };
      void this.#setups.use(this.#session.hall, version);
    }
    void this.#acts.announce();
    this.#followState();
  }

  /** What rests on the day's state beside the screens: dossiers, this device's terminal, earlier setups. */
  #followState(): void {
    const state = this.#room?.state;
    if (!this.#db || !state) return;
    this.dossiers.follow();
    void this.custody.prune().catch(() => undefined);
    void keepTerminal(this.#db, this.#place, state).catch(() => undefined);
    void this.#setups.follow(state).catch(() => undefined);
  }

  async #decided(decision: Decision): Promise<void> {
    if (decision.ok) this.#line.savedAtHall();
    await this.#outbox?.settle(decision, this.#known);
    // A call of the hall may have waited for what was done here before.
    void this.#acts.announce();
  }

  #beat(beat: Heartbeat): void {
    // What the hall could not keep got no decision: it is sent again once the hall can save.
    if (this.hallFailing && !beat.failing)
      for (const row of this.#outbox?.takeBacklog(this.#place) ?? []) this.#send(row);
    this.#line.beat(beat);
    if (!beat.failing) for (const row of this.#outbox?.overdue(this.#place) ?? []) this.#send(row);
    this.#clock.heard(beat);
  }

  #lineIs(isUp: boolean): void {
    if (isUp) this.#line.up();
    else this.#line.down();
    if (isUp) this.person.lineIsBack();
    this.#acts.lineChanged();
    this.dossiers.follow();
    if (!isUp) {
      this.#outbox?.abandon();
      return;
    }
    if (this.rows.length === 0) this.#line.savedAtHall();
    for (const row of this.#outbox?.takeBacklog(this.#place) ?? []) this.#send(row);
    void this.#acts.announce();
  }

  async #ended(code: number): Promise<void> {
    this.#lineIs(false);
    if (code === 4401) {
      await this.#leave();
      return;
    }
    // A new epoch, another hall: ask where the rooms are now, not more often than a person could.
    this.stop();
    setTimeout(() => void this.#enter(), ENTER_AGAIN);
  }

  #send(row: OutboxRow): void {
    if (row.class === 'request') for (const fact of this.#outbox?.before(row) ?? []) this.#send(fact);
    if (!this.isUp || !this.#room?.send('command', row.text)) return;
    this.#outbox?.sent(row);
  }
}

function within(ms: number, work: Promise<unknown>): Promise<unknown> {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms))]);
}

function roomsAddress(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rooms`;
}

export const [useHall, setHall] = createContext<HallStore>();
