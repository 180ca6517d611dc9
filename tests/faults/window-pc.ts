import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import * as Y from 'yjs';
import {
  commandClasses,
  type CommandBodies,
  type CommandKind,
  type RefusalCode,
  type Result,
  type SessionView,
} from '#lib/domain/index.ts';
import { openDeviceDb, type CounterDb, type OutboxRow } from '#lib/store/device-db.ts';
import { comeBack, type ComeBack } from '#lib/store/recovery.ts';
import { restore, STORE } from '../../sync-server/backup/restore.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { Counter } from '../relay/counter.ts';
import { Browser } from '../relay/people.ts';
import { startRelay, waitFor, type TestRelay } from '../relay/start-relay.ts';

/** A window PC with the store's own code on a disk of its own, and a line to one relay after the other. */
export class WindowPc {
  readonly account: string;
  readonly db: CounterDb;
  readonly #disk: IDBFactory;
  browser: Browser;
  counter: Counter;

  private constructor(account: string, db: CounterDb, disk: IDBFactory, browser: Browser, counter: Counter) {
    this.account = account;
    this.db = db;
    this.#disk = disk;
    this.browser = browser;
    this.counter = counter;
  }

  static async open(relay: TestRelay, account: string): Promise<WindowPc> {
    const disk = new IDBFactory();
    const db = await onDisk(disk, openDeviceDb);
    const browser = await new Browser(relay, db.incarnation).signIn(account);
    const counter = await Counter.open(browser, account, { n: 1000, give: (grants) => db.rights.give(grants, never) });
    return new WindowPc(account, db, disk, browser, counter);
  }

  get incarnation(): string {
    return this.db.incarnation;
  }

  /** Its number in the day's ledger. */
  get no(): number {
    return this.counter.state.deviceNumbers.get(this.incarnation) ?? 0;
  }

  async must<Kind extends CommandKind>(kind: Kind, body: Omit<CommandBodies[Kind], 'day'>): Promise<number> {
    const decision = await this.counter.act(kind, body);
    if (!decision.ok) throw new Error(`${kind}: ${decision.code}`);
    return decision.from;
  }

  /** Writes what the line has brought of the open day to its disk, as a page does all the time. */
  async keepLedger(change: (tuples: Map<string, unknown[]>) => void = () => undefined): Promise<void> {
    const tuples = new Map(this.counter.doc.getMap<unknown[]>('e').entries());
    change(tuples);
    const doc = new Y.Doc({ gc: false });
    doc.transact(() => {
      for (const [key, entry] of tuples) doc.getMap('e').set(key, entry);
    });
    await onDisk(this.#disk, async () => {
      const db = await openDB(this.counter.room, 1, {
        upgrade(fresh) {
          fresh.createObjectStore('updates', { autoIncrement: true });
          fresh.createObjectStore('custom');
        },
      });
      await db.clear('updates');
      await db.add('updates', Y.encodeStateAsUpdate(doc));
      db.close();
    });
  }

  /** Something done without the line, by this epoch's rules. `grant`: by a right of its own. */
  async alone<Kind extends CommandKind>(kind: Kind, body: CommandBodies[Kind], grant?: string): Promise<OutboxRow> {
    const draft = {
      class: commandClasses[kind],
      kind,
      setup: 1,
      staff: this.account,
      at: this.browser.relay.wall.now,
      body,
    };
    const { hall, epoch } = this.browser.relay.relay.hall.engine.identity;
    const place = `${hall}/${epoch}`;
    const row =
      grant === undefined
        ? await this.db.addRow(draft, place)
        : await this.db.rights.addRowByRight(draft, place, grant, null);
    if (typeof row === 'string') throw new Error(row);
    return row;
  }

  /** The day is over: its page joins the one that is open. */
  async rejoin(): Promise<void> {
    this.counter.close();
    await this.browser.signIn(this.account);
    await this.#connect(3000);
  }

  /** The same browser profile and its cookies in front of another relay. */
  moveTo(relay: TestRelay): void {
    this.browser = this.browser.at(relay);
  }

  async comeBack(): Promise<ComeBack> {
    const session = (await this.browser.get('/api/session')).body as unknown as SessionView;
    return onDisk(this.#disk, () =>
      comeBack(this.db, session, async <T>(method: string, path: string, body?: unknown) => {
        const answer = method === 'GET' ? await this.browser.get(path) : await this.browser.post(path, body);
        if (answer.status === 200) return { ok: true, value: answer.body as T };
        const refusal: Result<T, RefusalCode> = { ok: false, code: answer.body['code'] as RefusalCode };
        return refusal;
      }),
    );
  }

  /** Signs in again, joins the open day and sends what is in its outbox, in order; the decisions by kind. */
  async join(): Promise<Record<string, unknown>> {
    await this.browser.signIn(this.account);
    await this.#connect(5000);
    const { hall, epoch } = this.browser.relay.relay.hall.engine.identity;
    const decided: Record<string, unknown> = {};
    for (const row of await this.db.rows()) {
      if (row.place !== `${hall}/${epoch}`) continue;
      const decision = await this.counter.decide(row.text);
      decided[row.kind] = decision.ok ? 'ok' : decision.code;
      await this.db.settle(row.id, decision);
    }
    return decided;
  }

  async #connect(n: number): Promise<void> {
    const { rights } = this.db;
    this.counter = await Counter.open(this.browser, this.account, { n, give: (grants) => rights.give(grants, never) });
  }
}

/** The hall of these tests takes no call back. */
function never(): boolean {
  return false;
}

/** IndexedDB is the page's: one device after the other. */
async function onDisk<T>(disk: IDBFactory, work: () => Promise<T>): Promise<T> {
  const before = globalThis.indexedDB;
  globalThis.indexedDB = disk;
  try {
    return await work();
  } finally {
    globalThis.indexedDB = before;
  }
}

/** Everybody has everything that the relay has told. */
export async function inStep(relay: TestRelay, ...pcs: readonly WindowPc[]): Promise<void> {
  const { engine } = relay.relay.hall;
  for (const pc of pcs) await waitFor(() => pc.counter.state.seq === engine.state.seq, 'the same day');
}

/** The relay's disk is gone: another machine, and the backup that there is. */
export async function restoredRelay(file: string, at: number): Promise<TestRelay> {
  return startRelay({ storage: sqliteStorage(await restoredStore(file)), isFounded: true, at });
}

export async function restoredStore(file: string): Promise<string> {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'onewindow-restored-')), 'data');
  await restore({ file, dataDir, wall: Date.now() });
  return join(dataDir, STORE);
}
