import type { TimeLimit } from '../catalogue/index.ts';
import { dayOfMinute, MINUTES_OF_DAY, type HallMinute } from './hall-minute.ts';
import { addWorking, closeOfDay, isEstimated, nextWorkingDayOf, worksOn, type WorkingClock } from './working-clock.ts';

export interface DueTime {
  at: HallMinute;
  /** It reaches into a year without calendar data: 暂按周一至周五推算 (rules.md §2.9). */
  estimated: boolean;
}

export interface Due extends DueTime {
  /** What sets it: the promise, the law, the stage's or the package's limit. */
  by: 'promise' | 'law' | 'stage' | 'total';
}

/**
 * When a limit that began at `start` is over. Fractions of a working day run in working minutes.
 * Whole working days end at the close of the n-th following working day, calendar days with the
 * n-th following date; the start day is not counted (行政许可法 第八十二条; 民法典 第二百零一条).
 * A calendar day that is no working day ends at its last minute: the law's date stays, and 民法典
 * 第二百零三条 does not lengthen an authority's own duty.
 */
export function dueOf(clock: WorkingClock, start: HallMinute, limit: TimeLimit): DueTime {
  const at = endOf(clock, start, limit);
  return { at, estimated: isEstimated(clock, start, at) };
}

/** The earlier of promise and law: a promise of 7 working days can pass 15 calendar days around long holidays. */
export function dueOfItem(clock: WorkingClock, start: HallMinute, promised: TimeLimit, legal: TimeLimit | null): Due {
  const promise: Due = { ...dueOf(clock, start, promised), by: 'promise' };
  return legal ? earlier(promise, { ...dueOf(clock, start, legal), by: 'law' }) : promise;
}

/** The limit runs in working minutes, whole days too: that is how stages of a package are counted. */
export function dueInMinutes(clock: WorkingClock, start: HallMinute, limit: TimeLimit): DueTime {
  if (limit.unit === 'calendar_day') return dueOf(clock, start, limit);
  const at = addWorking(clock, start, limit.value);
  return { at, estimated: isEstimated(clock, start, at) };
}

/** By when gaps must be told, else the matter counts as accepted: 5 days (行政许可法 第三十二条第四项). */
export function tellBy(clock: WorkingClock, receivedAt: HallMinute, days = 5): DueTime {
  return dueOf(clock, receivedAt, { value: days, unit: 'working_day' });
}

/** Of two due times the earlier; of equals the first. */
export function earlier<D extends DueTime>(a: D, b: D): D {
  return b.at < a.at ? b : a;
}

function endOf(clock: WorkingClock, start: HallMinute, { value, unit }: TimeLimit): HallMinute {
  if (unit === 'calendar_day') {
    const day = dayOfMinute(start) + value;
    return day * MINUTES_OF_DAY + (worksOn(clock, day) ? closeOfDay(clock) : MINUTES_OF_DAY - 1);
  }
  if (!Number.isInteger(value) || value === 0) return addWorking(clock, start, value);
  let day = dayOfMinute(start);
  for (let count = 0; count < value; count += 1) day = nextWorkingDayOf(clock, day);
  return day * MINUTES_OF_DAY + closeOfDay(clock);
}
