import { log } from '../log.ts';
import type { Storage } from '../storage/storage.ts';
import { readDay } from './day-record.ts';
import type { Hall } from './hall.ts';
import { logName } from './ledger-room.ts';
import { replay } from './replay.ts';

/** So long without an entry is a moment in which nobody waits for the disk. */
const QUIET = 250;
/** Of a hall that is never quiet, so many times the usual tail. */
const LONGEST = 20;

/**
 * Keeps the replay of a start short: a ledger's log gets a snapshot when its tail is long and the hall
 * is quiet, and when its day is over. Made out of what the disk has, beside the hall's work: a snapshot
 * that fails changes nothing, and is tried again with the next entries.
 */
export class LedgerSnapshots {
  readonly #storage: Storage;
  readonly #every: number;
  /** Entries since the newest snapshot, as far as known here. */
  readonly #tails = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(storage: Storage, every: number) {
    this.#storage = storage;
    this.#every = every;
  }

  /** Follows the hall's ledgers from here on, and sees to what was left over at the last start. */
  follow(hall: Hall): void {
    const { identity } = hall.engine;
    let { room } = hall.engine;
    this.#found(room);
    this.#enqueue(async () => {
      const day = await readDay(this.#storage, identity.hall);
      if (day?.previous) await this.#snapshot(logName(identity, day.previous));
    });
    hall.onCommitted((committed) => {
      // The last entry of a day comes with the day after it.
      if (committed.room === hall.engine.room) this.#appended(committed.room);
    });
    hall.onRooms(() => {
      this.#over(room);
      ({ room } = hall.engine);
    });
  }

  /** A ledger of before this start: its tail may be long. */
  #found(room: string): void {
    this.#enqueue(async () => {
      const { tail } = await this.#storage.readParts(room);
      this.#tails.set(room, (this.#tails.get(room) ?? 0) + tail);
      if (tail >= this.#every) await this.#snapshot(room);
    });
  }

  /** An entry was committed. */
  #appended(room: string): void {
    const tail = (this.#tails.get(room) ?? 0) + 1;
    this.#tails.set(room, tail);
    if (tail < this.#every || this.#isClosed) return;
    if (tail >= this.#every * LONGEST && tail % this.#every === 0) this.#enqueue(() => this.#snapshot(room));
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#enqueue(() => this.#snapshot(room)), QUIET);
    this.#timer.unref();
  }

  /** Nothing follows in this ledger any more: the next reader has one update to apply. */
  #over(room: string): void {
    this.#enqueue(async () => {
      await this.#snapshot(room);
      this.#tails.delete(room);
    });
  }

  /** One that is being made is given up: the entries are there. Afterwards none is begun. */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#working;
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** One at a time: each holds a whole day in memory. */
  #enqueue(work: () => Promise<void>): void {
    this.#working = this.#working.then(async () => {
      if (this.#isClosed) return;
      await work().catch((error: unknown) => {
        if (!this.#isClosed) log.error('no snapshot of the ledger', error);
      });
    });
  }

  async #snapshot(room: string): Promise<void> {
    const { updates, tail, end } = await this.#storage.readParts(room);
    if (tail === 0) return;
    const bytes = await replay(updates, this.#closing.signal);
    await this.#storage.commit([{ op: 'snapshot', log: room, through: end, bytes }]);
    this.#tails.set(room, Math.max(0, (this.#tails.get(room) ?? 0) - tail));
  }
}
