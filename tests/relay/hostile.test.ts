import { mkdtempSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { createRelay } from '../../sync-server/relay.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import { Counter } from './counter.ts';
import { Browser, codeOf, newToken, pairedKiosk, pc, takeRow } from './people.ts';
import { MONDAY_TEN, startRelay, waitFor } from './start-relay.ts';

/** A relay that serves a small build, for what only files can do. */
async function withFiles(): Promise<{ port: number; folder: string; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'onewindow-build-'));
  writeFileSync(join(folder, '200.html'), '<!doctype html><script>start()</script>');
  writeFileSync(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const relay = await createRelay({
    storage: memoryStorage(),
    build: folder,
    publicUrl: '',
    secure: false,
    wall: () => MONDAY_TEN,
  });
  await new Promise<void>((resolve) => relay.server.listen(0, '127.0.0.1', resolve));
  const address = relay.server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, folder, close: () => relay.close() };
}

test('a range that makes no sense, and a file that vanished, end one answer and not the hall', async () => {
  const { port, folder, close } = await withFiles();
  const ask = (path: string, headers: Record<string, string> = {}): Promise<number> =>
    new Promise((resolve) => {
      const request = httpRequest({ port, host: '127.0.0.1', path, headers }, (response) => {
        response.resume();
        response.on('close', () => resolve(response.statusCode ?? 0));
      });
      request.on('error', () => resolve(0));
      request.end();
    });
  expect(await ask('/icon.svg', { range: 'bytes=5-2' })).toBe(200);
  const { rmSync } = await import('node:fs');
  rmSync(join(folder, 'icon.svg'));
  await ask('/icon.svg');
  expect(await ask('/health')).toBe(200);
  expect(await ask('/window')).toBe(200);
  await close();
});

test('traversal finds nothing beyond the build', async () => {
  const { port, close } = await withFiles();
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    );
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
  });
  expect(answer).not.toContain('root:');
  await close();
});

test('an address that is no address ends its own line', async () => {
  const relay = await startRelay();
  const browser = await pc(relay, '0317');
  const path = `${relay.base.replace('http', 'ws')}/rooms/${relay.relay.hall.engine.room}`;
  const closed = new Promise<number>((resolve) => {
    const socket = new WebSocket(`${path}?%`, { headers: browser.headers });
    socket.on('open', () => socket.close());
    socket.on('error', () => resolve(0));
    socket.on('close', (code) => resolve(code));
  });
  await closed;
  expect((await browser.get('/api/session')).status).toBe(200);
});

test('[S8] a setup that would strand people or close an open window is not published', async () => {
  const relay = await startRelay();
  const clerk = await Counter.open(await pc(relay, '0317'), '0317');
  await clerk.act('openWindow', { window: 3 });
  await clerk.act('take', { code: codeOf(relay, 'A'), care: false, tokenHash: newToken().tokenHash, channel: 'staff' });
  const administrator = await pc(relay, '0001');
  const setup = structuredClone(relay.relay.hall.setup);
  setup.queues = setup.queues.filter((queue) => queue.id !== 'A');
  setup.windows = setup.windows.filter((window) => !window.queues.includes('A'));
  for (const [code, queue] of Object.entries(setup.routes)) if (queue === 'A') setup.routes[code] = 'B';
  const answer = await administrator.post('/api/setup', setup);
  expect(answer.body).toMatchObject({ code: 'setup-invalid' });
  expect(JSON.stringify(answer.body)).toContain('queues.A A001');
  expect(JSON.stringify(answer.body)).toContain('windows.3');
  expect(relay.relay.hall.engine.setupVersion).toBe(1);
  expect((await administrator.get('/api/setup/2')).status).toBe(404);
});

test('who signs in under another PC without its credential brings none of its facts, and no kiosk is had that way', async () => {
  const relay = await startRelay();
  const victim = await pc(relay, '0317');
  const thief = new Browser(relay, victim.incarnation);
  await thief.signIn('0318');
  expect(relay.relay.devices.get(victim.incarnation)?.staff).toEqual(['0318']);
  const kiosk = await pairedKiosk(relay);
  expect(await new Browser(relay, kiosk.incarnation).trySignIn('0318', 'window-five-green')).toMatchObject({
    status: 403,
    body: { code: 'device-not-yours' },
  });
});

test('a second sign-in at a PC ends the first one', async () => {
  const relay = await startRelay();
  const first = await pc(relay, '0317');
  const old = first.headers;
  await first.signIn('0318');
  const session = await new Browser(relay).get('/api/session', old);
  expect(session.body['staff']).toBeNull();
});

test('a revoked board hears nothing more', async () => {
  const relay = await startRelay();
  const kiosk = await pairedKiosk(relay);
  const ended = new Promise<void>((resolve) => {
    httpRequest(`${relay.base}/api/board/events`, { headers: kiosk.headers }, (response) => {
      response.resume();
      response.on('close', () => resolve());
    }).end();
  });
  await relay.relay.devices.revoke(kiosk.incarnation);
  await ended;
  expect((await kiosk.get('/api/board')).status).toBe(401);
});

test('a number carried over midnight is not given a second time while it is open', async () => {
  const relay = await startRelay();
  const clerk = await Counter.open(await pc(relay, '0317'), '0317');
  await clerk.act('openWindow', { window: 3 });
  const kiosk = await pairedKiosk(relay);
  await kiosk.post('/api/commands', takeRow(relay, kiosk, 1, { code: codeOf(relay, 'A') }));
  await clerk.act('call', { window: 3, ticket: null });
  relay.wall.now += 24 * 3_600_000;
  await relay.relay.hall.tick();
  await waitFor(() => relay.relay.hall.engine.state.day > '2026-11-23', 'the new day');
  const answer = await kiosk.post('/api/commands', takeRow(relay, kiosk, 2, { code: codeOf(relay, 'A') }));
  expect(answer.body).toMatchObject({ ok: true, data: { label: 'A002' } });
});
