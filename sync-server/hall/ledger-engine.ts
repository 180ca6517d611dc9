import {
  faultsInUse,
  branchState,
  carryEntries,
  closingEvents,
  decide,
  openingEvents,
  type DecideContext,
  type Entry,
  type EventBody,
  type HallState,
  type LedgerEvent,
  type Setup,
  type SetupFault,
  evolveEntry,
  givesNumbers,
  minuteOfDay,
} from '#lib/domain/index.ts';
import { log } from '../log.ts';
import { StorageError, type Change, type Storage } from '../storage/storage.ts';
import { answerAgain, Answered, keeping, type Answer } from './answered.ts';
import { declare } from './declarations.ts';
import type { CommandDecision, Envelope } from './envelope.ts';
import type { HallClock } from './hall-clock.ts';
import { isFact, ratingKeysOf, type Author, type CommandJob, type Extra, type Job } from './jobs.ts';
import type { Rights } from './rights.ts';
import { LedgerLog, roomName, type Lineage } from './ledger-room.ts';
import { RATED } from './rating-key.ts';
import { SEAL_EVERY } from './seal.ts';
import { sha256Text } from './hash.ts';
import { Turns } from './turns.ts';

/** What was committed in one turn: first the update goes out, then the decisions. */
export interface Committed {
  room: string;
  update: Uint8Array;
  entries: readonly Entry[];
}

interface DayRecord {
  today: string;
  previous: string | null;
}

export interface HallIdentity extends Lineage {
  practice: boolean;
}

type Moment = Pick<DecideContext, 't' | 'hallOpen' | 'inTouch' | 'returned'>;

/**
 * Orders a hall's commands: decide, commit, then apply and tell. One turn decides its commands on a branch of the state
 * and commits all of it in one transaction. If the commit fails nothing was seen and nothing is kept: the room is loaded
 * again from what is on the disk.
 */
export class LedgerEngine {
  readonly #storage: Storage;
  readonly #clock: HallClock;
  readonly #identity: HallIdentity;
  #setup: Setup;
  #setupVersion: number;
  #setupHash: string;
  #log: LedgerLog;
  readonly #turns = new Turns<Job>((batch) => this.#have(batch));
  readonly #answered: Answered;
  #failing = false;
  #stale = false;
  readonly #setups: Map<number, Setup>;
  readonly #knowsAccount: (account: string) => boolean;
  readonly #rights: Rights | null;
  readonly #onCommitted = new Set<(committed: Committed) => void>();
  readonly #onDay = new Set<(room: string) => void>();

  private constructor(
    storage: Storage,
    clock: HallClock,
    identity: HallIdentity,
    setup: Setup,
    version: number,
    setupHash: string,
    log: LedgerLog,
    setups: Map<number, Setup>,
    knowsAccount: (account: string) => boolean,
    rights: Rights | null,
  ) {
    this.#storage = storage;
    this.#answered = new Answered(storage);
    this.#clock = clock;
    this.#identity = identity;
    this.#setup = setup;
    this.#setupVersion = version;
    this.#setupHash = setupHash;
    this.#log = log;
    this.#setups = setups;
    this.#knowsAccount = knowsAccount;
    this.#rights = rights;
  }

  static async open(options: {
    storage: Storage;
    clock: HallClock;
    identity: HallIdentity;
    setup: Setup;
    setupVersion: number;
    setupHash: string;
    /** Whether an account may be given work. */
    knowsAccount?: (account: string) => boolean;
    /** Who is in touch and what was given back; without it every round stays with the relay. */
    rights?: Rights;
    /** A published setup of an earlier version: open matters keep theirs. */
    setupOf?: (version: number) => Promise<Setup | undefined>;
  }): Promise<LedgerEngine> {
    const { storage, clock, identity, setup } = options;
    const days = await storage.get<DayRecord>('day', identity.hall);
    const day = days?.today;
    const today = clock.today(setup);
    const room = roomName(identity, day ?? today);
    const log = LedgerLog.load(room, await storage.readLog(room));
    const setups = new Map([[options.setupVersion, setup]]);
    for (const { setup: version } of log.state.matters.values()) {
      const earlier = setups.has(version) ? undefined : await options.setupOf?.(version);
      if (earlier) setups.set(version, earlier);
    }
    const engine = new LedgerEngine(
      storage,
      clock,
      identity,
      setup,
      options.setupVersion,
      options.setupHash,
      log,
      setups,
      options.knowsAccount ?? (() => false),
      options.rights ?? null,
    );
    if (day === undefined) await engine.#found(today);
    return engine;
  }

  get state(): HallState {
    return this.#log.state;
  }
  get log(): LedgerLog {
    return this.#log;
  }
  get room(): string {
    return this.#log.room;
  }
  get setup(): Setup {
    return this.#setup;
  }
  get setupVersion(): number {
    return this.#setupVersion;
  }
  /** The setup that a matter was opened with; null when nothing open names that version. */
  setupAt(version: number): Setup | null {
    return this.#setups.get(version) ?? null;
  }
  get identity(): HallIdentity {
    return this.#identity;
  }
  /** Commands and other work that wait for their turn. */
  get backlog(): number {
    return this.#turns.waiting;
  }
  /** The last commit did not reach the disk. */
  get isFailing(): boolean {
    return this.#failing;
  }

  onCommitted(listener: (committed: Committed) => void): () => void {
    this.#onCommitted.add(listener);
    return () => this.#onCommitted.delete(listener);
  }

  /** A new day was founded; the argument is its room. */
  onDay(listener: (room: string) => void): () => void {
    this.#onDay.add(listener);
    return () => this.#onDay.delete(listener);
  }

  /**
   * Decides a command and answers when the decision is on the disk. Null: it could not be kept
   * (full disk): a fact stays with its device and comes again.
   */
  submit(envelope: Envelope, author: Author, lag: number, extra: Extra = {}): Promise<CommandDecision | null> {
    return new Promise((settle) => this.#turns.add({ kind: 'command', envelope, author, lag, extra, settle }));
  }

  /** Whether a command of this id has its answer. */
  isDecided(id: string): Promise<boolean> {
    return this.#answered.has(id);
  }

  /** Events of the relay itself: announcements, setup. An empty list is no entry. */
  act(
    events: (state: HallState, seq: number) => EventBody[],
    changes: () => readonly Change[] = () => [],
  ): Promise<void> {
    return new Promise((settle, fail) => this.#turns.add({ kind: 'act', events, changes, settle, fail }));
  }

  /** Requests of a lost connection: each gets its decision, or `expired` and is never decided. */
  expire(ids: readonly string[]): Promise<CommandDecision[]> {
    return new Promise((settle, fail) => this.#turns.add({ kind: 'expire', ids, settle, fail }));
  }

  /** Milliseconds since the open day's midnight, hall clock. */
  get t(): number {
    return this.#clock.t(this.state.day, this.#setup);
  }

  /** Numbers are given now: in hours, and in a practice hall at any hour. */
  get isOpen(): boolean {
    if (this.#identity.practice) return true;
    const now = this.#clock.now();
    return givesNumbers(
      this.#setup,
      this.#clock.today(this.#setup),
      minuteOfDay(now, this.#setup.hall.utcOffsetMinutes),
    );
  }

  /**
   * Takes over a published setup; its event and its records are one commit. Answers what the setup
   * would strand in the hall as it is at that moment: then nothing was changed.
   */
  async useSetup(setup: Setup, version: number, hash: string, changes: readonly Change[]): Promise<SetupFault[]> {
    let faults: SetupFault[] = [];
    await this.act(
      (state) => {
        faults = faultsInUse(state, setup);
        return faults.length > 0 ? [] : [{ kind: 'setupPublished', version, hash }];
      },
      () => (faults.length > 0 ? [] : changes),
    );
    if (faults.length > 0) return faults;
    this.#setup = setup;
    this.#setupVersion = version;
    this.#setupHash = hash;
    this.#setups.set(version, setup);
    return [];
  }

  /** After a failure: whether the disk takes something again, so that devices hear it without trying. */
  async probe(): Promise<void> {
    if (!this.#failing) return;
    await this.#turns
      .exclusively(async () => {
        await this.#reloadIfStale();
        await this.#storage.commit([{ op: 'put', table: 'probe', key: 'disk', value: this.#clock.wall() }]);
        this.#failing = false;
      })
      .catch(() => undefined);
  }

  /** Founds the new day if its time has come; commands that wait go into the open day. */
  async turnDay(): Promise<boolean> {
    if (this.#clock.today(this.#setup) <= this.state.day) return false;
    await this.#turns.exclusively(() => this.#turnDay(this.#clock.today(this.#setup)));
    return true;
  }

  async #turnDay(today: string): Promise<void> {
    await this.#reloadIfStale();
    const { state } = this.#log;
    if (today <= state.day) return;
    const days = Math.round((Date.parse(today) - Date.parse(state.day)) / 86_400_000);
    const seq = state.seq + 1;
    const sealed: Entry = {
      seq,
      events: this.#stamp([{ kind: 'seal', through: state.seq, hash: this.#log.head }], seq),
    };
    const closed: Entry = {
      seq: seq + 1,
      events: this.#stamp(closingEvents(state, this.#setup, today, this.#log.headAfter([sealed])), seq + 1),
    };
    const last = this.#log.encode([sealed, closed]);
    const next = new LedgerLog(roomName(this.#identity, today));
    const setupPublished: EventBody = { kind: 'setupPublished', version: this.#setupVersion, hash: this.#setupHash };
    const bodies = [
      [...openingEvents(state, today, last.head), setupPublished],
      ...carryEntries(state, this.#setup, days),
    ];
    const entries = bodies.map((events, index): Entry => ({
      seq: index + 1,
      events: this.#stamp(events, index + 1, today),
    }));
    const first = next.encode(entries);
    try {
      await this.#storage.commit([
        { op: 'append', log: this.#log.room, bytes: last.update },
        { op: 'append', log: next.room, bytes: first.update },
        {
          op: 'put',
          table: 'day',
          key: this.#identity.hall,
          value: { today, previous: state.day } satisfies DayRecord,
        },
      ]);
    } catch (error) {
      await this.#failed(error);
      throw error;
    }
    const closedState = branchState(state);
    for (const entry of [sealed, closed]) evolveEntry(closedState, entry.seq, entry.events);
    this.#log.apply(last, closedState);
    this.#tell({ room: this.#log.room, update: last.update, entries: [sealed, closed] });
    const opened = next.state;
    for (const entry of entries) evolveEntry(opened, entry.seq, entry.events);
    next.apply(first, opened);
    this.#log = next;
    for (const listener of this.#onDay) listener(next.room);
  }

  async close(): Promise<void> {
    await this.#turns.exclusively(() => Promise.resolve());
    this.#log.destroy();
  }

  async #found(today: string): Promise<void> {
    const events = this.#stamp(
      [
        { kind: 'dayOpened', hall: this.#identity.hall, date: today, epoch: this.#identity.epoch, previous: '' },
        { kind: 'setupPublished', version: this.#setupVersion, hash: this.#setupHash },
      ],
      1,
      today,
    );
    const first = this.#log.encode([{ seq: 1, events }]);
    await this.#storage.commit([
      { op: 'append', log: this.#log.room, bytes: first.update },
      { op: 'put', table: 'day', key: this.#identity.hall, value: { today, previous: null } satisfies DayRecord },
    ]);
    this.#log.apply(first, evolveEntry(this.#log.state, 1, events));
  }

  async #have(batch: readonly Job[]): Promise<void> {
    try {
      await this.#reloadIfStale();
      // A guess about what is answered already was wrong: nothing has happened, and now nothing is guessed.
      if (!(await this.#turn(batch, false))) await this.#turn(batch, true);
    } catch (error) {
      // Reading failed, or a job of the relay itself did: nobody waits for an answer for ever.
      this.#failing = true;
      log.error('turn failed', error);
      this.#notSaved(batch);
    }
  }

  /** Nothing of the batch was kept; a device's facts that have come since wait behind the lost one. */
  #notSaved(batch: readonly Job[]): void {
    const held = new Set(batch.flatMap((job) => (isFact(job) ? [job.envelope.incarnation] : [])));
    const behind = this.#turns.withdraw((job) => isFact(job) && held.has(job.envelope.incarnation));
    for (const job of [...batch, ...behind]) {
      if (job.kind === 'command') job.settle(null);
      else job.fail(new Error('not-saved-at-hall'));
    }
  }

  /** False: a command was answered before, against the guess, and nothing was done. `thorough`: nothing is guessed. */
  async #turn(batch: readonly Job[], thorough: boolean): Promise<boolean> {
    const known = await this.#answered.among(batch, thorough);
    const rated = new Set((await this.#storage.getMany(RATED, batch.flatMap(ratingKeysOf))).keys());
    const state = branchState(this.#log.state);
    const now = this.#moment(state);
    const entries: Entry[] = [];
    const records: Change[] = [];
    const answers: (() => void)[] = [];
    const remember = (id: string, hash: string, decision: CommandDecision): CommandDecision => {
      known.set(id, { hash, decision });
      records.push(keeping(id, { hash, decision }));
      return decision;
    };
    const append = (events: LedgerEvent[]): number => {
      const seq = state.seq + 1;
      evolveEntry(state, seq, events);
      entries.push({ seq, events });
      return seq;
    };
    for (const job of batch) {
      if (job.kind === 'act') {
        const events = job.events(state, state.seq + 1);
        if (events.length > 0) append(this.#stamp(events, state.seq + 1));
        records.push(...job.changes());
        answers.push(job.settle);
      } else if (job.kind === 'expire') {
        const decisions = job.ids.map(
          (id) => known.get(id)?.decision ?? remember(id, '', { id, ok: false, code: 'expired' }),
        );
        answers.push(() => job.settle(decisions));
      } else {
        const isAnswered = known.has(job.envelope.id);
        const decision = this.#decideCommand(job, state, now, known, append, remember, rated);
        if (!isAnswered && decision.ok && decision.from > 0) {
          // Kept beside the ledger: what names a visit is in no event of a rating.
          for (const key of ratingKeysOf(job)) {
            rated.add(key);
            records.push({ op: 'put', table: RATED, key, value: 1 });
          }
          const { changes = [], keptWith } = job.extra;
          const made = entries.find(({ seq }) => seq === decision.from)?.events ?? [];
          if (!keptWith || made.some(({ kind }) => kind === keptWith)) records.push(...changes);
        }
        answers.push(() => job.settle(decision));
      }
    }
    if (state.seq - state.sealed.through >= SEAL_EVERY) this.#seal(state, entries, append);
    const outcome = await this.#commit(state, entries, records);
    if (outcome === 'taken' && !thorough) return false;
    if (outcome !== 'kept') this.#notSaved(batch);
    else {
      this.#answered.note(batch);
      for (const answer of answers) answer();
    }
    return true;
  }

  /** What is the same for all commands of a turn. */
  #moment(state: HallState): Moment {
    return {
      t: this.#clock.t(state.day, this.#setup),
      hallOpen: this.isOpen,
      ...(this.#rights ? { inTouch: this.#rights.inTouch(state), returned: this.#rights.returned } : {}),
    };
  }

  #decideCommand(
    job: CommandJob,
    state: HallState,
    now: Moment,
    known: ReadonlyMap<string, Answer>,
    append: (events: LedgerEvent[]) => number,
    remember: (id: string, hash: string, decision: CommandDecision) => CommandDecision,
    rated: ReadonlySet<string>,
  ): CommandDecision {
    const { envelope, author } = job;
    const hash = sha256Text(envelope.text);
    const before = known.get(envelope.id);
    if (before) return answerAgain(envelope.id, before, hash);
    try {
      const seq = state.seq + 1;
      const { declarations, device, staff } = declare(state, envelope, author);
      const lag = envelope.class === 'fact' ? Math.max(0, Math.round(job.lag)) : 0;
      const context: DecideContext = {
        ...now,
        lag,
        setup: this.#setup,
        seq,
        device,
        staff,
        roles: author.roles,
        surface: author.surface,
        grant: `${device}.${envelope.n}`,
        ownGrant: `${envelope.incarnation}/${envelope.command.body.day}/${envelope.n}`,
        department: author.department ?? null,
        setupAt: (version) => this.setupAt(version),
        dossier: job.extra.dossier ?? null,
        ratedBefore: ratingKeysOf(job).some((key) => rated.has(key)),
        knowsAccount: this.#knowsAccount,
      };
      const result = decide(state, envelope.command, context);
      if (!result.ok) {
        return remember(envelope.id, hash, {
          id: envelope.id,
          ok: false,
          code: result.code,
          ...(result.data ? { data: result.data } : {}),
        });
      }
      if (result.value.length === 0) return remember(envelope.id, hash, { id: envelope.id, ok: true, from: 0, to: 0 });
      const header = {
        t: context.t,
        device,
        n: envelope.n,
        staff,
        lag,
      };
      const events = [
        ...this.#stamp(declarations, seq),
        ...result.value.map((event): LedgerEvent => ({ ...event, ...header })),
      ];
      append(events);
      return remember(envelope.id, hash, { id: envelope.id, ok: true, from: seq, to: seq });
    } catch (error) {
      // A poisonous command harms nobody: nothing of it was appended.
      log.error('decide failed', error, { kind: envelope.command.kind });
      return remember(envelope.id, hash, { id: envelope.id, ok: false, code: 'internal-error' });
    }
  }

  #seal(state: HallState, entries: readonly Entry[], append: (events: LedgerEvent[]) => number): void {
    const through = state.seq;
    append(this.#stamp([{ kind: 'seal', through, hash: this.#log.headAfter(entries) }], through + 1));
  }

  #stamp(events: readonly EventBody[], seq: number, day = this.#log.state.day): LedgerEvent[] {
    const t = this.#clock.t(day, this.#setup);
    return events.map((event) => ({ ...event, t, device: 0, n: seq, staff: 0, lag: 0 }));
  }

  /** `taken`: one of the records was there already, and nothing was changed. */
  async #commit(
    state: HallState,
    entries: readonly Entry[],
    records: readonly Change[],
  ): Promise<'kept' | 'taken' | 'failed'> {
    const encoded = entries.length > 0 ? this.#log.encode(entries) : null;
    const changes: Change[] = encoded
      ? [{ op: 'append', log: this.#log.room, bytes: encoded.update }, ...records]
      : [...records];
    try {
      if (changes.length > 0) await this.#storage.commit(changes);
      this.#failing = false;
    } catch (error) {
      if (error instanceof StorageError && error.fault === 'taken') return 'taken';
      await this.#failed(error);
      return 'failed';
    }
    if (encoded) {
      this.#log.apply(encoded, state);
      this.#tell({ room: this.#log.room, update: encoded.update, entries });
    }
    return 'kept';
  }

  /** What the disk has now is not known: whatever followed would rest on bytes that perhaps nobody has. */
  async #failed(error: unknown): Promise<void> {
    this.#failing = true;
    this.#stale = true;
    log.error('commit failed', error);
    // A disk that cannot be read either is tried again before the next decision.
    await this.#reloadIfStale().catch(() => undefined);
  }

  async #reloadIfStale(): Promise<void> {
    if (!this.#stale) return;
    const before = this.#log;
    const loaded = LedgerLog.load(before.room, await this.#storage.readLog(before.room));
    const days = await this.#storage.get<DayRecord>('day', this.#identity.hall);
    const room = roomName(this.#identity, days?.today ?? loaded.state.day);
    const next = room === before.room ? null : LedgerLog.load(room, await this.#storage.readLog(room));
    this.#stale = false;
    this.#log = loaded;
    // A commit may be on the disk though the disk said no: then it counts, and nobody has heard of it yet.
    const kept = loaded.beyond(before);
    before.destroy();
    if (kept) this.#tell({ room: loaded.room, ...kept });
    if (!next) return;
    this.#log = next;
    for (const listener of this.#onDay) listener(next.room);
  }

  #tell(committed: Committed): void {
    for (const listener of this.#onCommitted) listener(committed);
  }
}
