import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addWorkingMinutes,
  dueOf,
  hallMinute,
  isWorkingMinute,
  minuteOfDayOf,
  nextWorkingMinute,
  workingBetween,
  workingClockOf,
  type WorkingClock,
} from '#lib/domain/index.ts';
import { setup } from './form-content.ts';

const clock = workingClockOf(setup);
const first = hallMinute('2026-01-01', 0);
const instant = fc.integer({ min: first, max: first + 360 * 1440 });
const length = fc.integer({ min: 1, max: 420 * 30 });

/** Counted minute by minute: slow, and without any cleverness. */
function counted(of: WorkingClock, from: number, to: number): number {
  let sum = 0;
  for (let minute = from; minute < to; minute += 1) if (isWorkingMinute(of, minute)) sum += 1;
  return sum;
}

describe('laws of the working clock', () => {
  test('[LC1] adding never ends in a minute that is neither worked nor a close', () => {
    fc.assert(
      fc.property(instant, length, (start, minutes) => {
        const end = addWorkingMinutes(clock, start, minutes);
        // The minute before the end was worked: that is the earlier instant of every seam.
        expect(isWorkingMinute(clock, end - 1)).toBe(true);
      }),
    );
  });

  test('[LC3] what remains of what was added is what was added', () => {
    fc.assert(
      fc.property(instant, length, (start, minutes) => {
        const end = addWorkingMinutes(clock, start, minutes);
        expect(workingBetween(clock, start, end)).toBe(minutes);
        expect(workingBetween(clock, end, start)).toBe(-minutes);
      }),
    );
  });

  test('[LC1] adding in two steps is adding at once', () => {
    fc.assert(
      fc.property(instant, length, length, (start, one, two) => {
        const stepwise = addWorkingMinutes(clock, addWorkingMinutes(clock, start, one), two);
        expect(stepwise).toBe(addWorkingMinutes(clock, start, one + two));
      }),
    );
  });

  test('[LC1] a later start is never due earlier, nor a longer limit', () => {
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 0, max: 5000 }),
        length,
        fc.integer({ min: 0, max: 1000 }),
        (start, later, minutes, more) => {
          const due = addWorkingMinutes(clock, start, minutes);
          expect(addWorkingMinutes(clock, start + later, minutes)).toBeGreaterThanOrEqual(due);
          expect(addWorkingMinutes(clock, start, minutes + more)).toBeGreaterThanOrEqual(due);
        },
      ),
    );
  });

  test('[LC3] working time is what a count minute by minute says', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 12 * 1440 }), (from, span) => {
        expect(workingBetween(clock, from, from + span)).toBe(counted(clock, from, from + span));
      }),
      { numRuns: 60 },
    );
  });

  test('[LC1] the next working minute is the first one that works', () => {
    fc.assert(
      fc.property(instant, (from) => {
        const next = nextWorkingMinute(clock, from);
        expect(isWorkingMinute(clock, next)).toBe(true);
        expect(counted(clock, from, next)).toBe(0);
      }),
    );
  });

  test('[LC4] whole days end at a close, later for more days, and never on the day they began', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 45 }), (start, value) => {
        const due = dueOf(clock, start, { value, unit: 'working_day' }).at;
        expect(minuteOfDayOf(due)).toBe(1050);
        expect(Math.floor(due / 1440)).toBeGreaterThan(Math.floor(start / 1440));
        expect(dueOf(clock, start, { value: value + 1, unit: 'working_day' }).at).toBeGreaterThan(due);
        expect(counted(clock, due - 1, due)).toBe(1);
      }),
    );
  });
});
