import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { emptyState, type SessionView } from '#lib/domain/index.ts';
import { Commands } from '#lib/store/commands.ts';
import type { Custody } from '#lib/store/custody.svelte.ts';
import { openDeviceDb, type CounterDb } from '#lib/store/device-db.ts';
import { Outgoing } from '#lib/store/outgoing.svelte.ts';

const state = { ...emptyState(), day: '2026-11-24' };
const session = { staff: { account: '0317' }, setup: 1 } as SessionView;
const DOSSIER = 'd-1';
let isUp: boolean;
let sent: string[];
let chosenAlone: number;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  isUp = true;
  sent = [];
  chosenAlone = 0;
});

function storeOver(db: CounterDb): { outgoing: Outgoing; commands: Commands } {
  const hall = {
    session: () => session,
    place: () => 'hall/1',
    day: () => state.day,
    wall: () => 0,
    isUp: () => isUp,
    mustProve: () => false,
    known: () => ({ room: 'ledger/hall/2026-11-24/1', seq: 0 }),
    send: (type: string) => {
      sent.push(type);
      return true;
    },
    savedHere: () => undefined,
    db: () => db,
    decided: () => state,
    proposed: () => state,
    device: () => 7,
    followTabs: () => outgoing.load(),
  };
  const outgoing = new Outgoing(hall);
  outgoing.open(db);
  const custody = {
    choose: () => {
      chosenAlone += 1;
      return { ok: false, code: 'nobody-waiting' };
    },
  } as unknown as Custody;
  return { outgoing, commands: new Commands(hall, outgoing, custody) };
}

test('the line is cut while a request is written: it answers at once that its answer is lost', async () => {
  const { outgoing, commands } = storeOver(await openDeviceDb());
  const asked = commands.dispatch('takeCustody', { dossier: DOSSIER });
  // Nothing is in the outbox yet that the cut could free.
  isUp = false;
  outgoing.abandon();
  expect(await asked).toEqual({ ok: false, code: 'answer-lost' });
  expect(sent).toEqual([]);
  expect(outgoing.rows.map(({ kind }) => kind)).toEqual(['takeCustody']);
});

test('a call whose answer another tab has heard is not made once more by a right; one that the cut took is', async () => {
  const [db, other] = [await openDeviceDb(), await openDeviceDb()];
  const { outgoing, commands } = storeOver(db);
  const heardElsewhere = commands.dispatch('call', { window: 3, ticket: null });
  await expect.poll(() => outgoing.rows).toHaveLength(1);
  const [row] = outgoing.rows;
  await other.settle(row?.id ?? '', { id: row?.id ?? '', ok: true, from: 1, to: 1 });
  await outgoing.load();
  expect(await heardElsewhere).toEqual({ ok: false, code: 'answer-lost' });
  expect(chosenAlone).toBe(0);
  const cut = commands.dispatch('call', { window: 3, ticket: null });
  await expect.poll(() => outgoing.rows).toHaveLength(1);
  isUp = false;
  outgoing.abandon();
  expect(await cut).toEqual({ ok: false, code: 'nobody-waiting' });
  expect(chosenAlone).toBe(1);
});
