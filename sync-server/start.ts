import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm start`: builds the app when its sources are newer than the build, then runs the relay. */
const root = fileURLToPath(new URL('..', import.meta.url));
const shell = join(root, 'build', '200.html');
const asksHelp = process.argv.includes('--help');

if (!asksHelp && isStale()) {
  console.log('正在构建 Building …');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const result = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

// After a power cut every second counts: what Node has compiled once is kept, for the relay's threads too.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'onewindow-relay');
enableCompileCache(process.env['NODE_COMPILE_CACHE']);
await import('./main.ts');
// Now, as a relay may be ended by nothing but a switch.
flushCompileCache();

function isStale(): boolean {
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
