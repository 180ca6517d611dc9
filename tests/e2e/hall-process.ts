import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Person {
  account: string;
  password: string;
}

/** A whole hall as a user starts it: the real relay in a process of its own, on an empty folder. */
export class HallProcess {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'onewindow-e2e-'));
  readonly port: number;
  readonly url: string;
  #child: ChildProcess | null = null;
  /** The relay's wall clock minus this machine's, ms. */
  #ahead = 0;

  private constructor(port: number) {
    this.port = port;
    this.url = `http://localhost:${port}`;
  }

  /** `clock`: where the hall's wall clock begins, ISO; this machine's otherwise. */
  static async start(clock?: string): Promise<HallProcess> {
    const hall = new HallProcess(await freePort());
    hall.#set(clock);
    await hall.run();
    return hall;
  }

  /** Starts the relay, or starts it again after `kill`. */
  async run(): Promise<void> {
    const main = fileURLToPath(new URL('../../sync-server/main.ts', import.meta.url));
    const clock = fileURLToPath(new URL('./wall-clock.ts', import.meta.url));
    const preload = this.#ahead === 0 ? [] : ['--import', clock];
    const child = spawn(process.execPath, [...preload, main, '--port', String(this.port)], {
      env: {
        ...process.env,
        DATA_DIR: this.dataDir,
        PUBLIC_URL: this.url,
        HOST: '127.0.0.1',
        WALL_AHEAD: String(this.#ahead),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes(`${this.url}/board`) && output.includes('QR address')) resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => reject(new Error(`relay ended with ${code}:\n${output}`)));
    });
  }

  /** The PC is switched on again at another time, ISO: the next morning, or a minute later. */
  async restartAt(clock: string): Promise<void> {
    await this.kill();
    this.#set(clock);
    await this.run();
  }

  /** The relay's wall clock, epoch ms. */
  get wall(): number {
    return Date.now() + this.#ahead;
  }

  #set(clock: string | undefined): void {
    this.#ahead = clock === undefined ? 0 : Date.parse(clock) - Date.now();
  }

  get firstRun(): string {
    const file = join(this.dataDir, 'first-run.txt');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  password(account: string): string {
    return new RegExp(`^\\s+${account}\\s+(\\S+)`, 'm').exec(this.firstRun)?.[1] ?? '';
  }

  pairingLink(surface: 'kiosk' | 'board'): string {
    return new RegExp(`http\\S+/${surface}#pair=\\S+`).exec(this.firstRun)?.[0] ?? '';
  }

  /** `kill -9`, in the middle of whatever it does. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.removeAllListeners('exit');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
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
