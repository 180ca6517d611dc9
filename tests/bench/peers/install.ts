import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/**
 * Installs the peers in their own folder, the first time they are asked for. They are no dependencies of the project:
 * nobody who runs a hall or its tests needs them, Hocuspocus's SQLite extension brings a native module, and this
 * y-websocket is an older one than ours. Hocuspocus names better-sqlite3 12, which must be compiled and, on Node 24.19
 * and later, ends its process when a statement is collected; 13 has the same interface and comes compiled.
 */
export async function installPeers(progress: (text: string) => void): Promise<void> {
  if (!isCurrent()) {
    progress('installing Hocuspocus and y-websocket in tests/bench/peers');
    await npm(['ci', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund']);
  }
  if (!opensDatabase()) {
    throw new Error('better-sqlite3 does not load here: `npm rebuild better-sqlite3` in tests/bench/peers compiles it');
  }
}

function isCurrent(): boolean {
  const installed = join(folder, 'node_modules', '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs;
}

/** In a process of its own: what a native module does when it does not fit ends the process. */
function opensDatabase(): boolean {
  const open = "new (require('better-sqlite3'))(':memory:').close()";
  return spawnSync(process.execPath, ['-e', open], { cwd: folder, stdio: 'ignore' }).status === 0;
}

async function npm(args: readonly string[]): Promise<void> {
  const child = spawn('npm', args, {
    cwd: folder,
    // Installed for the Node that runs this.
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0)
    throw new Error(`npm ${args[0]} in tests/bench/peers ended with ${String(code)}:\n${said.slice(-2000)}`);
}
