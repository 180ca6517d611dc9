import { describe, expect, test } from 'vitest';
import { qualifiedGrant } from '#lib/domain/index.ts';
import { Counter } from '../relay/counter.ts';
import { pairedKiosk, pc, takeRow } from '../relay/people.ts';
import { MONDAY_TEN, waitFor } from '../relay/start-relay.ts';
import {
  anotherMachine,
  backup,
  hallOnDisk,
  HOUR,
  openByHand,
  take,
  view,
  windowsThreeAndFour,
  windowThree,
} from './lost-disk-hall.ts';
import { inStep, restoredRelay, WindowPc } from './window-pc.ts';

describe('a lost disk', () => {
  test('[CU14] the day comes back as far as the furthest counter had it, under the same numbers, once all are back', async () => {
    const relay = await hallOnDisk();
    const [three, four] = await windowsThreeAndFour(relay);
    const first = await take(three);
    const { file } = await backup(relay);
    const second = await take(three);
    await three.must('call', { window: 3, ticket: null });
    await inStep(relay, three, four);
    // Window 4 is cut off here; window 3 sees more.
    await four.keepLedger();
    const third = await take(three);
    await inStep(relay, three);
    await three.keepLedger();
    const before = relay.relay.hall.engine.state;
    const labels = [first, second, third].map((id) => before.tickets.get(id)?.label);
    const { head } = relay.relay.hall.engine.log;
    await relay.stop();

    const again = await anotherMachine(file, [three, four]);
    const { hall } = again.relay;
    expect(hall.engine.state.tickets.has(second)).toBe(false);
    expect(await four.comeBack()).toBe('recovering');
    expect(hall.isRecovering).toBe(true);
    expect(hall.engine.identity.epoch).toBe(before.epoch);
    // The last of the day's devices is back: the hall opens by itself.
    await three.comeBack();
    expect(hall.isRecovering).toBe(false);
    const { state, identity } = hall.engine;
    expect(identity.epoch).toMatch(/^2-[0-9a-f]{12}$/);
    expect([first, second, third].map((id) => state.tickets.get(id)?.label)).toEqual(labels);
    expect(state.windows.get(3)).toMatchObject({ phase: 'open', ticket: before.windows.get(3)?.ticket });
    expect(state.missing.size).toBe(0);
    const report = await view(again);
    expect(report.reached).toMatchObject({ day: '2026-11-23', seq: before.seq });
    expect(report.openedBy).toBeNull();
    expect(report.devices.map((device) => device.state)).toEqual(['back', 'back']);
    expect(report.losses.map(({ code }) => code)).toContain('after');
    // The chain goes on where it was.
    expect((await again.relay.recovery?.days.certain('2026-11-23'))?.heads.at(-1)).toBe(head);
    // Nothing that may have been given is given again.
    expect(await three.comeBack()).toBe('open');
    await three.join();
    const fourth = await take(three);
    expect(hall.engine.state.tickets.get(fourth)?.label).toMatch(/^[A-Z]Z001$/);
  });

  test('while it recovers nothing is shown or decided, and old rooms are refused for good', async () => {
    const relay = await hallOnDisk();
    const three = await windowThree(relay);
    await three.keepLedger();
    const kiosk = await pairedKiosk(relay);
    const { file } = await backup(relay);
    const { room } = three.counter;
    await relay.stop();

    const again = await restoredRelay(file, MONDAY_TEN + HOUR);
    const clerk = await pc(again, '0318');
    const refused = await Counter.connect(clerk, '0318', { room });
    expect(await refused.closedWith()).toBe(4409);
    expect((await clerk.get('/api/session')).body).toMatchObject({ recovering: true });
    for (const path of [
      '/api/board',
      '/api/receipts/ABCDEFGH',
      '/api/bookings/offers?code=x',
      '/api/dossiers/labels?ids=',
    ])
      expect(await clerk.get(path)).toMatchObject({ status: 503, body: { code: 'hall-recovering' } });
    const asked = await kiosk.at(again).post('/api/commands', takeRow(relay, kiosk, 1));
    expect(asked).toMatchObject({ status: 503, body: { code: 'hall-recovering' } });
    await again.relay.hall.tick();
    expect((await clerk.get('/api/recovery')).status).toBe(403);
    expect((await clerk.post('/api/recovery/open')).status).toBe(403);
    await openByHand(again);
    expect((await clerk.get('/api/board')).status).toBe(200);
    const late = await Counter.connect(clerk, '0318', { room });
    expect(await late.closedWith()).toBe(4409);
  });

  test('[CU14] a device that is missing: its numbers wait for it or for a forced release; what it called alone stays its own', async () => {
    const relay = await hallOnDisk();
    const [three, four] = await windowsThreeAndFour(relay);
    const { file } = await backup(relay);
    const waiting = [await take(three), await take(three), await take(three)];
    await inStep(relay, three, four);
    await waitFor(() => waiting.every((id) => three.counter.state.tickets.has(id)), 'the numbers');
    await three.keepLedger();
    await four.keepLedger();
    const state = four.counter.state;
    const held = waiting.map((id) => state.tickets.get(id)).find((ticket) => ticket?.holder === four.no);
    if (!held) throw new Error('window 4 holds nothing');
    const grant = qualifiedGrant(state, held);
    await relay.stop();
    await four.alone('callAlone', { day: state.day, window: 4, ticket: held.id, round: held.round, grant }, grant);

    const again = await anotherMachine(file, [three, four]);
    const { hall } = again.relay;
    expect(await three.comeBack()).toBe('recovering');
    expect((await view(again)).devices.find((device) => device.state === 'missing')?.windows).toEqual([4]);
    await openByHand(again);
    expect((await view(again)).openedBy).toBe('0100');
    expect(await three.comeBack()).toBe('open');
    await three.join();
    // All numbers of before are in doubt while window 4 may have called any of them.
    expect(await three.counter.act('call', { window: 3, ticket: null })).toMatchObject({ ok: false });
    expect(await four.comeBack()).toBe('open');
    expect(hall.engine.state.missing.size).toBe(0);
    expect(hall.engine.state.tickets.get(held.id)).toMatchObject({ phase: 'waiting', grant });
    await three.must('call', { window: 3, ticket: null });
    const called = hall.engine.state.windows.get(3)?.ticket;
    expect(waiting).toContain(called);
    expect(called).not.toBe(held.id);
    expect(await four.join()).toEqual({ callAlone: 'ok' });
    expect(hall.engine.state.tickets.get(held.id)).toMatchObject({ phase: 'called', window: 4 });
    expect(hall.engine.state.conflicts).toEqual([]);
  });

  test('[CU14] a right that nobody else knew of: the call by it is its holder’s, and the number is not called twice', async () => {
    const relay = await hallOnDisk();
    const [three, four] = [await WindowPc.open(relay, '0317'), await WindowPc.open(relay, '0318')];
    // The first of the queue stays with the hall.
    const [first, ticket] = [await take(three), await take(four)];
    const { file } = await backup(relay);
    await inStep(relay, three, four);
    await three.keepLedger();
    three.counter.close();
    // Only window 4 hears that it is open and what it is given.
    await four.must('openWindow', { window: 4 });
    const mine = await waitFor(() => {
      const found = four.counter.state.tickets.get(ticket);
      return found?.holder === four.no && four.no !== 0 ? found : null;
    }, 'the right');
    const grant = qualifiedGrant(four.counter.state, mine);
    await four.keepLedger();
    await relay.stop();
    await four.alone('callAlone', { day: '2026-11-23', window: 4, ticket, round: mine.round, grant }, grant);

    const again = await anotherMachine(file, [three, four]);
    const { hall } = again.relay;
    await three.comeBack();
    await four.comeBack();
    expect(hall.isRecovering).toBe(false);
    await three.comeBack();
    await three.join();
    await three.must('openWindow', { window: 3 });
    await three.must('call', { window: 3, ticket: null });
    expect(hall.engine.state.windows.get(3)?.ticket).toBe(first);
    expect(await three.counter.act('call', { window: 3, ticket })).toMatchObject({ ok: false });
    await four.comeBack();
    expect(await four.join()).toEqual({ callAlone: 'ok' });
    expect(hall.engine.state.tickets.get(ticket)).toMatchObject({ phase: 'called', window: 4 });
  });

  test('a device that comes late: what nobody had is listed, its facts about it are put aside, its other facts count', async () => {
    const relay = await hallOnDisk();
    const [three, four] = await windowsThreeAndFour(relay);
    const known = await take(three);
    await three.must('call', { window: 3, ticket: known });
    const { file } = await backup(relay);
    await inStep(relay, three, four);
    await three.keepLedger();
    // From here on only window 4 has the day.
    const lost = await take(four);
    const label = relay.relay.hall.engine.state.tickets.get(lost)?.label;
    await four.must('call', { window: 4, ticket: lost });
    await inStep(relay, four);
    await four.keepLedger();
    await relay.stop();
    await four.alone('begin', { day: '2026-11-23', window: 4, ticket: lost });
    await four.alone('pause', { day: '2026-11-23', window: 4, reason: 'break' });

    const again = await anotherMachine(file, [three, four]);
    const { hall } = again.relay;
    await three.comeBack();
    await openByHand(again);
    await three.comeBack();
    await three.join();
    // The sequence is somebody else's number by now.
    const other = await take(three);
    expect(other).toBeGreaterThanOrEqual(lost);
    expect(await four.comeBack()).toBe('open');
    const report = await view(again);
    expect(report.late.map(({ kind, ticket, window }) => [kind, ticket, window])).toEqual([
      ['taken', label, 0],
      ['called', label, 4],
    ]);
    expect(report.aside.map(({ kind, window, account }) => [kind, window, account])).toEqual([['begin', 4, '0318']]);
    expect(report.devices.find(({ incarnation }) => incarnation === four.incarnation)?.state).toBe('late');
    expect(await four.join()).toEqual({ begin: 'room-epoch-changed', pause: 'ok' });
    expect(hall.engine.state.tickets.get(other)?.phase).toBe('waiting');
    expect(hall.engine.state.windows.get(4)?.phase).toBe('paused');
    expect(hall.engine.state.missing.size).toBe(0);
  });
});
