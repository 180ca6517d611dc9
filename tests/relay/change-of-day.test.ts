import { describe, expect, test } from 'vitest';
import { evolveEntry, decodeEntry, keyOfEntry, emptyState, type HallState } from '#lib/domain/index.ts';
import * as Y from 'yjs';
import { Counter } from './counter.ts';
import { codeOf, Browser, pairedKiosk, pc, takeRow } from './people.ts';
import { FickleStorage, MONDAY_TEN, startRelay, waitFor, type TestRelay } from './start-relay.ts';

const MONDAY_EVENING = Date.parse('2026-11-23T23:58:00+08:00');

async function storedState(relay: TestRelay, room: string): Promise<HallState> {
  const doc = new Y.Doc();
  for (const update of await relay.storage.readLog(room)) Y.applyUpdate(doc, update);
  const state = emptyState();
  for (let seq = 1; doc.getMap('e').has(keyOfEntry(seq)); seq += 1)
    evolveEntry(state, seq, decodeEntry(doc.getMap('e').get(keyOfEntry(seq))));
  return state;
}

/** The real hall, opened at an hour of the test's choice. */
async function realHall(relay: TestRelay): Promise<void> {
  const administrator = await pc(relay, '0001');
  expect((await administrator.post('/api/hall/open')).status).toBe(200);
}

describe('midnight', () => {
  async function serving(): Promise<{ relay: TestRelay; counter: Counter; ticket: number }> {
    const relay = await startRelay();
    await realHall(relay);
    const kiosk = await pairedKiosk(relay);
    for (const n of [1, 2]) await kiosk.post('/api/commands', takeRow(relay, kiosk, n));
    relay.wall.now = MONDAY_EVENING;
    // A session of the morning would be over by now.
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await counter.act('openWindow', { window: 1 });
    await counter.act('call', { window: 1, ticket: null });
    const ticket = relay.relay.hall.engine.state.windows.get(1)?.ticket ?? 0;
    await counter.act('begin', { window: 1, ticket });
    return { relay, counter, ticket };
  }

  test('the old day is closed, the new one opened with its head, and who is served is carried', async () => {
    const { relay, counter, ticket } = await serving();
    const old = relay.relay.hall.engine.room;
    relay.wall.now += 5 * 60_000;
    await relay.relay.hall.tick();
    const { engine } = relay.relay.hall;
    expect(engine.room).toBe(old.replace('2026-11-23', '2026-11-24'));
    expect(await storedState(relay, old)).toMatchObject({ closed: true, nextDay: '2026-11-24' });
    expect(await storedState(relay, engine.room)).toEqual(engine.state);
    expect(engine.state.carried.size).toBe(1);
    expect([...engine.state.tickets.values()]).toMatchObject([{ label: 'B001', phase: 'serving', window: 1 }]);
    // Who is still on the old room sees that it is over.
    await waitFor(() => counter.state.closed, 'dayClosed');
    expect([...counter.state.tickets.values()].map((each) => each.phase)).toEqual(['serving', 'ended']);
    expect(ticket).toBeGreaterThan(0);
  });

  test('the old room stays readable, and a fact about its number finds the carried one', async () => {
    const { relay, counter, ticket } = await serving();
    const old = relay.relay.hall.engine.room;
    relay.wall.now += 5 * 60_000;
    await relay.relay.hall.tick();
    counter.close();
    const reader = await Counter.open(counter.browser, '0317', { room: old, n: 100 });
    expect(reader.state.closed).toBe(true);
    await reader.act('finish', { day: '2026-11-23', window: 1, ticket, outcome: 'done' });
    const { state } = relay.relay.hall.engine;
    expect([...state.tickets.values()]).toMatchObject([{ phase: 'done', servedMs: 5 * 60_000 }]);
    expect(state.conflicts).toEqual([]);
  });

  test('[CU8] what a page of yesterday says it has stored announces no number of today', async () => {
    const { relay, counter } = await serving();
    relay.wall.now = Date.parse('2026-11-24T09:00:00+08:00');
    await relay.relay.hall.tick();
    const { engine } = relay.relay.hall;
    const today = await Counter.open(counter.browser, '0317', { n: 100 });
    await today.act('finish', { window: 1, ticket: engine.state.windows.get(1)?.ticket, outcome: 'done' });
    const kiosk = await pairedKiosk(relay);
    await kiosk.post('/api/commands', takeRow(relay, kiosk, 1));
    expect(await today.act('call', { window: 1, ticket: null })).toMatchObject({ ok: true });
    const called = (): { id: number; announced: boolean } | undefined =>
      engine.state.tickets.get(engine.state.windows.get(1)?.ticket ?? 0);
    const stored = JSON.stringify([[called()?.id, 1]]);
    counter.frame(104, stored);
    await counter.heard();
    // Whatever that was is decided before what is asked now.
    expect(await today.act('callHelp', { from: 'window', window: 1 })).toMatchObject({ ok: true });
    expect(called()).toMatchObject({ announced: false });
    today.frame(104, stored);
    await waitFor(() => called()?.announced, 'the announcement');
  });

  test('a late fact about a number that was not carried is recorded in the open day', async () => {
    const { relay, counter } = await serving();
    const waiting = [...relay.relay.hall.engine.state.waiting][0] ?? 0;
    relay.wall.now += 5 * 60_000;
    await relay.relay.hall.tick();
    const answer = await counter.act('finish', { day: '2026-11-23', window: 1, ticket: waiting, outcome: 'done' });
    expect(answer).toMatchObject({ ok: true });
    expect(relay.relay.hall.engine.state.conflicts).toMatchObject([
      { day: '2026-11-23', act: 'finish', ticket: waiting, found: 'day-closed' },
    ]);
  });

  test('numbers begin again at 1, past one that is still open', async () => {
    const { relay } = await serving();
    relay.wall.now = Date.parse('2026-11-24T09:00:00+08:00');
    await relay.relay.hall.tick();
    const kiosk = await pairedKiosk(relay);
    expect((await kiosk.post('/api/commands', takeRow(relay, kiosk, 1))).body).toMatchObject({
      ok: true,
      data: { label: 'B002', day: '2026-11-24' },
    });
    const other = takeRow(relay, kiosk, 2, { code: codeOf(relay, 'A') });
    expect((await kiosk.post('/api/commands', other)).body).toMatchObject({ data: { label: 'A001' } });
  });

  test('a disk that is full at midnight: the day turns later, and no byte of the try remains', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    await realHall(relay);
    const old = relay.relay.hall.engine.room;
    disk.isFull = true;
    relay.wall.now = MONDAY_TEN + 86_400_000;
    await expect(relay.relay.hall.tick()).rejects.toThrow();
    expect(relay.relay.hall.engine.room).toBe(old);
    disk.isFull = false;
    await relay.relay.hall.tick();
    expect(relay.relay.hall.engine.state.day).toBe('2026-11-24');
    // The old room as a fresh client reads it: nothing is missing before its last entry.
    expect(await storedState(relay, old)).toMatchObject({ closed: true, nextDay: '2026-11-24' });
    expect(await storedState(relay, relay.relay.hall.engine.room)).toEqual(relay.relay.hall.engine.state);
  });

  test('a relay that slept over midnight founds the day at its start', async () => {
    const relay = await startRelay();
    await realHall(relay);
    const changes = relay.storage;
    relay.wall.now += 3 * 86_400_000;
    const again = await startRelay({ storage: changes, isFounded: true, at: relay.wall.now });
    expect(again.relay.hall.engine.state.day).toBe('2026-11-26');
  });
});

describe('practice', () => {
  test('founded on a Sunday night it opens on the next working day at nine', async () => {
    const relay = await startRelay({ at: Date.parse('2026-11-22T23:00:00+08:00') });
    const { hall } = relay.relay;
    expect(hall.isPractice).toBe(true);
    expect(hall.clock.now()).toBe(Date.parse('2026-11-23T09:00:00+08:00'));
    expect(hall.engine.isOpen).toBe(true);
  });

  test("at closing it jumps to the next working nine o'clock, and never back", async () => {
    const relay = await startRelay({ at: Date.parse('2026-11-27T17:29:00+08:00') });
    const { hall } = relay.relay;
    expect(hall.clock.shift).toBe(0);
    relay.wall.now += 60_000;
    await hall.tick();
    // Friday's close; Monday.
    expect(hall.clock.now()).toBe(Date.parse('2026-11-30T09:00:00+08:00'));
    expect(hall.engine.state.day).toBe('2026-11-30');
    const before = hall.clock.now();
    for (let index = 0; index < 20; index += 1) {
      relay.wall.now += 3_600_000;
      await hall.tick();
      expect(hall.clock.now()).toBeGreaterThan(before);
    }
    const { shift } = hall.clock;
    const again = await startRelay({ storage: relay.storage, isFounded: true, at: relay.wall.now });
    expect(again.relay.hall.clock.shift).toBe(shift);
  });

  test('the lunch break is no closing', async () => {
    const relay = await startRelay({ at: Date.parse('2026-11-23T12:30:00+08:00') });
    expect(relay.relay.hall.clock.shift).toBe(0);
  });

  test('opening for real founds the hall with accounts and devices and without tickets; old rooms close with 4409', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    await kiosk.post('/api/commands', takeRow(relay, kiosk, 1));
    const old = relay.relay.hall.engine.room;
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await realHall(relay);
    expect(await counter.closedWith()).toBe(4409);
    expect(await (await Counter.connect(counter.browser, '0317', { room: old })).closedWith()).toBe(4409);
    const session = await counter.browser.get('/api/session');
    expect(session.body).toMatchObject({ hall: 'binjiang', practice: false, staff: { account: '0317' } });
    expect(relay.relay.hall.engine.state.tickets.size).toBe(0);
    expect((await kiosk.post('/api/commands', takeRow(relay, kiosk, 2))).body).toMatchObject({
      ok: true,
      data: { label: 'B001' },
    });
    const administrator = await pc(relay, '0001');
    expect(await administrator.post('/api/hall/open')).toMatchObject({
      status: 409,
      body: { code: 'hall-already-open' },
    });
  });

  test('facts that were practised, and sent to nobody or in a gap, hold up none of the real hall and are none of it', async () => {
    const relay = await startRelay();
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await counter.act('openWindow', { window: 1 });
    await counter.act('pause', { window: 1, reason: 'lunch' });
    // Practised while the line was down: never sent, and the one after it waits for it.
    const unsent = counter.row('unpause', { window: 1 });
    const { id: lost } = JSON.parse(unsent) as { id: string };
    const n = Number(lost.split('.')[1]);
    counter.frame(100, counter.row('closeWindow', { window: 1 }));
    await counter.heard();
    await realHall(relay);
    expect(await counter.closedWith()).toBe(4409);
    const next = await Counter.open(counter.browser, '0317', { n: 100 });
    const { seq } = relay.relay.hall.engine.state;
    expect(await next.act('openWindow', { window: 1 })).toMatchObject({ ok: true });
    expect(await next.act('pause', { window: 1, reason: 'lunch' }, { after: n + 1 })).toMatchObject({ ok: true });
    expect(relay.relay.hall.engine.state).toMatchObject({ seq: seq + 2, conflicts: [] });
  });

  test('only an administrator opens it', async () => {
    const relay = await startRelay();
    expect(await (await pc(relay, '0100')).post('/api/hall/open')).toMatchObject({
      status: 403,
      body: { code: 'role-may-not' },
    });
    expect(await new Browser(relay).post('/api/hall/open')).toMatchObject({
      status: 401,
      body: { code: 'not-signed-in' },
    });
  });

  test('a real hall gives no number outside its hours', async () => {
    const relay = await startRelay();
    await realHall(relay);
    relay.wall.now = Date.parse('2026-11-23T19:00:00+08:00');
    const kiosk = await pairedKiosk(relay);
    expect((await kiosk.post('/api/commands', takeRow(relay, kiosk, 1))).body).toMatchObject({
      ok: false,
      code: 'hall-closed',
    });
  });
});
