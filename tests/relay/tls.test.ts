import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { Certificate } from '../../sync-server/http/certificate.ts';
import { PASSWORD, startRelay, waitFor, type TestRelay } from './start-relay.ts';

interface Files {
  cert: string;
  key: string;
}

async function certificate(files: Files | null = null): Promise<Files> {
  const made = await generate([{ name: 'commonName', value: 'hall.test' }], { keySize: 2048 });
  const folder = files ? null : mkdtempSync(join(tmpdir(), 'onewindow-tls-'));
  const paths = files ?? { cert: join(folder ?? '', 'hall.pem'), key: join(folder ?? '', 'hall.key') };
  writeFileSync(paths.cert, made.cert);
  writeFileSync(paths.key, made.private, { mode: 0o600 });
  return paths;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  fingerprint: string;
}

function ask(relay: TestRelay, path: string, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = httpsRequest(
      `${relay.base}${path}`,
      {
        method: body === undefined ? 'GET' : 'POST',
        headers: { origin: relay.base },
        // Made a moment ago, known to nobody.
        agent: new Agent({ rejectUnauthorized: false, keepAlive: false }),
      },
      (response) => {
        response.resume();
        const { fingerprint256 } = (response.socket as TLSSocket).getPeerCertificate();
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, fingerprint: fingerprint256 }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test('with a certificate pages, routes and rooms are on the one port by TLS, and cookies are for TLS alone', async () => {
  const relay = await startRelay({ options: { tls: await certificate() } });
  expect(relay.base).toMatch(/^https:/);
  expect(await ask(relay, '/health')).toMatchObject({ status: 200 });
  const incarnation = 'a-pc-that-speaks-tls';
  const signedIn = await ask(relay, '/api/session', { account: '0317', password: PASSWORD, incarnation });
  expect(signedIn.status).toBe(200);
  expect(signedIn.headers['strict-transport-security']).toMatch(/^max-age=\d{7,}/);
  const cookies = signedIn.headers['set-cookie'] as string[];
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) expect(cookie).toMatch(/; Secure$/);
  const room = relay.relay.hall.engine.room;
  const socket = new WebSocket(`${relay.base.replace('https', 'wss')}/rooms/${room}`, {
    rejectUnauthorized: false,
    headers: { origin: relay.base, cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') },
  });
  // SyncStep1, as on any line.
  const first = await new Promise<Buffer>((resolve, reject) => {
    socket.on('message', (data: Buffer) => resolve(data));
    socket.on('error', reject);
  });
  expect([first[0], first[1]]).toEqual([0, 0]);
  socket.close();
});

test('plain http on that port is no door', async () => {
  const relay = await startRelay({ options: { tls: await certificate() } });
  await expect(fetch(`http://${relay.host}/health`)).rejects.toThrow();
  expect((await ask(relay, '/health')).status).toBe(200);
});

test('without a certificate nothing claims TLS', async () => {
  const relay = await startRelay();
  expect((await fetch(`${relay.base}/health`)).headers.get('strict-transport-security')).toBeNull();
});

test('a renewed pair is served without a restart, and open lines stay', async () => {
  const files = await certificate();
  const relay = await startRelay({ options: { tls: files } });
  const before = (await ask(relay, '/health')).fingerprint;
  await certificate(files);
  expect(relay.relay.certificate?.renew()).toBe(true);
  const after = (await ask(relay, '/health')).fingerprint;
  expect(after).not.toBe(before);
  // Half a pair, or none, leaves the one before.
  const other = await certificate();
  for (const half of [readFileSync(other.cert), 'no certificate']) {
    writeFileSync(files.cert, half);
    expect(relay.relay.certificate?.renew()).toBe(false);
    expect((await ask(relay, '/health')).fingerprint).toBe(after);
  }
});

test('renewed files are noticed by themselves', async () => {
  const files = await certificate();
  const pair = new Certificate(files, 20);
  const before = pair.pair.cert.toString();
  await certificate(files);
  await waitFor(() => pair.pair.cert.toString() !== before, 'the renewed pair');
  pair.close();
});

test('a certificate with another key is refused at the start, by name', async () => {
  const [one, two] = [await certificate(), await certificate()];
  expect(() => new Certificate({ cert: one.cert, key: two.key })).toThrow(
    expect.objectContaining({ name: 'CertificateError' }) as Error,
  );
  expect(() => new Certificate({ cert: one.cert, key: '/nowhere' })).toThrow(/ENOENT/);
});
