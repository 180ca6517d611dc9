import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

const FIXTURE = 'tests/lint/fixtures/boundaries/';

/** Rule and importing file of every violation. */
function violations(root: string, ...folders: string[]): string[] {
  const run = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      'tests/lint/dependency-cruiser.cjs',
      '--output-type',
      'json',
      ...folders,
    ],
    { encoding: 'utf8', env: { ...process.env, ONEWINDOW_ROOT: root }, maxBuffer: 64 * 1024 * 1024 },
  );
  const found = JSON.parse(run.stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return found.summary.violations.map(({ rule, from }) => `${rule.name}: ${from.slice(root.length)}`).sort();
}

describe('the layers', () => {
  test('an import that points up, sideways or outside is found, in .ts and in .svelte', () => {
    expect(violations(FIXTURE, `${FIXTURE}src`, `${FIXTURE}sync-server`)).toEqual([
      'domain-folders-by-index: src/lib/domain/queue/rule.ts',
      'domain-imports-nothing: src/lib/domain/queue/rule.ts',
      'i18n-down-only: src/lib/i18n/words.ts',
      'no-circular: src/lib/features/board/other.ts',
      'relay-sees-domain-only: sync-server/relay.ts',
      'ui-down-only: src/lib/ui/button.svelte',
      'unresolvable: sync-server/relay.ts',
      'yjs-in-store-only: src/lib/features/board/state.svelte.ts',
    ]);
  });

  test('the domain and the relay keep them', () => {
    expect(violations('', 'src/lib/domain', 'sync-server')).toEqual([]);
  });
});
