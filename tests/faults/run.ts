import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/**
 * `npm run test:faults [-- file …]`: the long forms of the suites that break things on purpose; without files all of
 * them, a busy quarter of an hour in real browsers last.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = (name: string, file: string): string => join(root, 'node_modules', name, file);
const files = process.argv.slice(2);
const vitest = (project: string, ...names: string[]): number =>
  run(bin('vitest', 'vitest.mjs'), 'run', '--project', project, ...names);

const results = [vitest('faults', ...files)];
if (files.length === 0) {
  results.push(run(bin('vite', 'bin/vite.js'), 'build', '--logLevel', 'warn'));
  results.push(vitest('e2e', 'tests/e2e/busy-quarter.test.ts'));
}
process.exit(results.every((status) => status === 0) ? 0 : 1);

function run(script: string, ...args: string[]): number {
  const result = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FAULTS: 'long' },
  });
  return result.status ?? 1;
}
