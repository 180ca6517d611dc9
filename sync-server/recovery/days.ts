import { decodeEntry, keyOfEntry, type HallState } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import { LedgerLog, logName, ROOT } from '../hall/ledger-room.ts';
import type { Storage } from '../storage/storage.ts';
import { covers, extend, newBranch, trunkOf, type Branch, type Trunk, type Tuples } from './chains.ts';
import { Copies } from './copies.ts';
import { foldTuples, staffDevices } from './opening.ts';
import type { CheckIn, RecoveryRecord } from './recovery-record.ts';

export interface DayTrunk extends Trunk {
  day: string;
}

/** What the hall was, as far as everybody who has come back knows. */
export interface Known {
  days: DayTrunk[];
  /** After the last entry that is sure. */
  state: HallState;
  /** Devices of the last day that may know more. */
  expected: string[];
  /** Setups that its events name, by version: their hashes. */
  setups: Map<number, string>;
  /** Days whose day before is not there to its end. */
  unlinked: string[];
}

/** The days that a recovery is about: the backup's last one and those after it. */
export class Days {
  readonly #hall: Hall;
  readonly #storage: Storage;
  readonly #record: () => RecoveryRecord;
  readonly #checkIns: ReadonlyMap<string, CheckIn>;
  readonly #certain = new Map<string, Promise<Branch | null>>();
  #copies: Copies | null = null;
  #known: Promise<Known> | null = null;

  private constructor(
    hall: Hall,
    storage: Storage,
    record: () => RecoveryRecord,
    checkIns: ReadonlyMap<string, CheckIn>,
  ) {
    this.#hall = hall;
    this.#storage = storage;
    this.#record = record;
    this.#checkIns = checkIns;
  }

  static async load(
    hall: Hall,
    storage: Storage,
    record: () => RecoveryRecord,
    checkIns: ReadonlyMap<string, CheckIn>,
  ): Promise<Days> {
    const days = new Days(hall, storage, record, checkIns);
    days.#copies = await Copies.load(
      storage,
      (day) => days.certain(day),
      () => hall.clock.wall(),
    );
    return days;
  }

  get copies(): Copies {
    if (!this.#copies) throw new Error('not loaded');
    return this.#copies;
  }

  /** A device has brought something, or was left out. */
  changed(): void {
    this.#known = null;
  }

  /** The hall has opened: what is certain is more now. */
  opened(): void {
    this.#certain.clear();
    this.changed();
  }

  /** The backup's last day; once the hall is open every day that was brought back, up to the opening. */
  certain(day: string): Promise<Branch | null> {
    const known = this.#certain.get(day) ?? this.#readCertain(day);
    this.#certain.set(day, known);
    known.catch(() => this.#certain.delete(day));
    return known;
  }

  known(): Promise<Known> {
    const known = this.#known ?? this.#lay();
    this.#known = known;
    known.catch(() => {
      if (this.#known === known) this.#known = null;
    });
    return known;
  }

  async #readCertain(day: string): Promise<Branch | null> {
    const { backup, opened } = this.#record();
    const length = opened
      ? opened.days.find((one) => one.day === day)?.seq
      : day === backup.day
        ? backup.seq
        : undefined;
    if (length === undefined) return null;
    const branch = newBranch(day, opened ? opened.epoch : backup.epoch);
    extend(branch, await readTuples(this.#storage, logName(this.#hall.lineage, day), length));
    return branch;
  }

  async #lay(): Promise<Known> {
    const { backup, leftOut } = this.#record();
    const days: DayTrunk[] = [];
    const unlinked: string[] = [];
    const setups = new Map<number, string>();
    for (const day of [...new Set([backup.day, ...this.copies.days()])].sort()) {
      if (day < backup.day) continue;
      const branches = this.copies.branchesOf(day).flatMap((branch) => this.#counting(branch, leftOut));
      const trunk = trunkOf(branches, await this.certain(day));
      if (!trunk || trunk.length === 0) continue;
      const before = days.at(-1);
      const tuples = trunk.branch.tuples.slice(0, trunk.length);
      if (before && previousOf(tuples) !== before.branch.heads[before.length]) unlinked.push(day);
      days.push({ ...trunk, day });
      for (const [version, hash] of setupsOf(tuples)) setups.set(version, hash);
    }
    const last = days.at(-1);
    const state = foldTuples(last ? last.branch.tuples.slice(0, last.length) : []);
    const expected = staffDevices(state).filter((incarnation) => !leftOut.includes(incarnation));
    return { days, state, expected, setups, unlinked };
  }

  /** As far as devices that count have it. */
  #counting(branch: Branch, leftOut: readonly string[]): Branch[] {
    let length = 0;
    for (const [incarnation, { rooms, isLate }] of this.#checkIns) {
      if (isLate || leftOut.includes(incarnation)) continue;
      for (const room of rooms)
        if (room.day === branch.day && covers(branch, room)) length = Math.max(length, room.seq);
    }
    if (length === 0) return [];
    if (length === branch.tuples.length) return [branch];
    const { day, epoch, tuples, heads } = branch;
    return [{ day, epoch, tuples: tuples.slice(0, length), heads: heads.slice(0, length + 1) }];
  }
}

/** A kept ledger's first entries as they are in its room. */
export async function readTuples(storage: Storage, name: string, length: number): Promise<Tuples[]> {
  const log = LedgerLog.load(name, await storage.readLog(name));
  const map = log.doc.getMap<unknown[]>(ROOT);
  const tuples: Tuples[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const entry = map.get(keyOfEntry(seq));
    if (!entry) break;
    tuples.push(entry);
  }
  log.destroy();
  return tuples;
}

function previousOf(tuples: readonly Tuples[]): string {
  for (const event of decodeEntry(tuples[0])) if (event.kind === 'dayOpened') return event.previous;
  return '';
}

function setupsOf(tuples: readonly Tuples[]): [version: number, hash: string][] {
  const found: [number, string][] = [];
  for (const entry of tuples) {
    // Most entries are a single tuple of another kind.
    if (typeof entry[0] === 'number' && entry[0] !== SETUP_PUBLISHED) continue;
    for (const event of decodeEntry(entry)) {
      if (event.kind === 'setupPublished') found.push([event.version, event.hash]);
    }
  }
  return found;
}

/** Its number on the wire (`codec.ts`). */
const SETUP_PUBLISHED = 5;
