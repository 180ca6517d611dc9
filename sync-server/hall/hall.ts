import { randomBytes } from 'node:crypto';
import {
  checkSetup,
  completeSetup,
  deemedAcceptances,
  refused,
  accepted,
  type RefusalCode,
  type Result,
  type Setup,
} from '#lib/domain/index.ts';
import { readRecovery } from '../recovery/recovery-record.ts';
import type { Change, Storage } from '../storage/storage.ts';
import { HallClock } from './hall-clock.ts';
import { KioskTouch } from './kiosk-touch.ts';
import { sha256Text } from './hash.ts';
import { LedgerEngine, type Committed, type HallIdentity } from './ledger-engine.ts';
import type { Lineage } from './ledger-room.ts';
import { Rights } from './rights.ts';

interface HallRecord extends Lineage {
  practice: boolean;
  /** Milliseconds that a practice hall's clock is ahead of the wall clock. */
  shift: number;
  setup: number;
  /** Days whose day before was not brought back whole after a lost disk. */
  unlinked?: string[];
}

interface SetupRecord {
  hash: string;
  setup: Setup;
}

/**
 * The hall that is open now: its setup, clock and ledger. A store holds one at a time: the
 * practice hall that the first run founds, or the real one that an administrator opened.
 */
export class Hall {
  readonly #storage: Storage;
  clock: HallClock;
  readonly rights: Rights;
  readonly kiosks: KioskTouch;
  readonly #knowsAccount: (account: string) => boolean;
  #record: HallRecord;
  #engine: LedgerEngine;
  readonly #listeners = new Set<(committed: Committed) => void>();
  readonly #onRooms = new Set<() => void>();
  readonly #onHours = new Set<() => void>();
  #wasOpen: boolean | null = null;
  #isRecovering: boolean;
  #administering: Promise<unknown> = Promise.resolve();

  private constructor(
    storage: Storage,
    clock: HallClock,
    record: HallRecord,
    engine: LedgerEngine,
    knowsAccount: (account: string) => boolean,
    rights: Rights,
    isRecovering: boolean,
  ) {
    this.rights = rights;
    this.kiosks = new KioskTouch(() => this.clock.wall(), rights);
    this.#isRecovering = isRecovering;
    this.#knowsAccount = knowsAccount;
    this.#storage = storage;
    this.clock = clock;
    this.#record = record;
    this.#engine = engine;
    this.#attach();
  }

  static async isFounded(storage: Storage): Promise<boolean> {
    return (await storage.get('hall', 'current')) !== undefined;
  }

  /** Writes setup version 1 and the practice hall; nothing is open yet. */
  static async found(storage: Storage, setup: Setup): Promise<Result<null, RefusalCode>> {
    const checked = checkSetup(setup);
    if (!checked.ok) return checked;
    const record: HallRecord = {
      hall: `${setup.hall.id}-practice`,
      epoch: newEpoch(1),
      practice: true,
      shift: 0,
      setup: 1,
    };
    await storage.commit([
      { op: 'put', table: 'setup', key: '1', value: { hash: hashOf(setup), setup } satisfies SetupRecord },
      { op: 'put', table: 'hall', key: 'current', value: record },
    ]);
    return accepted(null);
  }

  static async open(
    storage: Storage,
    wall: () => number,
    knowsAccount: (account: string) => boolean = () => false,
  ): Promise<Hall> {
    const record = await storage.get<HallRecord>('hall', 'current');
    if (!record) throw new Error('no hall was founded in this store');
    const published = await readPublished(storage, record.setup);
    if (!published) throw new Error(`setup ${record.setup} is missing`);
    const clock = new HallClock(wall, record.shift);
    const recovery = await readRecovery(storage);
    const isRecovering = recovery !== undefined && recovery.phase !== 'open';
    if (!isRecovering && record.practice && clock.jumpIntoHours(published.setup)) {
      record.shift = clock.shift;
      await storage.commit([{ op: 'put', table: 'hall', key: 'current', value: record }]);
    }
    const rights = await Rights.load(storage, wall);
    const engine = await openEngine(storage, clock, record, published, knowsAccount, rights);
    if (!isRecovering) await engine.turnDay();
    return new Hall(storage, clock, record, engine, knowsAccount, rights, isRecovering);
  }

  get engine(): LedgerEngine {
    return this.#engine;
  }
  get setup(): Setup {
    return this.#engine.setup;
  }
  get isPractice(): boolean {
    return this.#record.practice;
  }
  /** It was put back from a backup and waits for its devices: nothing is decided, nobody may join a room. */
  get isRecovering(): boolean {
    return this.#isRecovering;
  }

  onCommitted(listener: (committed: Committed) => void): void {
    this.#listeners.add(listener);
  }

  /** Numbers began or ended to be given, by the clock alone. */
  onHours(listener: () => void): void {
    this.#onHours.add(listener);
  }

  /** The open room changed: a new day, or the real hall. */
  onRooms(listener: () => void): void {
    this.#onRooms.add(listener);
  }

  publishedSetup(version: number): Promise<SetupRecord | undefined> {
    return readPublished(this.#storage, version);
  }

  /** Validates the whole and makes an immutable numbered version. Refusal: setup-invalid. */
  publish(setup: Setup): Promise<Result<{ version: number }, RefusalCode>> {
    return this.#oneByOne(() => this.#publish(setup));
  }

  async #publish(setup: Setup): Promise<Result<{ version: number }, RefusalCode>> {
    const checked = checkSetup({ ...completeSetup(setup), hall: { ...setup.hall, id: this.setup.hall.id } });
    if (!checked.ok) return checked;
    const version = this.#record.setup + 1;
    const published: SetupRecord = { hash: hashOf(checked.value), setup: checked.value };
    const record = { ...this.#record, setup: version };
    const faults = await this.#engine.useSetup(published.setup, version, published.hash, [
      { op: 'put', table: 'setup', key: String(version), value: published },
      { op: 'put', table: 'hall', key: 'current', value: record },
    ]);
    if (faults.length > 0) return refused('setup-invalid', { faults });
    this.#record = record;
    return accepted({ version });
  }

  /** Ends the practice: the real hall begins with setup, accounts and devices, without tickets. */
  openForReal(): Promise<Result<null, RefusalCode>> {
    return this.#oneByOne(() => this.#openForReal());
  }

  async #openForReal(): Promise<Result<null, RefusalCode>> {
    if (!this.#record.practice) return refused('hall-already-open');
    const published = await this.publishedSetup(this.#record.setup);
    if (!published) return refused('setup-unknown');
    const record: HallRecord = {
      hall: published.setup.hall.id,
      epoch: newEpoch(1),
      practice: false,
      shift: 0,
      setup: this.#record.setup,
    };
    // The new hall's first day is founded before anything points to it: a disk that fails leaves the practice as it was.
    const practice = this.clock;
    const clock = new HallClock(() => practice.wall(), 0);
    const engine = await openEngine(this.#storage, clock, record, published, this.#knowsAccount, this.rights);
    await this.#storage.commit([{ op: 'put', table: 'hall', key: 'current', value: record }]);
    const before = this.#engine;
    this.#record = record;
    this.clock = clock;
    this.#engine = engine;
    this.#attach();
    for (const listener of this.#onRooms) listener();
    await before.close();
    return accepted(null);
  }

  /**
   * A hall that was put back goes on in a new epoch: its rooms, and what belongs to them, are one commit with it. It is
   * recovering until `recovered`. `closedDay`: the last day that stays as the backup has it.
   */
  async enterEpoch(
    next: { epoch: string; closedDay: string; day: string; setup: number; unlinked: readonly string[] },
    changes: readonly Change[],
  ): Promise<void> {
    const { epoch, origin = epoch, earlier = [], unlinked = [] } = this.#record;
    const record: HallRecord = {
      ...this.#record,
      epoch: next.epoch,
      origin,
      earlier: [...earlier, { epoch, through: next.closedDay }],
      unlinked: [...unlinked, ...next.unlinked],
      setup: next.setup,
    };
    await this.#storage.commit([
      ...changes,
      { op: 'put', table: 'hall', key: 'current', value: record },
      { op: 'put', table: 'day', key: record.hall, value: { today: next.day, previous: null } },
    ]);
    // It may have come with the changes.
    const published = await this.publishedSetup(next.setup);
    if (!published) throw new Error(`setup ${next.setup} is missing`);
    const before = this.#engine;
    this.#record = record;
    this.#engine = await openEngine(this.#storage, this.clock, record, published, this.#knowsAccount, this.rights);
    this.#attach();
    await before.close();
  }

  /** Before it opens again: the day is today's, and a practice hall's clock is not behind what its devices have seen. */
  async catchUp(): Promise<void> {
    const { setup } = this.#engine;
    if (this.#record.practice) {
      const behind = Math.max(0, -this.#engine.t);
      this.clock.advance(behind);
      this.clock.jumpIntoHours(setup);
      this.#record = { ...this.#record, shift: this.clock.shift };
      await this.#storage.commit([{ op: 'put', table: 'hall', key: 'current', value: this.#record }]);
    }
    await this.#engine.turnDay();
  }

  /** The setup it goes on with, where the ledger names another. */
  async setupToSay(): Promise<{ version: number; hash: string } | null> {
    const version = this.#record.setup;
    if (this.#engine.state.setup === version) return null;
    return { version, hash: (await this.publishedSetup(version))?.hash ?? '' };
  }

  /** It is open again: whoever asks may join its rooms. */
  recovered(): void {
    this.#isRecovering = false;
    for (const listener of this.#onRooms) listener();
  }

  /** Called every second: opening and closing, the change of day, and a practice hall's jump into its hours. */
  async tick(): Promise<void> {
    await this.#engine.probe();
    if (this.#isRecovering) return;
    if (this.#record.practice && this.clock.jumpIntoHours(this.setup)) {
      this.#record = { ...this.#record, shift: this.clock.shift };
      await this.#storage.commit([{ op: 'put', table: 'hall', key: 'current', value: this.#record }]);
    }
    await this.#engine.turnDay();
    await this.#recordSilence();
    const { isOpen } = this.#engine;
    if (this.#wasOpen !== null && this.#wasOpen !== isOpen) for (const listener of this.#onHours) listener();
    this.#wasOpen = isOpen;
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  /** I7: who was told nothing in time is accepted by law; the hall records it by itself. */
  async #recordSilence(): Promise<void> {
    const engine = this.#engine;
    const rules = { t: engine.t, setup: engine.setup, setupAt: (version: number) => engine.setupAt(version) };
    if (deemedAcceptances(engine.state, rules).length > 0) {
      await engine.act((state) => deemedAcceptances(state, rules));
    }
  }

  /** Two administrators at once must not publish one number twice, nor found two halls. */
  #oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#administering.then(work);
    this.#administering = done.catch(() => undefined);
    return done;
  }

  #attach(): void {
    this.#engine.onCommitted((committed) => {
      for (const listener of this.#listeners) listener(committed);
    });
    this.#engine.onDay(() => {
      for (const listener of this.#onRooms) listener();
    });
  }
}

/** A version as it was published, with what an older program did not know filled in. */
async function readPublished(storage: Storage, version: number): Promise<SetupRecord | undefined> {
  const record = await storage.get<SetupRecord>('setup', String(version));
  return record && { ...record, setup: completeSetup(record.setup) };
}

function openEngine(
  storage: Storage,
  clock: HallClock,
  record: HallRecord,
  published: SetupRecord,
  knowsAccount: (account: string) => boolean,
  rights: Rights,
): Promise<LedgerEngine> {
  return LedgerEngine.open({
    storage,
    clock,
    identity: identityOf(record),
    setup: published.setup,
    setupVersion: record.setup,
    setupHash: published.hash,
    knowsAccount,
    rights,
    setupOf: async (version) => (await readPublished(storage, version))?.setup,
  });
}

function identityOf({ hall, epoch, practice, origin, earlier }: HallRecord): HallIdentity {
  return { hall, epoch, practice, ...(origin === undefined ? {} : { origin }), ...(earlier ? { earlier } : {}) };
}

/** Counter and random id: never down, never sideways. */
function newEpoch(counter: number): string {
  return `${counter}-${randomBytes(6).toString('hex')}`;
}

function hashOf(setup: Setup): string {
  return sha256Text(JSON.stringify(setup));
}
