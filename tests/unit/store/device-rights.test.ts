import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openDeviceDb, type CounterDb, type RowDraft } from '#lib/store/device-db.ts';

const GRANT = '1-a/2026-11-23/2.7';
const OTHER = '1-a/2026-11-23/0.12.1';
const never = (): boolean => false;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

function callOf(ticket: number, grant = GRANT): RowDraft {
  return {
    class: 'fact',
    kind: 'callAlone',
    setup: 1,
    staff: '0317',
    at: 0,
    body: { day: '2026-11-23', window: 3, ticket, round: 1, grant },
  };
}

const draft = (kind: string): RowDraft => ({ class: 'fact', kind, setup: 1, staff: '0317', at: 0, body: {} });

const use = (db: CounterDb, ticket: number, grant = GRANT, seen: string | null = null) =>
  db.rights.addRowByRight(callOf(ticket, grant), 'hall/1', grant, seen);

/** From now on the disk refuses what is put into this store: at once, or when all of it is to be kept. */
function fill(store: string, when: 'at once' | 'at the end'): void {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given) {
    if (this.name !== store) return put.apply(this, given);
    if (when === 'at once') throw new DOMException('full', 'QuotaExceededError');
    const request = put.apply(this, given);
    this.transaction.abort();
    return request;
  };
  onTestFinished(() => {
    IDBObjectStore.prototype.put = put;
  });
}

describe('CU4, CU5: a right is used once by one device', () => {
  test('of two tabs that call by one right at once, one calls', async () => {
    const [one, two] = [await openDeviceDb(), await openDeviceDb()];
    const results = await Promise.all([use(one, 5), use(two, 5), use(one, 5)]);
    expect(results.map((result) => (typeof result === 'string' ? result : result.kind))).toEqual([
      'callAlone',
      'used',
      'used',
    ]);
    expect((await two.rows()).map(({ kind }) => kind)).toEqual(['callAlone']);
    expect([...(await two.rights.marks())]).toEqual([[GRANT, 'called']]);
  });

  test('of a call and an answer to the hall at once, one counts', async () => {
    const [one, two] = [await openDeviceDb(), await openDeviceDb()];
    const [given, late] = await Promise.all([two.rights.give([GRANT], never), use(one, 5)]);
    expect([given, late]).toEqual([{ gave: [GRANT], called: [] }, 'used']);
    const [called, asked] = await Promise.all([use(one, 6, OTHER), two.rights.give([OTHER], never)]);
    expect([called, asked]).toEqual([expect.objectContaining({ kind: 'callAlone' }), { gave: [], called: [OTHER] }]);
    expect((await one.rows()).length).toBe(1);
  });

  test.each(
    ['rows', 'marks', 'meta'].flatMap((store) => [[store, 'at once'] as const, [store, 'at the end'] as const]),
  )('a disk that refuses %s %s: no call, no mark, and the right is still there', async (store, when) => {
    const db = await openDeviceDb();
    fill(store, when);
    await expect(use(db, 5)).rejects.toThrow();
    expect([await db.rows(), await db.rights.marks()]).toEqual([[], new Map()]);
  });

  test('marks and numbers of rows outlive the page, and what was done last comes first again', async () => {
    const before = await openDeviceDb();
    await before.addRow(draft('begin'));
    await use(before, 5);
    const after = await openDeviceDb();
    expect(await after.rights.give([GRANT], never)).toEqual({ gave: [], called: [GRANT] });
    const next = await after.addRow(draft('finish'));
    expect([next.n, JSON.parse(next.text)]).toEqual([3, expect.objectContaining({ after: 2 })]);
  });

  test('an answer is the same whichever tab gives it and however often', async () => {
    const [one, two] = [await openDeviceDb(), await openDeviceDb()];
    await use(one, 5);
    const answers = await Promise.all([one, two, one].map((db) => db.rights.give([GRANT, OTHER], never)));
    for (const answer of answers) expect(answer).toEqual({ gave: [OTHER], called: [GRANT] });
  });
});

describe('CU8: a call of the hall is stored here before it is shown', () => {
  const stored = { key: '2026-11-23#4.1', label: 'A001', window: 3 };
  const page = { room: 'ledger/hall/2026-11-23/1-a', seq: 20 };

  test('a page that knows less of the ledger than the device has known stores and shows nothing', async () => {
    const db = await openDeviceDb();
    const row = await db.addRow(draft('noShow'));
    await db.settle(row.id, { id: row.id, ok: true, from: 21, to: 21 }, { ...page, seq: 21 });
    await db.settle(row.id, { id: row.id, ok: true, from: 21, to: 21 }, { ...page, seq: 12 });
    expect([await db.isBehind(page), await db.isBehind({ ...page, seq: 21 })]).toEqual([true, false]);
    expect(await db.rights.storeCall(stored, GRANT, page)).toBe(false);
    expect([await db.rights.storedCall(), (await db.rights.marks()).size]).toEqual([null, 0]);
    expect(await db.rights.storeCall(stored, GRANT, { ...page, seq: 21 })).toBe(true);
  });

  test('an answer that a page of yesterday hears does not make it know what the device has done today', async () => {
    const db = await openDeviceDb();
    const today = { room: 'ledger/hall/2026-11-24/1-a', seq: 14 };
    const [call, alone] = [await db.addRow(draft('call')), await db.addRow(draft('callAlone'))];
    await db.settle(alone.id, { id: alone.id, ok: true, from: 14, to: 14 }, today);
    await db.settle(call.id, { id: call.id, ok: true, from: 20, to: 20 }, page);
    expect(await db.rights.storeCall(stored, GRANT, page)).toBe(false);
    expect(await db.isBehind({ room: 'ledger/hall/2026-11-24/1-a', seq: 13 })).toBe(true);
    // The epoch after a lost disk comes after all days of the one before; another hall has a time of its own.
    const next = { room: 'ledger/hall/2026-11-24/2-b', seq: 3 };
    await db.settle(call.id, { id: call.id, ok: true, from: 3, to: 3 }, next);
    expect(await db.isBehind(today)).toBe(true);
    expect(await db.isBehind({ room: 'ledger/other/2026-11-23/1-a', seq: 1 })).toBe(false);
  });

  test('a hall that was founded anew under its old name is not behind the one that this device knew', async () => {
    const db = await openDeviceDb();
    const row = await db.addRow(draft('noShow'));
    await db.settle(row.id, { id: row.id, ok: true, from: 21, to: 21 }, { ...page, seq: 21 });
    const anew = { room: 'ledger/hall/2026-11-23/1-b', seq: 4 };
    expect(await db.isBehind(anew)).toBe(false);
    expect(await db.rights.storeCall(stored, null, anew)).toBe(true);
    await db.settle(row.id, { id: row.id, ok: true, from: 4, to: 4 }, anew);
    expect([await db.isBehind({ ...anew, seq: 3 }), await db.isBehind(anew)]).toEqual([true, false]);
  });

  test('a window that its person has left meanwhile takes no call, and neither does one that has called by itself', async () => {
    const db = await openDeviceDb();
    const close = await db.addRow({ ...draft('closeWindow'), body: { window: 3 } });
    expect(await db.rights.storeCall(stored, GRANT, page)).toBe(false);
    expect(await db.rights.storedCall()).toBeNull();
    await db.settle(close.id, { id: close.id, ok: true, from: 21, to: 21 }, { ...page, seq: 21 });
    const missed = await db.addRow({ ...draft('noShow'), body: { window: 3, ticket: 4 } });
    expect(await db.rights.storeCall(stored, GRANT, { ...page, seq: 21 })).toBe(false);
    await db.settle(missed.id, { id: missed.id, ok: true, from: 22, to: 22 }, { ...page, seq: 22 });
    await db.addRow({ ...draft('closeWindow'), body: { window: 4 } });
    await db.addRow({ ...draft('finish'), body: { window: 3, ticket: 5 } });
    expect(await db.rights.storeCall(stored, GRANT, { ...page, seq: 22 })).toBe(true);
  });

  test('it uses up the right it was called by', async () => {
    const db = await openDeviceDb();
    expect(await db.rights.storeCall(stored, GRANT, page)).toBe(true);
    expect([await db.rights.storedCall(), [...(await db.rights.marks())]]).toEqual([stored, [[GRANT, 'called']]]);
    expect(await use(db, 5, GRANT, stored.key)).toBe('used');
  });

  test('a window that has called by itself meanwhile does not show it', async () => {
    const [one, two] = [await openDeviceDb(), await openDeviceDb()];
    const [called, isShown] = await Promise.all([use(one, 5), two.rights.storeCall(stored, OTHER, page)]);
    expect([called, isShown]).toEqual([expect.objectContaining({ kind: 'callAlone' }), false]);
    expect([await two.rights.storedCall(), [...(await two.rights.marks())]]).toEqual([null, [[GRANT, 'called']]]);
  });

  test('a page that has not heard of it does not call beside it', async () => {
    const [one, two] = [await openDeviceDb(), await openDeviceDb()];
    const [isShown, called] = await Promise.all([one.rights.storeCall(stored, null, page), use(two, 5)]);
    expect([isShown, called, await two.rows()]).toEqual([true, 'moved', []]);
    expect(await use(two, 5, GRANT, stored.key)).toEqual(expect.objectContaining({ kind: 'callAlone' }));
  });

  test('the hall called for us and took it back: the right is given; one that we used ourselves is not', async () => {
    const db = await openDeviceDb();
    const own = await use(db, 5);
    if (typeof own === 'string') throw new Error(own);
    await db.settle(own.id, { id: own.id, ok: true, from: 1, to: 1 });
    await db.rights.storeCall(stored, OTHER, page);
    expect(await db.rights.give([GRANT, OTHER], never)).toEqual({ gave: [], called: [GRANT, OTHER] });
    expect(await db.rights.give([GRANT, OTHER], () => true)).toEqual({ gave: [OTHER], called: [GRANT] });
    expect(await use(db, 7, OTHER, stored.key)).toBe('used');
  });
});

test('a database of before rights keeps its rows, its numbers and what it remembers', async () => {
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('onewindow-device', 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('meta').put('long-known', 'incarnation');
      opening.result.createObjectStore('rows', { keyPath: 'n' }).put({ n: 4, id: 'long-known.4', kind: 'park' });
      opening.result.createObjectStore('kept').put(3, 'window');
      opening.transaction?.objectStore('meta').put(4, 'n');
    };
    opening.onerror = () => reject(new Error('not opened'));
    opening.onsuccess = () => resolve(opening.result.close());
  });
  const db = await openDeviceDb();
  expect([db.incarnation, await db.get('window'), (await db.rows()).length]).toEqual(['long-known', 3, 1]);
  expect(await use(db, 5)).toEqual(expect.objectContaining({ n: 5 }));
});

test('marks that no number has any more are dropped by name', async () => {
  const db = await openDeviceDb();
  await db.rights.give([GRANT, OTHER], never);
  await db.rights.dropMarks([GRANT]);
  expect([...(await db.rights.marks()).keys()]).toEqual([OTHER]);
});
