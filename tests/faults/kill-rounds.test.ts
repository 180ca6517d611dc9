import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { breakages, type Breakage } from '../conformance/broken-relays.ts';
import { Violation } from '../conformance/violation.ts';
import { KillRounds } from './kill-rounds.ts';
import { isLong, randomFrom, rounds, seedOf } from './rounds.ts';

/** The program starts anew in each round: on a busy machine that takes seconds. */
const WITHIN = isLong ? 7_200_000 : 300_000;
/** A relay that breaks its word is found in so many rounds, or they are worth nothing. */
const MOST = rounds({ short: 20, long: 100 });
/** What was told or shown is not there, or comes with another answer. */
const KEPT =
  /was acknowledged and is there|entries were shown|what was shown of the ledger|is in the ledger|has the same answer|is given once|is in entry/;
const broken = fileURLToPath(new URL('../conformance/broken-main.ts', import.meta.url));

test(
  'killed at any moment, of a snapshot as well: what was acknowledged is there, nothing is there twice, no snapshot is torn',
  async () => {
    const seed = seedOf('kill');
    const killed = await KillRounds.found(randomFrom(seed));
    onTestFinished(() => killed.end());
    const many = rounds({ short: 6, long: 500 });
    for (let round = 0; round < many; round += 1) {
      try {
        await killed.round(round % 4 === 3);
      } catch (error) {
        throw new Error(`round ${round} of FAULT_SEED=${seed}`, { cause: error });
      }
      if (isLong && round % 25 === 24) console.log(`kill: ${JSON.stringify(killed.figures)}`);
    }
    console.log(`kill: ${JSON.stringify(killed.figures)}`);
    expect(killed.figures.commands).toBeGreaterThan(many);
    expect(killed.figures.words).toBeGreaterThan(many);
    expect(killed.figures.snapshots).toBeGreaterThan(0);
    if (isLong) expect(killed.figures.given).toBeGreaterThan(0);
  },
  WITHIN,
);

/**
 * How each of them is made, and how it gives itself away. One commit in a thousand takes more rounds than `npm test` has
 * time for: there it is one in fifty.
 */
const found: Record<Breakage, { flags?: string[]; by: RegExp }> = {
  'acknowledges-early': { flags: ['--delay', '60'], by: KEPT },
  'drops-commits': { flags: ['--one-in', isLong ? '1000' : '50'], by: KEPT },
  'ignores-holder': { by: /a number that a desk holds is called by no other/ },
  'mistakes-ids': { by: /other bytes under a known id are refused/ },
};

describe('the same rounds find a relay that breaks its word', () => {
  test.each(breakages)('%s', { timeout: WITHIN }, async (breakage) => {
    const { flags = [], by } = found[breakage];
    const program = [broken, '--broken', breakage, ...flags];
    const killed = await KillRounds.found(randomFrom(seedOf(`kill, ${breakage}`)), program);
    onTestFinished(() => killed.end());
    const violation = async (): Promise<unknown> => {
      for (let round = 0; round < MOST; round += 1) await killed.round(false);
      return null;
    };
    const error = await violation().catch((thrown: unknown) => thrown);
    console.log(`kill, ${breakage}: ${JSON.stringify(killed.figures)} ${String(error)}`);
    expect(error).toBeInstanceOf(Violation);
    expect(String(error)).toMatch(by);
  });
});
