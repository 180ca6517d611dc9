import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the app when its sources are newer than the build, as `npm start` does. */
export async function freshBuild(progress: (text: string) => void): Promise<void> {
  if (!isStale()) return;
  progress('building the app');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error('the app could not be built');
}

function isStale(): boolean {
  const shell = join(root, 'build', '200.html');
  if (!existsSync(shell)) return true;
  const built = statSync(shell).mtimeMs;
  const sources = ['svelte.config.js', 'vite.config.ts', 'package-lock.json'].map((file) => join(root, file));
  for (const folder of ['src', 'static']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) sources.push(join(entry.parentPath, entry.name));
    }
  }
  return sources.some((file) => statSync(file).mtimeMs > built);
}
