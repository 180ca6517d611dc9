import {
  addDays,
  bookableDays,
  bookingsOn,
  clockTextOfT,
  isWorkingDay,
  MINUTE,
  weekdayOf,
  type HallDate,
  type HallState,
  type Setup,
} from '#lib/domain/index.ts';
import type { ScheduleMessages } from '#lib/i18n/zh-CN/schedule.ts';

export interface DayTile {
  date: HallDate;
  isToday: boolean;
  isWorking: boolean;
  /** A Saturday or Sunday that is worked (调休). */
  isMadeUp: boolean;
  /** Ordinary bookings that stand or were kept. */
  booked: number;
  /** Services outside hours that are asked for or agreed. */
  services: number;
}

/** Today, the days that can be booked, and the days off between them. */
export function dayTiles(state: HallState, setup: Setup): DayTile[] {
  if (state.day === '') return [];
  const last = bookableDays(setup, state.day).at(-1) ?? state.day;
  const tiles: DayTile[] = [];
  for (let date = state.day; date <= last; date = addDays(date, 1)) {
    const isWorking = isWorkingDay(setup.calendar, date);
    const all = bookingsOn(state, date).filter((booking) => booking.phase !== 'cancelled');
    const weekday = weekdayOf(date);
    tiles.push({
      date,
      isToday: date === state.day,
      isWorking,
      isMadeUp: isWorking && (weekday === 0 || weekday === 6),
      booked: all.filter((booking) => booking.service === 'ordinary').length,
      services: all.filter((booking) => booking.service !== 'ordinary').length,
    });
  }
  return tiles;
}

/** `11-28` */
export function shortDate(date: HallDate): string {
  return date.slice(5);
}

/** `09:30` of a minute of its date. */
export function timeText(minute: number): string {
  return clockTextOfT(minute * MINUTE);
}

/** `11-28 周六 09:30`, `今天 17:30`; with an end `17:30–18:15`. */
export function whenText(
  m: ScheduleMessages,
  today: HallDate,
  { date, at, until }: { date: HallDate; at: number; until?: number },
): string {
  const time = until === undefined ? timeText(at) : `${timeText(at)}–${timeText(until)}`;
  return date === today ? m.whenToday(time) : m.when(shortDate(date), m.weekdays[weekdayOf(date)] ?? '', time);
}

/** As below, today's without the word: 10:24. */
export function dueClock(m: ScheduleMessages, today: HallDate, minute: number): string {
  return minute >= 0 && minute < 1440 ? timeText(minute) : dueText(m, today, minute);
}

/** When a due minute (hall minutes since `today`'s midnight) is. */
export function dueText(m: ScheduleMessages, today: HallDate, minute: number): string {
  const days = Math.floor(minute / 1440);
  return whenText(m, today, { date: addDays(today, days), at: minute - days * 1440 });
}
