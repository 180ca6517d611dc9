import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { openDeviceDb, type RowDraft } from '#lib/store/device-db.ts';
import { Outbox } from '#lib/store/outbox.svelte.ts';

const PLACE = 'hall/1';

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
