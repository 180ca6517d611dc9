import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Usage } from './server-probe.ts';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A server that is measured, in a process and a folder of its own. */
export class ServerProcess {
  readonly folder: string;
  port = 0;
  #child: ChildProcess | null = null;
  readonly #script: string;

  /** Node's own options. */
  readonly #flags: readonly string[];

  private constructor(script: string, folder: string, flags: readonly string[] = []) {
    this.#script = script;
    this.folder = folder;
    this.#flags = flags;
  }

  /** One of the peers, on an empty folder. */
  static async peer(script: string, env: Record<string, string> = {}): Promise<ServerProcess> {
    const server = new ServerProcess(file(`peers/${script}`), newFolder());
    const ready = server.#spawn([], { DATABASE: join(server.folder, 'documents.sqlite'), ...env });
    const { port } = (await ready) as { port: number };
    server.port = port;
    return server;
  }

  /** Our relay as `npm start` runs it, on a copy of a prepared folder. */
  static async relay(prepared: string): Promise<ServerProcess> {
    const server = new ServerProcess(file('../../sync-server/start.ts'), newFolder(), startFlags());
    cpSync(prepared, server.folder, { recursive: true });
    server.port = await freePort();
    await server.start();
    return server;
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts our relay on its folder, again after `kill`; resolves when it serves, with how long that took, ms. */
  async start(): Promise<number> {
    const from = performance.now();
    void this.#spawn(['--port', String(this.port)], {
      DATA_DIR: this.folder,
      PUBLIC_URL: this.base,
      HOST: '127.0.0.1',
    }).catch(() => undefined);
    const child = this.#child;
    for (;;) {
      if (child?.exitCode !== null) throw new Error(`the relay ended with ${child?.exitCode}`);
      const answer = await fetch(`${this.base}/health`).catch(() => null);
      if (answer?.ok) return performance.now() - from;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async usage(collect = false): Promise<Usage> {
    const child = this.#child;
    if (!child?.connected) throw new Error('the server is gone');
    const told = new Promise<Usage>((resolve) => child.once('message', (usage) => resolve(usage as Usage)));
    child.send(collect ? 'usage after collection' : 'usage');
    return told;
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    if (profiling().length > 0) await this.#end('SIGTERM');
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** Resolves with the first thing it says. */
  #spawn(args: readonly string[], env: Record<string, string>): Promise<unknown> {
    const child = spawn(
      process.execPath,
      [...this.#flags, '--expose-gc', '--import', file('server-probe.ts'), ...profiling(), this.#script, ...args],
      { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
    this.#child = child;
    return new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`${this.#script} ended with ${code}`)));
    });
  }
}

/** What `npm start` gives Node. */
function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(file('../../package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** `BENCH_PROFILE=folder`: where servers leave their CPU profiles when they end by themselves. */
function profiling(): string[] {
  const folder = process.env['BENCH_PROFILE'];
  return folder ? ['--cpu-prof', '--cpu-prof-dir', folder] : [];
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'onewindow-bench-'));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
