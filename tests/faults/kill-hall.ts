import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Account } from '../../sync-server/identity/accounts.ts';
import { Devices } from '../../sync-server/identity/devices.ts';
import { hashPassword } from '../../sync-server/identity/secrets.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { eventually } from '../conformance/violation.ts';

export const PASSWORD = 'killed-and-back-green';
/** Small, so that whenever the relay is killed a snapshot is never far. */
const SNAPSHOT_EVERY = 6;
const STARTS_WITHIN = 60_000;
export const ourRelay = fileURLToPath(new URL('../../sync-server/main.ts', import.meta.url));

/** What `/api/session` says to anyone. */
export interface SessionFacts {
  hall: string;
  epoch: string;
  day: string;
  ledger: string;
}

/** Where a hall answers, whatever becomes of it. */
export interface HallAddress {
  readonly base: string;
  /** Of websockets, before a room's name. */
  readonly rooms: string;
  readonly kioskToken: string;
}

/** The relay itself in a process of its own, started and killed on one folder and one port. */
export class KilledHall implements HallAddress {
  readonly dataDir: string;
  readonly port: number;
  readonly kioskToken: string;
  readonly #program: readonly string[];
  #child: ChildProcess | null = null;
  kills = 0;

  private constructor(dataDir: string, port: number, kioskToken: string, program: readonly string[]) {
    this.dataDir = dataDir;
    this.port = port;
    this.kioskToken = kioskToken;
    this.#program = program;
  }

  /** A practice hall whose people are known, on which nothing runs yet. `program`: what is started, and how. */
  static async found(accounts: readonly string[], program: readonly string[] = [ourRelay]): Promise<KilledHall> {
    const dataDir = mkdtempSync(join(tmpdir(), 'onewindow-killed-'));
    const port = await freePort();
    const first = new KilledHall(dataDir, port, '', [ourRelay]);
    await first.start();
    await first.end('SIGTERM');
    const storage = sqliteStorage(join(dataDir, 'hall.sqlite'));
    const passwordHash = await hashPassword(PASSWORD);
    for (const account of accounts) {
      const known = await storage.get<Account>('account', account);
      if (!known) throw new Error(`no ${account} in the sample hall`);
      const value = { ...known, passwordHash, mustChangePassword: false } satisfies Account;
      await storage.commit([{ op: 'put', table: 'account', key: account, value }]);
    }
    const token = await new Devices(storage, () => Date.now()).newLink('kiosk', 'K9');
    await storage.close();
    return new KilledHall(dataDir, port, token, program);
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  get rooms(): string {
    return `ws://127.0.0.1:${this.port}/rooms`;
  }

  /** Resolves when the relay answers; `untilReady` false: when its process has begun. */
  async start(untilReady = true): Promise<void> {
    const child = spawn(
      process.execPath,
      [...this.#program, '--port', String(this.port), '--data-dir', this.dataDir, '--public-url', ''],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          ...process.env,
          HOST: '127.0.0.1',
          SNAPSHOT_EVERY: String(SNAPSHOT_EVERY),
          // As `npm start` has it: starts are most of what a round takes.
          NODE_COMPILE_CACHE: join(this.dataDir, 'compiled'),
        },
      },
    );
    this.#child = child;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-4000)));
    if (!untilReady) return;
    const answers = async (): Promise<boolean> => {
      if (child.exitCode !== null) throw new Error(`the relay ended with ${child.exitCode}: ${said}`);
      return fetch(`${this.base}/health`).then(
        (response) => response.ok,
        () => false,
      );
    };
    await eventually(answers, 'the relay starts again', STARTS_WITHIN);
  }

  async kill(): Promise<void> {
    this.kills += 1;
    await this.end('SIGKILL');
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** The store as the kill left it, apart from the one that goes on. */
  copyOfStore(): { path: string; remove: () => void } {
    const folder = mkdtempSync(join(tmpdir(), 'onewindow-left-'));
    for (const file of ['hall.sqlite', 'hall.sqlite-wal'])
      cpSync(join(this.dataDir, file), join(folder, file), { force: true, recursive: true });
    return { path: join(folder, 'hall.sqlite'), remove: () => rmSync(folder, { recursive: true, force: true }) };
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

export function sessionOf({ base }: HallAddress): Promise<SessionFacts> {
  return fetch(`${base}/api/session`).then((response) => response.json() as Promise<SessionFacts>);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
