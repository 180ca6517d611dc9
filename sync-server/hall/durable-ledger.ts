import { branchState, evolveEntry, type Entry, type HallDate, type HallState } from '#lib/domain/index.ts';
import { log } from '../log.ts';
import { StorageError, type Change, type Storage } from '../storage/storage.ts';
import type { ChangeOfDay } from './change-of-day.ts';
import { dayChange, readDay } from './day-record.ts';
import { LedgerLog, roomName, type Lineage } from './ledger-room.ts';
import type { TurnDraft } from './turn-draft.ts';

/** What was committed in one turn: first the update goes out, then the decisions. */
export interface Committed {
  room: string;
  update: Uint8Array;
  entries: readonly Entry[];
}

/**
 * The open day's ledger: on the disk first, then in memory, then told. After a commit that failed the disk is asked what
 * it has: what is in memory is never more than that.
 */
export class DurableLedger {
  readonly #storage: Storage;
  readonly #lineage: Lineage;
  #log: LedgerLog;
  #failing = false;
  #stale = false;
  readonly #onCommitted = new Set<(committed: Committed) => void>();
  readonly #onDay = new Set<(room: string) => void>();

  private constructor(storage: Storage, lineage: Lineage, ledger: LedgerLog) {
    this.#storage = storage;
    this.#lineage = lineage;
    this.#log = ledger;
  }

  /** A day's ledger as the disk has it; empty if it has none. */
  static async open(storage: Storage, lineage: Lineage, day: HallDate): Promise<DurableLedger> {
    const room = roomName(lineage, day);
    return new DurableLedger(storage, lineage, LedgerLog.load(room, await storage.readLog(room)));
  }

  get log(): LedgerLog {
    return this.#log;
  }
  get state(): HallState {
    return this.#log.state;
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

  /** Begins a hall's first day. Rejects when the disk refuses: then the hall does not open. */
  async found(first: Entry, today: HallDate): Promise<void> {
    const encoded = this.#log.encode([first]);
    await this.#storage.commit([
      { op: 'append', log: this.#log.room, bytes: encoded.update },
      dayChange(this.#lineage.hall, { today, previous: null }),
    ]);
    this.#log.apply(encoded, evolveEntry(this.#log.state, first.seq, first.events));
  }

  /** All of a turn, or nothing. `taken`: one of its records was there already, and nothing was changed. */
  async commit({ state, entries, records }: TurnDraft): Promise<'kept' | 'taken' | 'failed'> {
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

  /** The end of the open day and the beginning of the next are one commit. Rejects when it failed. */
  async changeDay({ today, closing, next, opening }: ChangeOfDay): Promise<void> {
    const before = this.#log;
    try {
      await this.#storage.commit([
        { op: 'append', log: before.room, bytes: closing.encoded.update },
        { op: 'append', log: next.room, bytes: opening.encoded.update },
        dayChange(this.#lineage.hall, { today, previous: before.state.day }),
      ]);
    } catch (error) {
      await this.#failed(error);
      throw error;
    }
    before.apply(closing.encoded, evolved(branchState(before.state), closing.entries));
    this.#tell({ room: before.room, update: closing.encoded.update, entries: closing.entries });
    next.apply(opening.encoded, evolved(next.state, opening.entries));
    this.#open(next);
  }

  /** Whether the disk takes something again: `at`, wall clock. Rejects while it does not. */
  async probe(at: number): Promise<void> {
    await this.reloadIfStale();
    await this.#storage.commit([{ op: 'put', table: 'probe', key: 'disk', value: at }]);
    this.#failing = false;
  }

  /** A turn came to nothing before its commit: as if the disk had refused it, until something is kept again. */
  noteFailure(): void {
    this.#failing = true;
  }

  /** To be called before anything is decided: after a failure the disk alone knows what the ledger is. */
  async reloadIfStale(): Promise<void> {
    if (!this.#stale) return;
    const before = this.#log;
    const loaded = LedgerLog.load(before.room, await this.#storage.readLog(before.room));
    const days = await readDay(this.#storage, this.#lineage.hall);
    const room = roomName(this.#lineage, days?.today ?? loaded.state.day);
    const next = room === before.room ? null : LedgerLog.load(room, await this.#storage.readLog(room));
    this.#stale = false;
    this.#log = loaded;
    // A commit may be on the disk though the disk said no: then it counts, and nobody has heard of it yet.
    const kept = loaded.beyond(before);
    before.destroy();
    if (kept) this.#tell({ room: loaded.room, ...kept });
    if (next) this.#open(next);
  }

  close(): void {
    this.#log.destroy();
  }

  /** What the disk has now is not known: whatever followed would rest on bytes that perhaps nobody has. */
  async #failed(error: unknown): Promise<void> {
    this.#failing = true;
    this.#stale = true;
    log.error('commit failed', error);
    // A disk that cannot be read either is tried again before the next decision.
    await this.reloadIfStale().catch(() => undefined);
  }

  #open(next: LedgerLog): void {
    this.#log = next;
    for (const listener of this.#onDay) listener(next.room);
  }

  #tell(committed: Committed): void {
    for (const listener of this.#onCommitted) listener(committed);
  }
}

function evolved(state: HallState, entries: readonly Entry[]): HallState {
  for (const { seq, events } of entries) evolveEntry(state, seq, events);
  return state;
}
