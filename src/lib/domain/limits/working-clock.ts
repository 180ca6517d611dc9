import { isWorkingDay, type Calendar, type Setup } from '../setup/index.ts';
import { dateOfDay, dayOfMinute, MINUTES_OF_DAY, minuteOfDayOf, type HallMinute } from './hall-minute.ts';

/** What a limit is counted by: opening hours (minutes of a day, in order) and the calendar. */
export interface WorkingClock {
  hours: readonly (readonly [from: number, to: number])[];
  calendar: Calendar;
}

export function workingClockOf(setup: Pick<Setup, 'hours' | 'calendar'>): WorkingClock {
  return { hours: setup.hours, calendar: setup.calendar };
}

/** M: each minute of a working day is 1/M of that day (rules.md §2.9). */
export function minutesOfWorkingDay(clock: WorkingClock): number {
  return clock.hours.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Whether the hall works in this minute; a closing minute (12:00) no longer. */
export function isWorkingMinute(clock: WorkingClock, at: HallMinute): boolean {
  const minute = minuteOfDayOf(at);
  return worksOn(clock, dayOfMinute(at)) && clock.hours.some(([from, to]) => minute >= from && minute < to);
}

/** The same instant if the hall works then, else the next opening. */
export function nextWorkingMinute(clock: WorkingClock, at: HallMinute): HallMinute {
  const minute = minuteOfDayOf(at);
  const day = dayOfMinute(at);
  if (worksOn(clock, day)) {
    const session = clock.hours.find(([, to]) => minute < to);
    if (session) return at - minute + Math.max(minute, session[0]);
  }
  return nextWorkingDayOf(clock, day) * MINUTES_OF_DAY + (clock.hours[0]?.[0] ?? 0);
}

/**
 * The instant after so many working minutes. A start outside hours counts from the next opening;
 * at a seam the earlier instant is meant: 12:00, not 14:00; the evening, not the next morning.
 */
export function addWorkingMinutes(clock: WorkingClock, start: HallMinute, minutes: number): HallMinute {
  let left = Math.max(0, minutes);
  const opened = nextWorkingMinute(clock, start);
  if (left === 0) return opened;
  const fullDay = minutesOfWorkingDay(clock);
  // Hours that do not exist would never be used up.
  if (fullDay <= 0) return opened;
  let day = dayOfMinute(opened);
  let from = minuteOfDayOf(opened);
  for (;;) {
    const today = workedBetween(clock, from, MINUTES_OF_DAY);
    if (left <= today) return day * MINUTES_OF_DAY + minuteAfter(clock, from, left);
    left -= today;
    day = nextWorkingDayOf(clock, day);
    from = 0;
  }
}

/** A number of working days as working minutes, rounded to the minute: half of 420 is 210. */
export function addWorking(clock: WorkingClock, start: HallMinute, days: number): HallMinute {
  return addWorkingMinutes(clock, start, Math.round(days * minutesOfWorkingDay(clock)));
}

/** Working minutes from one instant to another; negative when the second is earlier. */
export function workingBetween(clock: WorkingClock, from: HallMinute, to: HallMinute): number {
  if (to < from) return -workingBetween(clock, to, from);
  const [first, last] = [dayOfMinute(from), dayOfMinute(to)];
  if (first === last) return worksOn(clock, first) ? workedBetween(clock, minuteOfDayOf(from), minuteOfDayOf(to)) : 0;
  let sum = worksOn(clock, first) ? workedBetween(clock, minuteOfDayOf(from), MINUTES_OF_DAY) : 0;
  for (let day = first + 1; day < last; day += 1) if (worksOn(clock, day)) sum += minutesOfWorkingDay(clock);
  return sum + (worksOn(clock, last) ? workedBetween(clock, 0, minuteOfDayOf(to)) : 0);
}

/** The close of the last session. */
export function closeOfDay(clock: WorkingClock): number {
  return clock.hours.at(-1)?.[1] ?? MINUTES_OF_DAY;
}

export function worksOn(clock: WorkingClock, day: number): boolean {
  return isWorkingDay(clock.calendar, dateOfDay(day));
}

/** The first working day after a day. */
export function nextWorkingDayOf(clock: WorkingClock, day: number): number {
  let next = day + 1;
  while (!worksOn(clock, next)) next += 1;
  return next;
}

/** Whether a span reaches into a year whose holidays nobody has announced: 暂按周一至周五推算. */
export function isEstimated(clock: WorkingClock, from: HallMinute, to: HallMinute): boolean {
  const last = Number(dateOfDay(dayOfMinute(to)).slice(0, 4));
  for (let year = Number(dateOfDay(dayOfMinute(from)).slice(0, 4)); year <= last; year += 1) {
    if (!clock.calendar.years[String(year)]) return true;
  }
  return false;
}

function workedBetween(clock: WorkingClock, from: number, to: number): number {
  return clock.hours.reduce((sum, [open, close]) => sum + Math.max(0, Math.min(close, to) - Math.max(open, from)), 0);
}

/** The minute of the day at which so many of its working minutes are over. */
function minuteAfter(clock: WorkingClock, from: number, minutes: number): number {
  let left = minutes;
  for (const [open, close] of clock.hours) {
    const start = Math.max(open, from);
    if (close <= start) continue;
    if (left <= close - start) return start + left;
    left -= close - start;
  }
  return closeOfDay(clock);
}
