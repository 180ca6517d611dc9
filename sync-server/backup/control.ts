import { randomBytes, timingSafeEqual } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isAbsolute, join } from 'node:path';
import { log } from '../log.ts';
import { erasedNames } from '../rooms/dossier-records.ts';
import type { Storage } from '../storage/storage.ts';
import { BackupError } from './faults.ts';
import { readIfThere, writeWhole } from './files.ts';
import type { Source } from './make-backup.ts';

/** In the data folder, for its owner alone: who can read it may read the store as well. */
const CONTROL = 'control.json';
/** A store of a gigabyte on an old disk. */
const COPIES_WITHIN = 30 * 60_000;
const ANSWERS_WITHIN = 3000;
const LONGEST_BODY = 8192;
/** When the last good backup was made. */
const TABLE = 'backup';
const LAST = 'last';

interface Address {
  port: number;
  secret: string;
}

/**
 * The relay's ear for programs of this machine: its store is locked while it runs, so a backup asks it for the copy.
 * Loopback and a port of its own, whatever address and certificate the hall is served under.
 */
export async function openControl(
  storage: Storage,
  dataDir: string,
  /** Hears when the last good backup was made, epoch ms; at the start too. */
  backedUp: (at: number) => void = () => undefined,
): Promise<() => Promise<void>> {
  const last = await storage.get<number>(TABLE, LAST);
  if (last !== undefined) backedUp(last);
  const verified = async (at: number): Promise<void> => {
    await storage.commit([{ op: 'put', table: TABLE, key: LAST, value: at }]);
    backedUp(at);
  };
  const secret = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    serve({ storage, secret, verified }, request, response).catch((error: unknown) => {
      log.error('backup failed', error);
      reply(response, 500, { fault: 'relay-failed', about: error instanceof Error ? error.message : '' });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await writeWhole(join(dataDir, CONTROL), `${JSON.stringify({ port, secret } satisfies Address)}\n`);
  // It listens as long as the relay does, and keeps nothing alive.
  server.unref();
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(join(dataDir, CONTROL), { force: true });
  };
}

interface Served {
  storage: Storage;
  secret: string;
  verified: (at: number) => Promise<void>;
}

async function serve(
  { storage, secret, verified }: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isSame(request.headers.authorization ?? '', `Bearer ${secret}`)) return reply(response, 403, {});
  if (request.method === 'GET' && request.url === '/erased') return reply(response, 200, await erasedNames(storage));
  if (request.method !== 'POST') return reply(response, 404, {});
  const { path, at } = JSON.parse(await body(request)) as { path?: unknown; at?: unknown };
  if (request.url === '/verified' && typeof at === 'number') {
    await verified(at);
    return reply(response, 200, {});
  }
  if (request.url !== '/copy') return reply(response, 404, {});
  if (typeof path !== 'string' || !isAbsolute(path)) return reply(response, 400, {});
  await storage.copyTo(path);
  reply(response, 200, {});
}

/**
 * The relay that runs on a data folder, as a backup's source; null when none does. Throws BackupError: relay-silent
 * when one is there and does not answer.
 */
export async function runningRelay(dataDir: string): Promise<Source | null> {
  const address = await readAddress(dataDir);
  if (!address) return null;
  const ask = async (method: string, path: string, body?: unknown, within = COPIES_WITHIN): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${address.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${address.secret}` },
      signal: AbortSignal.timeout(within),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const value: unknown = await answer.json();
    if (!answer.ok) throw new BackupError('relay-failed', (value as { about?: string }).about ?? '');
    return value;
  };
  const erased = async (): Promise<string[]> => (await ask('GET', '/erased', undefined, ANSWERS_WITHIN)) as string[];
  try {
    await erased();
  } catch (error) {
    // A relay that was killed left its file behind; another program may have its port by now.
    if (isRefused(error) || error instanceof BackupError) return null;
    throw new BackupError('relay-silent');
  }
  return {
    erased,
    copyTo: async (path) => void (await ask('POST', '/copy', { path })),
    verified: async (at) => void (await ask('POST', '/verified', { at }, ANSWERS_WITHIN)),
  };
}

async function readAddress(dataDir: string): Promise<Address | null> {
  const text = await readIfThere(join(dataDir, CONTROL));
  if (text === null) return null;
  try {
    const { port, secret } = JSON.parse(text) as Partial<Address>;
    return typeof port === 'number' && typeof secret === 'string' ? { port, secret } : null;
  } catch {
    return null;
  }
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return cause?.code === 'ECONNREFUSED' || error instanceof SyntaxError;
}

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.length > LONGEST_BODY) throw new Error('too large');
  }
  return text;
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
