import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createRelay, type Relay, type RelayOptions } from '../../sync-server/relay.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import type { Change, Storage } from '../../sync-server/storage/storage.ts';

/** Monday 2026-11-23, 10:00 in the hall. */
export const MONDAY_TEN = Date.parse('2026-11-23T10:00:00+08:00');
export const PASSWORD = 'window-five-green';

export interface Founded {
  changes: Change[];
  links: { surface: 'kiosk' | 'board'; token: string }[];
  firstPasswords: Map<string, string>;
}

let founding: Promise<Founded> | null = null;

/** The sample hall, founded once a file: deriving its passwords is slow by design. */
export function founded(): Promise<Founded> {
  founding ??= foundSample();
  return founding;
}

async function foundSample(): Promise<Founded> {
  const inner = memoryStorage();
  const changes: Change[] = [];
  const recording: Storage = {
    ...inner,
    commit: async (batch) => {
      await inner.commit(batch);
      changes.push(...batch);
    },
  };
  const relay = await createRelay({
    storage: recording,
    build: '/nowhere',
    publicUrl: '',
    secure: false,
    wall: () => MONDAY_TEN,
  });
  const firstRun = relay.firstRun;
  if (!firstRun) throw new Error('no first run');
  const firstPasswords = new Map(firstRun.people.map(({ account, password }) => [account, password]));
  for (const account of ['0001', '0100', '0110', '0201', '0317', '0318', '0501', '0502', '0601']) {
    const first = firstPasswords.get(account);
    if (first === undefined) continue;
    const changed = await relay.accounts.changePassword(account, first, PASSWORD);
    if (!changed.ok) throw new Error(changed.code);
  }
  await relay.close();
  return { changes: changes.filter(isFounding), links: firstRun.links, firstPasswords };
}

/** Everything but the ledger and the practice hall's clock: each test opens its own day. */
function isFounding(change: Change): boolean {
  return 'table' in change && change.table !== 'day' && change.table !== 'command';
}

export interface TestRelay {
  relay: Relay;
  /** Moves only when a test says so. */
  wall: { now: number };
  base: string;
  host: string;
  storage: Storage;
  founded: Founded;
  /** Ends this relay before the test does; `kill.test.ts` has the hard way. */
  stop(): Promise<void>;
}

export interface StartOptions {
  storage?: Storage;
  /** Already holds a hall. */
  isFounded?: boolean;
  at?: number;
  snapshotEvery?: number;
  /** The rest of what a relay may be told. */
  options?: Partial<RelayOptions>;
}

export async function startRelay({
  storage = memoryStorage(),
  isFounded = false,
  at = MONDAY_TEN,
  snapshotEvery = 500,
  options = {},
}: StartOptions = {}): Promise<TestRelay> {
  const sample = await founded();
  if (!isFounded) await storage.commit(sample.changes);
  const wall = { now: at };
  const relay = await createRelay({
    storage,
    build: '/nowhere',
    publicUrl: '',
    secure: false,
    wall: () => wall.now,
    snapshotEvery,
    ...options,
  });
  await new Promise<void>((resolve) => relay.server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(relay.server.address() as AddressInfo).port}`;
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await relay.close();
  };
  onTestFinished(close);
  const base = `${relay.certificate ? 'https' : 'http'}://${host}`;
  return { relay, wall, host, base, storage, founded: sample, stop: close };
}

export function temporaryStorePath(): string {
  return join(mkdtempSync(join(tmpdir(), 'onewindow-')), 'hall.sqlite');
}

export function storageOf(kind: 'memory' | 'sqlite'): Storage {
  return kind === 'memory' ? memoryStorage() : sqliteStorage(temporaryStorePath());
}

/** A disk that a test can hold up or fill. */
export class FickleStorage {
  readonly inner = memoryStorage();
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;
  isFull = false;
  /** So many commits fail, and then none. */
  failures = 0;
  unreadable = false;
  commits = 0;

  readonly storage: Storage = {
    ...this.inner,
    readLog: (log) => (this.unreadable ? Promise.reject(new Error('EIO')) : this.inner.readLog(log)),
    readParts: (log) => (this.unreadable ? Promise.reject(new Error('EIO')) : this.inner.readParts(log)),
    getMany: (table, keys) => (this.unreadable ? Promise.reject(new Error('EIO')) : this.inner.getMany(table, keys)),
    commit: async (changes) => {
      this.commits += 1;
      await this.#gate;
      const fails = this.isFull || this.failures > 0;
      this.failures = Math.max(0, this.failures - 1);
      if (fails) throw new Error('database or disk is full');
      await this.inner.commit(changes);
    },
  };

  hold(): void {
    this.#gate = new Promise((resolve) => (this.#open = resolve));
  }

  release(): void {
    this.#open();
    this.#gate = Promise.resolve();
  }
}

/** Polls a condition; no test sleeps. */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  what = 'condition',
  withinMs = 8000,
): Promise<NonNullable<Exclude<T, false>>> {
  const until = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value) return value as NonNullable<Exclude<T, false>>;
    if (Date.now() > until) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
