import { randomInt } from 'node:crypto';

/** `npm run test:faults` asks for the long form of each suite; `npm test` runs the short one. */
export const isLong = process.env['FAULTS'] === 'long';

/** How often a suite goes round in this form. */
export function rounds({ short, long }: { short: number; long: number }): number {
  return isLong ? long : short;
}

/**
 * The seed of a run: a new one each time, printed, so that `FAULT_SEED=<seed> npm run test:faults -- <file>`
 * replays it.
 */
export function seedOf(suite: string): number {
  const given = process.env['FAULT_SEED'];
  const seed = given === undefined ? randomInt(1, 2 ** 31) : Number(given);
  console.log(`${suite}: FAULT_SEED=${seed}`);
  return seed;
}

/** mulberry32: small, quick, and the same numbers from the same seed everywhere. In [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
