import { describe, onTestFinished, test } from 'vitest';
import type { Check } from './checks/check.ts';
import { durableChecks } from './checks/durable.ts';
import { holdingChecks } from './checks/holding.ts';
import { hostileFrameChecks } from './checks/hostile-frames.ts';
import { keepingInStepChecks } from './checks/keeping-in-step.ts';
import { plainSyncChecks } from './checks/plain-sync.ts';
import { pressureChecks } from './checks/pressure.ts';
import { refusalChecks } from './checks/refusals.ts';
import { roomNameChecks } from './checks/room-names.ts';
import { unloadingChecks } from './checks/unloading.ts';
import { isLong, randomFrom, rounds, seedOf } from '../faults/rounds.ts';
import { demand, eventually } from './violation.ts';
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
suite('who holds a number', holdingChecks, { byHand: true });
suite('names of rooms', roomNameChecks);
suite('what is refused', refusalChecks);
suite(
  'whatever bytes come',
  hostileFrameChecks(rounds({ short: 2000, long: 100_000 }), randomFrom(seedOf('random frames'))),
);
suite('slow and many', pressureChecks, { byHand: true });

// A hall's day and a session end within so many rounds of idle time: the long form takes several halls.
const halls = rounds({ short: 1, long: 6 });
const races = randomFrom(seedOf('unload races'));
for (let hall = 1; hall <= halls; hall += 1) {
  suite(`leaving and coming back, hall ${hall} of ${halls}`, unloadingChecks(rounds({ short: 8, long: 100 }), races), {
    byHand: true,
  });
}

if (isLong) {
  test('[CF7] in real time: the stock client, present nowhere, keeps its lines for 95 s', () =>
    on(hallTarget, async (target) => {
      const clients = [await target.stock(await target.newRoom()), await target.stock(target.ledger)];
      for (const { provider } of clients) provider.awareness.setLocalState(null);
      await Promise.all(clients.map((client) => client.synced()));
      const from = performance.now();
      await eventually(() => performance.now() - from > 95_000, 'a minute and a half', 120_000);
      for (const { drops, provider } of clients) demand(drops === 0 && provider.wsconnected, 'the line is kept');
    }));
}
