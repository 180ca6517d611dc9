import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
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
