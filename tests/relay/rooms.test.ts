import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { updateFrame } from '../../sync-server/sockets/sync-frames.ts';
import { Counter, stockClient } from './counter.ts';
import { Browser, codeOf, newToken, pc } from './people.ts';
import { startRelay, waitFor } from './start-relay.ts';

describe('the ledger room', () => {
  test('a stock client syncs it and sees the entries of a command', async () => {
    const relay = await startRelay();
    const browser = await pc(relay, '0317');
    const { doc, provider } = stockClient(browser);
    await waitFor(() => provider.synced, 'the stock client');
    const counter = await Counter.open(await pc(relay, '0318'), '0318');
    await counter.act('openWindow', { window: 1 });
    await waitFor(() => doc.getMap('e').size === 2, 'the entry');
    expect(JSON.stringify(doc.getMap('e').get('2'))).toContain('[30,');
  });

  test('the update is there before its decision', async () => {
    const relay = await startRelay();
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await counter.act('openWindow', { window: 1 });
    const types = counter.arrivals.map((arrival) => arrival.type);
    expect(types.lastIndexOf(0)).toBeGreaterThan(types.indexOf(103));
    expect(types.lastIndexOf(0)).toBeLessThan(types.indexOf(101));
  });

  test('what is decided in one turn is one update', async () => {
    const relay = await startRelay();
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await counter.act('openWindow', { window: 1 });
    const updates = counter.of(0).length;
    const rows = Array.from({ length: 20 }, () =>
      counter.row('take', { code: codeOf(relay), care: false, tokenHash: newToken().tokenHash, channel: 'staff' }),
    );
    const answers = await Promise.all(rows.map((row) => counter.decide(row)));
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(counter.of(0).length - updates).toBeLessThan(20);
  });

  test('writing into it closes with 4422 and changes no byte', async () => {
    const relay = await startRelay();
    const before = Y.encodeStateAsUpdate(relay.relay.hall.engine.log.doc);
    const { doc, provider, closed } = stockClient(await pc(relay, '0317'));
    await waitFor(() => provider.synced, 'the stock client');
    doc.getMap('e').set('99', [[12, 0, 0, 0, 0, 0, 1, 1, 1]]);
    await waitFor(() => closed.length > 0, 'the close');
    expect(closed).toEqual([4422]);
    expect(Y.encodeStateAsUpdate(relay.relay.hall.engine.log.doc)).toEqual(before);
  });

  test('a delete in it is a write as well', async () => {
    const relay = await startRelay();
    const { doc, provider, closed } = stockClient(await pc(relay, '0317'));
    await waitFor(() => provider.synced, 'the stock client');
    doc.getMap('e').delete('1');
    await waitFor(() => closed.length > 0, 'the close');
    expect(closed).toEqual([4422]);
    expect(relay.relay.hall.engine.log.doc.getMap('e').has('1')).toBe(true);
  });

  test('an update that is none closes with 4400', async () => {
    const relay = await startRelay();
    const counter = await Counter.connect(await pc(relay, '0317'), '0317');
    counter.raw(updateFrame(new Uint8Array([9, 9, 9, 9])));
    expect([4400, 4422]).toContain(await counter.closedWith());
  });

  test.each([
    ['wrong epoch', (room: string) => room.replace(/[^/]+$/, '1-000000000000'), 4409],
    ['another hall', (room: string) => room.replace('binjiang', 'elsewhere'), 4409],
    ['a day to come', (room: string) => room.replace('2026-11-23', '2026-11-24'), 4404],
    ['a day that was never founded', (room: string) => room.replace('2026-11-23', '2026-11-20'), 4404],
    ['no ledger', (room: string) => room.replace('ledger', 'dossier'), 4404],
    ['a path with dots', () => 'ledger/../../etc', 4404],
  ])('%s: %s', async (_, change, code) => {
    const relay = await startRelay();
    const browser = await pc(relay, '0317');
    const counter = await Counter.connect(browser, '0317', { room: change(relay.relay.hall.engine.room) });
    expect(await counter.closedWith()).toBe(code);
  });

  test('not signed in: 4401; a kiosk cannot join either', async () => {
    const relay = await startRelay();
    expect(await (await Counter.connect(new Browser(relay), '0317')).closedWith()).toBe(4401);
  });

  test('somebody whose role has no ledger: 4403; a reviewer reads it', async () => {
    const relay = await startRelay();
    const reviewer = await Counter.open(await pc(relay, '0501'), '0501');
    expect(reviewer.state.seq).toBeGreaterThan(0);
    expect(await reviewer.act('openWindow', { window: 1 })).toMatchObject({ ok: false, code: 'role-may-not' });
    await relay.storage.commit([
      { op: 'put', table: 'account', key: '0501', value: { ...relay.relay.accounts.get('0501'), roles: [] } },
    ]);
    await relay.relay.accounts.load();
    const nobody = await Counter.connect(reviewer.browser, '0501');
    expect(await nobody.closedWith()).toBe(4403);
  });

  test.each(['http://evil.example', 'null', null])('an upgrade from %s is refused', async (origin) => {
    const relay = await startRelay();
    const browser = await pc(relay, '0317');
    browser.origin = origin;
    const socket = new WebSocket(`ws://${relay.host}/rooms/${relay.relay.hall.engine.room}`, {
      headers: browser.headers,
    });
    const status = await new Promise<number>((resolve) => {
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => undefined);
    });
    expect(status).toBe(403);
  });

  test('a session that belongs to another device is not signed in here', async () => {
    const relay = await startRelay();
    const [one, other] = [await pc(relay, '0317'), await pc(relay, '0318')];
    const session = one.headers['cookie']?.split('; ').find((part) => part.startsWith('onewindow_session'));
    const device = other.headers['cookie']?.split('; ').find((part) => part.startsWith('onewindow_device'));
    const socket = new WebSocket(`ws://${relay.host}/rooms/${relay.relay.hall.engine.room}`, {
      headers: { origin: relay.base, cookie: `${session}; ${device}` },
    });
    const code = await new Promise<number>((resolve) => socket.on('close', resolve));
    expect(code).toBe(4401);
  });

  test('a heartbeat with both clocks comes only to who said hello', async () => {
    const relay = await startRelay();
    const silent = await Counter.connect(await pc(relay, '0317'), '0317');
    const counter = await Counter.open(await pc(relay, '0318'), '0318');
    await waitFor(() => counter.of(105).length > 0, 'a heartbeat');
    expect(counter.of(105)[0]).toEqual({ now: relay.wall.now, wall: relay.wall.now, failing: false, silent: [] });
    expect(silent.of(105)).toEqual([]);
  });

  test("no names of staff in the ledger's bytes", async () => {
    const relay = await startRelay();
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await counter.act('openWindow', { window: 1 });
    await counter.act('callHelp', { from: 'window', window: 1 });
    const bytes = Buffer.concat(await relay.storage.readLog(relay.relay.hall.engine.room));
    for (const person of relay.relay.accounts.all())
      expect(bytes.includes(Buffer.from(person.name)), person.name).toBe(false);
    expect(bytes.includes(Buffer.from('0317'))).toBe(true);
  });
});
