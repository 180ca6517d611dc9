import { describe, expect, test } from 'vitest';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { newToken } from '../relay/people.ts';
import { MONDAY_TEN, startRelay } from '../relay/start-relay.ts';
import {
  anotherMachine,
  backup,
  hallOnDisk,
  HOUR,
  loseDisk,
  openByHand,
  take,
  view,
  windowsThreeAndFour,
  windowThree,
} from './lost-disk-hall.ts';
import { failingAfterOpening, unreadableAfterOpening } from './lost-disk-store.ts';
import { inStep, restoredRelay, restoredStore } from './window-pc.ts';

describe('a recovery', () => {
  test('goes on after the relay was killed in the middle of it, and in the middle of the opening', async () => {
    const relay = await hallOnDisk();
    const [three, four] = await windowsThreeAndFour(relay);
    const { file } = await backup(relay);
    const id = await take(three);
    await loseDisk(relay, three, four);

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
    const relay = await hallOnDisk();
    const three = await windowThree(relay);
    const { file } = await backup(relay);
    const id = await take(three);
    await loseDisk(relay, three);

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
    const relay = await hallOnDisk();
    const [three, four] = await windowsThreeAndFour(relay);
    const { file } = await backup(relay);
    const id = await take(three);
    await loseDisk(relay, three, four);

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
    const relay = await hallOnDisk();
    const { file } = await backup(relay);
    await relay.stop();
    const { recovery, hall } = (await restoredRelay(file, MONDAY_TEN + HOUR)).relay;
    const answers = await Promise.all([recovery?.open('0100'), recovery?.open('0001')]);
    expect(answers).toMatchObject([{ ok: true }, { ok: false, code: 'hall-already-open' }]);
    expect(hall.engine.identity.epoch).toMatch(/^2-/);
    expect(recovery?.record.opened?.by).toBe('0100');
  });

  test('answers a command of before as it was answered then, and does not do it again', async () => {
    const relay = await hallOnDisk();
    const three = await windowThree(relay);
    const { file } = await backup(relay);
    const { tokenHash } = newToken();
    const [code = ''] = Object.keys(relay.relay.hall.setup.routes);
    const row = three.counter.row('take', { code, care: false, tokenHash, channel: 'staff' });
    const first = await three.counter.decide(row);
    await loseDisk(relay, three);

    const again = await anotherMachine(file, [three]);
    await three.comeBack();
    await three.comeBack();
    await three.join();
    const { tickets } = again.relay.hall.engine.state;
    const before = tickets.size;
    expect(await three.counter.decide(row)).toEqual(first);
    expect(again.relay.hall.engine.state.tickets.size).toBe(before);
  });

  test('takes a setup that was published after the backup from the PC that has it; another is not believed', async () => {
    const relay = await hallOnDisk();
    const three = await windowThree(relay);
    const { file } = await backup(relay);
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
    const relay = await hallOnDisk();
    const three = await windowThree(relay);
    const { file } = await backup(relay);
    const { setup } = relay.relay.hall;
    await relay.relay.hall.publish({ ...setup, policy: { ...setup.policy, calls: setup.policy.calls + 1 } });
    await loseDisk(relay, three);

    const again = await anotherMachine(file, [three]);
    await three.comeBack();
    const { hall } = again.relay;
    expect(hall.isRecovering).toBe(false);
    expect(hall.engine.setupVersion).toBe(3);
    expect(hall.engine.state.setup).toBe(3);
    expect(hall.setup.policy.calls).toBe(setup.policy.calls);
    expect((await view(again)).losses).toContainEqual({ code: 'setup-gone', version: 2 });
  });

  test('a second one, on an older backup than the first, begins an epoch that nobody has seen', async () => {
    const relay = await hallOnDisk();
    const three = await windowThree(relay);
    const { file } = await backup(relay);
    await loseDisk(relay, three);
    const first = await anotherMachine(file, [three]);
    await three.comeBack();
    await three.comeBack();
    await three.join();
    const id = await take(three);
    const label = first.relay.hall.engine.state.tickets.get(id)?.label;
    await loseDisk(first, three);

    const second = await anotherMachine(file, [three], MONDAY_TEN + 2 * HOUR);
    await three.comeBack();
    const { identity, state } = second.relay.hall.engine;
    expect(second.relay.hall.isRecovering).toBe(false);
    expect(identity.epoch).toMatch(/^3-/);
    expect(state.tickets.get(id)?.label).toBe(label);
    expect(state.series).toBe('Y');
  });
});
