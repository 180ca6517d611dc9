import { openDB, type IDBPDatabase } from 'idb';
import { base64url } from './base64url.ts';
import { deviceRights, type DeviceRights } from './device-rights.ts';
import {
  actStores,
  isBehind,
  isBehindKnown,
  isLost,
  putRow,
  raiseKnown,
  strict,
  undone,
  type Decision,
  type DeviceSchema,
  type KnownLedger,
  type LostFact,
  type OutboxRow,
  type RowDraft,
} from './device-rows.ts';

export type { Decision, KnownLedger, LostFact, Mark, OutboxRow, RowDraft } from './device-rows.ts';

export interface DeviceDb {
  /** Random, born with this database: the device's identity towards the hall. */
  readonly incarnation: string;
  /** An earlier database of this browser profile is gone, and what it had not sent with it. */
  readonly vanished: boolean;
  /** Allocates the number and stores the row in one strict transaction; rejects when the disk is full. */
  addRow(draft: RowDraft, place?: string): Promise<OutboxRow>;
  rows(): Promise<OutboxRow[]>;
  /**
   * Drops a row that is decided, and keeps how far the page that heard it knows the ledger. What a person did and the hall
   * did not take is kept apart in the same transaction, until somebody has noted it.
   */
  settle(id: string, decision: Decision, known?: KnownLedger): Promise<void>;
  /** This device has known more of that ledger. */
  isBehind(page: KnownLedger): Promise<boolean>;
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

/** A counter's: it may hold rights to call by itself. */
export interface CounterDb extends DeviceDb {
  readonly rights: DeviceRights;
  /** These rows belong to that hall and epoch from now on. */
  moveRows(numbers: readonly number[], place: string): Promise<void>;
  /** What the hall did not take and nobody has noted yet, in the order it was done. */
  lost(): Promise<LostFact[]>;
  /** A person has seen these, by the ids of their rows. */
  noted(ids: readonly string[]): Promise<void>;
  /** Keeps how far something has come with a ledger: never back, whichever tab says it. */
  raise(key: string, known: KnownLedger): Promise<void>;
}

const NAME = 'onewindow-device';
/** A second place that remembers the database: browsers delete a corrupt one and open it empty. */
const MARKER = 'onewindow-incarnation';
const LOST = 'lost/';

/** Opens this browser profile's own database, shared by its tabs. Rejects where storage is blocked. */
export async function openDeviceDb(): Promise<CounterDb> {
  const db = await openDB<DeviceSchema>(NAME, 2, {
    upgrade(upgraded, before) {
      if (before < 1) {
        upgraded.createObjectStore('meta');
        upgraded.createObjectStore('rows', { keyPath: 'n' });
        upgraded.createObjectStore('kept');
      }
      if (before < 2) upgraded.createObjectStore('marks');
    },
    // A tab of a newer program must not wait for this one: from here on nothing is saved here, and that is said.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  });
  const incarnation = await bornIncarnation(db);
  const vanished = rememberIncarnation(incarnation);
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NAME);
  const tell = (): void => channel?.postMessage('rows');
  return {
    incarnation,
    vanished,
    rights: deviceRights(db, incarnation, tell),
    async addRow(draft, place = '') {
      const transaction = db.transaction(actStores, 'readwrite', strict);
      const row = await putRow(transaction, incarnation, draft, place).catch((error: unknown) =>
        undone(transaction, error),
      );
      await transaction.done;
      tell();
      return row;
    },
    rows: () => db.getAll('rows'),
    async moveRows(numbers, place) {
      if (numbers.length === 0) return;
      const transaction = db.transaction('rows', 'readwrite', strict);
      for (const n of numbers) {
        const row = await transaction.store.get(n);
        if (row) void transaction.store.put({ ...row, place });
      }
      await transaction.done;
      tell();
    },
    async settle(id, decision, known) {
      const transaction = db.transaction(['rows', 'kept'], 'readwrite', strict);
      const [rows, kept] = [transaction.objectStore('rows'), transaction.objectStore('kept')];
      const n = Number(id.slice(id.lastIndexOf('.') + 1));
      const row = await rows.get(n);
      // Before the row goes: what cannot be kept is not dropped either.
      if (row && isLost(row, decision)) await kept.put({ row, code: decision.code } satisfies LostFact, LOST + id);
      if (known) await raiseKnown(kept, known);
      void rows.delete(n);
      await transaction.done;
      tell();
    },
    async lost() {
      const all = (await db.getAll('kept', under(LOST))) as LostFact[];
      return all.sort((a, b) => a.row.n - b.row.n);
    },
    async noted(ids) {
      const transaction = db.transaction('kept', 'readwrite', strict);
      for (const id of ids) void transaction.store.delete(LOST + id);
      await transaction.done;
      tell();
    },
    isBehind: (page) => isBehindKnown(db.transaction('kept').store, page),
    get: async <T>(key: string) => (await db.get('kept', key)) as T | undefined,
    async put(key, value) {
      const transaction = db.transaction('kept', 'readwrite', strict);
      void transaction.store.put(value, key);
      await transaction.done;
    },
    async raise(key, known) {
      const transaction = db.transaction('kept', 'readwrite', strict);
      const before = (await transaction.store.get(key)) as KnownLedger | undefined;
      if (!before || !isBehind(known, before)) void transaction.store.put(known, key);
      await transaction.done;
    },
    async remove(key) {
      const transaction = db.transaction('kept', 'readwrite', strict);
      void transaction.store.delete(key);
      await transaction.done;
    },
    async entries<T>(prefix: string) {
      const range = under(prefix);
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

function under(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`);
}

async function bornIncarnation(db: IDBPDatabase<DeviceSchema>): Promise<string> {
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
