import { expect, test } from 'vitest';
import { makeMatterNumber, type DossierContent } from '#lib/domain/index.ts';
import { companyContent } from '../e2e/sample-content.ts';
import { Counter } from './counter.ts';
import { DossierClient, dossierRoom, newDossierId } from './dossier-client.ts';
import { newToken, pc } from './people.ts';
import { startRelay, waitFor, type TestRelay } from './start-relay.ts';

const MORNING = Date.parse('2026-11-23T10:06:00+08:00');
const DAY = 86_400_000;

/** The real hall, at an hour of the test's choice. */
async function realHall(): Promise<TestRelay> {
  const relay = await startRelay({ at: MORNING });
  const administrator = await pc(relay, '0001');
  expect((await administrator.post('/api/hall/open')).status).toBe(200);
  return relay;
}

interface Filed {
  dossier: string;
  token: string;
  counter: Counter;
}

async function received(relay: TestRelay): Promise<Filed> {
  const clerk = await pc(relay, '0317');
  const counter = await Counter.open(clerk, '0317');
  await counter.act('openWindow', { window: 3 });
  const dossier = newDossierId();
  const { token, tokenHash } = newToken();
  await counter.act('openMatter', { window: 3, ticket: 0, code: 'YJS-01', dossier, tokenHash });
  const client = await DossierClient.open(clerk, dossierRoom(relay, dossier));
  fill(client, companyContent('2026-11-23', '0317', MORNING));
  await client.saved();
  const { state } = relay.relay.hall.engine;
  const terminal = state.terminalsByIncarnation.get(clerk.incarnation) ?? 0;
  const no = makeMatterNumber({ region: '990000', hall: '11', date: '2026-11-23', terminal, serial: 1 });
  await counter.act('receive', {
    dossier,
    no: no.ok ? no.value : '',
    items: ['QY-01', 'QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06', 'QY-07'],
  });
  return { dossier, token, counter };
}

function fill({ doc }: DossierClient, content: DossierContent): void {
  doc.transact(() => {
    for (const [path, text] of Object.entries(content.texts)) doc.getText(`t/${path}`).insert(0, text);
    for (const [path, { value, by, at }] of Object.entries(content.choices)) doc.getMap('c').set(path, [value, by, at]);
    for (const [list, rows] of Object.entries(content.rows))
      rows.forEach((row, order) => doc.getMap('r').set(`${list}/${row}`, order + 1));
    for (const [key, check] of Object.entries(content.materials)) doc.getMap('m').set(key, check);
  });
}

test('[D6] a matter accepted on Monday is the same on Tuesday: rules, clocks, its page by the old token', async () => {
  const relay = await realHall();
  const { dossier, token, counter } = await received(relay);
  const now = await relay.relay.dossiers.content(dossier);
  const accepted = await counter.act('accept', { dossier, hash: now?.hash, window: 3, pickupCode: '123456' });
  expect(accepted).toMatchObject({ ok: true });
  const monday = await (await pc(relay, '0317')).get(`/api/receipts/${token}`);
  relay.wall.now += DAY;
  await relay.relay.hall.tick();
  const { state } = relay.relay.hall.engine;
  const matter = state.matters.get(state.mattersByDossier.get(dossier) ?? 0);
  expect(state.day).toBe('2026-11-24');
  expect(matter).toMatchObject({ phase: 'accepted', number: 1, day: '2026-11-23' });
  // 15:36 of the day before, told from today's midnight.
  expect(matter?.parts[0]?.due).toBe(15 * 60 + 36 - 1440);
  const tuesday = await (await pc(relay, '0317')).get(`/api/receipts/${token}`);
  expect(tuesday.status).toBe(200);
  const [before] = monday.body['matters'] as { printedDue: number; tail: string; acceptedAt: number }[];
  const [after] = tuesday.body['matters'] as { printedDue: number; tail: string; acceptedAt: number }[];
  expect(after).toMatchObject({ printedDue: before?.printedDue, tail: before?.tail, acceptedAt: before?.acceptedAt });
  expect(await relay.relay.dossiers.content(dossier)).toEqual(now);
});

test('[I7] nothing told within five working days: the hall records the acceptance by law by itself', async () => {
  const relay = await realHall();
  const { dossier } = await received(relay);
  const matterNow = () => {
    const { state } = relay.relay.hall.engine;
    return state.matters.get(state.mattersByDossier.get(dossier) ?? 0);
  };
  for (let day = 1; day <= 7; day += 1) {
    relay.wall.now += DAY;
    await relay.relay.hall.tick();
  }
  // Monday a week later, 10:06: the last day is not over.
  expect(matterNow()).toMatchObject({ phase: 'received', deemed: false });
  relay.wall.now = Date.parse('2026-11-30T17:30:01+08:00');
  await relay.relay.hall.tick();
  await waitFor(() => matterNow()?.deemed, 'the acceptance by law');
  await relay.relay.hall.tick();
  const counter = await Counter.open(await pc(relay, '0318'), '0318');
  const told = await counter.act('askSupplement', { dossier, until: 99_999 });
  expect(told).toMatchObject({ ok: false, code: 'matter-deemed-accepted' });
});
