import { describe, expect, test } from 'vitest';
import { breakages, breakRelay, brokenStorage, type Breakage } from '../conformance/broken-relays.ts';
import { hallTarget } from '../conformance/target.ts';
import { Violation } from '../conformance/violation.ts';
import { storageOf } from '../relay/start-relay.ts';
import { exclusivityCheck } from './exclusivity.ts';
import { randomFrom, rounds, seedOf } from './rounds.ts';

const seed = seedOf('exclusivity');
const ROUNDS = rounds({ short: 1, long: 100 });
const STEPS = rounds({ short: 250, long: 600 });
/** A relay that breaks its word is found in so many rounds, or the check is worth nothing. */
const MOST = 20;

/** Real sockets and disks keep their own time: the seed replays the choices, not each moment of a failure. */
describe('what is exclusive happens once, whatever the lines and the relay do', () => {
  test.each(['memory', 'sqlite'] as const)('with a %s store', async (kind) => {
    const random = randomFrom(seed);
    for (let round = 0; round < ROUNDS; round += 1) {
      const storage = storageOf(kind);
      const target = await hallTarget({ storage, byHand: true });
      const own = Math.floor(random() * 2 ** 31);
      try {
        await exclusivityCheck(target, own, STEPS);
      } catch (error) {
        console.error(`round ${round}, ${kind}: seed ${own}`);
        throw error;
      } finally {
        await target.close();
        await storage.close();
      }
    }
  });
});

/** Whatever promise is found broken: not that something was waited for in vain. */
async function foundIn(breakage: Breakage): Promise<string | null> {
  const random = randomFrom(seed);
  for (let round = 1; round <= MOST; round += 1) {
    const target = await hallTarget({
      byHand: true,
      wrap: (disk) => brokenStorage(breakage, disk, { oneIn: 40 }),
      spoil: (relay) => breakRelay(breakage, relay),
    });
    try {
      await exclusivityCheck(target, Math.floor(random() * 2 ** 31), STEPS);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      if (!error.message.startsWith('in vain')) return `round ${round}: ${error.message}`;
    } finally {
      await target.close();
    }
  }
  return null;
}

describe('the same check finds a relay that breaks its word', () => {
  test.each(breakages)('%s', async (breakage) => {
    const found = await foundIn(breakage);
    console.log(`${breakage}, ${found ?? 'not found'}`);
    expect(found).not.toBeNull();
  });
});
