import type { AuditEntry, AuditKind } from '#lib/domain/index.ts';
import { log } from '../log.ts';
import type { Change, Storage } from '../storage/storage.ts';

export const AUDIT = 'audit';
/** Entries that are kept; the oldest gives way. */
const MOST = 5000;
/** The same within so long is counted, not written again: whoever repeats a refusal pushes nothing else out. */
const AGAIN = 60_000;
/** Counts reach the disk so often; a new entry at once. */
const PAUSE = 1000;

export type AuditNote = Partial<Pick<AuditEntry, 'code' | 'account' | 'device' | 'room' | 'about'>>;

/**
 * Who came in, who was turned away and what was taken from whom: a ring beside the ledger. It names accounts and
 * devices as the hall knows them, never what somebody claimed to be, and nothing that was written.
 */
export class Audit {
  readonly #storage: Storage;
  readonly #wall: () => number;
  readonly #entries = new Map<number, AuditEntry>();
  /** The newest entry of each sort, to count on. */
  readonly #newest = new Map<string, AuditEntry>();
  readonly #unsaved = new Set<number>();
  #n = 0;
  #saving: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(storage: Storage, wall: () => number) {
    this.#storage = storage;
    this.#wall = wall;
  }

  async load(): Promise<void> {
    const kept = [...(await this.#storage.list<AuditEntry>(AUDIT)).values()].sort((a, b) => a.n - b.n);
    for (const entry of kept) this.#entries.set(entry.n, entry);
    this.#n = kept.at(-1)?.n ?? 0;
  }

  /** Never waits and never fails: what was refused stays refused whatever the disk does. */
  note(
    what: AuditKind,
    { code = null, account = null, device = null, room = null, about = null }: AuditNote = {},
  ): void {
    const at = this.#wall();
    const sort = JSON.stringify([what, code, account, device, room, about]);
    const before = this.#newest.get(sort);
    if (before && this.#entries.has(before.n) && at - before.at < AGAIN) {
      before.times += 1;
      before.last = at;
      this.#unsaved.add(before.n);
      this.#timer ??= setTimeout(() => this.#save(), PAUSE).unref();
      return;
    }
    this.#n += 1;
    const entry: AuditEntry = { n: this.#n, at, times: 1, last: at, what, code, account, device, room, about };
    this.#entries.set(entry.n, entry);
    this.#forget();
    if (this.#newest.size > MOST) this.#newest.clear();
    this.#newest.set(sort, entry);
    this.#unsaved.add(entry.n);
    this.#save();
  }

  /** Newest first; `before`: entries older than that number. */
  list({ what, before = Infinity, most }: { what?: AuditKind | null; before?: number; most: number }): AuditEntry[] {
    const found: AuditEntry[] = [];
    for (const entry of [...this.#entries.values()].reverse()) {
      if (found.length === most) break;
      if (entry.n < before && (!what || entry.what === what)) found.push({ ...entry });
    }
    return found;
  }

  /** All that was noted is on the disk, or cannot be. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#saving) await this.#saving;
    if (this.#unsaved.size > 0) await this.#write();
  }

  #forget(): void {
    for (const n of this.#entries.keys()) {
      if (this.#entries.size <= MOST) return;
      this.#entries.delete(n);
      this.#unsaved.add(n);
    }
  }

  #save(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#saving ??= this.#write().then((isSaved) => {
      this.#saving = null;
      if (this.#unsaved.size > 0) this.#timer ??= setTimeout(() => this.#save(), isSaved ? 0 : PAUSE).unref();
    });
  }

  async #write(): Promise<boolean> {
    const numbers = [...this.#unsaved];
    this.#unsaved.clear();
    const changes = numbers.map((n): Change => {
      const entry = this.#entries.get(n);
      const key = String(n).padStart(10, '0');
      return entry ? { op: 'put', table: AUDIT, key, value: { ...entry } } : { op: 'delete', table: AUDIT, key };
    });
    try {
      await this.#storage.commit(changes);
      return true;
    } catch (error) {
      for (const n of numbers) this.#unsaved.add(n);
      log.error('audit not saved', error);
      return false;
    }
  }
}
