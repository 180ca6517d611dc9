import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { qualifiedGrant, type RecoveryView } from '#lib/domain/index.ts';
import { makeBackup } from '../../sync-server/backup/make-backup.ts';
import type { Manifest } from '../../sync-server/backup/manifest.ts';
import { erasedNames } from '../../sync-server/rooms/dossier-records.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';
import { Counter } from '../relay/counter.ts';
import { newToken, pairedKiosk, pc, takeRow } from '../relay/people.ts';
import { MONDAY_TEN, startRelay, temporaryStorePath, waitFor, type TestRelay } from '../relay/start-relay.ts';
import { inStep, restoredRelay, restoredStore, WindowPc } from './window-pc.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Scene {
  relay: TestRelay;
  backup(): Promise<string>;
}

async function hallWithBackup(): Promise<Scene> {
  const storage = sqliteStorage(temporaryStorePath());
  const relay = await startRelay({ storage });
  const folder = mkdtempSync(join(tmpdir(), 'onewindow-night-'));
  let n = 0;
  const source = { copyTo: (path: string) => storage.copyTo(path), erased: () => erasedNames(storage) };
  const backup = async (): Promise<string> => {
    n += 1;
    const file = join(folder, `${n}.sqlite`);
    await makeBackup(source, file, relay.wall.now);
    return file;
  };
  return { relay, backup };
}

async function take(pc: WindowPc): Promise<number> {
  const { tokenHash } = newToken();
  const [code = ''] = Object.keys(pc.browser.relay.relay.hall.setup.routes);
  return pc.must('take', { code, care: false, tokenHash, channel: 'staff' });
}

async function view(relay: TestRelay): Promise<RecoveryView> {
  const supervisor = await pc(relay, '0100');
  return (await supervisor.get('/api/recovery')).body['recovery'] as RecoveryView;
}

async function openByHand(relay: TestRelay): Promise<void> {
  const answer = await (await pc(relay, '0100')).post('/api/recovery/open');
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

describe('a lost disk', () => {
  test('[CU14] the day comes back as far as the furthest counter had it, under the same numbers, once all are back', async () => {
    const { relay, backup } = await hallWithBackup();
    const [three, four] = [await WindowPc.open(relay, '0317'), await WindowPc.open(relay, '0318')];
    await three.must('openWindow', { window: 3 });
    await four.must('openWindow', { window: 4 });
    const first = await take(three);
    const file = await backup();
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

    const again = await restoredRelay(file, MONDAY_TEN + HOUR);
    const { hall } = again.relay;
    for (const one of [three, four]) one.moveTo(again);
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
    const { relay, backup } = await hallWithBackup();
    const three = await WindowPc.open(relay, '0317');
    await three.must('openWindow', { window: 3 });
    await three.keepLedger();
    const kiosk = await pairedKiosk(relay);
    const file = await backup();
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
    const { relay, backup } = await hallWithBackup();
    const [three, four] = [await WindowPc.open(relay, '0317'), await WindowPc.open(relay, '0318')];
    await three.must('openWindow', { window: 3 });
    await four.must('openWindow', { window: 4 });
    const file = await backup();
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

    const again = await restoredRelay(file, MONDAY_TEN + HOUR);
    const { hall } = again.relay;
    for (const one of [three, four]) one.moveTo(again);
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
    const { relay, backup } = await hallWithBackup();
    const [three, four] = [await WindowPc.open(relay, '0317'), await WindowPc.open(relay, '0318')];
    // The first of the queue stays with the hall.
    const [first, ticket] = [await take(three), await take(four)];
    const file = await backup();
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

    const again = await restoredRelay(file, MONDAY_TEN + HOUR);
    const { hall } = again.relay;
    for (const one of [three, four]) one.moveTo(again);
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
    const { relay, backup } = await hallWithBackup();
    const [three, four] = [await WindowPc.open(relay, '0317'), await WindowPc.open(relay, '0318')];
    await three.must('openWindow', { window: 3 });
    await four.must('openWindow', { window: 4 });
    const known = await take(three);
    await three.must('call', { window: 3, ticket: known });
    const file = await backup();
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

    const again = await restoredRelay(file, MONDAY_TEN + HOUR);
    const { hall } = again.relay;
    for (const one of [three, four]) one.moveTo(again);
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

  test('copies that contradict each other: the day ends before, both are listed, and a person opens', async () => {
    const { relay, backup } = await hallWithBackup();
    const [three, four] = [await WindowPc.open(relay, '0317'), await WindowPc.open(relay, '0318')];
    await three.must('openWindow', { window: 3 });
    await four.must('openWindow', { window: 4 });
    const file = await backup();
    const agreed = await take(three);
    const disputed = await take(three);
    const last = await take(three);
    await inStep(relay, three, four);
    await three.keepLedger();
    await four.keepLedger(otherNumber(disputed));
    await relay.stop();

    const again = await restoredRelay(file, MONDAY_TEN + HOUR);
    for (const one of [three, four]) one.moveTo(again);
    await four.comeBack();
    const seq = disputed - 1;
    expect((await view(again)).reached.seq).toBeGreaterThanOrEqual(last);
    // All are back, and two contradict each other: nobody guesses, a person opens.
    await three.comeBack();
    const { hall } = again.relay;
    expect(hall.isRecovering).toBe(true);
    await openByHand(again);
    expect(hall.engine.state.tickets.has(agreed)).toBe(true);
    expect(hall.engine.state.tickets.has(disputed)).toBe(false);
    const report = await view(again);
    expect(report.disputes).toHaveLength(1);
    expect(report.disputes[0]?.seq).toBe(seq);
    const labels = report.disputes[0]?.sides.map((side) => side.entries[0]?.ticket);
    expect(new Set(labels).size).toBe(2);
  });

  test('a copy that was left out by a person counts for nothing', async () => {
    const { relay, backup } = await hallWithBackup();
    const [three, four, five] = [
      await WindowPc.open(relay, '0317'),
      await WindowPc.open(relay, '0318'),
      await WindowPc.open(relay, '0201'),
    ];
    await three.must('openWindow', { window: 3 });
    await four.must('openWindow', { window: 4 });
    await five.must('openWindow', { window: 5 });
    const file = await backup();
    const disputed = await take(three);
    const last = await take(three);
    await inStep(relay, three, four);
    await three.keepLedger();
    await four.keepLedger(otherNumber(disputed));
    await relay.stop();

    const again = await restoredRelay(file, MONDAY_TEN + HOUR);
    for (const one of [three, four, five]) one.moveTo(again);
    await four.comeBack();
    await three.comeBack();
    expect((await view(again)).reached.seq).toBe(disputed - 1);
    const supervisor = await pc(again, '0100');
    const path = `/api/recovery/devices/${four.incarnation}/leave-out`;
    expect((await supervisor.post(path, { leftOut: true })).status).toBe(200);
    expect((await view(again)).reached.seq).toBeGreaterThanOrEqual(last);
    await openByHand(again);
    expect(again.relay.hall.engine.state.tickets.has(last)).toBe(true);
    expect((await supervisor.post(path, { leftOut: false })).body).toMatchObject({ code: 'hall-already-open' });
  });
});

describe('a lost disk and the backup of the night before', () => {
  test('the day that the backup does not know comes back whole from the window PCs', async () => {
    const { relay, backup } = await hallWithBackup();
    const [three, four] = [await WindowPc.open(relay, '0317'), await WindowPc.open(relay, '0318')];
    await three.must('openWindow', { window: 3 });
    const yesterday = await take(three);
    const file = await backup();
    await four.must('openWindow', { window: 4 });
    await inStep(relay, three, four);
    relay.wall.now += DAY;
    await relay.relay.hall.tick();
    for (const one of [three, four]) {
      await waitFor(() => one.counter.state.closed, 'the end of the day');
      await one.keepLedger();
      await one.rejoin();
    }
    await three.must('openWindow', { window: 3 });
    const ids = [await take(three), await take(three)];
    await four.must('openWindow', { window: 4 });
    await inStep(relay, three, four);
    for (const one of [three, four]) await one.keepLedger();
    const before = relay.relay.hall.engine.state;
    const { head } = relay.relay.hall.engine.log;
    expect(before.day).toBe('2026-11-24');
    await relay.stop();

    const again = await restoredRelay(file, MONDAY_TEN + DAY + HOUR);
    const { hall } = again.relay;
    expect(hall.engine.state.day).toBe('2026-11-23');
    for (const one of [three, four]) one.moveTo(again);
    await three.comeBack();
    expect(hall.isRecovering).toBe(true);
    await four.comeBack();
    expect(hall.isRecovering).toBe(false);
    const { state } = hall.engine;
    expect(state.day).toBe('2026-11-24');
    expect(ids.map((id) => state.tickets.get(id)?.label)).toEqual(ids.map((id) => before.tickets.get(id)?.label));
    const report = await view(again);
    expect(report.losses.map(({ code }) => code)).not.toContain('day-not-whole');
    expect((await again.relay.recovery?.days.certain('2026-11-24'))?.heads.at(-1)).toBe(head);
    // The evening before, beyond the backup, is there too, and the chain of days is whole.
    const evening = await again.relay.recovery?.days.certain('2026-11-23');
    expect(evening?.tuples.length).toBeGreaterThan(yesterday);
    const next = await backupOf(again);
    expect(next.day).toBe('2026-11-24');
  });

  test('a day whose evening nobody has any more comes back all the same, and that is said', async () => {
    const { relay, backup } = await hallWithBackup();
    const three = await WindowPc.open(relay, '0317');
    await three.must('openWindow', { window: 3 });
    const file = await backup();
    await take(three);
    relay.wall.now += DAY;
    await relay.relay.hall.tick();
    await three.rejoin();
    await three.must('openWindow', { window: 3 });
    const id = await take(three);
    await inStep(relay, three);
    await three.keepLedger();
    await relay.stop();

    const again = await restoredRelay(file, MONDAY_TEN + DAY + HOUR);
    three.moveTo(again);
    await three.comeBack();
    expect(again.relay.hall.isRecovering).toBe(false);
    expect(again.relay.hall.engine.state.tickets.has(id)).toBe(true);
    expect((await view(again)).losses).toContainEqual({ code: 'day-not-whole', day: '2026-11-23', seq: 2 });
    // It is known, so it is no fault of the next backup.
    expect((await backupOf(again)).day).toBe('2026-11-24');
  });

  test('nobody has the day: numbers that were printed in it are not given again', async () => {
    const { relay, backup } = await hallWithBackup();
    const three = await WindowPc.open(relay, '0317');
    await three.must('openWindow', { window: 3 });
    await take(three);
    const file = await backup();
    await relay.stop();

    const again = await restoredRelay(file, MONDAY_TEN + DAY);
    three.moveTo(again);
    await three.browser.signIn('0317');
    await openByHand(again);
    expect(again.relay.hall.engine.state.day).toBe('2026-11-24');
    await three.comeBack();
    await three.join();
    const id = await take(three);
    expect(again.relay.hall.engine.state.tickets.get(id)?.label).toMatch(/^[A-Z]Z001$/);
  });
});

describe('a recovery', () => {
  test('goes on after the relay was killed in the middle of it, and in the middle of the opening', async () => {
    const { relay, backup } = await hallWithBackup();
    const [three, four] = [await WindowPc.open(relay, '0317'), await WindowPc.open(relay, '0318')];
    await three.must('openWindow', { window: 3 });
    await four.must('openWindow', { window: 4 });
    const file = await backup();
    const id = await take(three);
    await inStep(relay, three, four);
    await three.keepLedger();
    await four.keepLedger();
    await relay.stop();

    const path = await restoredStore(file);
    const first = await startRelay({ storage: sqliteStorage(path), isFounded: true, at: MONDAY_TEN + HOUR });
    for (const one of [three, four]) one.moveTo(first);
    await three.comeBack();
    expect(first.relay.hall.isRecovering).toBe(true);
    await first.stop();
    const second = await startRelay({ storage: failingAfterOpening(path), isFounded: true, at: MONDAY_TEN + HOUR });
    for (const one of [three, four]) one.moveTo(second);
    expect((await view(second)).devices.map(({ state }) => state).sort()).toEqual(['back', 'missing']);
    await four.comeBack();
    expect(second.relay.recovery?.record.phase).toBe('opening');
    expect(second.relay.hall.isRecovering).toBe(true);
    await second.stop();
    const third = await startRelay({ storage: sqliteStorage(path), isFounded: true, at: MONDAY_TEN + HOUR });
    expect(third.relay.hall.isRecovering).toBe(false);
    expect(third.relay.hall.engine.state.tickets.has(id)).toBe(true);
    expect(third.relay.hall.engine.identity.epoch).toMatch(/^2-/);
    const opened = [...third.relay.hall.engine.log.doc.getMap<unknown[]>('e').values()].filter((entry) =>
      JSON.stringify(entry).includes('[9,'),
    );
    expect(opened).toHaveLength(1);
  });

  test('an opening that the disk broke off is brought to its end by the next device that comes, or by a person', async () => {
    const { relay, backup } = await hallWithBackup();
    const three = await WindowPc.open(relay, '0317');
    await three.must('openWindow', { window: 3 });
    const file = await backup();
    const id = await take(three);
    await inStep(relay, three);
    await three.keepLedger();
    await relay.stop();

    for (const goOn of [() => three.comeBack(), openByHand]) {
      const storage = failingAfterOpening(await restoredStore(file), 1);
      const again = await startRelay({ storage, isFounded: true, at: MONDAY_TEN + HOUR });
      three.moveTo(again);
      await three.comeBack();
      expect(again.relay.recovery?.record.phase).toBe('opening');
      await goOn(again);
      expect(again.relay.hall.isRecovering).toBe(false);
      expect(again.relay.hall.engine.identity.epoch).toMatch(/^2-/);
      expect(again.relay.hall.engine.state.tickets.has(id)).toBe(true);
      await again.stop();
    }
  });

  test('an opening whose rooms cannot be read after its commit is brought to its end, as it was committed', async () => {
    const { relay, backup } = await hallWithBackup();
    const [three, four] = [await WindowPc.open(relay, '0317'), await WindowPc.open(relay, '0318')];
    await three.must('openWindow', { window: 3 });
    await four.must('openWindow', { window: 4 });
    const file = await backup();
    const id = await take(three);
    await inStep(relay, three, four);
    for (const one of [three, four]) await one.keepLedger();
    await relay.stop();

    const storage = unreadableAfterOpening(await restoredStore(file));
    const again = await startRelay({ storage, isFounded: true, at: MONDAY_TEN + HOUR });
    const { hall, recovery } = again.relay;
    three.moveTo(again);
    await three.comeBack();
    await expect(recovery?.open('0100')).rejects.toThrow('EIO');
    // On the disk it is open already: what was committed is not committed again.
    expect([recovery?.record.phase, hall.isRecovering]).toEqual(['opening', true]);
    expect(hall.lineage.earlier).toHaveLength(1);
    four.moveTo(again);
    expect(await four.comeBack()).not.toBe('failed');
    if (hall.isRecovering) await openByHand(again);
    expect(hall.engine.identity).toMatchObject({ epoch: expect.stringMatching(/^2-/) as string });
    expect(hall.engine.identity.earlier).toHaveLength(1);
    expect(hall.engine.state.tickets.has(id)).toBe(true);
    expect(recovery?.record.opened?.missing).toEqual([four.incarnation]);
    expect(storage.openings()).toBe(1);
    await three.comeBack();
    await three.join();
    expect(await take(three)).toBeGreaterThan(id);
  });

  test('two who open the hall at once open it once', async () => {
    const { relay, backup } = await hallWithBackup();
    const file = await backup();
    await relay.stop();
    const { recovery, hall } = (await restoredRelay(file, MONDAY_TEN + HOUR)).relay;
    const answers = await Promise.all([recovery?.open('0100'), recovery?.open('0001')]);
    expect(answers).toMatchObject([{ ok: true }, { ok: false, code: 'hall-already-open' }]);
    expect(hall.engine.identity.epoch).toMatch(/^2-/);
    expect(recovery?.record.opened?.by).toBe('0100');
  });

  test('answers a command of before as it was answered then, and does not do it again', async () => {
    const { relay, backup } = await hallWithBackup();
    const three = await WindowPc.open(relay, '0317');
    await three.must('openWindow', { window: 3 });
    const file = await backup();
    const { tokenHash } = newToken();
    const [code = ''] = Object.keys(relay.relay.hall.setup.routes);
    const row = three.counter.row('take', { code, care: false, tokenHash, channel: 'staff' });
    const first = await three.counter.decide(row);
    await inStep(relay, three);
    await three.keepLedger();
    await relay.stop();

    const again = await restoredRelay(file, MONDAY_TEN + HOUR);
    three.moveTo(again);
    await three.comeBack();
    await three.comeBack();
    await three.join();
    const { tickets } = again.relay.hall.engine.state;
    const before = tickets.size;
    expect(await three.counter.decide(row)).toEqual(first);
    expect(again.relay.hall.engine.state.tickets.size).toBe(before);
  });

  test('takes a setup that was published after the backup from the PC that has it; another is not believed', async () => {
    const { relay, backup } = await hallWithBackup();
    const three = await WindowPc.open(relay, '0317');
    await three.must('openWindow', { window: 3 });
    const file = await backup();
    const { setup } = relay.relay.hall;
    const changed = { ...setup, policy: { ...setup.policy, calls: setup.policy.calls + 1 } };
    expect((await relay.relay.hall.publish(changed)).ok).toBe(true);
    await inStep(relay, three);
    await three.keepLedger();
    const published = (await three.browser.get('/api/setup/2')).body;
    await three.db.put(`setup:${relay.relay.hall.engine.identity.hall}`, { version: 2, setup: published });
    await relay.stop();

    const again = await restoredRelay(file, MONDAY_TEN + HOUR);
    const forged = await again.relay.recovery?.setups.bring(2, { ...published, policy: {} });
    expect(forged).toMatchObject({ ok: false });
    three.moveTo(again);
    await three.comeBack();
    expect(again.relay.hall.isRecovering).toBe(false);
    expect(again.relay.hall.engine.setupVersion).toBe(2);
    expect(again.relay.hall.setup.policy.calls).toBe(setup.policy.calls + 1);
  });

  test('says which setup nobody has, and goes on with the one of the backup under a number of its own', async () => {
    const { relay, backup } = await hallWithBackup();
    const three = await WindowPc.open(relay, '0317');
    await three.must('openWindow', { window: 3 });
    const file = await backup();
    const { setup } = relay.relay.hall;
    await relay.relay.hall.publish({ ...setup, policy: { ...setup.policy, calls: setup.policy.calls + 1 } });
    await inStep(relay, three);
    await three.keepLedger();
    await relay.stop();

    const again = await restoredRelay(file, MONDAY_TEN + HOUR);
    three.moveTo(again);
    await three.comeBack();
    const { hall } = again.relay;
    expect(hall.isRecovering).toBe(false);
    expect(hall.engine.setupVersion).toBe(3);
    expect(hall.engine.state.setup).toBe(3);
    expect(hall.setup.policy.calls).toBe(setup.policy.calls);
    expect((await view(again)).losses).toContainEqual({ code: 'setup-gone', version: 2 });
  });

  test('a second one, on an older backup than the first, begins an epoch that nobody has seen', async () => {
    const { relay, backup } = await hallWithBackup();
    const three = await WindowPc.open(relay, '0317');
    await three.must('openWindow', { window: 3 });
    const file = await backup();
    await inStep(relay, three);
    await three.keepLedger();
    await relay.stop();
    const first = await restoredRelay(file, MONDAY_TEN + HOUR);
    three.moveTo(first);
    await three.comeBack();
    await three.comeBack();
    await three.join();
    const id = await take(three);
    const label = first.relay.hall.engine.state.tickets.get(id)?.label;
    await inStep(first, three);
    await three.keepLedger();
    await first.stop();

    const second = await restoredRelay(file, MONDAY_TEN + 2 * HOUR);
    three.moveTo(second);
    await three.comeBack();
    const { identity, state } = second.relay.hall.engine;
    expect(second.relay.hall.isRecovering).toBe(false);
    expect(identity.epoch).toMatch(/^3-/);
    expect(state.tickets.get(id)?.label).toBe(label);
    expect(state.series).toBe('Y');
  });
});

/** A store whose disk takes so many commits no more just after the hall was turned over to its new epoch. */
function failingAfterOpening(path: string, failures = Infinity): Storage {
  const inner = sqliteStorage(path);
  let left = 0;
  return {
    ...inner,
    commit: async (changes) => {
      if (left > 0) {
        left -= 1;
        throw new Error('EIO');
      }
      await inner.commit(changes);
      const isTurnedOver = changes.some((change) => change.op === 'put' && change.table === 'hall');
      // By itself it is a practice hall's clock.
      if (isTurnedOver && changes.length > 1) left = failures;
    },
  };
}

/** The first reading after the commit that turns a hall over fails. `openings`: such commits. */
function unreadableAfterOpening(path: string): Storage & { openings: () => number } {
  const inner = sqliteStorage(path);
  let openings = 0;
  let isUnread = false;
  return {
    ...inner,
    openings: () => openings,
    readLog: async (name) => {
      if (isUnread) {
        isUnread = false;
        throw new Error('EIO');
      }
      return inner.readLog(name);
    },
    commit: async (changes) => {
      await inner.commit(changes);
      const isTurnedOver = changes.some((change) => change.op === 'put' && change.table === 'hall');
      if (!isTurnedOver || changes.length === 1) return;
      openings += 1;
      isUnread = true;
    },
  };
}

async function backupOf(relay: TestRelay): Promise<Manifest> {
  const file = join(mkdtempSync(join(tmpdir(), 'onewindow-next-')), 'next.sqlite');
  const { storage } = relay;
  return makeBackup(
    { copyTo: (path) => storage.copyTo(path), erased: () => erasedNames(storage) },
    file,
    relay.wall.now,
  );
}

/** A copy that gives a number another figure. */
function otherNumber(seq: number): (tuples: Map<string, unknown[]>) => void {
  return (tuples) => {
    const key = seq.toString(36);
    const entry = structuredClone(tuples.get(key) ?? []);
    (entry[0] as unknown[])[7] = 77;
    tuples.set(key, entry);
  };
}
