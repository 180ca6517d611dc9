import { describe, expect, test } from 'vitest';
import { breakages, type Breakage } from '../conformance/broken-relays.ts';
import { Violation } from '../conformance/violation.ts';
import { CustodyModel } from './custody-model.ts';
import { brokenRelays, omissions, type Broken } from './custody-setup.ts';
import { isLong, randomFrom, rounds, seedOf } from './rounds.ts';

const SCHEDULES = rounds({ short: 10_000, long: 1_000_000 });
/** A rule that is left out is found in so many schedules, or the model is worth nothing. */
const MOST = rounds({ short: 40_000, long: 400_000 });
/** Ten times what it takes on an idle core, ms. */
const PATIENCE = rounds({ short: 120_000, long: 7_200_000 });
/** No schedule has more steps. */
const STEPS = 60;
/** Left out, these lose or refuse something; the others send one number to two windows. */
const losing: readonly Broken[] = ['10-waits-at-restart', '11-refuses-late-facts', '11-queues-again'];
/** Ways that need a rare course of things: for the long form. Each of these rules has a way that is found soon. */
const rare: readonly Broken[] = ['6-gave-for-any-right', '9-calls-while-unsure', '9-calls-from-old-copy'];

const seed = seedOf('custody');

function violationOf(schedule: ConstructorParameters<typeof CustodyModel>[0]): Violation | null {
  try {
    new CustodyModel(schedule).run();
    return null;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
}

/** As few of its steps as still break the promise, told line by line. */
function shortestStory(own: number, broken: Broken): string {
  let most = 0;
  while (most < STEPS && !violationOf({ seed: own, broken, story: null, most })) most += 1;
  const story: string[] = [];
  const violation = violationOf({ seed: own, broken, story, most });
  return [`schedule ${own}, ${most} steps`, ...story, String(violation)].join('\n');
}

test(
  `[CU1]–[CU15] ${SCHEDULES} schedules: no number at two windows, nothing lost, everybody called in the end`,
  { timeout: PATIENCE },
  () => {
    const random = randomFrom(seed);
    for (let n = 0; n < SCHEDULES; n += 1) {
      const own = Math.floor(random() * 2 ** 31);
      if (violationOf({ seed: own, broken: '', story: null })) expect.fail(shortestStory(own, ''));
    }
  },
);

/** In how many schedules it was found, and how. */
function foundIn(broken: Broken, by: RegExp): { schedules: number; message: string } | null {
  const random = randomFrom(seed);
  for (let schedules = 1; schedules <= MOST; schedules += 1) {
    const message = violationOf({ seed: Math.floor(random() * 2 ** 31), broken, story: null })?.message;
    if (message !== undefined && by.test(message)) return { schedules, message };
  }
  return null;
}

describe('each rule but 3, which is policy, is needed: left out, it is found', () => {
  test.each(omissions.filter((broken) => isLong || !rare.includes(broken)))('%s', { timeout: PATIENCE }, (broken) => {
    const found = foundIn(broken, losing.includes(broken) ? /./ : /^double/);
    console.log(`custody without ${broken}: found in ${found?.schedules ?? `none of ${MOST}`} schedules`);
    expect(found).not.toBeNull();
  });
});

/** How each gives itself away: a number at two windows, or what was answered and is nowhere. */
const givesAway: Record<Breakage, RegExp> = {
  'acknowledges-early': /^double/,
  'drops-commits': /^double|a call was lost|a fact never arrives|a row is done again/,
  'ignores-holder': /^double/,
  'mistakes-ids': /^other bytes are taken/,
};

describe('a relay that breaks its word is found', () => {
  test.each(breakages)('%s', { timeout: PATIENCE }, (breakage) => {
    const found = foundIn(brokenRelays[breakage], givesAway[breakage]);
    console.log(`custody, ${breakage}: found in ${found?.schedules ?? `none of ${MOST}`} schedules: ${found?.message}`);
    expect(found).not.toBeNull();
  });
});
