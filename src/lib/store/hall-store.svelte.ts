import { createContext } from 'svelte';
import {
  type CommandKind,
  type HallState,
  type LedgerEvent,
  type RefusalCode,
  type Result,
  type SessionView,
  type Setup,
} from '#lib/domain/index.ts';
import { Admission, type Standing } from './admission.svelte.ts';
import { ask, roomsAddress } from './api.ts';
import { ClockWatch } from './clock-watch.svelte.ts';
import { ComingBack } from './coming-back.svelte.ts';
import { Commands, type DispatchResult } from './commands.ts';
import { Custody } from './custody.svelte.ts';
import { openDeviceDb, type CounterDb, type Decision, type OutboxRow } from './device-db.ts';
import type { DossierRoom } from './dossier-room.svelte.ts';
import { DossierShelf, type ShelfHall } from './dossier-shelf.svelte.ts';
import { Labels } from './labels.svelte.ts';
import { HallLine } from './hall-line.svelte.ts';
import { keepTerminal } from './matter-numbers.ts';
import type { LostFact } from './outbox.svelte.ts';
import { Outgoing, type Dispatched } from './outgoing.svelte.ts';
import { KeptClock } from './kept-clock.svelte.ts';
import type { Heartbeat, SilentDevice } from './ledger-room.ts';
import { OpenDay } from './open-day.svelte.ts';
import { OwnSeries } from './own-series.ts';
import { PersonHere } from './person-here.svelte.ts';
import { SetupDraft } from './setup-draft.svelte.ts';
import { SetupInForce } from './setup-in-force.svelte.ts';

export type { DispatchResult } from './commands.ts';

/**
 * What a staff screen holds of the hall: who is signed in, the setup, the day decided and proposed,
 * the outbox and the line. One for each page, made in the staff layout and passed by context.
 */
export class HallStore {
  #db: CounterDb | null = null;
  /** Whether this PC knows the date: it slept, its clock was set, or it began without the line after a long time. */
  readonly clockWatch = new ClockWatch(() => this.#day.recheck());
  readonly #clock = new KeptClock(this.clockWatch, () => this.#db);
  readonly #comingBack: ComingBack = new ComingBack({
    db: () => this.#db,
    loadRows: () => this.#outgoing.load(),
    opened: () => {
      if (this.isUp) this.#outgoing.sendBacklog();
    },
    enter: () => this.#admission.enter(),
  });
  readonly #line = new HallLine({
    db: () => this.#db,
    now: () => this.now(),
    utcOffsetMinutes: () => this.#setups.utcOffsetMinutes,
  });
  readonly #setups = new SetupInForce({
    db: () => this.#db,
    session: () => this.session,
    isRecovering: () => this.isRecovering,
  });
  readonly #day: OpenDay = new OpenDay(
    {
      db: () => this.#db,
      session: () => this.session,
      setups: this.#setups,
      rows: () => this.rows,
      dossier: (id) => this.dossiers.now(id),
      now: () => this.now(),
      wall: () => this.#clock.wall(),
      isRecovering: () => this.isRecovering,
      hasComeBack: () => this.#comingBack.isDone,
    },
    {
      closed: () => this.#line.closed(),
      opened: () => this.#followDay(),
      came: () => this.#came(),
      changed: () => this.#dayChanged(),
      kept: () => this.#copyKept(),
      notKept: () => this.#outgoing.notSaved(),
      line: (isUp) => this.#lineIs(isUp),
      beat: (beat) => this.#beat(beat),
      decided: (decision) => void this.#decided(decision),
      asked: (grants) => void this.#commands.counter.answer(grants),
      ended: (code) => {
        this.#lineIs(false);
        void this.#admission.ended(code);
      },
    },
  );
  readonly #outgoing: Outgoing = new Outgoing({
    session: () => this.session,
    place: () => this.#place,
    day: () => this.#day.folded.day,
    wall: () => this.#clock.wall(),
    isUp: () => this.isUp,
    known: () => this.#day.known,
    send: (type, text) => this.#day.send(type, text),
    savedHere: () => this.#line.savedHere(),
  });
  /** What those who keep dossiers see of this store. */
  readonly #seen: ShelfHall = {
    db: () => this.#db,
    place: () => this.#place,
    server: () => roomsAddress(),
    account: () => this.session?.staff?.account ?? '',
    utcOffsetMinutes: () => this.#setups.utcOffsetMinutes,
    decided: () => this.decided,
    isUp: () => this.isUp,
    isOnTheWay: (dossier) => this.rows.some(({ body }) => (body as { dossier?: string }).dossier === dossier),
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
    isCopyBehind: () => this.#day.isCopyLost,
  });
  readonly #commands = new Commands(
    {
      db: () => this.#db,
      decided: () => this.decided,
      proposed: () => this.proposed,
      device: () => this.device,
      known: () => this.#day.known,
      isUp: () => this.isUp,
      mustProve: () => this.person.mustProve,
      send: (type, text) => this.#day.send(type, text),
      followTabs: () => this.#followTabs(),
      savedHere: () => this.#line.savedHere(),
    },
    this.#outgoing,
    this.custody,
  );

  /** Numbers that this device gives by itself. */
  readonly series = new OwnSeries({
    db: () => this.#db,
    place: () => this.#place,
    setup: () => this.setup,
    decided: () => this.decided,
    folded: () => this.#day.folded,
  });

  /** Who is at this PC, with the line or without. */
  readonly person = new PersonHere({
    db: () => this.#db,
    session: () => this.session,
    device: () => this.device,
    windows: () => this.proposed,
    now: () => this.now(),
    enter: () => this.#admission.enter(),
    enterAnew: () => this.#admission.enterAnew(),
    relieve: (window) => this.#outgoing.add('relieve', { window }),
  });

  readonly #admission: Admission = new Admission({
    db: () => this.#db,
    clock: this.#clock,
    line: this.#line,
    person: this.person,
    comingBack: this.#comingBack,
    setups: this.#setups,
    dossiers: this.dossiers,
    labels: this.labels,
    day: this.#day,
    outgoing: this.#outgoing,
    leaveWindows: () => this.#commands.leaveWindows(),
    close: () => this.stop(),
  });

  get standing(): Standing {
    return this.#admission.standing;
  }
  /** The day as the hall has decided it; a new object for each turn, so that what reads it is shown anew. */
  get decided(): HallState {
    return this.#day.decided;
  }
  /** The same, with this device's own facts that are still on the way. */
  get proposed(): HallState {
    return this.#day.proposed;
  }
  get session(): SessionView | null {
    return this.#admission.session;
  }
  get setup(): Setup | null {
    return this.#setups.current;
  }
  /** What is on its way to the hall. */
  get rows(): readonly OutboxRow[] {
    return this.#outgoing.rows;
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
    return this.#outgoing.cannotSave;
  }
  /** The hall was put back from a backup: this device has checked in, and nothing is decided yet. */
  get isRecovering(): boolean {
    return this.#comingBack.isRecovering;
  }
  get hallFailing(): boolean {
    return this.#line.hallFailing;
  }
  get backlog(): number {
    return this.#outgoing.backlog;
  }
  /** What this device did and the hall has decided, newest first, at most a screenful. */
  get ownActs(): readonly LedgerEvent[] {
    return this.#day.ownActs;
  }
  /** Devices that the hall does not hear, for the supervisor; while the line is cut here nobody knows. */
  get silent(): readonly SilentDevice[] {
    return this.#line.silent;
  }
  get lost(): readonly LostFact[] {
    return this.#outgoing.lost;
  }
  /** This device's copy of the day was here and is not any more; the line brings it back. */
  get copyLost(): boolean {
    return this.#day.isCopyLost && !this.isUp;
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
    return this.#day.device;
  }

  /** Which hall and epoch this is: what is done here belongs there. */
  get #place(): string {
    return `${this.session?.hall ?? ''}/${this.session?.epoch ?? ''}`;
  }

  /** Hall clock now, epoch ms. Not reactive: screens tick by themselves. */
  now(): number {
    return this.#clock.now();
  }

  /** Milliseconds since the open day's midnight. */
  get t(): number {
    return this.#day.t;
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

  /** What this device did with a dossier by such a fact is still on its way. */
  isOnTheWay(kind: CommandKind, dossier: string): boolean {
    return this.rows.some((row) => row.kind === kind && (row.body as { dossier?: string }).dossier === dossier);
  }

  /** A person has seen what the hall did not take, by the ids of the rows: no tab shows it any more. */
  noted(ids: readonly string[]): Promise<void> {
    return this.#outgoing.noted(ids);
  }

  async start(): Promise<void> {
    try {
      this.#db = await openDeviceDb();
    } catch {
      this.#admission.cannotKeep();
      return;
    }
    // Marks are read before rows: a right that seems used has its row in sight.
    this.#db.onRowsChanged(() => void this.custody.load().catch(() => undefined));
    this.#outgoing.open(this.#db);
    await this.#followTabs();
    // It is another device now, and the session is the old one's: the hall lets a person in anew.
    if (this.#db.vanished) await ask('DELETE', '/api/session');
    await this.#admission.enter();
  }

  stop(): void {
    this.dossiers.closeAll();
    this.#day.close();
  }

  /** With the line by the hall, without it by what this PC knows of the person. Refusals: not-saved-here, and the hall's. */
  signIn(account: string, password: string): Promise<Result<unknown, RefusalCode>> {
    return this.#admission.signIn(account, password);
  }

  /** A person says which day it is, `YYYY-MM-DD`: a clock that is days off is put right for this device. */
  sayDate(date: string): void {
    this.#clock.say(date, this.#setups.utcOffsetMinutes);
  }

  changePassword(current: string, next: string): Promise<Result<unknown, RefusalCode>> {
    return this.#admission.changePassword(current, next);
  }

  /** Closes this device's window, ends the session and forgets it here; refused while the line is down. */
  signOut(): Promise<Result<unknown, RefusalCode>> {
    return this.#admission.signOut();
  }

  /** Somebody stands at this desk for a bundle: it is not given to another desk meanwhile. Null: nobody does. */
  handsOver(dossier: string | null): Promise<void> {
    return this.#commands.bundles.hold(dossier);
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
  dispatch<Kind extends CommandKind>(kind: Kind, body: Dispatched<Kind>): Promise<DispatchResult> {
    return this.#commands.dispatch(kind, body);
  }

  /** What other tabs of this device have done, and have heard of the day while this one is cut off. */
  async #followTabs(): Promise<void> {
    await this.custody.load().catch(() => undefined);
    await this.#outgoing.load().catch(() => undefined);
    if (!this.isUp) await this.#day.refresh().catch(() => undefined);
  }

  #copyKept(): void {
    this.#line.savedHere();
    this.#outgoing.saved();
  }

  /** What the hall sends it has saved. */
  #came(): void {
    if (this.isUp) this.#line.savedAtHall();
  }

  #dayChanged(): void {
    void this.#admission.useSetup(this.#day.folded.setup);
    void this.#commands.counter.announce();
    this.#followDay();
  }

  /** What rests on the day's state beside the screens: dossiers, this device's terminal, earlier setups. */
  #followDay(): void {
    if (!this.#db || !this.#day.isOpen) return;
    const state = this.#day.folded;
    this.dossiers.follow();
    void this.custody.prune().catch(() => undefined);
    void keepTerminal(this.#db, this.#place, state).catch(() => undefined);
    void this.#setups.follow(state).catch(() => undefined);
  }

  async #decided(decision: Decision): Promise<void> {
    if (decision.ok) this.#line.savedAtHall();
    await this.#outgoing.decided(decision);
    // A call of the hall may have waited for what was done here before.
    void this.#commands.counter.announce();
  }

  #beat(beat: Heartbeat): void {
    // What the hall could not keep got no decision: it is sent again once the hall can save.
    if (this.hallFailing && !beat.failing) this.#outgoing.sendBacklog();
    this.#line.beat(beat);
    if (!beat.failing) this.#outgoing.sendOverdue();
    void this.#admission.useSetup(this.#day.folded.setup);
    this.#clock.heard(beat);
  }

  #lineIs(isUp: boolean): void {
    if (isUp) this.#line.up();
    else this.#line.down();
    if (isUp) this.person.lineIsBack();
    this.#commands.counter.lineChanged();
    this.dossiers.follow();
    if (!isUp) {
      this.#outgoing.abandon();
      return;
    }
    if (this.rows.length === 0) this.#line.savedAtHall();
    this.#outgoing.sendBacklog();
    void this.#commands.counter.announce();
  }
}

export const [useHall, setHall] = createContext<HallStore>();
