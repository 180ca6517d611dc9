import { openDB, type IDBPDatabase } from 'idb';
import { fetchUpdates, IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';

/** y-indexeddb's own store of updates. */
const UPDATES = 'updates';
/** What arrives together is confirmed together, ms. */
const GATHER = 500;

interface Events {
  /** All that the doc held when it was asked is on this device's disk. */
  kept(): void;
  /** The disk took nothing: full, or gone. */
  failed(): void;
}

/**
 * A ledger's copy on this device, for the next reload and for a hall that lost its disk. y-indexeddb writes it and
 * tells nobody whether that worked; so a transaction of ours follows each write over the same store, and completes
 * only after it. What a disk refused once is written as a whole when it takes something again.
 */
export class LedgerCopy {
  readonly #persistence: IndexeddbPersistence;
  readonly #db: IDBPDatabase;
  readonly #doc: Y.Doc;
  readonly #events: Events;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Something of the doc is not in the copy. */
  #isBehind = false;
  readonly #changed = (): void => this.#confirmSoon();

  private constructor(db: IDBPDatabase, room: string, doc: Y.Doc, events: Events) {
    this.#db = db;
    this.#doc = doc;
    this.#events = events;
    doc.on('update', this.#changed);
    this.#persistence = new IndexeddbPersistence(room, doc);
    this.#guard();
  }

  /** Loads what this device has of the room into the doc; null where the browser keeps nothing: then the line must bring it. */
  static async open(room: string, doc: Y.Doc, events: Events): Promise<LedgerCopy | null> {
    try {
      const db = await openDB(room, 1, {
        upgrade(fresh) {
          fresh.createObjectStore(UPDATES, { autoIncrement: true });
          fresh.createObjectStore('custom');
        },
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      });
      const copy = new LedgerCopy(db, room, doc, events);
      await copy.#persistence.whenSynced;
      return copy;
    } catch {
      events.failed();
      return null;
    }
  }

  /** Applies what other tabs have written since. */
  async refresh(): Promise<void> {
    await fetchUpdates(this.#persistence);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#doc.off('update', this.#changed);
    void this.#persistence.destroy();
    this.#db.close();
  }

  /** y-indexeddb throws at a closed database; a doc that its listener throws at tells nobody of anything ever again. */
  #guard(): void {
    const store = this.#persistence._storeUpdate;
    this.#doc.off('update', store);
    this.#persistence._storeUpdate = (update: Uint8Array, origin: unknown): void => {
      try {
        store(update, origin);
      } catch {
        this.#isBehind = true;
      }
    };
    this.#doc.on('update', this.#persistence._storeUpdate);
  }

  #confirmSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#confirm();
    }, GATHER);
  }

  async #confirm(): Promise<void> {
    const isWhole = this.#isBehind;
    this.#isBehind = false;
    try {
      const transaction = this.#db.transaction(UPDATES, 'readwrite');
      if (isWhole) void transaction.store.add(Y.encodeStateAsUpdate(this.#doc)).catch(() => undefined);
      // An empty transaction may be skipped; this one asks the store something.
      await Promise.all([transaction.store.count(), transaction.done]);
      this.#events.kept();
    } catch {
      this.#isBehind = true;
      this.#events.failed();
    }
  }
}
