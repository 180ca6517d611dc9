import { clockTextOfT, MINUTE, weekdayOf, type HallDate } from '#lib/domain/shared/hall-time.ts';
import type { CommonMessages } from '#lib/i18n/zh-CN/common.ts';

/** `11 月 28 日 星期六` */
export function dayText(words: CommonMessages, date: HallDate): string {
  return `${words.date(Number(date.slice(5, 7)), Number(date.slice(8, 10)))} ${words.weekdays[weekdayOf(date)] ?? ''}`;
}

/** `09:30` of a minute of its date. */
export function timeText(minute: number): string {
  return clockTextOfT(minute * MINUTE);
}

/** `11 月 28 日 星期六 09:30` */
export function whenText(words: CommonMessages, { date, at }: { date: HallDate; at: number }): string {
  return `${dayText(words, date)} ${timeText(at)}`;
}

/** Of an instant, epoch ms. */
export function momentText(words: CommonMessages, instant: number, utcOffsetMinutes: number): string {
  const iso = new Date(instant + utcOffsetMinutes * MINUTE).toISOString();
  return `${dayText(words, iso.slice(0, 10))} ${iso.slice(11, 16)}`;
}
