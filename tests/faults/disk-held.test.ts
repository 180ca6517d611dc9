import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { Counter } from '../relay/counter.ts';
import { pc } from '../relay/people.ts';
import { startRelay, temporaryStorePath, waitFor } from '../relay/start-relay.ts';

const thread = new URL('./held-disk-worker.ts', import.meta.url);

describe('a disk that hangs or is full, under the real store', () => {
  test('while a commit hangs the heartbeat goes on, pages are served, and nothing is answered that is not kept', async () => {
    const path = temporaryStorePath();
    const relay = await startRelay({ storage: sqliteStorage(path, { thread }) });
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    writeFileSync(`${path}.held`, '');
    const row = counter.row('openWindow', { window: 1 });
    counter.frame(100, row);
    const beats = counter.of(105).length;
    await waitFor(() => counter.of(105).length >= beats + 2, 'two heartbeats', 15_000);
    expect((await fetch(`${relay.base}/health`)).status).toBeLessThan(600);
    expect(counter.of(101)).toEqual([]);
    expect(relay.relay.hall.engine.state.windows.get(1)?.phase).not.toBe('open');
    rmSync(`${path}.held`);
    await waitFor(() => counter.of(101).length > 0, 'the decision');
    expect(counter.of(101)[0]).toMatchObject({ ok: true });
  });

  test('a store that is full says so by name, changes nothing, and takes again what fits', async () => {
    const path = temporaryStorePath();
    writeFileSync(`${path}.pages`, '60');
    const storage = sqliteStorage(path, { thread });
    const add = (size: number): Promise<void> =>
      storage.commit([
        { op: 'put', table: 't', key: 'k', value: size },
        { op: 'append', log: 'a', bytes: new Uint8Array(size) },
      ]);
    await add(100_000);
    await expect(add(300_000)).rejects.toMatchObject({ fault: 'full', code: 'storage-full' });
    expect(await storage.get('t', 'k')).toBe(100_000);
    expect((await storage.readLog('a')).map((part) => part.length)).toEqual([100_000]);
    await add(10);
    // Of commits that became one transaction each has its own fate, as far as the disk has not ended it.
    const fates = await Promise.allSettled([add(20), add(300_000), add(30)]);
    expect(fates[1]).toMatchObject({ status: 'rejected', reason: { fault: 'full' } });
    const kept = [20, 300_000, 30].filter((_, index) => fates[index]?.status === 'fulfilled');
    expect((await storage.readLog('a')).map((part) => part.length)).toEqual([100_000, 10, ...kept]);
    await storage.close();
  });
});
