import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { openDeviceDb, type CounterDb, type RowDraft } from '#lib/store/device-db.ts';

const RIGHT = 'desk-16/2026-11-23/7';
const never = (): boolean => false;
const handOver: RowDraft = { class: 'fact', kind: 'handOver', setup: 1, staff: '0601', at: 0, body: { grant: RIGHT } };
const use = (db: CounterDb) => db.rights.addRowOnce(handOver, 'hall/1', RIGHT);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

test('[P6] of two tabs, one hands over; afterwards the right is not given any more', async () => {
  const [one, two] = [await openDeviceDb(), await openDeviceDb()];
  const results = await Promise.all([use(one), use(two)]);
  expect(results.filter((result) => result === 'called')).toHaveLength(1);
  expect((await one.rows()).map(({ kind }) => kind)).toEqual(['handOver']);
  expect(await two.rights.give([RIGHT], never)).toEqual({ gave: [], called: [RIGHT] });
});

test('[P6] of a handover and a question at the same moment, exactly one comes first', async () => {
  for (const first of ['use', 'give'] as const) {
    globalThis.indexedDB = new IDBFactory();
    const db = await openDeviceDb();
    const asked = () => db.rights.give([RIGHT], never);
    const [used, given] =
      first === 'use'
        ? await Promise.all([use(db), asked()])
        : await Promise.all([use(db), asked()].reverse()).then(([b, a]) => [a, b]);
    const isUsed = typeof used === 'object' && 'id' in used;
    expect((given as { gave: string[] }).gave).toEqual(isUsed ? [] : [RIGHT]);
    expect(await db.rows()).toHaveLength(isUsed ? 1 : 0);
  }
});

test('[P6] while somebody stands at the desk for it there is no answer; afterwards it is given', async () => {
  const db = await openDeviceDb();
  await db.rights.hold(RIGHT);
  expect(await db.rights.give([RIGHT, 'other/2026-11-23/1'], never)).toEqual({
    gave: ['other/2026-11-23/1'],
    called: [],
  });
  await db.rights.hold(null);
  expect(await db.rights.give([RIGHT], never)).toEqual({ gave: [RIGHT], called: [] });
  expect(await use(db)).toBe('given');
  expect(await db.rows()).toEqual([]);
});
