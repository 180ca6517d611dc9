import { describe, expect, test } from 'vitest';
import { pc } from '../relay/people.ts';
import type { TestRelay } from '../relay/start-relay.ts';
import { anotherMachine, backup, hallOnDisk, openByHand, take, view, windowsThreeAndFour } from './lost-disk-hall.ts';
import { inStep, WindowPc } from './window-pc.ts';

describe('a lost disk', () => {
  test('copies that contradict each other: the day ends before, both are listed, and a person opens', async () => {
    const relay = await hallOnDisk();
    const [three, four] = await windowsThreeAndFour(relay);
    const { file } = await backup(relay);
    const agreed = await take(three);
    const disputed = await take(three);
    const last = await take(three);
    await loseDiskInDispute(relay, three, four, disputed);

    const again = await anotherMachine(file, [three, four]);
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
    const relay = await hallOnDisk();
    const [three, four, five] = [
      await WindowPc.open(relay, '0317'),
      await WindowPc.open(relay, '0318'),
      await WindowPc.open(relay, '0201'),
    ];
    await three.must('openWindow', { window: 3 });
    await four.must('openWindow', { window: 4 });
    await five.must('openWindow', { window: 5 });
    const { file } = await backup(relay);
    const disputed = await take(three);
    const last = await take(three);
    await loseDiskInDispute(relay, three, four, disputed);

    const again = await anotherMachine(file, [three, four, five]);
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

/** The disk goes, and window 4's copy of the day gives a number another figure than window 3's. */
async function loseDiskInDispute(relay: TestRelay, three: WindowPc, four: WindowPc, disputed: number): Promise<void> {
  await inStep(relay, three, four);
  await three.keepLedger();
  await four.keepLedger((tuples) => {
    const key = disputed.toString(36);
    const entry = structuredClone(tuples.get(key) ?? []);
    (entry[0] as unknown[])[7] = 77;
    tuples.set(key, entry);
  });
  await relay.stop();
}
