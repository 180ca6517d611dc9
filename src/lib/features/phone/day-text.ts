import { addDays, clockText, dateOf, weekdayOf } from '#lib/domain/shared/hall-time.ts';
import type { ProgressMessages } from '#lib/i18n/zh-CN/progress.ts';

/** Words and the hall's zone, as every time on the page needs them. `now`: hall clock, epoch ms. */
export interface DayWords {
  t: ProgressMessages;
  date: (month: number, day: number) => string;
  now: number;
  offset: number;
}

/** `今天 10:06`, `明天 10:06`, `11 月 24 日 10:06`. */
export function dayClock(words: DayWords, instant: number): string {
  return words.t.dayClock(dayName(words, dateOf(instant, words.offset)), clockText(instant, words.offset));
}

/** `今天`, `明天`, `11 月 24 日`. */
export function dayName(words: DayWords, date: string): string {
  const today = dateOf(words.now, words.offset);
  if (date === today) return words.t.today;
  if (date === addDays(today, 1)) return words.t.tomorrow;
  if (date === addDays(today, -1)) return words.t.yesterday;
  return words.date(Number(date.slice(5, 7)), Number(date.slice(8)));
}

/** `11 月 24 日 周二`. */
export function dateWithWeekday(words: DayWords, date: string): string {
  const day = words.date(Number(date.slice(5, 7)), Number(date.slice(8)));
  return words.t.dateWeekday(day, words.t.weekdays[weekdayOf(date)] ?? '');
}

/** `08:30` of a minute of a day. */
export function minuteText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
