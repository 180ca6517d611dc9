import { readFileSync, readdirSync } from 'node:fs';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { hashOfToken, newToken } from '../../sync-server/identity/secrets.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { Counter } from './counter.ts';
import { Browser, newToken as newTicketToken, pairedKiosk, pc, takeRow } from './people.ts';
import { PASSWORD, startRelay, temporaryStorePath, waitFor, type TestRelay } from './start-relay.ts';

const SECRET = 'a file beside the build';

function buildOf(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'onewindow-')), 'build');
  mkdirSync(join(folder, '_app', 'immutable'), { recursive: true });
  writeFileSync(join(folder, '..', 'secret.txt'), SECRET);
  writeFileSync(join(folder, '200.html'), '<!doctype html><script>start()</script>');
  writeFileSync(join(folder, '_app', 'immutable', 'part.js'), 'export {}');
  return folder;
}

interface Raw {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** To the letter: fetch would tidy the path. */
function ask(relay: TestRelay, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Raw> {
  const { hostname, port } = new URL(relay.base);
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ hostname, port, path, headers, method }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** What comes back on a bare socket until the relay ends it, and after how long. */
function raw(relay: TestRelay, text: string, more?: (write: (text: string) => void) => void): Promise<string> {
  const { hostname, port } = new URL(relay.base);
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(text);
      more?.((part) => void (socket.writable && socket.write(part)));
    });
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
}

test('every answer says what may be done with it: pages, parts, routes, refusals, errors', async () => {
  const relay = await startRelay({ options: { build: buildOf() } });
  const paths = [
    '/',
    '/window',
    '/health',
    '/metrics',
    '/api/session',
    '/api/staff',
    '/api/none',
    '/_app/immutable/part.js',
  ];
  for (const path of paths) {
    const { headers } = await ask(relay, path);
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['referrer-policy'], path).toBe('no-referrer');
    expect(headers['cross-origin-resource-policy'], path).toBe('same-origin');
    expect(headers['content-security-policy'], path).toMatch(/frame-ancestors '(self|none)'/);
    expect(headers['access-control-allow-origin'], path).toBeUndefined();
    if (!path.startsWith('/_app/immutable')) expect(headers['permissions-policy'], path).toContain('geolocation=()');
  }
  expect((await ask(relay, '/window', {}, 'POST')).status).toBe(404);
});

test('a page runs its own files and one inline script by its hash; nothing else, and lines to its own host alone', async () => {
  const relay = await startRelay({ options: { build: buildOf() } });
  const policy = String((await ask(relay, '/window')).headers['content-security-policy']);
  const directive = (name: string): string => policy.split('; ').find((one) => one.startsWith(`${name} `)) ?? '';
  expect(directive('script-src')).toMatch(/^script-src 'self' 'sha256-[\w+/]{43}='$/);
  expect(directive('connect-src')).toBe(`connect-src 'self' ws://${relay.host} wss://${relay.host}`);
  expect(directive('default-src')).toBe("default-src 'self'");
  expect(directive('base-uri')).toBe("base-uri 'none'");
  // A host that is none is not written into a policy.
  const odd = await ask(relay, '/window', { host: "x; script-src 'unsafe-inline'" });
  expect(String(odd.headers['content-security-policy'])).not.toContain('unsafe-inline;');
  expect(String(odd.headers['content-security-policy'])).toMatch(/connect-src 'self';/);
});

test.each([
  '/../secret.txt',
  '/../../etc/passwd',
  '/%2e%2e/secret.txt',
  '/%2e%2e%2fsecret.txt',
  '/%252e%252e%252fsecret.txt',
  '/..%5csecret.txt',
  '/..\\secret.txt',
  '/_app/../../secret.txt',
  '/_app/%2e%2e/%2e%2e/secret.txt',
  '/....//secret.txt',
  '/secret.txt%00.html',
  '/%00',
  '/%',
  '/%c0%ae%c0%ae/secret.txt',
  '//secret.txt',
  '/api/setup/..%2f..%2fsecret.txt',
  '/api/receipts/%2e%2e%2f%2e%2e',
  '/api/receipts/%00',
  '/api/receipts/%E0%A4%A',
])('%s leads nowhere', async (path) => {
  const relay = await startRelay({ options: { build: buildOf() } });
  const { body, status } = await ask(relay, path);
  expect(body).not.toContain(SECRET);
  expect(body).not.toContain('root:');
  expect(status).toBeLessThan(500);
  expect((await ask(relay, '/health')).status).toBe(200);
});

test.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'not an origin'])(
  'a page of %s reads nothing and changes nothing, by request or by websocket',
  async (origin) => {
    const relay = await startRelay();
    const clerk = await pc(relay, '0100');
    clerk.origin = origin;
    for (const path of ['/api/session', '/api/staff', '/api/board', '/api/audit', '/metrics'])
      expect((await ask(relay, path, clerk.headers)).body, path).toContain('origin-not-allowed');
    expect((await clerk.post('/api/session/password', { current: PASSWORD, next: 'another-one' })).status).toBe(403);
    expect(await upgradeStatus(relay, clerk.headers)).toBe(403);
  },
);

test('a websocket whose origin is missing is no page of the hall', async () => {
  const relay = await startRelay();
  const clerk = await pc(relay, '0317');
  clerk.origin = null;
  expect(await upgradeStatus(relay, clerk.headers)).toBe(403);
});

function upgradeStatus(relay: TestRelay, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://${relay.host}/rooms/${relay.relay.hall.engine.room}`, { headers });
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => resolve(101));
    socket.on('error', () => undefined);
  });
}

test('who sends headers or a body a byte at a time is cut off; others are served meanwhile', async () => {
  const relay = await startRelay({ options: { limits: { headers: 150, request: 300, check: 30 } } });
  const drip = (write: (text: string) => void): void => {
    const timer = setInterval(() => write('x'), 20);
    timer.unref();
  };
  const slow = [
    raw(relay, 'GET /health HTTP/1.1\r\nHost: x\r\nX-Drip: ', drip),
    raw(relay, 'POST /api/session HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: 9999\r\n\r\n', drip),
  ];
  expect((await ask(relay, '/health')).status).toBe(200);
  const [headers, body] = await Promise.all(slow);
  expect(headers).toContain('408');
  expect(body).toContain('408');
});

test('headers and bodies have a size', async () => {
  const relay = await startRelay();
  expect(await raw(relay, `GET /health HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`)).toContain(
    '431',
  );
  const admin = await pc(relay, '0001');
  for (const [path, size] of [
    ['/api/session', 70_000],
    ['/api/commands', 20_000],
    ['/api/staff', 70_000],
    ['/api/setup', 4_300_000],
  ] as const) {
    const answer = await (path === '/api/commands' ? await pairedKiosk(relay) : admin).post(
      path,
      `"${'x'.repeat(size)}"`,
    );
    expect(answer.status, path).toBeGreaterThanOrEqual(400);
    expect(answer.status, path).toBeLessThan(500);
  }
});

test('only so many lines at once', async () => {
  const relay = await startRelay({ options: { limits: { connections: 3 } } });
  const { hostname, port } = new URL(relay.base);
  const open = Array.from({ length: 5 }, () => connect(Number(port), hostname));
  const closed = new Set<number>();
  open.forEach((socket, index) => {
    socket.on('error', () => undefined);
    socket.on('close', () => closed.add(index));
  });
  await waitFor(() => closed.size === 2, 'those beyond the limit');
  for (const socket of open) socket.destroy();
});

test('tokens have 256 bits, and no two are alike', () => {
  const tokens = Array.from({ length: 200 }, newToken);
  expect(new Set(tokens).size).toBe(200);
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
});

test('the store’s bytes hold hashes of tokens and passwords, never one of them', async () => {
  const path = temporaryStorePath();
  const relay = await startRelay({ storage: sqliteStorage(path) });
  const clerk = await pc(relay, '0317');
  const kiosk = await pairedKiosk(relay);
  const link = await relay.relay.devices.newLink('board', 'B1');
  const { token, tokenHash } = newTicketToken();
  await kiosk.post('/api/commands', takeRow(relay, kiosk, 1, { tokenHash }));
  const reset = await (await pc(relay, '0001')).post('/api/staff/0318/password');
  const cookies = [clerk, kiosk].flatMap((browser) =>
    (browser.headers['cookie'] ?? '').split('; ').map((pair) => pair.split('=')[1] ?? ''),
  );
  expect(cookies).toHaveLength(3);
  await relay.stop();
  const folder = dirname(path);
  const bytes = Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file))));
  expect(bytes.includes(hashOfToken(cookies[0] ?? ''))).toBe(true);
  for (const secret of [...cookies, link, token, PASSWORD, String(reset.body['password'])]) {
    expect(secret.length).toBeGreaterThan(10);
    expect(bytes.includes(secret), secret).toBe(false);
    expect(bytes.includes(Buffer.from(secret, 'base64url')), secret).toBe(false);
  }
});

test('who is not signed in is known so before a byte is taken: a flood on such a line goes nowhere', async () => {
  const relay = await startRelay();
  const stranger = new Browser(relay);
  const room = relay.relay.hall.engine.room;
  const closed = await new Promise<number>((resolve) => {
    const socket = new WebSocket(`ws://${relay.host}/rooms/${room}`, { headers: stranger.headers });
    socket.on('open', () => {
      for (let n = 0; n < 20; n += 1) socket.send(Buffer.alloc(1_000_000));
    });
    socket.on('error', () => undefined);
    socket.on('close', (code) => resolve(code));
  });
  expect([4401, 1006]).toContain(closed);
  expect(relay.relay.sockets.size).toBe(0);
});

test('one device has so many lines on ledgers, and others have theirs', async () => {
  const relay = await startRelay();
  const clerk = await pc(relay, '0317');
  const lines = await Promise.all(Array.from({ length: 64 }, () => Counter.connect(clerk, '0317')));
  await waitFor(() => relay.relay.sockets.size === 64, 'all tabs');
  expect(await (await Counter.connect(clerk, '0317')).closedWith()).toBe(4529);
  expect((await Counter.open(await pc(relay, '0318'), '0318')).closed).toBeNull();
  expect(lines.every(({ closed }) => closed === null)).toBe(true);
});

test('a line on a ledger has a ration of bytes, as one of messages', async () => {
  const relay = await startRelay();
  const counter = await Counter.connect(await pc(relay, '0317'), '0317');
  // Presence, which is not wanted there, as large as a frame may be.
  for (let n = 0; n < 6; n += 1) counter.raw(Buffer.concat([Buffer.from([1]), Buffer.alloc(1_000_000)]));
  expect(await counter.closedWith()).toBe(4529);
});

test('a frame larger than a megabyte ends its line, and is noted', async () => {
  const relay = await startRelay();
  const counter = await Counter.connect(await pc(relay, '0317'), '0317');
  counter.raw(Buffer.alloc(1_100_000));
  await counter.closedWith();
  await waitFor(() => relay.relay.audit.list({ what: 'frame-refused', most: 1 }).length === 1, 'the note');
  expect(relay.relay.audit.list({ most: 1 })).toMatchObject([{ code: '4413', account: '0317', room: 'ledger' }]);
});
