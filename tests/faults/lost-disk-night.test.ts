import { describe, expect, test } from 'vitest';
import { MONDAY_TEN, waitFor } from '../relay/start-relay.ts';
import {
  anotherMachine,
  backup,
  DAY,
  hallOnDisk,
  HOUR,
  loseDisk,
  openByHand,
  take,
  view,
  windowThree,
} from './lost-disk-hall.ts';
import { inStep, WindowPc } from './window-pc.ts';

describe('a lost disk and the backup of the night before', () => {
  test('the day that the backup does not know comes back whole from the window PCs', async () => {
    const relay = await hallOnDisk();
    const [three, four] = [await WindowPc.open(relay, '0317'), await WindowPc.open(relay, '0318')];
    await three.must('openWindow', { window: 3 });
    const yesterday = await take(three);
    const { file } = await backup(relay);
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

    const again = await anotherMachine(file, [three, four], MONDAY_TEN + DAY + HOUR);
    const { hall } = again.relay;
    expect(hall.engine.state.day).toBe('2026-11-23');
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
    const next = (await backup(again)).manifest;
    expect(next.day).toBe('2026-11-24');
  });

  test('a day whose evening nobody has any more comes back all the same, and that is said', async () => {
    const relay = await hallOnDisk();
    const three = await windowThree(relay);
    const { file } = await backup(relay);
    await take(three);
    relay.wall.now += DAY;
    await relay.relay.hall.tick();
    await three.rejoin();
    await three.must('openWindow', { window: 3 });
    const id = await take(three);
    await loseDisk(relay, three);

    const again = await anotherMachine(file, [three], MONDAY_TEN + DAY + HOUR);
    await three.comeBack();
    expect(again.relay.hall.isRecovering).toBe(false);
    expect(again.relay.hall.engine.state.tickets.has(id)).toBe(true);
    expect((await view(again)).losses).toContainEqual({ code: 'day-not-whole', day: '2026-11-23', seq: 2 });
    // It is known, so it is no fault of the next backup.
    expect((await backup(again)).manifest.day).toBe('2026-11-24');
  });

  test('nobody has the day: numbers that were printed in it are not given again', async () => {
    const relay = await hallOnDisk();
    const three = await windowThree(relay);
    await take(three);
    const { file } = await backup(relay);
    await relay.stop();

    const again = await anotherMachine(file, [three], MONDAY_TEN + DAY);
    await three.browser.signIn('0317');
    await openByHand(again);
    expect(again.relay.hall.engine.state.day).toBe('2026-11-24');
    await three.comeBack();
    await three.join();
    const id = await take(three);
    expect(again.relay.hall.engine.state.tickets.get(id)?.label).toMatch(/^[A-Z]Z001$/);
  });
});
