import type { DBSchema, IDBPTransaction } from 'idb';
import type { CommandClass, RefusalCode } from '#lib/domain/index.ts';

/** A row of the outbox: a command that is not decided yet. `text` is what is sent, to the letter. */
export interface OutboxRow {
  n: number;
  id: string;
  class: CommandClass;
  kind: string;
  staff: string | null;
  /** The hall and epoch it was done in: another hall is told nothing of it. */
  place: string;
  /** Epoch ms, in the relay's wall clock as far as this device knows it. */
  at: number;
  body: unknown;
  text: string;
}

export interface RowDraft {
  class: CommandClass;
  kind: string;
  setup: number;
  staff: string | null;
  at: number;
  body: unknown;
}

export type Decision =
  | { id: string; ok: true; from: number; to: number; data?: Record<string, unknown> }
  | { id: string; ok: false; code: RefusalCode; data?: Record<string, unknown> };

/** A fact that the hall would not take. */
export interface LostFact {
  row: OutboxRow;
  code: RefusalCode;
}

/** What became of a right that this device held: it called by it, or it will never use it. Set once (CU4). */
export type Mark = 'called' | 'given';

/** `byHall`: the hall called for this window, and this device has stored it and said so (CU8). */
export interface KeptMark {
  mark: Mark;
  byHall: boolean;
}

export interface DeviceSchema extends DBSchema {
  meta: { key: string; value: unknown };
  rows: { key: number; value: OutboxRow };
  kept: { key: string; value: unknown };
  /** By the qualified name of the right. */
  marks: { key: string; value: KeptMark };
}

/** Everything that an act of this device may have to look at before it is stored. */
export const actStores = ['meta', 'rows', 'kept', 'marks'] as const;
export type ActTransaction = IDBPTransaction<DeviceSchema, typeof actStores, 'readwrite'>;

/** How far a page's fold of a ledger has come. */
export interface KnownLedger {
  room: string;
  seq: number;
}

/** The furthest that rows of this device were settled by: a page or a copy before it does not know what it did itself. */
const KNOWN = 'known-ledger';

interface KeptStore {
  get(key: string): Promise<unknown>;
  put(value: unknown, key: string): Promise<unknown>;
}

/** Never back: a page that still has yesterday's ledger may hear an answer after one that has today's. */
export async function raiseKnown(kept: KeptStore, known: KnownLedger): Promise<void> {
  const before = (await kept.get(KNOWN)) as KnownLedger | undefined;
  if (before && (isBehind(known, before) || (before.room === known.room && before.seq === known.seq))) return;
  await kept.put(known, KNOWN);
}

export async function isBehindKnown(kept: Pick<KeptStore, 'get'>, page: KnownLedger): Promise<boolean> {
  const known = (await kept.get(KNOWN)) as KnownLedger | undefined;
  return known !== undefined && isBehind(page, known);
}

/**
 * One ledger of the same hall is behind another: an earlier epoch, an earlier day of it, or fewer entries. Two epochs of
 * one counter are two foundings of the hall: neither is before the other.
 */
export function isBehind(one: KnownLedger, other: KnownLedger): boolean {
  const [a, b] = [placeOf(one.room), placeOf(other.room)];
  if (a.hall !== b.hall) return false;
  if (a.epoch !== b.epoch) return counterOf(a.epoch) < counterOf(b.epoch);
  return a.day === b.day ? one.seq < other.seq : a.day < b.day;
}

/** `ledger/<hall>/<date>/<epoch>` */
function placeOf(room: string): { hall: string; day: string; epoch: string } {
  const [, hall = '', day = '', epoch = ''] = room.split('/');
  return { hall, day, epoch };
}

/** An epoch is its counter and a random id. */
function counterOf(epoch: string): number {
  return Number.parseInt(epoch, 10);
}

/** A kiosk has nobody who could be told. */
export function isLost(row: OutboxRow, decision: Decision): decision is Decision & { ok: false } {
  return !decision.ok && row.class === 'fact' && row.staff !== null;
}

export const strict = { durability: 'strict' } as const;

/** Allocates the number and puts the row; it is stored when the transaction is. */
export async function putRow(
  transaction: ActTransaction,
  incarnation: string,
  draft: RowDraft,
  place: string,
): Promise<OutboxRow> {
  const meta = transaction.objectStore('meta');
  const n = (((await meta.get('n')) as number | undefined) ?? 0) + 1;
  const after = draft.class === 'fact' ? (((await meta.get('lastFact')) as number | undefined) ?? null) : null;
  const id = `${incarnation}.${n}`;
  const row: OutboxRow = { ...draft, place, n, id, text: JSON.stringify({ id, after, ...draft }) };
  await meta.put(n, 'n');
  if (draft.class === 'fact') await meta.put(n, 'lastFact');
  await transaction.objectStore('rows').put(row);
  return row;
}

/** Ends a transaction whose work failed half-way: nothing of it is stored. Throws what went wrong. */
export async function undone(transaction: ActTransaction, error: unknown): Promise<never> {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself.
  }
  await transaction.done.catch(() => undefined);
  throw error;
}
