import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { LedgerLog } from '../../sync-server/hall/ledger-room.ts';
import { oneUpdate } from '../../sync-server/hall/one-update.ts';
import { replay } from '../../sync-server/hall/replay.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { clientOf, dossierRoom, openMatter } from './dossier-client.ts';
import { pc } from './people.ts';
import { plainState } from './plain-state.ts';
import { startRelay, temporaryStorePath, waitFor, type TestRelay } from './start-relay.ts';

async function entries(relay: TestRelay, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1)
    await relay.relay.hall.engine.act(() => [{ kind: n % 2 === 0 ? 'queueClosed' : 'queueOpened', queue: 'A' }]);
}

async function tailOf(relay: TestRelay, room: string): Promise<number> {
  return (await relay.storage.readParts(room)).tail;
}

/** What a start makes of it. */
function seen(relay: TestRelay): unknown {
  const { state, log } = relay.relay.hall.engine;
  return [plainState(state), log.head, Buffer.from(log.fullState()).toString('base64')];
}

/** The rows of a closed store, past everything. */
function rows(path: string, sql: string, ...values: string[]): Record<string, unknown>[] {
  const db = new DatabaseSync(path);
  const found = db.prepare(sql).all(...values);
  db.close();
  return found;
}

describe('snapshots of a ledger', () => {
  test('after many entries and a quiet moment there is one, and the next start is as the last was', async () => {
    const path = temporaryStorePath();
    const relay = await startRelay({ storage: sqliteStorage(path), snapshotEvery: 20 });
    const { room } = relay.relay.hall.engine;
    for (let turn = 0; turn < 3; turn += 1) {
      await entries(relay, 21);
      await waitFor(async () => (await tailOf(relay, room)) < 20, 'a snapshot');
      await entries(relay, 3);
    }
    expect((await relay.storage.readLog(room)).length).toBeLessThan(25);
    const before = seen(relay);
    await relay.stop();
    // Two at most, and the entries since the older one.
    const kept = rows(path, 'SELECT through FROM snapshot WHERE log = ? ORDER BY through', room);
    expect(kept).toHaveLength(2);
    expect(rows(path, 'SELECT min(n) AS n FROM log WHERE log = ?', room)[0]?.['n']).toBe(
      Number(kept[0]?.['through']) + 1,
    );
    const again = await startRelay({ storage: sqliteStorage(path), isFounded: true });
    expect(seen(again)).toEqual(before);
  });

  test('the newest one damaged, in any of its bytes: the hall is what it was, from the one before', async () => {
    const path = temporaryStorePath();
    const relay = await startRelay({ storage: sqliteStorage(path), snapshotEvery: 10 });
    const { room } = relay.relay.hall.engine;
    for (let turn = 0; turn < 2; turn += 1) {
      await entries(relay, 12);
      await waitFor(async () => (await tailOf(relay, room)) < 10, 'a snapshot');
    }
    await entries(relay, 2);
    const before = seen(relay);
    await relay.stop();
    const [newest] = rows(path, 'SELECT id, bytes FROM snapshot WHERE log = ? ORDER BY through DESC', room);
    const good = newest?.['bytes'] as Uint8Array;
    for (const at of [0, 1, Math.floor(good.length / 2), good.length - 1]) {
      const bytes = new Uint8Array(good);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      const db = new DatabaseSync(path);
      db.prepare('UPDATE snapshot SET bytes = ? WHERE id = ?').run(bytes, Number(newest?.['id']));
      db.close();
      const storage = sqliteStorage(path);
      const { tail, updates } = await storage.readParts(room);
      expect(tail).toBeGreaterThan(10);
      const log = LedgerLog.load(room, updates);
      expect([plainState(log.state), log.head, Buffer.from(log.fullState()).toString('base64')]).toEqual(before);
      await storage.close();
    }
    const again = await startRelay({ storage: sqliteStorage(path), isFounded: true });
    expect(seen(again)).toEqual(before);
  });

  test('the day that is over is one update, also when the relay ended before it could be made', async () => {
    const path = temporaryStorePath();
    const relay = await startRelay({ storage: sqliteStorage(path) });
    const { room } = relay.relay.hall.engine;
    await entries(relay, 5);
    relay.wall.now += 24 * 3600_000;
    await relay.relay.hall.tick();
    expect(relay.relay.hall.engine.room).not.toBe(room);
    await waitFor(async () => (await tailOf(relay, room)) === 0, 'the old day’s snapshot');
    const [only, ...none] = await relay.storage.readLog(room);
    expect(none).toEqual([]);
    expect(LedgerLog.load(room, [only ?? new Uint8Array()]).state.closed).toBe(true);
    await relay.stop();
    // As a relay leaves it that was killed on the stroke of midnight.
    rows(path, 'DELETE FROM snapshot WHERE log = ?', room);
    const again = await startRelay({ storage: sqliteStorage(path), isFounded: true, at: relay.wall.now });
    await waitFor(async () => (await tailOf(again, room)) === 0, 'the snapshot at the next start');
  });

  test('a replay says what all of its updates say, in another process as well, and refuses what does not hold together', async () => {
    const doc = new Y.Doc({ gc: false });
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => void updates.push(update));
    for (let n = 1; n <= 3000; n += 1) doc.getMap('e').set(n.toString(36), [3, n, 'x'.repeat(n % 40)]);
    const one = await replay(updates);
    expect(updates.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(100_000);
    expect(Buffer.from(one).equals(oneUpdate(updates))).toBe(true);
    const copy = new Y.Doc({ gc: false });
    Y.applyUpdate(copy, one);
    expect(copy.getMap('e').toJSON()).toEqual(doc.getMap('e').toJSON());
    const lacking = updates.filter((_, index) => index !== 5);
    await expect(replay(lacking)).rejects.toThrow(/lacking/);
    await expect(replay(lacking.slice(0, 100))).rejects.toThrow(/lacking/);
    await expect(replay([...updates, new Uint8Array([1, 2, 3])])).rejects.toThrow();
  });
});

describe('snapshots of a dossier', () => {
  test('they are read as the dossier was, and an erased one has neither entries nor snapshots', async () => {
    const path = temporaryStorePath();
    const relay = await startRelay({ storage: sqliteStorage(path), snapshotEvery: 4 });
    const id = await openMatter(relay);
    const room = dossierRoom(relay, id);
    const client = await clientOf(relay, '0317', id);
    for (let n = 0; n < 14; n += 1) {
      client.type('note', String.fromCharCode(97 + n));
      await client.saved();
    }
    const parts = await relay.storage.readParts(room);
    expect(parts.updates.length).toBe(parts.tail + 1);
    expect(parts).toMatchObject({ end: 14 });
    const fresh = await clientOf(relay, '0318', id);
    expect(fresh.text('note').toJSON()).toBe('abcdefghijklmn');
    const erased = await (await pc(relay, '0001')).post(`/api/dossiers/${id}/erase`);
    expect(erased.status).toBe(200);
    await relay.stop();
    for (const table of ['log', 'snapshot'])
      expect(rows(path, `SELECT count(*) AS n FROM ${table} WHERE log = ?`, room)[0]?.['n']).toBe(0);
  });
});
