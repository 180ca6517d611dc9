import { describe, onTestFinished, test } from 'vitest';
import type { Check } from './checks/check.ts';
import { durableChecks } from './checks/durable.ts';
import { hostileFrameChecks } from './checks/hostile-frames.ts';
import { keepingInStepChecks } from './checks/keeping-in-step.ts';
import { plainSyncChecks } from './checks/plain-sync.ts';
import { pressureChecks } from './checks/pressure.ts';
import { refusalChecks } from './checks/refusals.ts';
import { roomNameChecks } from './checks/room-names.ts';
import { unloadingChecks } from './checks/unloading.ts';
import { randomFrom, rounds, seedOf } from '../faults/rounds.ts';
import { bareTarget, hallTarget, type HallOptions, type Target } from './target.ts';

/** Each check has a relay of its own. */
async function on<T extends Target>(start: () => Promise<T>, run: (target: T) => Promise<void>): Promise<void> {
  const target = await start();
  onTestFinished(() => target.close());
  await run(target);
}

function suite(name: string, checks: readonly Check[], options: HallOptions = {}): void {
  describe(name, () => {
    for (const { id, promise, run } of checks) {
      test(`[${id}] ${promise}`, () => on(() => hallTarget(options), run));
    }
  });
}

describe('plain y-websocket sync', () => {
  for (const { id, promise, run } of plainSyncChecks) {
    test(`[${id}] our relay: ${promise}`, () => on(hallTarget, run));
    test(`[${id}] a bare relay: ${promise}`, () => on(bareTarget, run));
  }
});

suite('keeping everybody in step', keepingInStepChecks, { byHand: true });
suite('acknowledged is stored', durableChecks, { byHand: true });
suite('names of rooms', roomNameChecks);
suite('what is refused', refusalChecks);
suite(
  'whatever bytes come',
  hostileFrameChecks(rounds({ short: 2000, long: 100_000 }), randomFrom(seedOf('random frames'))),
);
suite('slow and many', pressureChecks, { byHand: true });
suite(
  'leaving and coming back',
  unloadingChecks(rounds({ short: 12, long: 600 }), randomFrom(seedOf('unload races'))),
  { byHand: true },
);
