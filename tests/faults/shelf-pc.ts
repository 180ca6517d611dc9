import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { openDeviceDb, type CounterDb } from '#lib/store/device-db.ts';
import type { DossierRoom } from '#lib/store/dossier-room.svelte.ts';
import { DossierShelf, type ShelfHall } from '#lib/store/dossier-shelf.svelte.ts';
import { Labels } from '#lib/store/labels.svelte.ts';
import { Counter } from '../relay/counter.ts';
import { Browser } from '../relay/people.ts';
import { waitFor, type TestRelay } from '../relay/start-relay.ts';

/**
 * A window PC's dossiers as the store keeps them, with a disk of its own and a line that can be cut. What a page has
 * from its browser (fetch, sockets, IndexedDB) is this PC's while it is in use: one PC after the other.
 */
export class ShelfPc {
  readonly account: string;
  readonly db: CounterDb;
  readonly disk: IDBFactory;
  browser: Browser;
  counter: Counter;
  shelf: DossierShelf;
  labels: Labels;
  /** Dossiers that a row in its outbox names. */
  readonly onTheWay = new Set<string>();
  #isUp = true;

  private constructor(account: string, db: CounterDb, disk: IDBFactory, browser: Browser, counter: Counter) {
    this.account = account;
    this.db = db;
    this.disk = disk;
    this.browser = browser;
    this.counter = counter;
    this.use();
    [this.shelf, this.labels] = this.#page();
  }

  static async open(relay: TestRelay, account: string): Promise<ShelfPc> {
    const disk = new IDBFactory();
    vi.stubGlobal('indexedDB', disk);
    const db = await openDeviceDb();
    const browser = await new Browser(relay, db.incarnation).signIn(account);
    return new ShelfPc(account, db, disk, browser, await Counter.open(browser, account));
  }

  /** From here on this PC is the one that acts. */
  use(): this {
    const { headers } = this.browser;
    const { base } = this.browser.relay;
    vi.stubGlobal('indexedDB', this.disk);
    // The page's own requests have no host; the tests' have.
    vi.stubGlobal('fetch', (asked: string, init: RequestInit = {}) =>
      asked.startsWith('/')
        ? realFetch(`${base}${asked}`, {
            ...init,
            headers: { ...(init.headers as Record<string, string>), ...headers },
          })
        : realFetch(asked, init),
    );
    vi.stubGlobal(
      'WebSocket',
      class extends WebSocket {
        constructor(url: string) {
          super(url, { headers });
        }
      },
    );
    return this;
  }

  /** Opens a dossier, types into it, and waits until that is on this disk. */
  async type(id: string, path: string, text: string): Promise<DossierRoom> {
    const room = this.use().shelf.open(id);
    await room.whenReady;
    room.editText(path, text);
    await room.stored();
    return room;
  }

  /** The page is closed and opened again, here or at another relay, some days later or now. */
  async reopen(relay: TestRelay = this.browser.relay): Promise<void> {
    this.use().shelf.closeAll();
    this.counter.close();
    if (relay !== this.browser.relay) this.browser = this.browser.at(relay);
    await this.browser.signIn(this.account);
    this.counter = await Counter.open(this.browser, this.account, { n: 5000 });
    this.use();
    [this.shelf, this.labels] = this.#page();
    await this.shelf.purge();
    await this.labels.load();
  }

  /** The line is cut or comes back. */
  line(isUp: boolean): void {
    this.#isUp = isUp;
    this.use().shelf.follow();
  }

  /** Databases of dossiers on this disk that hold something. */
  async copies(): Promise<string[]> {
    const databases = await this.disk.databases();
    return databases.flatMap(({ name }) => (name?.startsWith('dossier/') ? [name] : []));
  }

  /** Everything on this disk that a person could read, as text. */
  async dump(): Promise<string> {
    const texts: string[] = [];
    for (const { name } of await this.disk.databases()) {
      if (name === undefined) continue;
      const db = await request(this.disk.open(name));
      for (const store of db.objectStoreNames) {
        for (const value of await request(db.transaction(store).objectStore(store).getAll())) {
          texts.push(value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : JSON.stringify(value));
        }
      }
      db.close();
    }
    return texts.join('\n');
  }

  #page(): [DossierShelf, Labels] {
    const { browser } = this;
    const { relay } = browser.relay;
    const hall: ShelfHall = {
      db: () => this.db,
      place: () => `${relay.hall.engine.identity.hall}/${relay.hall.engine.identity.epoch}`,
      server: () => `ws://${browser.relay.host}/rooms`,
      account: () => this.account,
      utcOffsetMinutes: () => 480,
      decided: () => this.counter.state,
      isUp: () => this.#isUp,
      isOnTheWay: (dossier) => this.onTheWay.has(dossier),
      now: () => relay.hall.clock.now(),
    };
    const shelf = new DossierShelf(hall);
    onTestFinished(() => shelf.closeAll());
    return [shelf, new Labels(hall, shelf)];
  }
}

const realFetch = globalThis.fetch;

// A page hears that it goes; this one does not go.
globalThis.addEventListener ??= () => undefined;
globalThis.removeEventListener ??= () => undefined;

function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('IndexedDB'));
  });
}

/** Polls the PC's disk. */
export function gone(pc: ShelfPc, text: string): Promise<unknown> {
  return waitFor(
    async () => (await pc.copies()).length === 0 && !(await pc.dump()).includes(text),
    'nothing of it',
    8000,
  );
}
