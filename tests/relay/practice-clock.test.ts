import { expect, test } from 'vitest';
import { readHall } from '../../sync-server/hall/hall-record.ts';
import { FickleStorage, startRelay, waitFor, type TestRelay } from './start-relay.ts';

/** A minute before a practice hall jumps to Monday. */
const FRIDAY_CLOSING = Date.parse('2026-11-27T17:29:00+08:00');

async function beforeClosing(): Promise<{ relay: TestRelay; disk: FickleStorage }> {
  const disk = new FickleStorage();
  return { relay: await startRelay({ storage: disk.storage, at: FRIDAY_CLOSING }), disk };
}

/** The disk holds up the next commit of `work`; until then the clock passes closing time, and a tick notices. */
async function tickDuring(relay: TestRelay, disk: FickleStorage, commits: number): Promise<void> {
  await waitFor(() => disk.commits === commits, 'the commit that is held up');
  relay.wall.now += 60_000;
  const ticked = relay.relay.hall.tick();
  // Whatever the tick does without the disk, it has done.
  await new Promise((resolve) => setImmediate(resolve));
  disk.release();
  await ticked;
}

test('a practice hall that jumps while a setup is published keeps both', async () => {
  const { relay, disk } = await beforeClosing();
  const { hall } = relay.relay;
  const { commits } = disk;
  disk.hold();
  const published = hall.publish(hall.setup);
  await tickDuring(relay, disk, commits + 1);
  expect(await published).toMatchObject({ ok: true, value: { version: 2 } });
  const { shift } = hall.clock;
  expect(shift).toBeGreaterThan(0);
  expect(await readHall(disk.storage)).toMatchObject({ setup: 2, shift });
  const again = await startRelay({ storage: disk.storage, isFounded: true, at: relay.wall.now });
  expect([again.relay.hall.engine.setupVersion, again.relay.hall.clock.shift]).toEqual([2, shift]);
});

test('a hall that is opened for real while its practice would jump is open for real, on the disk as well', async () => {
  const { relay, disk } = await beforeClosing();
  const { hall } = relay.relay;
  const { commits } = disk;
  disk.hold();
  const opened = hall.openForReal();
  await waitFor(() => disk.commits === commits + 1, 'the founding');
  // The next commit is what names the hall.
  disk.release();
  disk.hold();
  await tickDuring(relay, disk, commits + 2);
  expect(await opened).toMatchObject({ ok: true });
  expect([hall.isPractice, hall.clock.shift]).toEqual([false, 0]);
  expect(await readHall(disk.storage)).toMatchObject({ hall: 'binjiang', practice: false, shift: 0 });
});

test('a jump that the disk refused is kept with the next tick', async () => {
  const { relay, disk } = await beforeClosing();
  const { hall } = relay.relay;
  relay.wall.now += 60_000;
  disk.failures = 1;
  await expect(hall.tick()).rejects.toThrow('full');
  await hall.tick();
  const { shift } = hall.clock;
  expect(shift).toBeGreaterThan(0);
  expect(await readHall(disk.storage)).toMatchObject({ shift });
  expect(hall.engine.state.day).toBe('2026-11-30');
});
