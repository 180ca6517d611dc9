import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import * as Y from 'yjs';

interface Schema extends DBSchema {
  updates: { key: number; value: Uint8Array };
}

const strict = { durability: 'strict' } as const;
/** A longer tail is written anew as one when the room is opened. */
const LONG_TAIL = 200;
/** What nobody waits for is one transaction within so many ms. */
const GATHER = 100;

/**
 * A room's copy on this device. Unlike a ledger's it may hold what nobody else has, so its edits go
 * into strict transactions whose end is known: *saved on this device* is said after it, never before.
 */
export class RoomCopy {
  readonly #db: IDBPDatabase<Schema>;
  readonly #doc: Y.Doc;
  readonly #onFailed: () => void;
  #queue: Uint8Array[] = [];
  #gathering: ReturnType<typeof setTimeout> | null = null;
  #storing: Promise<boolean> = Promise.resolve(true);
  #isBehind = false;
  /** Nothing was in it when it was opened. */
  readonly isFresh: boolean;

  private constructor(db: IDBPDatabase<Schema>, doc: Y.Doc, isFresh: boolean, onFailed: () => void) {
    this.#db = db;
    this.#doc = doc;
    this.isFresh = isFresh;
    this.#onFailed = onFailed;
    doc.on('update', this.#take);
    addEventListener('pagehide', this.#flush);
  }

  /** Loads the copy into the document and keeps what is changed from then on. Rejects where storage is blocked. */
  static async open(name: string, doc: Y.Doc, onFailed: () => void): Promise<RoomCopy> {
    const db = await openCopy(name);
    const transaction = db.transaction('updates', 'readwrite', strict);
    const updates = await transaction.store.getAll();
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update, RoomCopy);
    }, RoomCopy);
    if (updates.length > LONG_TAIL) {
      void transaction.store.clear();
      void transaction.store.add(Y.encodeStateAsUpdate(doc));
    }
    await transaction.done;
    return new RoomCopy(db, doc, updates.length === 0, onFailed);
  }

  /** Everything made so far is on the disk; false when it could not be stored. */
  async stored(): Promise<boolean> {
    this.#flush();
    return this.#storing;
  }

  close(): void {
    this.#doc.off('update', this.#take);
    removeEventListener('pagehide', this.#flush);
    void this.stored().then(() => this.#db.close());
  }

  /** The copy under another name, with what may be there already; the old one goes once that is on the disk. */
  static async move(from: string, to: string): Promise<void> {
    const [source, target] = [await openCopy(from), await openCopy(to)];
    try {
      const updates = await source.getAll('updates');
      const transaction = target.transaction('updates', 'readwrite', strict);
      for (const update of updates) void transaction.store.add(update);
      await transaction.done;
    } finally {
      source.close();
      target.close();
    }
    await RoomCopy.drop(from);
  }

  /** Deletes a copy that nobody has open; open ones in other tabs are closed first. */
  static drop(name: string): Promise<void> {
    return deleteDB(name);
  }

  readonly #take = (update: Uint8Array): void => {
    this.#queue.push(update);
    this.#gathering ??= setTimeout(this.#flush, GATHER);
  };

  readonly #flush = (): void => {
    if (this.#gathering) clearTimeout(this.#gathering);
    this.#gathering = null;
    if (this.#queue.length === 0 && !this.#isBehind) return;
    this.#storing = this.#storing.then(() => this.#write());
  };

  async #write(): Promise<boolean> {
    const queued = this.#queue.splice(0);
    // What a full disk refused before is in the whole.
    const updates = this.#isBehind ? [Y.encodeStateAsUpdate(this.#doc)] : queued;
    try {
      if (updates.length > 0) {
        const transaction = this.#db.transaction('updates', 'readwrite', strict);
        for (const update of updates) void transaction.store.add(update);
        // Asked to end at once: a page that goes does not wait for its answers.
        transaction.commit();
        await transaction.done;
      }
      this.#isBehind = false;
    } catch {
      this.#isBehind = true;
      this.#onFailed();
    }
    return !this.#isBehind;
  }
}

function openCopy(name: string): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(name, 1, {
    upgrade: (fresh) => void fresh.createObjectStore('updates', { autoIncrement: true }),
    // Another tab deletes it: its time has come, or the dossier was erased.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}
