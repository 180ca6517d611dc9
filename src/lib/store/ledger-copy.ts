import { openDB, type IDBPDatabase } from 'idb';
import { fetchUpdates, IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';

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
 * only after it.
 */
export class LedgerCopy {
  readonly #persistence: IndexeddbPersistence;
  readonly #db: IDBPDatabase;
  readonly #doc: Y.Doc;
  readonly #events: Events;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #changed = (): void => this.#confirmSoon();

  private constructor(db: IDBPDatabase, room: string, doc: Y.Doc, events: Events) {
    this.#db = db;
    this.#doc = doc;
    this.#events = events;
    // Before y-indexeddb's own: what it throws at a closed database must not keep us from noticing.
    doc.on('update', this.#changed);
    this.#persistence = new IndexeddbPersistence(room, doc);
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

  #confirmSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#confirm();
    }, GATHER);
  }

  async #confirm(): Promise<void> {
    try {
      const transaction = this.#db.transaction(UPDATES, 'readwrite');
      // An empty transaction may be skipped; this one asks the store something.
      await Promise.all([transaction.store.count(), transaction.done]);
      this.#events.kept();
    } catch {
      this.#events.failed();
    }
  }
}
