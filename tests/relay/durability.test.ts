import { describe, expect, test } from 'vitest';
import { readEnvelope, type CommandDecision } from '../../sync-server/hall/envelope.ts';
import type { Author } from '../../sync-server/hall/jobs.ts';
import { StorageInUseError, sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { Counter } from './counter.ts';
import { codeOf, newToken, pairedKiosk, pc, takeRow } from './people.ts';
import { FickleStorage, startRelay, temporaryStorePath, waitFor, type TestRelay } from './start-relay.ts';

describe('what anyone was told is on the disk', () => {
  test('nothing is sent before the commit: no update, no decision', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    const watcher = await Counter.open(await pc(relay, '0318'), '0318');
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    const commits = disk.commits;
    const updates = watcher.of(0).length;
    disk.hold();
    const decided = counter.act('openWindow', { window: 1 });
    await waitFor(() => disk.commits > commits, 'the commit to be asked for');
    // A heartbeat passes on both lines: whatever was sent before it has arrived.
    const beats = [watcher.of(105).length, counter.of(105).length];
    await waitFor(
      () => watcher.of(105).length > (beats[0] ?? 0) && counter.of(105).length > (beats[1] ?? 0),
      'a heartbeat',
    );
    expect(watcher.of(0)).toHaveLength(updates);
    expect(counter.of(101)).toEqual([]);
    expect(relay.relay.hall.engine.state.windows.size).toBe(0);
    disk.release();
    expect(await decided).toMatchObject({ ok: true });
    await waitFor(() => watcher.state.windows.get(1)?.phase === 'open', 'the update');
  });

  test('a full disk: the request is told, the ledger is as before, the heartbeat says so, and the next one works', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await counter.act('openWindow', { window: 1 });
    const before = relay.relay.hall.engine.log.fullState();
    disk.isFull = true;
    const lost = counter.row('take', {
      code: codeOf(relay),
      care: false,
      tokenHash: newToken().tokenHash,
      channel: 'staff',
    });
    expect(await counter.decide(lost)).toMatchObject({ ok: false, code: 'not-saved-at-hall' });
    expect(relay.relay.hall.engine.log.fullState()).toEqual(before);
    await waitFor(() => counter.of(105).some((beat) => (beat as { failing: boolean }).failing), 'a failing heartbeat');
    expect((await counter.browser.get('/health')).status).toBe(503);
    disk.isFull = false;
    expect(await counter.decide(lost)).toMatchObject({ ok: true });
    expect(await counter.browser.get('/health')).toMatchObject({ status: 200, body: { ok: true } });
    await waitFor(() => counter.state.tickets.size === 1, 'the ticket');
    // The bytes after the failure rest on nothing that is not there.
    const fresh = await Counter.open(await pc(relay, '0318'), '0318');
    expect(fresh.state.tickets.size).toBe(1);
  });

  test('a full disk: a fact stays undecided, and what comes after it waits', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await counter.act('openWindow', { window: 1 });
    await counter.act('take', { code: codeOf(relay), care: false, tokenHash: newToken().tokenHash, channel: 'staff' });
    await counter.act('call', { window: 1, ticket: null });
    const ticket = relay.relay.hall.engine.state.windows.get(1)?.ticket ?? 0;
    await counter.act('recall', { window: 1, ticket });
    const [begin, finish] = [
      counter.row('begin', { window: 1, ticket }),
      counter.row('finish', { window: 1, ticket, outcome: 'done' }),
    ];
    disk.isFull = true;
    const commits = disk.commits;
    counter.frame(100, begin);
    await waitFor(() => disk.commits > commits, 'the commit');
    // A request behind it on the same line is answered: the fact before it was dealt with.
    await counter.act('callHelp', { from: 'window', window: 1 });
    disk.isFull = false;
    counter.frame(100, finish);
    await counter.act('callHelp', { from: 'window', window: 1 });
    expect(
      counter
        .of(101)
        .filter((decision) => [begin, finish].some((row) => row.includes((decision as { id: string }).id))),
    ).toEqual([]);
    expect(relay.relay.hall.engine.state.tickets.get(ticket)?.phase).toBe('called');
    await counter.decide(begin);
    await waitFor(() => relay.relay.hall.engine.state.tickets.get(ticket)?.phase === 'done', 'the follower');
    expect(relay.relay.hall.engine.state.conflicts).toEqual([]);
  });

  test('facts in flight behind one that was not kept are not kept either', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await counter.act('openWindow', { window: 1 });
    await counter.act('take', { code: codeOf(relay), care: false, tokenHash: newToken().tokenHash, channel: 'staff' });
    await counter.act('call', { window: 1, ticket: null });
    const ticket = relay.relay.hall.engine.state.windows.get(1)?.ticket ?? 0;
    const [begin, finish] = [
      counter.row('begin', { window: 1, ticket }),
      counter.row('finish', { window: 1, ticket, outcome: 'done' }),
    ];
    const commits = disk.commits;
    disk.hold();
    counter.frame(100, begin);
    await waitFor(() => disk.commits > commits, 'the commit to be asked for');
    counter.frame(100, finish);
    await counter.heard();
    disk.failures = 1;
    disk.release();
    await counter.act('callHelp', { from: 'window', window: 1 });
    await counter.decide(begin);
    await counter.decide(finish);
    expect(relay.relay.hall.engine.state).toMatchObject({ conflicts: [] });
    expect(relay.relay.hall.engine.state.tickets.get(ticket)?.phase).toBe('done');
  });

  test('a disk that cannot even be read: requests are told, and all is well when it is back', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    disk.isFull = disk.unreadable = true;
    expect(await counter.act('openWindow', { window: 1 })).toMatchObject({ code: 'not-saved-at-hall' });
    const hello = await Counter.connect(counter.browser, '0317', { n: 10 });
    hello.hello([`${counter.browser.incarnation}.1`]);
    // Not one of the codes after which a client never comes back.
    expect(await hello.closedWith()).toBe(4503);
    disk.isFull = disk.unreadable = false;
    expect(await counter.act('openWindow', { window: 1 })).toMatchObject({ ok: true });
  });

  test('when the disk has room again the hall says so by itself', async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    disk.isFull = true;
    await counter.act('openWindow', { window: 1 });
    await relay.relay.hall.tick();
    expect((await counter.browser.get('/health')).status).toBe(503);
    disk.isFull = false;
    await relay.relay.hall.tick();
    expect((await counter.browser.get('/health')).status).toBe(200);
  });

  test("a kiosk's row on a full disk is answered 503 and decided when it comes again", async () => {
    const disk = new FickleStorage();
    const relay = await startRelay({ storage: disk.storage });
    const kiosk = await pairedKiosk(relay);
    const row = takeRow(relay, kiosk, 1);
    disk.isFull = true;
    expect(await kiosk.post('/api/commands', row)).toMatchObject({ status: 503, body: { code: 'not-saved-at-hall' } });
    disk.isFull = false;
    expect(await kiosk.post('/api/commands', row)).toMatchObject({
      status: 200,
      body: { ok: true, data: { label: 'B001' } },
    });
  });

  test('after a restart everything that was acknowledged is there, and the same id has the same answer', async () => {
    const path = temporaryStorePath();
    const relay = await startRelay({ storage: sqliteStorage(path) });
    const kiosk = await pairedKiosk(relay);
    const rows = Array.from({ length: 8 }, (_, index) => takeRow(relay, kiosk, index + 1));
    const answers = await Promise.all(rows.map((row) => kiosk.post('/api/commands', row)));
    const before = structuredClone(relay.relay.hall.engine.state);
    const { head } = relay.relay.hall.engine.log;
    await relay.stop();

    const again = await startRelay({ storage: sqliteStorage(path), isFounded: true, at: relay.wall.now });
    expect(again.relay.hall.engine.state).toEqual(before);
    expect(again.relay.hall.engine.log.head).toBe(head);
    const back = kiosk.at(again);
    for (const [index, row] of rows.entries()) {
      const answer = await back.post('/api/commands', row);
      expect(answer.body).toMatchObject({
        id: answers[index]?.body['id'],
        from: answers[index]?.body['from'],
        data: { label: (answers[index]?.body['data'] as { label: string }).label },
      });
    }
    expect(again.relay.hall.engine.state.tickets.size).toBe(8);
  });

  test('an id that the relay before answered has that answer, however new it looks among others of one turn', async () => {
    const path = temporaryStorePath();
    const relay = await startRelay({ storage: sqliteStorage(path) });
    const kiosk = await pairedKiosk(relay);
    const author: Author = { surface: 'kiosk', label: 'K1', account: null, roles: [] };
    const submit = (to: TestRelay, row: string): Promise<CommandDecision | null> => {
      const envelope = readEnvelope(row);
      if (!envelope.ok) throw new Error(envelope.code);
      return to.relay.hall.engine.submit(envelope.value, author, 0);
    };
    const high = takeRow(relay, kiosk, 500);
    const answered = await submit(relay, high);
    expect(answered).toMatchObject({ ok: true });
    await relay.stop();

    const again = await startRelay({ storage: sqliteStorage(path), isFounded: true, at: relay.wall.now });
    // More than it looks for: from here on it takes the device's next number for a new command.
    for (let n = 1; n <= 20; n += 1) await submit(again, takeRow(again, kiosk, n));
    const before = again.relay.hall.engine.state.seq;
    const fresh = [takeRow(again, kiosk, 499), takeRow(again, kiosk, 501)];
    const [one, same, other, reused] = await Promise.all([
      submit(again, fresh[0] ?? ''),
      submit(again, high),
      submit(again, fresh[1] ?? ''),
      submit(again, takeRow(again, kiosk, 500)),
    ]);
    expect(same).toEqual(answered);
    expect(reused).toMatchObject({ ok: false, code: 'id-reused' });
    expect([one, other]).toEqual([
      expect.objectContaining({ ok: true, from: before + 1 }),
      expect.objectContaining({ ok: true, from: before + 2 }),
    ]);
    expect(again.relay.hall.engine.state.seq).toBe(before + 2);
    expect(again.relay.hall.engine.isFailing).toBe(false);
    const { head } = again.relay.hall.engine.log;
    await again.stop();
    const third = await startRelay({ storage: sqliteStorage(path), isFounded: true, at: relay.wall.now });
    expect(third.relay.hall.engine.log.head).toBe(head);
    expect(third.relay.hall.engine.state.tickets.size).toBe(23);
  });

  test("what follows a restart is in a fresh client's prefix, and clients of before go on", async () => {
    const path = temporaryStorePath();
    const relay = await startRelay({ storage: sqliteStorage(path) });
    const browser = await pc(relay, '0317');
    const first = await Counter.open(browser, '0317');
    await first.act('openWindow', { window: 1 });
    await relay.stop();
    const again = await startRelay({ storage: sqliteStorage(path), isFounded: true, at: relay.wall.now });
    const second = await Counter.open(browser.at(again), '0317', { n: 1 });
    await second.act('pause', { window: 1, reason: 'lunch' });
    await waitFor(() => second.state.windows.get(1)?.phase === 'paused', 'the entry after the restart');
    expect(second.state).toEqual(again.relay.hall.engine.state);
  });

  test('a second relay on one folder is refused', async () => {
    const path = temporaryStorePath();
    const first = sqliteStorage(path);
    expect(() => sqliteStorage(path)).toThrow(StorageInUseError);
    await first.close();
    await sqliteStorage(path).close();
  });

  test('the chain is sealed every hundred entries and its heads can be computed again from the bytes', async () => {
    const path = temporaryStorePath();
    const relay = await startRelay({ storage: sqliteStorage(path) });
    await relay.relay.hall.engine.act(() => [{ kind: 'queueClosed', queue: 'A' }]);
    for (let index = 0; index < 110; index += 1)
      await relay.relay.hall.engine.act(() => [{ kind: 'queueOpened', queue: 'A' }]);
    const { sealed } = relay.relay.hall.engine.state;
    expect(sealed.through).toBeGreaterThanOrEqual(100);
    const { head } = relay.relay.hall.engine.log;
    await relay.stop();
    const again = await startRelay({ storage: sqliteStorage(path), isFounded: true });
    expect(again.relay.hall.engine.log.head).toBe(head);
    expect(again.relay.hall.engine.state.sealed).toEqual(sealed);
  });
});
