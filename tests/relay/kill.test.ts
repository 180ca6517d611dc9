import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newToken } from './people.ts';
import { waitFor } from './start-relay.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The program itself, as a hall starts it. */
async function start(dataDir: string, port: number): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['sync-server/main.ts', '--port', String(port), '--data-dir', dataDir, '--public-url', ''],
    { stdio: 'ignore' },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  await waitFor(
    () =>
      fetch(`http://127.0.0.1:${port}/health`).then(
        (response) => response.ok,
        () => false,
      ),
    'the program',
    20_000,
  );
  return child;
}

interface Kiosk {
  base: string;
  incarnation: string;
  cookie: string;
}

async function pair(base: string, dataDir: string): Promise<Kiosk> {
  const token = /kiosk#pair=([\w-]+)/.exec(readFileSync(join(dataDir, 'first-run.txt'), 'utf8'))?.[1] ?? '';
  const incarnation = 'kiosk-that-is-killed';
  const response = await fetch(`${base}/api/pairings/claim`, {
    method: 'POST',
    headers: { origin: base },
    body: JSON.stringify({ token, incarnation, surface: 'kiosk' }),
  });
  return { base, incarnation, cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
}

async function post(kiosk: Kiosk, row: string): Promise<Record<string, unknown> | null> {
  try {
    const response = await fetch(`${kiosk.base}/api/commands`, {
      method: 'POST',
      headers: { origin: kiosk.base, cookie: kiosk.cookie },
      body: row,
    });
    return (await response.json()) as Record<string, unknown>;
  } catch {
    return null;
  }
}

const labelIn = (answer: Record<string, unknown> | null): unknown =>
  (answer?.['data'] as { label?: string } | undefined)?.label;

test('kill -9 in the middle of taking numbers: what was answered is there, what was not is decided once', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'onewindow-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child = await start(dataDir, port);
  const kiosk = await pair(base, dataDir);
  const session = (await (await fetch(`${base}/api/session`)).json()) as { day: string };
  const setup = (await (await fetch(`${base}/api/setup/1`, { headers: { cookie: kiosk.cookie } })).json()) as {
    routes: Record<string, string>;
  };
  const code = Object.keys(setup.routes)[0];
  const rows = Array.from({ length: 20 }, (_, index) =>
    JSON.stringify({
      id: `${kiosk.incarnation}.${index + 1}`,
      after: null,
      class: 'request',
      kind: 'take',
      setup: 1,
      staff: null,
      at: 0,
      body: { day: session.day, code, care: false, tokenHash: newToken().tokenHash, channel: 'kiosk' },
    }),
  );
  const first = new Map<string, Record<string, unknown>>();
  const posting = rows.map(async (row) => {
    const answer = await post(kiosk, row);
    if (answer) first.set(row, answer);
    // The first answers are the sign that others are in flight.
    if (first.size === 3) child.kill('SIGKILL');
  });
  await Promise.all(posting);
  await waitFor(() => child.signalCode === 'SIGKILL', 'the end');

  await start(dataDir, port);
  const labels: unknown[] = [];
  for (const row of rows) {
    const answer = await post(kiosk, row);
    expect(answer?.['ok'], JSON.stringify(answer)).toBe(true);
    const earlier = first.get(row);
    if (earlier) expect([labelIn(answer), answer?.['from']]).toEqual([labelIn(earlier), earlier['from']]);
    labels.push(labelIn(answer));
  }
  expect(first.size).toBeGreaterThanOrEqual(3);
  expect(new Set(labels).size).toBe(20);
  const numbers = labels.map((label) => Number(String(label).slice(1))).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

test('a second program on one data folder says so and ends', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'onewindow-'));
  await start(dataDir, await freePort());
  const second = spawn(
    process.execPath,
    ['sync-server/main.ts', '--port', String(await freePort()), '--data-dir', dataDir],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  onTestFinished(() => void second.kill('SIGKILL'));
  let told = '';
  second.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  expect(await new Promise((resolve) => second.on('exit', resolve))).toBe(1);
  expect(told).toContain('data-dir-in-use');
});
