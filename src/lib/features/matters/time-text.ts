import {
  addDays,
  clockTextOfT,
  dateOfMinute,
  hallMinute,
  minuteOfDayOf,
  MINUTE,
  type HallDate,
} from '#lib/domain/index.ts';
import type { MattersMessages } from '#lib/i18n/zh-CN/matters.ts';

/** `今天 10:40`, `明天 09:30`, `11-26 17:30` of hall minutes since the open day's midnight. */
export function minuteText(words: MattersMessages, day: HallDate, minute: number): string {
  const at = hallMinute(day, minute);
  const date = dateOfMinute(at);
  const clock = clockTextOfT(minuteOfDayOf(at) * MINUTE);
  if (date === day) return words.today(clock);
  if (date === addDays(day, 1)) return words.tomorrow(clock);
  if (date === addDays(day, -1)) return words.yesterday(clock);
  return words.dayClock(dayText(words, day, date), clock);
}

/** The same of a `t`. */
export function momentText(words: MattersMessages, day: HallDate, t: number): string {
  return minuteText(words, day, Math.floor(t / MINUTE));
}

/** A due time in a list: beyond tomorrow the date alone. */
export function dueText(words: MattersMessages, day: HallDate, minute: number): string {
  const date = dateOfMinute(hallMinute(day, minute));
  const isNear = date >= addDays(day, -1) && date <= addDays(day, 1);
  return isNear ? minuteText(words, day, minute) : dayText(words, day, date);
}

/** Working time in words; a day is the hall's working day. */
export function workingText(words: MattersMessages, minutes: number, perDay: number): string {
  const all = Math.abs(Math.round(minutes));
  if (all < 60) return words.minutes(all);
  if (perDay <= 0 || all < perDay) return words.hours(Math.floor(all / 60), all % 60);
  const days = Math.floor(all / perDay);
  const hours = Math.floor((all % perDay) / 60);
  // Beyond a few days nobody counts hours.
  return words.days(days, days < 3 ? hours : 0);
}

function dayText(words: MattersMessages, day: HallDate, date: HallDate): string {
  const [year = '', month = '', date2 = ''] = date.split('-');
  const text = words.day(month, date2);
  return year === day.slice(0, 4) ? text : `${year}-${text}`;
}
