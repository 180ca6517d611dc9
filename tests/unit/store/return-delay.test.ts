import { expect, test } from 'vitest';
import { returnDelay } from '../../../src/lib/store/return-delay.ts';
import { randomFrom } from '../../faults/rounds.ts';

/** When each of a hall's counters is back, for a relay that is up again after so long. */
function returns(counters: number, up: number): number[] {
  const random = randomFrom(7);
  return Array.from({ length: counters }, () => {
    let at = 0;
    for (let attempt = 0; at < up; attempt += 1) at += returnDelay(attempt, random);
    return at - up;
  });
}

test('after a restart all are back within three seconds of it, whenever it was', () => {
  for (const up of [100, 700, 1500, 3000, 10_000, 60_000])
    expect(Math.max(...returns(200, up))).toBeLessThanOrEqual(3000);
});

test('nor do they come in one instant: of a hundred never more than a third in the same tenth of a second', () => {
  for (const up of [700, 1200, 2000, 5000, 60_000]) {
    const tenths = new Map<number, number>();
    for (const at of returns(100, up)) tenths.set(Math.floor(at / 100), (tenths.get(Math.floor(at / 100)) ?? 0) + 1);
    expect(Math.max(...tenths.values()), `up after ${up} ms`).toBeLessThanOrEqual(34);
  }
});
