import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { routeAccess, type RouteAccess, type RouteName } from '#lib/domain/index.ts';
import { newToken, pairedKiosk, pc, takeRow } from './people.ts';
import { startRelay, type TestRelay } from './start-relay.ts';

/** As the app is built: a shell, parts, and what belongs to the inside. */
function buildOf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'onewindow-build-'));
  mkdirSync(join(folder, '_app', 'immutable'), { recursive: true });
  const files = ['200.html', 'icon.svg', 'manifest.webmanifest', 'service-worker.js', '_app/version.json'];
  for (const file of [...files, '_app/immutable/start.js']) writeFileSync(join(folder, file), `file ${file}`);
  return folder;
}

async function withPublicDoor(): Promise<{ relay: TestRelay; outside: string }> {
  const relay = await startRelay({ options: { build: buildOf() } });
  await new Promise<void>((resolve) => relay.relay.publicServer.listen(0, '127.0.0.1', resolve));
  return { relay, outside: `http://127.0.0.1:${(relay.relay.publicServer.address() as AddressInfo).port}` };
}

/** A route's path with something in it, so that it matches. */
const filled = (route: RouteName): [method: string, path: string] => {
  const [method = '', path = ''] = route.split(' ');
  return [method, path.replace(/:\w+/g, 'x'.repeat(22))];
};

/** `path` to the letter: fetch would tidy it. */
function rawStatus(base: string, path: string, headers: Record<string, string> = {}): Promise<number> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    httpRequest({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('of all routes those are outside that the table says, and of the others nothing', async () => {
  const { relay, outside } = await withPublicDoor();
  const { cookie = '' } = (await pc(relay, '0001')).headers;
  // Inside each of them is a route, whatever it answers.
  expect(relay.relay.router.names.toSorted()).toEqual(Object.keys(routeAccess).sort());
  for (const route of relay.relay.router.names) {
    const [method, path] = filled(route);
    const { outside: isOutside = false }: RouteAccess = routeAccess[route];
    const response = await fetch(`${outside}${path}`, { method, headers: { origin: outside, cookie } });
    const answer = [response.status, await response.text()];
    if (isOutside) expect(answer, route).not.toEqual([404, '']);
    else expect(answer, route).toEqual([404, '']);
  }
});

test('pages of applicants and what they are made of, and nothing else', async () => {
  const { outside, relay } = await withPublicDoor();
  for (const path of ['/r', '/r/', '/r/abc-DEF_123', '/book', '/book/', '/book?lang=en']) {
    expect(await (await fetch(`${outside}${path}`)).text(), path).toBe('file 200.html');
  }
  for (const path of ['/icon.svg', '/manifest.webmanifest', '/_app/version.json', '/_app/immutable/start.js']) {
    expect(await (await fetch(`${outside}${path}`)).text(), path).toBe(`file ${path.slice(1)}`);
  }
  const elsewhere = ['/', '/window', '/kiosk', '/board', '/pickup', '/supervise', '/admin', '/rate', '/department'];
  const odd = ['/200.html', '/service-worker.js', '/r/a/b', '/rx', '/booking', '/_app/none.js', '/_app/../200.html'];
  const traversal = [
    '/r/../window',
    '/r/%2e%2e/window',
    '/_app/%2e%2e/200.html',
    '//window',
    '/r\\..\\window',
    '/r/%00',
  ];
  const rooms = ['/rooms/ledger', '/metrics', '/api', '/api/', '/api/none'];
  for (const path of [...elsewhere, ...odd, ...traversal, ...rooms])
    expect(await rawStatus(outside, path), path).toBe(404);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])
    expect((await fetch(`${outside}/book`, { method: method === 'TRACE' ? 'PATCH' : method })).status).toBe(404);
  expect(relay.relay.sockets.size).toBe(0);
});

test('no websocket, whoever asks', async () => {
  const { relay, outside } = await withPublicDoor();
  const clerk = await pc(relay, '0317');
  const { cookie = '' } = clerk.headers;
  const status = await new Promise<number>((resolve) => {
    const socket = new WebSocket(`${outside.replace('http', 'ws')}/rooms/${relay.relay.hall.engine.room}`, {
      headers: { cookie, origin: outside },
    });
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => resolve(101));
    socket.on('error', () => undefined);
  });
  expect(status).toBe(404);
});

test('a cookie of the inside makes nobody anybody', async () => {
  const { relay, outside } = await withPublicDoor();
  const { cookie = '' } = (await pc(relay, '0001')).headers;
  const answer = (await (await fetch(`${outside}/api/session`, { headers: { cookie } })).json()) as object;
  expect(answer).toMatchObject({ staff: null, device: null });
});

test('a phone follows its number and books there; rations count by the last place of x-forwarded-for', async () => {
  const { relay, outside } = await withPublicDoor();
  const kiosk = await pairedKiosk(relay);
  const { token, tokenHash } = newToken();
  await kiosk.post('/api/commands', takeRow(relay, kiosk, 1, { tokenHash }));
  expect((await fetch(`${outside}/api/receipts/${token}`)).status).toBe(200);
  const left = await fetch(`${outside}/api/receipts/${token}/leave`, { method: 'POST', headers: { origin: outside } });
  expect(left.status).toBe(200);
  const offers = await fetch(`${outside}/api/bookings/offers`);
  expect(offers.status).toBe(200);
  const guess = async (from: string): Promise<number> =>
    (await fetch(`${outside}/api/receipts/AAAA1111`, { headers: { 'x-forwarded-for': `1.1.1.1, ${from}` } })).status;
  for (let n = 0; n < 20; n += 1) expect(await guess('9.9.9.9')).toBe(404);
  expect(await guess('9.9.9.9')).toBe(429);
  expect(await guess('8.8.8.8')).toBe(404);
});
