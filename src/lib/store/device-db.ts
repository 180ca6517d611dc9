import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { CommandClass, RefusalCode } from '#lib/domain/index.ts';
import { base64url } from './base64url.ts';

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

export interface DeviceDb {
  /** Random, born with this database: the device's identity towards the hall. */
  readonly incarnation: string;
  /** An earlier database of this browser profile is gone, and what it had not sent with it. */
  readonly vanished: boolean;
  /** Allocates the number and stores the row in one strict transaction; rejects when the disk is full. */
  addRow(draft: RowDraft, place?: string): Promise<OutboxRow>;
  rows(): Promise<OutboxRow[]>;
  /** Drops a row that is decided. */
  settle(id: string, decision: Decision): Promise<void>;
  get<T>(key: string): Promise<T | undefined>;
  put(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  /** Everything kept under keys that begin so. */
  entries<T>(prefix: string): Promise<{ key: string; value: T }[]>;
  /** The next number of this key, from 1, allocated in one strict transaction: never the same twice. */
  nextNumber(key: string): Promise<number>;
  /** Another tab of this device changed the outbox. */
  onRowsChanged(listener: () => void): () => void;
}

interface Schema extends DBSchema {
  meta: { key: string; value: unknown };
  rows: { key: number; value: OutboxRow };
  kept: { key: string; value: unknown };
}

const NAME = 'onewindow-device';
/** A second place that remembers the database: browsers delete a corrupt one and open it empty. */
const MARKER = 'onewindow-incarnation';
const strict = { durability: 'strict' } as const;

/** Opens this browser profile's own database, shared by its tabs. Rejects where storage is blocked. */
export async function openDeviceDb(): Promise<DeviceDb> {
  const db = await openDB<Schema>(NAME, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('meta');
      fresh.createObjectStore('rows', { keyPath: 'n' });
      fresh.createObjectStore('kept');
    },
  });
  const incarnation = await bornIncarnation(db);
  const vanished = rememberIncarnation(incarnation);
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NAME);
  const tell = (): void => channel?.postMessage('rows');
  return {
    incarnation,
    vanished,
    async addRow(draft, place = '') {
      const transaction = db.transaction(['meta', 'rows'], 'readwrite', strict);
      const meta = transaction.objectStore('meta');
      const n = (((await meta.get('n')) as number | undefined) ?? 0) + 1;
      const after = draft.class === 'fact' ? (((await meta.get('lastFact')) as number | undefined) ?? null) : null;
      const id = `${incarnation}.${n}`;
      const row: OutboxRow = { ...draft, place, n, id, text: JSON.stringify({ id, after, ...draft }) };
      void meta.put(n, 'n');
      if (draft.class === 'fact') void meta.put(n, 'lastFact');
      void transaction.objectStore('rows').put(row);
      await transaction.done;
      tell();
      return row;
    },
    rows: () => db.getAll('rows'),
    async settle(id) {
      const transaction = db.transaction('rows', 'readwrite', strict);
      void transaction.store.delete(Number(id.slice(id.lastIndexOf('.') + 1)));
      await transaction.done;
      tell();
    },
    get: async <T>(key: string) => (await db.get('kept', key)) as T | undefined,
    async put(key, value) {
      const transaction = db.transaction('kept', 'readwrite', strict);
      void transaction.store.put(value, key);
      await transaction.done;
    },
    async remove(key) {
      const transaction = db.transaction('kept', 'readwrite', strict);
      void transaction.store.delete(key);
      await transaction.done;
    },
    async entries<T>(prefix: string) {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const transaction = db.transaction('kept');
      const [keys, values] = await Promise.all([
        transaction.store.getAllKeys(range),
        transaction.store.getAll(range) as Promise<T[]>,
      ]);
      return keys.flatMap((key, index) => {
        const value = values[index];
        return value === undefined ? [] : [{ key, value }];
      });
    },
    async nextNumber(key) {
      const transaction = db.transaction('kept', 'readwrite', strict);
      const n = (((await transaction.store.get(key)) as number | undefined) ?? 0) + 1;
      void transaction.store.put(n, key);
      await transaction.done;
      return n;
    },
    onRowsChanged(listener) {
      channel?.addEventListener('message', listener);
      return () => channel?.removeEventListener('message', listener);
    },
  };
}

async function bornIncarnation(db: IDBPDatabase<Schema>): Promise<string> {
  const transaction = db.transaction('meta', 'readwrite', strict);
  const existing = (await transaction.store.get('incarnation')) as string | undefined;
  const incarnation = existing ?? randomId();
  if (existing === undefined) void transaction.store.put(incarnation, 'incarnation');
  await transaction.done;
  return incarnation;
}

/** True when this profile had another database before. */
function rememberIncarnation(incarnation: string): boolean {
  try {
    const before = localStorage.getItem(MARKER);
    localStorage.setItem(MARKER, incarnation);
    return before !== null && before !== incarnation;
  } catch {
    return false;
  }
}

/** 128 random bits, base64url. */
export function randomId(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)));
}
