import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { Violation } from '../conformance/violation.ts';
import { KillRounds } from './kill-rounds.ts';
import { isLong, randomFrom, rounds, seedOf } from './rounds.ts';

/** The program starts anew in each round: on a busy machine that takes seconds. */
const WITHIN = isLong ? 7_200_000 : 180_000;
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
  },
  WITHIN,
);

test.each([
  ['acknowledges before it has stored', ['--broken', 'acknowledges-early', '--delay', '60']],
  ['stores all but one commit in twenty', ['--broken', 'drops-commits', '--one-in', '20']],
])(
  'the same rounds find a relay that %s',
  async (how, flags) => {
    const killed = await KillRounds.found(randomFrom(seedOf(`kill, ${how}`)), [broken, ...flags]);
    onTestFinished(() => killed.end());
    const found = async (): Promise<unknown> => {
      for (let round = 0; round < 10; round += 1) await killed.round(false);
      return null;
    };
    expect(await found().catch((error: unknown) => error)).toBeInstanceOf(Violation);
  },
  WITHIN,
);
