import { describe, onTestFinished, test } from 'vitest';
import { plainSyncChecks } from './checks/plain-sync.ts';
import { bareTarget, hallTarget, type Target } from './target.ts';

/** Each check has a relay of its own. */
async function on<T extends Target>(start: () => Promise<T>, run: (target: T) => Promise<void>): Promise<void> {
  const target = await start();
  onTestFinished(() => target.close());
  await run(target);
}

describe('plain y-websocket sync', () => {
  for (const { id, promise, run } of plainSyncChecks) {
    test(`[${id}] our relay: ${promise}`, () => on(hallTarget, run));
    test(`[${id}] a bare relay: ${promise}`, () => on(bareTarget, run));
  }
});
