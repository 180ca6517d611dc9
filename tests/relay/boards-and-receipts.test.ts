import { describe, expect, test } from 'vitest';
import type { BoardView, ReceiptView } from '#lib/domain/index.ts';
import { shortCodeOf } from '../../sync-server/hall/receipts.ts';
import { Counter } from './counter.ts';
import { listen } from './listen.ts';
import { Browser, newToken, pairedKiosk, pc, takeRow } from './people.ts';
import { startRelay, waitFor, type TestRelay } from './start-relay.ts';

/** A number from a kiosk, with its token. */
async function numberOf(
  relay: TestRelay,
  kiosk: Browser,
  n: number,
): Promise<{ token: string; tokenHash: string; ticket: number; data: Record<string, unknown> }> {
  const { token, tokenHash } = newToken();
  const answer = await kiosk.post('/api/commands', takeRow(relay, kiosk, n, { tokenHash }));
  const data = answer.body['data'] as Record<string, unknown>;
  return { token, tokenHash, ticket: Number(data['ticket']), data };
}

async function windowOne(relay: TestRelay): Promise<Counter> {
  const counter = await Counter.open(await pc(relay, '0317'), '0317');
  await counter.act('openWindow', { window: 1 });
  return counter;
}

const callsOf = (view: BoardView | undefined) =>
  view?.zones.flatMap((zone) => zone.calls.map((call) => call.label)) ?? [];

describe('boards', () => {
  test('a call appears only once its window has stored it', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const { ticket, token } = await numberOf(relay, kiosk, 1);
    const counter = await windowOne(relay);
    const board = await listen<BoardView>(kiosk, '/api/board/events');
    await counter.act('call', { window: 1, ticket: null });
    await waitFor(
      () => board.events.at(-1)?.queues.find((queue) => queue.id === 'B')?.waiting === 0,
      'the queue to be empty',
    );
    expect(callsOf(board.events.at(-1))).toEqual([]);
    const phone = new Browser(relay);
    expect((await phone.get(`/api/receipts/${token}`)).body['ticket']).toMatchObject({
      phase: 'waiting',
      window: null,
    });
    counter.frame(104, JSON.stringify([[ticket, 1]]));
    await waitFor(() => callsOf(board.events.at(-1)).length === 1, 'the call');
    expect(callsOf(board.events.at(-1))).toEqual(['B001']);
    expect((await phone.get(`/api/receipts/${token}`)).body['ticket']).toMatchObject({ phase: 'called', window: 1 });
  });

  test('only the calling device announces, only its standing call, and only once', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const { ticket } = await numberOf(relay, kiosk, 1);
    const counter = await windowOne(relay);
    const other = await Counter.open(await pc(relay, '0318'), '0318');
    await other.act('openWindow', { window: 2 });
    await counter.act('call', { window: 1, ticket: null });
    other.frame(104, JSON.stringify([[ticket, 1]]));
    counter.frame(104, JSON.stringify([[ticket, 2], [ticket], ticket, null, ['x', 1], [999, 1]]));
    counter.frame(104, JSON.stringify('x'));
    await other.act('pause', { window: 2, reason: 'lunch' });
    await counter.act('callHelp', { from: 'window', window: 1 });
    expect(relay.relay.hall.engine.state.announcements).toBe(0);
    counter.frame(104, JSON.stringify([[ticket, 1]]));
    counter.frame(104, JSON.stringify([[ticket, 1]]));
    await counter.act('recall', { window: 1, ticket });
    expect(relay.relay.hall.engine.state.announcements).toBe(2);
  });

  test('two quick calls are both there, the later one with the higher number', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const [first, second] = [await numberOf(relay, kiosk, 1), await numberOf(relay, kiosk, 2)];
    const one = await windowOne(relay);
    const two = await Counter.open(await pc(relay, '0318'), '0318');
    await two.act('openWindow', { window: 2 });
    await Promise.all([
      one.act('call', { window: 1, ticket: first.ticket }),
      two.act('call', { window: 2, ticket: second.ticket }),
    ]);
    one.frame(104, JSON.stringify([[first.ticket, 1]]));
    two.frame(104, JSON.stringify([[second.ticket, 1]]));
    const view = await waitFor(async () => {
      const board = (await kiosk.get('/api/board')).body as unknown as BoardView;
      return callsOf(board).length === 2 && board;
    }, 'both calls');
    const seqs = view.zones.flatMap((zone) => zone.calls.map((call) => call.seq));
    expect(seqs).toEqual([2, 1]);
  });

  test('a stream lives: it beats, and ends when its reader goes', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const board = await listen<BoardView>(kiosk, '/api/board/events');
    await waitFor(() => board.beats > 0, 'a beat');
    const connections = () =>
      new Promise<number>((resolve) => relay.relay.server.getConnections((_, count) => resolve(count)));
    const before = await connections();
    board.stop();
    await waitFor(async () => (await connections()) < before, 'the connection to end');
  });

  test('opening and closing reach it by the clock alone', async () => {
    const relay = await startRelay();
    await (await pc(relay, '0001')).post('/api/hall/open');
    relay.wall.now = Date.parse('2026-11-24T07:59:30+08:00');
    await relay.relay.hall.tick();
    const board = await listen<BoardView>(await pairedKiosk(relay), '/api/board/events');
    expect(board.events.at(-1)?.open).toBe(false);
    relay.wall.now += 60_000;
    await relay.relay.hall.tick();
    await waitFor(() => board.events.at(-1)?.open === true, 'the opening');
    relay.wall.now = Date.parse('2026-11-24T17:30:00+08:00');
    await relay.relay.hall.tick();
    await waitFor(() => board.events.at(-1)?.open === false, 'the closing');
  });

  test('nobody without a device or a session reads it', async () => {
    const relay = await startRelay();
    expect(await new Browser(relay).get('/api/board')).toMatchObject({
      status: 401,
      body: { code: 'device-not-paired' },
    });
    expect((await new Browser(relay).get('/api/board/events')).status).toBe(401);
  });

  test('it names no person', async () => {
    const relay = await startRelay();
    await windowOne(relay);
    const text = JSON.stringify((await (await pairedKiosk(relay)).get('/api/board')).body);
    for (const person of relay.relay.accounts.all()) expect(text).not.toContain(person.name);
  });
});

describe('receipts', () => {
  test('by token and by the short code beside it, as people type it', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const { token, tokenHash, data } = await numberOf(relay, kiosk, 1);
    const code = shortCodeOf(tokenHash);
    expect(data['shortCode']).toBe(code);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    const phone = new Browser(relay);
    const typed = `${code.slice(0, 4)} ${code.slice(4)}`.toLowerCase().replaceAll('1', 'l').replaceAll('0', 'o');
    for (const key of [token, code, typed]) {
      expect(await phone.get(`/api/receipts/${encodeURIComponent(key)}`)).toMatchObject({
        status: 200,
        body: { ticket: { label: 'B001', phase: 'waiting', ahead: 0 } },
      });
    }
  });

  test('a forged token is unknown, a forged code as well, a path that is neither too', async () => {
    const relay = await startRelay();
    const phone = new Browser(relay);
    expect(await phone.get(`/api/receipts/${newToken().token}`)).toMatchObject({
      status: 404,
      body: { code: 'token-unknown' },
    });
    expect(await phone.get('/api/receipts/ABCD1234')).toMatchObject({ status: 404, body: { code: 'code-unknown' } });
    expect(await phone.get('/api/receipts/x')).toMatchObject({ status: 404, body: { code: 'token-unknown' } });
    expect(await phone.get('/api/receipts/%E0%A4%A')).toMatchObject({ body: { code: 'bad-request' } });
  });

  test('guessing codes is rationed, holding a token is not', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const { token } = await numberOf(relay, kiosk, 1);
    const phone = new Browser(relay);
    const statuses: number[] = [];
    for (let index = 0; index < 21; index += 1)
      statuses.push((await phone.get(`/api/receipts/ABCD12${String(index).padStart(2, '0')}`)).status);
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 404));
    expect(statuses[20]).toBe(429);
    expect((await phone.get(`/api/receipts/${token}`)).status).toBe(200);
    relay.wall.now += 6000;
    expect((await phone.get('/api/receipts/ABCD1234')).status).toBe(404);
  });

  test("yesterday's token is expired, not unknown", async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const { token } = await numberOf(relay, kiosk, 1);
    relay.wall.now = Date.parse('2026-11-24T09:00:00+08:00');
    await relay.relay.hall.tick();
    expect(await new Browser(relay).get(`/api/receipts/${token}`)).toMatchObject({
      status: 410,
      body: { code: 'token-expired' },
    });
    expect(await new Browser(relay).get(`/api/receipts/${newToken().token}`)).toMatchObject({
      status: 404,
      body: { code: 'token-unknown' },
    });
  });

  test('an applicant may be late once and leave; only with the own token', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const { token } = await numberOf(relay, kiosk, 1);
    const phone = new Browser(relay);
    expect((await phone.post(`/api/receipts/${token}/delay`)).status).toBe(200);
    expect((await phone.post(`/api/receipts/${token}/delay`)).body).toMatchObject({ code: 'already-late-once' });
    expect((await phone.post(`/api/receipts/${newToken().token}/leave`)).status).toBe(404);
    expect((await phone.post(`/api/receipts/${token}/leave`)).status).toBe(200);
    expect((await phone.post(`/api/receipts/${token}/leave`)).body).toMatchObject({ code: 'ticket-over' });
    expect((await phone.get(`/api/receipts/${token}`)).body['ticket']).toMatchObject({
      phase: 'left',
      ahead: null,
      mayLeave: false,
    });
  });

  test('a phone hears its own call, and its help call reaches the floor', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const { token, ticket } = await numberOf(relay, kiosk, 1);
    const phone = new Browser(relay);
    const heard = await listen<ReceiptView>(phone, `/api/receipts/${token}/events`);
    const counter = await windowOne(relay);
    await counter.act('call', { window: 1, ticket: null });
    counter.frame(104, JSON.stringify([[ticket, 1]]));
    await waitFor(() => heard.events.at(-1)?.ticket?.phase === 'called', 'the call');
    expect(heard.events.at(-1)?.ticket).toMatchObject({ window: 1 });
    await phone.post(`/api/receipts/${token}/help`);
    expect([...relay.relay.hall.engine.state.help.values()]).toMatchObject([{ from: 'phone', ticket }]);
  });

  test('the ledger keeps of a token only the first half of its hash', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const { token, tokenHash } = await numberOf(relay, kiosk, 1);
    const bytes = Buffer.concat(await relay.storage.readLog(relay.relay.hall.engine.room)).toString('latin1');
    expect(bytes).toContain(tokenHash);
    expect(bytes).not.toContain(token);
  });
});

describe('the server', () => {
  test('says that it is well', async () => {
    const relay = await startRelay();
    expect(await new Browser(relay).get('/health')).toMatchObject({ status: 200, body: { ok: true } });
  });

  test('an unknown route and a wrong method have a code', async () => {
    const relay = await startRelay();
    expect((await new Browser(relay).get('/api/nothing')).body).toMatchObject({
      code: 'bad-request',
      data: { field: 'path' },
    });
    expect((await new Browser(relay).remove('/api/board')).body).toMatchObject({ code: 'bad-request' });
  });

  test('a body that is no JSON, or too long, is refused and harms nobody', async () => {
    const relay = await startRelay();
    const browser = new Browser(relay);
    for (const body of ['{', '[]', '"x"', 'x'.repeat(200_000)])
      expect((await browser.post('/api/session', body)).status).toBe(422);
    expect((await browser.get('/health')).status).toBe(200);
  });
});
