import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { commandClasses, type CommandKind } from '#lib/domain/index.ts';
import { openDeviceDb, type RowDraft } from '#lib/store/device-db.ts';
import { Outbox } from '#lib/store/outbox.svelte.ts';

const PLACE = 'hall/1';
const requests = (Object.keys(commandClasses) as CommandKind[]).filter((kind) => commandClasses[kind] === 'request');

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

const draft = (rowClass: 'fact' | 'request', kind: string): RowDraft => ({
  class: rowClass,
  kind,
  setup: 1,
  staff: '0317',
  at: 0,
  body: { day: '2026-11-23' },
});

test('[CU9] before a request goes what another page did and this one has not sent: the hall decides it first', async () => {
  const db = await openDeviceDb();
  const [mine, other] = [new Outbox(db), new Outbox(db)];
  await other.add(draft('fact', 'noShow'), PLACE);
  const own = await mine.add(draft('fact', 'finish'), PLACE);
  if (!own) throw new Error('not stored');
  mine.sent(own.row);
  const asked = await mine.add(draft('request', 'transfer'), PLACE);
  if (!asked) throw new Error('not stored');
  await mine.load();
  expect(mine.before(asked.row).map(({ kind }) => kind)).toEqual(['noShow']);
  // On another line nothing of it is known to have arrived.
  mine.abandon();
  expect(mine.before(asked.row).map(({ kind }) => kind)).toEqual(['noShow', 'finish']);
});

test('the line is cut: nobody waits for an answer, whatever was asked; the rows stay for the next hello', async () => {
  const outbox = new Outbox(await openDeviceDb());
  const asked = await Promise.all(requests.map((kind) => outbox.add(draft('request', kind), PLACE)));
  outbox.abandon();
  for (const added of asked) expect(await added?.decided).toMatchObject({ ok: false, code: 'answer-lost' });
  expect(outbox.rows).toHaveLength(requests.length);
});

test('another tab has heard the answer: who asked in this one does not wait for it', async () => {
  const [mine, other] = [new Outbox(await openDeviceDb()), new Outbox(await openDeviceDb())];
  const asked = await mine.add(draft('request', 'accept'), PLACE);
  const next = await mine.add(draft('request', 'book'), PLACE);
  if (!asked || !next) throw new Error('not stored');
  await other.load();
  await other.settle({ id: asked.row.id, ok: true, from: 7, to: 7 });
  await mine.load();
  expect(await asked.decided).toEqual({ id: asked.row.id, ok: false, code: 'answer-lost' });
  // What is not decided is still waited for.
  await mine.settle({ id: next.row.id, ok: true, from: 8, to: 8 });
  expect(await next.decided).toMatchObject({ ok: true, from: 8 });
});

/** Something done here that the hall does not take, as a page hears it. */
async function refused(outbox: Outbox): Promise<string> {
  const added = await outbox.add(draft('fact', 'finish'), PLACE);
  if (!added) throw new Error('not stored');
  await outbox.settle({ id: added.row.id, ok: false, code: 'window-not-yours' });
  return added.row.id;
}

const shown = (outbox: Outbox) => outbox.lost.map(({ row, code }) => [row.id, code]);

test('what the hall did not take is there after a reload and in other tabs, until a person has noted it', async () => {
  const [mine, other] = [new Outbox(await openDeviceDb()), new Outbox(await openDeviceDb())];
  const [first, second] = [await refused(mine), await refused(mine)];
  const both = [
    [first, 'window-not-yours'],
    [second, 'window-not-yours'],
  ];
  expect(shown(mine)).toEqual(both);
  await expect.poll(() => shown(other)).toEqual(both);
  await other.noted([first]);
  expect(shown(other)).toEqual([[second, 'window-not-yours']]);
  await expect.poll(() => shown(mine)).toEqual([[second, 'window-not-yours']]);
  const reloaded = new Outbox(await openDeviceDb());
  await reloaded.load();
  expect(shown(reloaded)).toEqual([[second, 'window-not-yours']]);
});

test('a tab that hears the same answer after a person has noted it does not show it again', async () => {
  const [mine, other] = [new Outbox(await openDeviceDb()), new Outbox(await openDeviceDb())];
  const added = await mine.add(draft('fact', 'finish'), PLACE);
  if (!added) throw new Error('not stored');
  const { id } = added.row;
  await other.load();
  await other.settle({ id, ok: false, code: 'window-not-yours' });
  await other.noted([id]);
  await mine.settle({ id, ok: false, code: 'window-not-yours' });
  await expect.poll(() => shown(mine)).toEqual([]);
});

test('what a full disk cannot keep is shown in this tab, and its row is not dropped', async () => {
  const db = await openDeviceDb();
  const outbox = new Outbox(db);
  const put = vi.spyOn(IDBObjectStore.prototype, 'put');
  const added = await outbox.add(draft('fact', 'finish'), PLACE);
  put.mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const id = added?.row.id ?? '';
  await outbox.settle({ id, ok: false, code: 'window-not-yours' });
  put.mockRestore();
  await outbox.load();
  expect(shown(outbox)).toEqual([[id, 'window-not-yours']]);
  expect(outbox.cannotSave).toBe(true);
  expect(await db.rows()).toHaveLength(1);
  await outbox.settle({ id, ok: false, code: 'window-not-yours' });
  await outbox.load();
  expect(shown(outbox)).toEqual([[id, 'window-not-yours']]);
  expect(await db.rows()).toEqual([]);
});

test('what a kiosk of the same browser profile drops is nobody’s to note', async () => {
  const db = await openDeviceDb();
  const row = await db.addRow({ ...draft('fact', 'kioskHelp'), staff: null }, PLACE);
  await db.settle(row.id, { id: row.id, ok: false, code: 'line-down' });
  expect(await db.lost()).toEqual([]);
});

test('what the hall did not take of another tab is shown by the one that hears it, before it has read the row', async () => {
  const db = await openDeviceDb();
  const row = await db.addRow(draft('fact', 'finish'), PLACE);
  const outbox = new Outbox(db);
  await outbox.settle({ id: row.id, ok: false, code: 'window-not-yours' });
  expect(shown(outbox)).toEqual([[row.id, 'window-not-yours']]);
});
