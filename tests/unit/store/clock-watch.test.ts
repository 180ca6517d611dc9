import { expect, test } from 'vitest';
import { ClockWatch } from '#lib/store/clock-watch.svelte.ts';

const HOUR = 3_600_000;

function watch(): { clock: { now: number; steady: number }; watch: ClockWatch; woken: () => number } {
  const clock = { now: Date.parse('2026-11-24T10:00:00+08:00'), steady: 5000 };
  let woken = 0;
  const watched = new ClockWatch(() => (woken += 1), { now: () => clock.now, steady: () => clock.steady });
  return { clock, watch: watched, woken: () => woken };
}

test('seconds that pass on both clocks are no doubt, and neither is a tab that is woken once a minute', () => {
  const { clock, watch: watched, woken } = watch();
  for (const step of [1000, 1000, 61_000, 900]) {
    clock.now += step;
    clock.steady += step;
    watched.tick();
  }
  expect([watched.doubt, woken()]).toEqual([false, 0]);
});

test.each([
  ['slept, with a steady clock that stood still', 2 * HOUR, 3000],
  ['slept, with a steady clock that went on', 2 * HOUR, 2 * HOUR],
  ['was set a day ahead', 24 * HOUR, 1000],
  ['was set back', -24 * HOUR, 1000],
])('a PC that %s doubts the date until the hall is heard', (_, passed, steadily) => {
  const { clock, watch: watched, woken } = watch();
  clock.now += passed;
  clock.steady += steadily;
  watched.tick();
  expect([watched.doubt, woken()]).toEqual([true, 1]);
  clock.now += 1000;
  clock.steady += 1000;
  watched.tick();
  expect([watched.doubt, woken()]).toEqual([true, 1]);
  watched.sure();
  expect(watched.doubt).toBe(false);
});

test('a page that opens without the line believes a clock of this morning, not one of yesterday or of tomorrow', () => {
  const { clock, watch: watched } = watch();
  const opens = (sureAt: number | null): boolean => {
    watched.opened(sureAt);
    return watched.doubt;
  };
  expect(opens(clock.now - 3 * HOUR)).toBe(false);
  expect(opens(clock.now - 20 * HOUR)).toBe(true);
  expect(opens(clock.now + HOUR)).toBe(true);
  expect(opens(null)).toBe(true);
});
