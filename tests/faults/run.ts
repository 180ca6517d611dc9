import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** `npm run test:faults [-- file …]`: the long forms of the suites that break things on purpose. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const files = process.argv.slice(2);
const result = spawnSync(process.execPath, [vitest, 'run', '--project', 'faults', ...files], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, FAULTS: 'long' },
});
process.exit(result.status ?? 1);
