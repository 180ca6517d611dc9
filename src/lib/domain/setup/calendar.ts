import { addDays, weekdayOf, type HallDate } from '../shared/index.ts';
import type { Calendar, Setup } from './setup.ts';

/**
 * Whether a date is a working day: the national notice's days off and swapped days, else
 * Monday to Friday (国务院办公厅 holiday notices; rules.md §2.9).
 */
export function isWorkingDay(calendar: Calendar, date: HallDate): boolean {
  const year = calendar.years[date.slice(0, 4)];
  if (year?.work.includes(date)) return true;
  if (year?.off.includes(date)) return false;
  const weekday = weekdayOf(date);
  return weekday >= 1 && weekday <= 5;
}

/** The first working day on or after a date. */
export function nextWorkingDay(calendar: Calendar, date: HallDate): HallDate {
  let candidate = date;
  while (!isWorkingDay(calendar, candidate)) candidate = addDays(candidate, 1);
  return candidate;
}

/** Whether numbers are given at a minute of a date: working day, shortly before opening until the last close. */
export function givesNumbers(setup: Setup, date: HallDate, minute: number): boolean {
  const first = setup.hours[0];
  const last = setup.hours.at(-1);
  if (!first || !last || !isWorkingDay(setup.calendar, date)) return false;
  return minute >= first[0] - setup.ticketsOpenBefore && minute < last[1];
}
