import { describe, expect, test } from 'vitest';
import { breakages, breakRelay, brokenStorage, counter, type Breakage } from '../conformance/broken-relays.ts';
import { hallTarget } from '../conformance/target.ts';
import { Violation } from '../conformance/violation.ts';
import { storageOf } from '../relay/start-relay.ts';
import { exclusivityCheck } from './exclusivity.ts';
import { randomFrom, rounds, seedOf } from './rounds.ts';

const seed = seedOf('exclusivity');
const ROUNDS = rounds({ short: 1, long: 100 });
const STEPS = rounds({ short: 250, long: 600 });
/** A relay that breaks its word is found in so many rounds, or the check is worth nothing. */
const MOST = rounds({ short: 20, long: 100 });

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

/** Of its commits the relay that drops some drops one in so many: in a short course there are no thousand. */
const ONE_IN = rounds({ short: 40, long: 1000 });

/** How each of them gives itself away. */
const told =
  /the ledger goes on|what was acknowledged is in the ledger|the same id has the same answer|nothing that was done is lost|day is the hall’s|a number is given once|a slot has no more|a bundle leaves once|double/;
const found: Record<Breakage, RegExp> = {
  'acknowledges-early': told,
  'drops-commits': told,
  'ignores-holder': /double|a call was lost|a handover was lost/,
  'mistakes-ids': /other bytes under an id are refused/,
};

/** The promise that is found broken: not that something was waited for in vain. */
async function brokenPromise(breakage: Breakage): Promise<{ round: number; message: string } | null> {
  const random = randomFrom(seed);
  const count = counter();
  for (let round = 1; round <= MOST; round += 1) {
    const target = await hallTarget({
      byHand: true,
      wrap: (disk) => brokenStorage(breakage, disk, { oneIn: ONE_IN, count }),
      spoil: (relay) => breakRelay(breakage, relay),
    });
    try {
      await exclusivityCheck(target, Math.floor(random() * 2 ** 31), STEPS);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      if (!error.message.startsWith('in vain')) return { round, message: error.message };
    } finally {
      await target.close();
    }
  }
  return null;
}

describe('the same check finds a relay that breaks its word', () => {
  test.each(breakages)('%s', async (breakage) => {
    const broken = await brokenPromise(breakage);
    console.log(`${breakage}, ${broken ? `round ${broken.round}: ${broken.message}` : 'not found'}`);
    expect(broken?.message).toMatch(found[breakage]);
  });
});
