import { DAY, MINUTE, dateOf, midnightOf, type HallDate } from '../shared/index.ts';

/**
 * Clocks of matters count in hall minutes: minutes since 1970-01-01 00:00 hall time. They are
 * plain numbers that compare and subtract, and know nothing of zones.
 */
export type HallMinute = number;

export const MINUTES_OF_DAY = 1440;

/** A minute of a date; 1440 is the next day's midnight. */
export function hallMinute(date: HallDate, minute: number): HallMinute {
  return Date.parse(`${date}T00:00:00Z`) / MINUTE + minute;
}

/** Seconds are dropped: an act of 10:06:59 counts from 10:06, in the applicant's favour. */
export function hallMinuteOfInstant(instant: number, utcOffsetMinutes: number): HallMinute {
  return Math.floor(instant / MINUTE) + utcOffsetMinutes;
}

export function instantOfMinute(at: HallMinute, utcOffsetMinutes: number): number {
  return (at - utcOffsetMinutes) * MINUTE;
}

export function dateOfMinute(at: HallMinute): HallDate {
  return dateOf(at * MINUTE, 0);
}

/** 0–1439. */
export function minuteOfDayOf(at: HallMinute): number {
  return ((at % MINUTES_OF_DAY) + MINUTES_OF_DAY) % MINUTES_OF_DAY;
}

/** Minutes since a date's midnight, as the ledger of that day writes due times; negative before it. */
export function minutesSince(date: HallDate, at: HallMinute): number {
  return at - midnightOf(date, 0) / MINUTE;
}

/** Whole days since 1970-01-01 and back: calendars are walked by day. */
export function dayOfMinute(at: HallMinute): number {
  return Math.floor(at / MINUTES_OF_DAY);
}

export function dateOfDay(day: number): HallDate {
  return dateOf(day * DAY, 0);
}
