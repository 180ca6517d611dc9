import { faultsInUse, type EventBody, type HallState, type Setup, type SetupFault } from '#lib/domain/index.ts';
import { log } from '../log.ts';
import type { Change, Storage } from '../storage/storage.ts';
import { Answered } from './answered.ts';
import { changeOfDay, firstEntry } from './change-of-day.ts';
import { readDay } from './day-record.ts';
import { decideBatch } from './decide-batch.ts';
import type { TurnTerms } from './decide-command.ts';
import { DurableLedger, type Committed } from './durable-ledger.ts';
import type { CommandDecision, Envelope } from './envelope.ts';
import type { HallClock } from './hall-clock.ts';
import { isFact, ratingKeysOf, type Author, type Extra, type Job } from './jobs.ts';
import type { LedgerLog, Lineage } from './ledger-room.ts';
import { LocalTime } from './local-time.ts';
import { ownEvents } from './own-events.ts';
import { RATED } from './rating-key.ts';
import type { Rights } from './rights.ts';
import { SEAL_EVERY } from './seal.ts';
import { SetupsInForce } from './setups-in-force.ts';
import { TurnDraft } from './turn-draft.ts';
import { Turns } from './turns.ts';

export interface HallIdentity extends Lineage {
  practice: boolean;
}

interface EngineParts {
  storage: Storage;
  clock: HallClock;
  identity: HallIdentity;
  setups: SetupsInForce;
  time: LocalTime;
  ledger: DurableLedger;
  knowsAccount: (account: string) => boolean;
  rights: Rights | null;
}

/**
 * Orders a hall's commands: decide, commit, then apply and tell. One turn decides its commands on a branch of the state
 * and commits all of it in one transaction. If the commit fails nothing was seen and nothing is kept: the room is loaded
 * again from what is on the disk.
 */
export class LedgerEngine {
  readonly #storage: Storage;
  readonly #clock: HallClock;
  readonly #identity: HallIdentity;
  readonly #setups: SetupsInForce;
  readonly #time: LocalTime;
  readonly #ledger: DurableLedger;
  readonly #answered: Answered;
  readonly #knowsAccount: (account: string) => boolean;
  readonly #rights: Rights | null;
  readonly #turns = new Turns<Job>((batch) => this.#have(batch));

  private constructor(parts: EngineParts) {
    this.#storage = parts.storage;
    this.#clock = parts.clock;
    this.#identity = parts.identity;
    this.#setups = parts.setups;
    this.#time = parts.time;
    this.#ledger = parts.ledger;
    this.#answered = new Answered(parts.storage);
    this.#knowsAccount = parts.knowsAccount;
    this.#rights = parts.rights;
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
    const { storage, clock, identity } = options;
    const setups = new SetupsInForce(options.setup, options.setupVersion, options.setupHash);
    const time = new LocalTime(clock, setups, identity.practice);
    const day = await readDay(storage, identity.hall);
    const { today } = time;
    const left = day && (await DurableLedger.open(storage, identity, day.today));
    // The day on the disk may be another epoch's: of an opening for real that broke off, where nobody has been.
    const isFounded = left !== undefined && left.state.seq > 0;
    const ledger = isFounded ? left : await DurableLedger.open(storage, identity, today);
    if (options.setupOf) await setups.recall(ledger.state, options.setupOf);
    const { knowsAccount = () => false, rights = null } = options;
    if (!isFounded) await ledger.found(firstEntry(identity, setups, time, today), today);
    return new LedgerEngine({ storage, clock, identity, setups, time, ledger, knowsAccount, rights });
  }

  get state(): HallState {
    return this.#ledger.state;
  }
  get log(): LedgerLog {
    return this.#ledger.log;
  }
  get room(): string {
    return this.#ledger.log.room;
  }
  get setup(): Setup {
    return this.#setups.current;
  }
  get setupVersion(): number {
    return this.#setups.version;
  }
  /** The setup that a matter was opened with; null when nothing open names that version. */
  setupAt(version: number): Setup | null {
    return this.#setups.at(version);
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
    return this.#ledger.isFailing;
  }
  /** Milliseconds since the open day's midnight, hall clock. */
  get t(): number {
    return this.#time.t(this.state.day);
  }
  /** Numbers are given now: in hours, and in a practice hall at any hour. */
  get isOpen(): boolean {
    return this.#time.isOpen;
  }

  onCommitted(listener: (committed: Committed) => void): () => void {
    return this.#ledger.onCommitted(listener);
  }

  /** A new day was founded; the argument is its room. */
  onDay(listener: (room: string) => void): () => void {
    return this.#ledger.onDay(listener);
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
    this.#setups.use(setup, version, hash);
    return [];
  }

  /** After a failure: whether the disk takes something again, so that devices hear it without trying. */
  async probe(): Promise<void> {
    if (!this.isFailing) return;
    await this.#turns.exclusively(() => this.#ledger.probe(this.#clock.wall())).catch(() => undefined);
  }

  /** Founds the new day if its time has come; commands that wait go into the open day. */
  async turnDay(): Promise<boolean> {
    if (this.#time.today <= this.state.day) return false;
    await this.#turns.exclusively(async () => {
      const { today } = this.#time;
      await this.#ledger.reloadIfStale();
      if (today <= this.state.day) return;
      await this.#ledger.changeDay(changeOfDay(this.log, this.#identity, this.#setups, this.#time, today));
    });
    return true;
  }

  async close(): Promise<void> {
    await this.#turns.exclusively(() => Promise.resolve());
    this.#ledger.close();
  }

  async #have(batch: readonly Job[]): Promise<void> {
    try {
      await this.#ledger.reloadIfStale();
      // A guess about what is answered already was wrong: nothing has happened, and now nothing is guessed.
      if (!(await this.#turn(batch, false))) await this.#turn(batch, true);
    } catch (error) {
      // Reading failed, or a job of the relay itself did: nobody waits for an answer for ever.
      this.#ledger.noteFailure();
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
    const draft = new TurnDraft(this.state, known, rated);
    const answers = decideBatch(batch, draft, this.#terms(draft.state), this.#time);
    this.#sealIfDue(draft);
    const outcome = await this.#ledger.commit(draft);
    if (outcome === 'taken' && !thorough) return false;
    if (outcome !== 'kept') this.#notSaved(batch);
    else {
      this.#answered.note(batch);
      for (const answer of answers) answer();
    }
    return true;
  }

  #terms(state: HallState): TurnTerms {
    return {
      t: this.#time.t(state.day),
      hallOpen: this.isOpen,
      setup: this.setup,
      setupAt: (version) => this.#setups.at(version),
      knowsAccount: this.#knowsAccount,
      ...(this.#rights ? { inTouch: this.#rights.inTouch(state), returned: this.#rights.returned } : {}),
    };
  }

  #sealIfDue(draft: TurnDraft): void {
    const { seq, sealed } = draft.state;
    if (seq - sealed.through < SEAL_EVERY) return;
    const hash = this.log.headAfter(draft.entries);
    draft.append(ownEvents([{ kind: 'seal', through: seq, hash }], seq + 1, this.t));
  }
}
