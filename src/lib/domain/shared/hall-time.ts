/**
 * The one place that turns instants into hall dates and back. Instants are epoch milliseconds UTC,
 * dates are `2026-11-22`, `t` is milliseconds since the hall day's midnight. China keeps one zone
 * without summer time, so a fixed offset is exact; it is data (`setup.hall.utcOffsetMinutes`).
 */
export type HallDate = string;

export const DAY = 86_400_000;
export const MINUTE = 60_000;

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The hall date of an instant. */
export function dateOf(instant: number, utcOffsetMinutes: number): HallDate {
  return new Date(instant + utcOffsetMinutes * MINUTE).toISOString().slice(0, 10);
}

/** The instant of 00:00 hall time on a date. */
export function midnightOf(date: HallDate, utcOffsetMinutes: number): number {
  return Date.parse(`${date}T00:00:00Z`) - utcOffsetMinutes * MINUTE;
}

/** Minutes since midnight, hall time. */
export function minuteOfDay(instant: number, utcOffsetMinutes: number): number {
  return Math.floor((instant - midnightOf(dateOf(instant, utcOffsetMinutes), utcOffsetMinutes)) / MINUTE);
}

export function addDays(date: HallDate, days: number): HallDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** 0 Sunday … 6 Saturday. */
export function weekdayOf(date: HallDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/** Asked of every command: by the calendar's own rule, without making an instant of it. */
export function isHallDate(text: string): boolean {
  const match = datePattern.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return month >= 1 && month <= 12 && day >= 1 && day <= last;
}

/** `10:06`, hall time. */
export function clockText(instant: number, utcOffsetMinutes: number): string {
  return new Date(instant + utcOffsetMinutes * MINUTE).toISOString().slice(11, 16);
}

/** `10:06:12`, hall time. */
export function clockTextWithSeconds(instant: number, utcOffsetMinutes: number): string {
  return new Date(instant + utcOffsetMinutes * MINUTE).toISOString().slice(11, 19);
}

/** `10:06` of a `t`; one of an earlier day (negative, carried over midnight) shows its own clock time. */
export function clockTextOfT(t: number): string {
  const minutes = Math.floor((((t % DAY) + DAY) % DAY) / MINUTE);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
