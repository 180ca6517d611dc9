import { decodeEntry } from '#lib/domain/index.ts';
import { OneByOne } from '../one-by-one.ts';
import type { Change, Storage } from '../storage/storage.ts';
import { covers, extend, headOver, newBranch, type Branch, type Tuples } from './chains.ts';
import { TAILS, type RoomCopy, type TailRecord } from './recovery-record.ts';

/** A device that began to bring a day and fell silent no longer keeps the others waiting after so many ms. */
const SILENT = 15_000;

/** Where the days of a hall come from beside the devices: the backup, and once it is open the hall itself. */
export type CertainDay = (day: string) => Promise<Branch | null>;

/** One asked part of a copy: the entries from `from` on. */
export interface Wanted {
  day: string;
  epoch: string;
  from: number;
}

interface Bringing {
  incarnation: string;
  room: RoomCopy;
  /** What the device goes on from. */
  on: Branch | null;
  from: number;
  tuples: Tuples[];
  heardAt: number;
}

interface KeptBranch {
  key: string;
  record: TailRecord;
  branch: Branch;
}

/**
 * The copies of days that devices have brought, each kept once however many devices have it. What is certain already
 * is not asked for; of what is new one device brings each day, and the others are asked again afterwards.
 */
export class Copies {
  readonly #storage: Storage;
  readonly #certain: CertainDay;
  readonly #wall: () => number;
  readonly #kept: KeptBranch[] = [];
  readonly #bringing = new Map<string, Bringing>();
  /** Copies that did not go on from what was thought: they are asked for whole. */
  readonly #whole = new Set<string>();
  /** Copies that do not fit their own hashes. */
  readonly #damaged = new Set<string>();
  /** Two days that come to their end at once must not be kept in one place. */
  readonly #keeping = new OneByOne();

  private constructor(storage: Storage, certain: CertainDay, wall: () => number) {
    this.#storage = storage;
    this.#certain = certain;
    this.#wall = wall;
  }

  static async load(storage: Storage, certain: CertainDay, wall: () => number): Promise<Copies> {
    const copies = new Copies(storage, certain, wall);
    for (const [key, record] of await storage.list<TailRecord>(TAILS)) {
      const chunks = await storage.readLog(record.log);
      const tuples = chunks.flatMap((bytes) => JSON.parse(Buffer.from(bytes).toString('utf8')) as Tuples[]);
      copies.#kept.push({ key, record, branch: await copies.#branchOf(record, tuples) });
    }
    return copies;
  }

  /** What was brought before the hall opened, or since. */
  branchesOf(day: string, when: 'before' | 'late' = 'before'): Branch[] {
    return this.#kept
      .filter(({ record }) => record.day === day && record.isLate === (when === 'late'))
      .map(({ branch }) => branch);
  }

  /** Days that somebody brought, in order. */
  days(): string[] {
    return [...new Set(this.#kept.map(({ record }) => record.day))].sort();
  }

  /** The branch that says what this copy says; null: nobody has brought it. */
  async branchLike(room: RoomCopy): Promise<Branch | null> {
    const certain = await this.#certain(room.day);
    if (certain && covers(certain, room)) return certain;
    return this.#allOf(room.day).find((branch) => covers(branch, room)) ?? null;
  }

  isDamaged(incarnation: string, room: RoomCopy): boolean {
    return this.#damaged.has(keyOf(incarnation, room));
  }

  /** What this device is to bring now, and whether somebody else is bringing something that it may have too. */
  async want(incarnation: string, rooms: readonly RoomCopy[]): Promise<{ want: Wanted[]; isWaiting: boolean }> {
    const want: Wanted[] = [];
    let isWaiting = false;
    for (const room of rooms) {
      const key = keyOf(incarnation, room);
      if (this.#damaged.has(key) || (await this.branchLike(room))) continue;
      const other = this.#bringing.get(room.day);
      if (other && other.incarnation !== incarnation && this.#wall() - other.heardAt < SILENT) {
        isWaiting = true;
        continue;
      }
      if (other?.incarnation === incarnation && other.room.head === room.head && other.room.epoch === room.epoch) {
        // Another tab of the same device is at it, or it broke off: on from there.
        other.heardAt = this.#wall();
        want.push({ day: room.day, epoch: room.epoch, from: other.from + other.tuples.length });
        continue;
      }
      const on = this.#whole.has(key) ? null : await this.#toGoOnFrom(room);
      const from = (on?.tuples.length ?? 0) + 1;
      this.#bringing.set(room.day, { incarnation, room, on, from, tuples: [], heardAt: this.#wall() });
      want.push({ day: room.day, epoch: room.epoch, from });
    }
    return { want, isWaiting };
  }

  /** Takes a part that was asked for. False: it was not, or it is not what comes next. `isLate`: kept for a person alone. */
  async bring(incarnation: string, part: Wanted & { tuples: readonly Tuples[] }, isLate: boolean): Promise<boolean> {
    const bringing = this.#bringing.get(part.day);
    if (!bringing || bringing.incarnation !== incarnation || bringing.room.epoch !== part.epoch) return false;
    if (part.from !== bringing.from + bringing.tuples.length) return false;
    bringing.tuples.push(...part.tuples);
    bringing.heardAt = this.#wall();
    const reached = bringing.from - 1 + bringing.tuples.length;
    if (reached < bringing.room.seq) return true;
    this.#bringing.delete(part.day);
    if (reached > bringing.room.seq) return false;
    await this.#keeping.run(() => this.#finish(bringing, isLate));
    return true;
  }

  async #finish({ incarnation, room, on, from, tuples }: Bringing, isLate: boolean): Promise<void> {
    const key = keyOf(incarnation, room);
    const head = headOver(on?.heads[from - 1] ?? '', from, tuples);
    if (head !== room.head) {
      // It goes on from something else than was thought; whole it must fit.
      if (from === 1) this.#damaged.add(key);
      else this.#whole.add(key);
      return;
    }
    if (from === 1 && !isDay(tuples[0], room.day)) {
      this.#damaged.add(key);
      return;
    }
    // Two were asked for the same where the first fell silent.
    if (await this.branchLike(room)) return;
    const kept = this.#kept.find(({ branch }) => branch === on);
    if (kept && kept.record.isLate === isLate && kept.branch.tuples.length === from - 1) {
      await this.#storage.commit([{ op: 'append', log: kept.record.log, bytes: bytesOf(tuples) }]);
      extend(kept.branch, tuples);
      return;
    }
    const no = 1 + Math.max(0, ...this.#kept.map((other) => Number(other.key)));
    const certain = await this.#certain(room.day);
    // On something that is kept itself and has grown meanwhile: kept whole.
    const stored = on !== null && on === certain ? tuples : [...(on?.tuples.slice(0, from - 1) ?? []), ...tuples];
    const start = stored === tuples ? from : 1;
    const record: TailRecord = { log: `recovery/${no}`, day: room.day, epoch: room.epoch, from: start, isLate };
    const branch = await this.#branchOf(record, stored);
    const changes: Change[] = [
      { op: 'put', table: TAILS, key: String(no), value: record },
      { op: 'append', log: record.log, bytes: bytesOf(stored) },
    ];
    await this.#storage.commit(changes);
    this.#kept.push({ key: String(no), record, branch });
  }

  /** The longest that this copy may go on from: of its own epoch first. */
  async #toGoOnFrom(room: RoomCopy): Promise<Branch | null> {
    const certain = await this.#certain(room.day);
    const known = [...this.#allOf(room.day), ...(certain ? [certain] : [])].filter(
      (branch) => branch.tuples.length < room.seq,
    );
    const rank = (branch: Branch): number => (branch.epoch === room.epoch ? 1e9 : 0) + branch.tuples.length;
    return known.sort((a, b) => rank(b) - rank(a))[0] ?? null;
  }

  #allOf(day: string): Branch[] {
    return [...this.branchesOf(day), ...this.branchesOf(day, 'late')];
  }

  async #branchOf({ day, epoch, from }: TailRecord, tuples: readonly Tuples[]): Promise<Branch> {
    const branch = newBranch(day, epoch);
    const certain = from > 1 ? await this.#certain(day) : null;
    extend(branch, certain?.tuples.slice(0, from - 1) ?? []);
    extend(branch, tuples);
    return branch;
  }
}

function keyOf(incarnation: string, { day, epoch, head }: RoomCopy): string {
  return `${incarnation} ${day} ${epoch} ${head}`;
}

function isDay(first: Tuples | undefined, day: string): boolean {
  return first !== undefined && decodeEntry(first).some((event) => event.kind === 'dayOpened' && event.date === day);
}

function bytesOf(tuples: readonly Tuples[]): Uint8Array {
  return Buffer.from(JSON.stringify(tuples));
}
