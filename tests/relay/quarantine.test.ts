import { expect, test } from 'vitest';
import type { QuarantinedFact } from '#lib/domain/index.ts';
import { readEnvelope } from '../../sync-server/hall/envelope.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import { QUARANTINE } from '../../sync-server/oversight/quarantine.ts';
import type { Change, Storage } from '../../sync-server/storage/storage.ts';
import { Counter } from './counter.ts';
import { Browser, pairedKiosk, pc } from './people.ts';
import { FickleStorage, startRelay, waitFor, type TestRelay } from './start-relay.ts';

async function facts(relay: TestRelay): Promise<QuarantinedFact[]> {
  const answer = await (await pc(relay, '0100')).get('/api/quarantine');
  expect(answer.status).toBe(200);
  return answer.body['facts'] as QuarantinedFact[];
}

/** A window with somebody at it: what it does next is a fact. */
async function serving(relay: TestRelay): Promise<{ browser: Browser; counter: Counter; ticket: number }> {
  const browser = await pc(relay, '0317');
  const counter = await Counter.open(browser, '0317');
  await counter.act('openWindow', { window: 3 });
  const { setup, engine } = relay.relay.hall;
  const code = Object.entries(setup.routes).find(([, queue]) => queue === 'A')?.[0] ?? '';
  await counter.act('take', { code, care: false, tokenHash: 'q'.repeat(22), channel: 'staff' });
  await counter.act('call', { window: 3, ticket: null });
  const ticket = engine.state.windows.get(3)?.ticket ?? 0;
  expect(ticket).toBeGreaterThan(0);
  return { browser, counter, ticket };
}

async function revoke(relay: TestRelay, browser: Browser): Promise<void> {
  const answer = await (await pc(relay, '0100')).post(`/api/devices/${browser.incarnation}/revoke`);
  expect(answer.status).toBe(200);
}

test('a revoked device is cut off at once, and hands in what it still has: kept aside, not recorded', async () => {
  const relay = await startRelay();
  const { browser, counter, ticket } = await serving(relay);
  const before = relay.relay.hall.engine.state.seq;
  const begin = counter.row('begin', { window: 3, ticket });
  const finish = counter.row('finish', { window: 3, ticket, outcome: 'done' });
  await revoke(relay, browser);
  expect(await counter.closedWith()).toBe(4401);
  const answer = await browser.post('/api/quarantine', { rows: [begin, finish] });
  expect(answer.status).toBe(200);
  const [first, second] = [begin, finish].map((row) => (JSON.parse(row) as { id: string }).id);
  expect(answer.body).toEqual({
    decisions: [
      { id: first, ok: false, code: 'quarantined' },
      { id: second, ok: false, code: 'quarantined' },
    ],
  });
  expect(relay.relay.hall.engine.state.seq).toBe(before);
  expect(await facts(relay)).toMatchObject([
    { kind: 'begin', why: 'device-revoked', label: 'A001', window: 3, account: '0317', device: browser.incarnation },
    { kind: 'finish', label: 'A001', at: relay.wall.now, came: relay.wall.now, settled: null },
  ]);
  expect(JSON.stringify(await facts(relay))).not.toContain('"text"');
});

test('the same row again has the same answer, and other bytes under its id are refused', async () => {
  const relay = await startRelay();
  const { browser, counter, ticket } = await serving(relay);
  const row = counter.row('begin', { window: 3, ticket });
  await revoke(relay, browser);
  const hand = async (text: string): Promise<unknown> =>
    ((await browser.post('/api/quarantine', { rows: [text] })).body['decisions'] as { code: string }[])[0]?.code;
  expect([await hand(row), await hand(row), await hand(row.replace('"window":3', '"window":4'))]).toEqual([
    'quarantined',
    'quarantined',
    'id-reused',
  ]);
  expect(await facts(relay)).toHaveLength(1);
});

test('a fact that is decided while the quarantine looks it up keeps that decision, and is not kept aside', async () => {
  const inner = memoryStorage();
  let isHeld = false;
  const lookedUp: (() => void)[] = [];
  const storage: Storage = {
    ...inner,
    get: async <T>(table: string, key: string) => {
      const found = await inner.get<T>(table, key);
      if (isHeld && table === 'command') await new Promise<void>((resolve) => lookedUp.push(resolve));
      return found;
    },
  };
  const relay = await startRelay({ storage });
  const { browser, counter, ticket } = await serving(relay);
  const row = counter.row('begin', { window: 3, ticket });
  const read = readEnvelope(row);
  if (!read.ok) throw new Error(read.code);
  const device = { incarnation: browser.incarnation, label: '' };
  isHeld = true;
  const kept = relay.relay.quarantine.take(read.value, device, 'account-inactive');
  await waitFor(() => lookedUp.length === 1, 'the look-up');
  isHeld = false;
  const decided = await counter.decide(row);
  lookedUp[0]?.();
  expect([decided.ok, await kept]).toEqual([true, decided]);
  expect(await facts(relay)).toEqual([]);
  expect(await inner.get('command', read.value.id)).toMatchObject({ decision: decided });
});

test('what was decided before it was revoked has that decision, and is not in the quarantine', async () => {
  const relay = await startRelay();
  const { browser, counter, ticket } = await serving(relay);
  const row = counter.row('begin', { window: 3, ticket });
  const decided = await counter.decide(row);
  expect(decided.ok).toBe(true);
  await revoke(relay, browser);
  expect((await browser.post('/api/quarantine', { rows: [row] })).body).toEqual({ decisions: [decided] });
  expect(await facts(relay)).toEqual([]);
});

test('facts of a deactivated account through a living device go there too, and the others pass', async () => {
  const relay = await startRelay();
  const { browser, counter, ticket } = await serving(relay);
  const late = counter.row('begin', { window: 3, ticket });
  const admin = await pc(relay, '0001');
  await admin.post('/api/staff/0317/active', { active: false });
  expect(await counter.closedWith()).toBe(4401);
  await browser.signIn('0318');
  const next = await Counter.open(browser, '0318', { n: 100 });
  expect(await next.decide(late)).toMatchObject({ ok: false, code: 'quarantined' });
  expect(await next.decide(late)).toMatchObject({ ok: false, code: 'quarantined' });
  expect(await facts(relay)).toMatchObject([
    { why: 'account-inactive', account: '0317', kind: 'begin', label: 'A001' },
  ]);
  // Its own facts are not held up by those before them.
  expect(await next.act('closeWindow', { window: 3 })).toMatchObject({ id: expect.stringMatching(/\.101$/) as string });
  // Back in the hall the person finds the answer that was given.
  await admin.post('/api/staff/0317/active', { active: true });
  expect(await next.decide(late)).toMatchObject({ ok: false, code: 'quarantined' });
});

test('only facts, only its own, only of its people; requests end as they would on a line', async () => {
  const relay = await startRelay();
  const { browser, counter, ticket } = await serving(relay);
  const other = await secondCounter(relay);
  const mine = counter.row('begin', { window: 3, ticket });
  const rows = [
    other.row('pause', { window: 5, reason: 'break' }),
    counter.row('call', { window: 3, ticket: null }),
    mine.replace('"staff":"0317"', '"staff":"0501"'),
    'no row',
  ];
  await revoke(relay, browser);
  const { decisions } = (await browser.post('/api/quarantine', { rows })).body as { decisions: { code: string }[] };
  expect(decisions.map(({ code }) => code)).toEqual(['device-not-yours', 'expired', 'role-may-not', 'bad-request']);
  expect(await facts(relay)).toEqual([]);
});

async function secondCounter(relay: TestRelay): Promise<Counter> {
  return Counter.open(await pc(relay, '0318'), '0318');
}

test('only a revoked device is heard, with its cookie and from a page of the hall', async () => {
  const relay = await startRelay();
  const { browser, counter, ticket } = await serving(relay);
  const rows = [counter.row('begin', { window: 3, ticket })];
  const codeOf = async (from: Browser): Promise<unknown> => (await from.post('/api/quarantine', { rows })).body['code'];
  expect(await codeOf(browser)).toBe('device-not-paired');
  await revoke(relay, browser);
  expect(await codeOf(new Browser(relay))).toBe('device-not-paired');
  browser.origin = 'http://evil.example';
  expect(await codeOf(browser)).toBe('origin-not-allowed');
});

test('it is rationed, and bounded in rows and bytes', async () => {
  const relay = await startRelay();
  const { browser, counter } = await serving(relay);
  await revoke(relay, browser);
  const rows = (count: number): string[] =>
    Array.from({ length: count }, () => counter.row('pause', { window: 3, reason: 'break' }));
  const hand = (body: unknown): Promise<{ status: number; body: Record<string, unknown> }> =>
    browser.post('/api/quarantine', body);
  expect((await hand({ rows: rows(51) })).status).toBe(422);
  expect((await hand({ rows: ['x'.repeat(300_000)] })).status).toBe(422);
  for (let part = 0; part < 10; part += 1) expect((await hand({ rows: rows(50) })).status).toBe(200);
  // Full for this device: it is told so, and nothing that was kept goes.
  expect((await hand({ rows: rows(1) })).body).toMatchObject({ decisions: [{ code: 'too-many-requests' }] });
  expect(relay.relay.quarantine.size).toBe(500);
  const codes: unknown[] = [];
  for (let n = 0; n < 30; n += 1) codes.push((await hand({ rows: [] })).body['code']);
  expect(codes.at(-1)).toBe('too-many-requests');
});

test('nothing is answered before it is on the disk; what could not be kept comes again', async () => {
  const disk = new FickleStorage();
  const relay = await startRelay({ storage: disk.storage });
  const { browser, counter, ticket } = await serving(relay);
  const rows = [counter.row('begin', { window: 3, ticket })];
  await revoke(relay, browser);
  await waitFor(
    () => relay.relay.accounts.sessions.all().every(({ account }) => account !== '0317'),
    'the session to end',
  );
  disk.isFull = true;
  expect(await browser.post('/api/quarantine', { rows })).toMatchObject({
    status: 503,
    body: { code: 'not-saved-at-hall' },
  });
  disk.isFull = false;
  expect((await browser.post('/api/quarantine', { rows })).status).toBe(200);
  expect(await facts(relay)).toHaveLength(1);
});

test('what was seen to gives way only once what takes its place is on the disk', async () => {
  const disk = new FickleStorage();
  const seen = (n: number): Change => {
    const settled = { by: '0100', at: n };
    return { op: 'put', table: QUARANTINE, key: `${'q'.repeat(20)}.${n}`, value: { text: '', came: n, settled } };
  };
  await disk.inner.commit(Array.from({ length: 5000 }, (_, n) => seen(n)));
  const relay = await startRelay({ storage: disk.storage });
  const { browser, counter, ticket } = await serving(relay);
  const read = readEnvelope(counter.row('begin', { window: 3, ticket }));
  if (!read.ok) throw new Error(read.code);
  const { quarantine } = relay.relay;
  const device = { incarnation: browser.incarnation, label: '' };
  disk.isFull = true;
  expect(await quarantine.take(read.value, device, 'account-inactive')).toBe(null);
  expect(quarantine.list().at(-1)).toMatchObject({ came: 0 });
  disk.isFull = false;
  expect(await quarantine.take(read.value, device, 'account-inactive')).toMatchObject({ code: 'quarantined' });
  expect([quarantine.list().length, quarantine.list().at(-1)]).toMatchObject([5000, { came: 1 }]);
});

test('a supervisor sees to a fact once; it stays with who did, also after a restart', async () => {
  const relay = await startRelay();
  const { browser, counter, ticket } = await serving(relay);
  const rows = [counter.row('begin', { window: 3, ticket }), counter.row('pause', { window: 3, reason: 'break' })];
  await revoke(relay, browser);
  await browser.post('/api/quarantine', { rows });
  const [id = ''] = rows.map((row) => (JSON.parse(row) as { id: string }).id);
  const supervisor = await pc(relay, '0100');
  expect((await (await pc(relay, '0318')).get('/api/quarantine')).body).toMatchObject({ code: 'role-may-not' });
  expect((await supervisor.post('/api/quarantine/none.1/settle')).body).toMatchObject({ code: 'quarantine-unknown' });
  expect((await supervisor.post(`/api/quarantine/${id}/settle`)).status).toBe(200);
  expect((await supervisor.post(`/api/quarantine/${id}/settle`)).status).toBe(200);
  const again = await startRelay({ storage: relay.storage, isFounded: true });
  expect(again.relay.quarantine.size).toBe(1);
  expect((await facts(again)).map(({ settled }) => settled)).toEqual([null, { by: '0100', at: relay.wall.now }]);
  expect(again.relay.audit.list({ what: 'quarantine-settled', most: 9 })).toMatchObject([
    { account: '0100', about: '0317', times: 1 },
  ]);
});

test('a revoked kiosk hands in what it printed', async () => {
  const relay = await startRelay();
  const kiosk = await pairedKiosk(relay);
  await revoke(relay, kiosk);
  const { day } = relay.relay.hall.engine.state;
  const row = JSON.stringify({
    id: `${kiosk.incarnation}.7`,
    after: null,
    class: 'fact',
    kind: 'printed',
    setup: 1,
    staff: null,
    at: relay.wall.now,
    body: { day, ticket: 2, document: 'ticket' },
  });
  expect((await kiosk.post('/api/quarantine', { rows: [row] })).body).toMatchObject({
    decisions: [{ code: 'quarantined' }],
  });
  expect(await facts(relay)).toMatchObject([{ kind: 'printed', account: null, deviceLabel: 'K9' }]);
});
