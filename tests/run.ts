import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm test`: everything, in the order in which it is quickest to know that something is wrong. */
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string, file: string): string => join(root, 'node_modules', name, file);
const results = join(root, 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

interface Step {
  name: string;
  args: string[];
}

const vitest = (project: string): Step => ({
  name: project,
  args: [
    bin('vitest', 'vitest.mjs'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(results, `${project}.json`)}`,
  ],
});

const failed: string[] = [];
const started = Date.now();

await step({ name: 'sync', args: [bin('@sveltejs/kit', 'svelte-kit.js'), 'sync'] });
await Promise.all([
  step({ name: 'types', args: [bin('svelte-check', 'bin/svelte-check'), '--threshold', 'error'] }),
  step({ name: 'lint', args: [bin('eslint', 'bin/eslint.js'), '.'] }),
]);
await step({
  name: 'boundaries',
  args: [
    bin('dependency-cruiser', 'bin/dependency-cruise.mjs'),
    '--config',
    'tests/lint/dependency-cruiser.cjs',
    'src',
    'sync-server',
  ],
});
await step(vitest('unit'));
await step({ name: 'build', args: [bin('vite', 'bin/vite.js'), 'build', '--logLevel', 'warn'] });
await step(vitest('e2e'));

let passed = 0;
let broken = 0;
let skipped = 0;
for (const project of ['unit', 'e2e']) {
  const counts = countsOf(project);
  passed += counts.passed;
  broken += counts.failed;
  skipped += counts.skipped;
  console.log(`${project}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
}
console.log(`lint, types and boundaries: ${failed.length === 0 ? 'clean' : `failed: ${failed.join(', ')}`}`);
console.log(`${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${passed} passed, ${broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
// A run without tests is a failed run.
process.exit(failed.length > 0 || broken > 0 || passed === 0 ? 1 : 0);

/** Runs one step to its end; its output is shown as it comes. */
function step({ name, args }: Step): Promise<void> {
  console.log(`— ${name}`);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    child.on('exit', (code) => {
      if (code !== 0) failed.push(name);
      resolve();
    });
  });
}

function countsOf(project: string): { passed: number; failed: number; skipped: number } {
  try {
    const report = JSON.parse(readFileSync(join(results, `${project}.json`), 'utf8')) as Record<string, number>;
    return {
      passed: report['numPassedTests'] ?? 0,
      failed: report['numFailedTests'] ?? 0,
      skipped: (report['numPendingTests'] ?? 0) + (report['numTodoTests'] ?? 0),
    };
  } catch {
    failed.push(`${project} report`);
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
