import {
  checkSetup,
  completeSetup,
  refused,
  accepted,
  type RefusalCode,
  type Result,
  type Setup,
} from '#lib/domain/index.ts';
import { readRecovery } from '../recovery/recovery-record.ts';
import { OneByOne } from '../one-by-one.ts';
import type { Change, Storage } from '../storage/storage.ts';
import { ClockWatch } from './clock-watch.ts';
import { dayChange } from './day-record.ts';
import type { Committed } from './durable-ledger.ts';
import { HallClock } from './hall-clock.ts';
import { KioskTouch } from './kiosk-touch.ts';
import {
  firstEpoch,
  hallChange,
  readHall,
  readPublished,
  recordOf,
  setupChange,
  type HallRecord,
  type SetupRecord,
} from './hall-record.ts';
import type { LedgerEngine } from './ledger-engine.ts';
import type { Lineage } from './ledger-room.ts';
import { openEngine, type HallParts } from './open-engine.ts';
import { Rights } from './rights.ts';

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
  readonly #watch = new ClockWatch(() => this.#engine);
  #isRecovering: boolean;
  /** Two administrators at once must not publish one number twice, nor found two halls; nor a jump undo what they did. */
  readonly #administering = new OneByOne();

  private constructor(parts: HallParts, engine: LedgerEngine, isRecovering: boolean) {
    this.#storage = parts.storage;
    this.clock = parts.clock;
    this.#record = parts.record;
    this.#knowsAccount = parts.knowsAccount;
    this.rights = parts.rights;
    this.kiosks = new KioskTouch(() => this.clock.wall(), parts.rights);
    this.#engine = engine;
    this.#isRecovering = isRecovering;
    this.#attach();
  }

  static async open(
    storage: Storage,
    wall: () => number,
    knowsAccount: (account: string) => boolean = () => false,
  ): Promise<Hall> {
    const record = await readHall(storage);
    if (!record) throw new Error('no hall was founded in this store');
    const published = await readPublished(storage, record.setup);
    if (!published) throw new Error(`setup ${record.setup} is missing`);
    const clock = new HallClock(wall, record.shift);
    const recovery = await readRecovery(storage);
    const isRecovering = recovery !== undefined && recovery.phase !== 'open';
    if (!isRecovering && record.practice && clock.jumpIntoHours(published.setup)) {
      record.shift = clock.shift;
      await storage.commit([hallChange(record)]);
    }
    const rights = await Rights.load(storage, wall);
    const parts: HallParts = { storage, clock, record, knowsAccount, rights };
    const engine = await openEngine(parts, published);
    if (!isRecovering) await engine.turnDay();
    return new Hall(parts, engine, isRecovering);
  }

  get engine(): LedgerEngine {
    return this.#engine;
  }
  /** As the disk has it; the engine's as well, but while an epoch was entered and is not open yet. */
  get lineage(): Lineage {
    return this.#record;
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
    this.#watch.onHours(listener);
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
    return this.#administering.run(() => this.#publish(setup));
  }

  async #publish(setup: Setup): Promise<Result<{ version: number }, RefusalCode>> {
    const checked = checkSetup({ ...completeSetup(setup), hall: { ...setup.hall, id: this.setup.hall.id } });
    if (!checked.ok) return checked;
    const version = this.#record.setup + 1;
    const published = recordOf(checked.value);
    const record = { ...this.#record, setup: version };
    const faults = await this.#engine.useSetup(published.setup, version, published.hash, [
      setupChange(version, published),
      hallChange(record),
    ]);
    if (faults.length > 0) return refused('setup-invalid', { faults });
    this.#record = record;
    return accepted({ version });
  }

  /** Ends the practice: the real hall begins with setup, accounts and devices, without tickets. */
  openForReal(): Promise<Result<null, RefusalCode>> {
    return this.#administering.run(() => this.#openForReal());
  }

  async #openForReal(): Promise<Result<null, RefusalCode>> {
    if (!this.#record.practice) return refused('hall-already-open');
    const published = await this.publishedSetup(this.#record.setup);
    if (!published) return refused('setup-unknown');
    const record: HallRecord = {
      hall: published.setup.hall.id,
      epoch: firstEpoch(),
      practice: false,
      shift: 0,
      setup: this.#record.setup,
    };
    // The new hall's first day is founded before anything points to it: a disk that fails leaves the practice as it was.
    const practice = this.clock;
    const clock = new HallClock(() => practice.wall(), 0);
    const engine = await this.#openEngine(record, published, clock);
    await this.#storage.commit([hallChange(record)]);
    this.clock = clock;
    const before = this.#turnTo(record, engine);
    for (const listener of this.#onRooms) listener();
    await before.close();
    return accepted(null);
  }

  /**
   * A hall that was put back goes on in a new epoch: its rooms, and what belongs to them, are one commit with it. It is
   * opened by `openEpoch`, and recovering until `recovered`. `closedDay`: the last day that stays as the backup has it.
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
      hallChange(record),
      dayChange(record.hall, { today: next.day, previous: null }),
    ]);
    this.#record = record;
  }

  /** The epoch that was entered, unless it is open: a disk that cannot be read after the commit is tried again. */
  async openEpoch(): Promise<void> {
    const record = this.#record;
    if (this.#engine.identity.epoch === record.epoch) return;
    const published = await this.publishedSetup(record.setup);
    if (!published) throw new Error(`setup ${record.setup} is missing`);
    await this.#turnTo(record, await this.#openEngine(record, published)).close();
  }

  /** Before it opens again: the day is today's, and a practice hall's clock is not behind what its devices have seen. */
  async catchUp(): Promise<void> {
    if (this.#record.practice) {
      const behind = Math.max(0, -this.#engine.t);
      this.clock.advance(behind);
      await this.#jumpIntoHours();
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
    if (this.#record.practice) await this.#jumpIntoHours();
    await this.#watch.look();
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  /** Of a practice hall, and after what an administrator is doing: it may be none any more by then. */
  #jumpIntoHours(): Promise<void> {
    return this.#administering.run(async () => {
      if (!this.#record.practice) return;
      this.clock.jumpIntoHours(this.setup);
      await this.#keepShift();
    });
  }

  /** Unless the disk has it: what it refused is written the next time. */
  async #keepShift(): Promise<void> {
    const { shift } = this.clock;
    if (this.#record.shift === shift) return;
    const record = { ...this.#record, shift };
    await this.#storage.commit([hallChange(record)]);
    this.#record = record;
  }

  #openEngine(record: HallRecord, published: SetupRecord, clock = this.clock): Promise<LedgerEngine> {
    const parts = { storage: this.#storage, clock, record, knowsAccount: this.#knowsAccount, rights: this.rights };
    return openEngine(parts, published);
  }

  /** From here on the hall is this one; the engine before it is to be closed. */
  #turnTo(record: HallRecord, engine: LedgerEngine): LedgerEngine {
    const before = this.#engine;
    this.#record = record;
    this.#engine = engine;
    this.#attach();
    return before;
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
