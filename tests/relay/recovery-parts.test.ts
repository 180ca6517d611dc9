import { expect, test } from 'vitest';
import { encodeEntry } from '#lib/domain/index.ts';
import { keeping } from '../../sync-server/hall/answered.ts';
import { headOver, type Tuples } from '../../sync-server/recovery/chains.ts';
import { Copies } from '../../sync-server/recovery/copies.ts';
import { RowsAside } from '../../sync-server/recovery/rows-aside.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';

const noDay = (): Promise<null> => Promise.resolve(null);
const EPOCH = '1-a';

function dayOf(date: string): { tuples: Tuples[]; room: { day: string; epoch: string; seq: number; head: string } } {
  const header = { t: 0, device: 0, n: 1, staff: 0, lag: 0 };
  const tuples = [
    encodeEntry([{ kind: 'dayOpened', hall: 'hall', date, epoch: EPOCH, previous: '', ...header }]),
    encodeEntry([{ kind: 'setupPublished', version: 1, hash: date, ...header }]),
  ];
  return { tuples, room: { day: date, epoch: EPOCH, seq: 2, head: headOver('', 1, tuples) } };
}

test('two days that are brought whole at the same moment are both there after a start', async () => {
  const storage = memoryStorage();
  const copies = await Copies.load(storage, noDay, () => 0);
  const days = [dayOf('2026-11-23'), dayOf('2026-11-24')];
  await Promise.all(
    days.map(async ({ tuples, room }, index) => {
      const device = `device-${index}`;
      await copies.want(device, [room]);
      expect(await copies.bring(device, { day: room.day, epoch: EPOCH, from: 1, tuples }, false)).toBe(true);
    }),
  );
  const again = await Copies.load(storage, noDay, () => 0);
  for (const { tuples, room } of days) expect((await again.branchLike(room))?.tuples).toEqual(tuples);
});

test('a fact that is decided while it is looked at keeps that answer and is not put aside', async () => {
  const inner = memoryStorage();
  const incarnation = 'p'.repeat(20);
  const [id, decision] = [`${incarnation}.7`, { id: `${incarnation}.7`, ok: true as const, from: 5, to: 5 }];
  const storage: Storage = {
    ...inner,
    getMany: async (table, keys) => {
      const found = await inner.getMany<never>(table, keys);
      await inner.commit([keeping(id, { hash: 'h', decision })]);
      return found;
    },
  };
  const aside = await RowsAside.load(storage);
  const body = { day: '2026-11-23', window: 4, ticket: 90 };
  const row = { id, after: null, class: 'fact', kind: 'begin', setup: 1, staff: '0317', at: 0, body };
  const opened = [{ day: '2026-11-23', seq: 12, head: '', lastAt: 0 }];
  await aside.keep(incarnation, [JSON.stringify(row)], opened, '2026-11-23');
  expect(aside.all()).toEqual([]);
  expect(await inner.get('command', id)).toEqual({ hash: 'h', decision });
});
