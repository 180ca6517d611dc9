import { weekdayOf, type HallDate } from '#lib/domain/shared/hall-time.ts';
import type { BookingKind } from '#lib/domain/ledger/events.ts';

/** `GET /api/bookings/offers`: what may be booked, and with a code the free times of it. Minutes of the date. */
export interface Offers {
  hall: string;
  hallEn: string;
  practice: boolean;
  /** Hall clock, epoch ms. */
  now: number;
  utcOffsetMinutes: number;
  today: HallDate;
  items: OfferedItem[];
  days: { date: HallDate; slots: Time[] }[];
  holidays: HallDate[];
  holidayHours: [from: number, until: number][];
  slotMinutes: number;
  changeBeforeMinutes: number;
  extended: { date: HallDate; gaps: [from: number, until: number][]; most: number } | null;
  /** What the chosen item asks for. */
  bring: { name: string; nameEn: string; form: string; copies: number }[];
  events: { icon: string; name: string; nameEn: string; hint: string; hintEn: string; choices: string[] }[];
}

export interface OfferedItem {
  code: string;
  name: string;
  nameEn: string;
  isPackage: boolean;
}

/** `free`: null where nobody counts windows. */
export interface Time {
  at: number;
  until: number;
  free: number | null;
}

export interface Day {
  date: HallDate;
  times: Time[];
}

/** Extended service is asked for in steps of so many minutes. */
const STEP = 30;

/** The days of each kind with their times. What is over today is left out. */
export function daysOf(offers: Offers, kind: BookingKind): Day[] {
  const { today } = offers;
  if (kind === 'ordinary') return offers.days.map(({ date, slots }) => ({ date, times: slots }));
  if (kind === 'extended') return extendedDays(offers);
  const minute = minuteNow(offers);
  const off = offers.holidays.map((date): Day => ({
    date,
    times: offers.holidayHours
      .flatMap(([from, to]) => steps(from, to, offers.slotMinutes, offers.slotMinutes))
      .filter((time) => date !== today || time.until > minute),
  }));
  // A Saturday that is worked looks like a day off: it becomes an ordinary booking, and says so.
  const madeUp = offers.days.filter(({ date }) => isMadeUp(date)).map(({ date, slots }) => ({ date, times: slots }));
  return [...off, ...madeUp].filter(({ times }) => times.length > 0).sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** A working Saturday or Sunday (调休). */
export function isMadeUp(date: HallDate): boolean {
  return weekdayOf(date) === 0 || weekdayOf(date) === 6;
}

/** Until when an extended service that begins at `at` may be asked for. */
export function endsOf(offers: Offers, at: number): number[] {
  const gap = offers.extended?.gaps.find(([from, to]) => from <= at && at < to);
  if (!gap || !offers.extended) return [];
  const last = Math.min(gap[1], at + offers.extended.most);
  return Array.from({ length: Math.floor((last - at) / STEP) }, (_, index) => at + (index + 1) * STEP);
}

function extendedDays(offers: Offers): Day[] {
  const { extended, slotMinutes } = offers;
  if (!extended) return [];
  const minute = minuteNow(offers);
  const times = extended.gaps
    .flatMap(([from, to]) => steps(from, to, STEP, slotMinutes))
    .filter((time) => time.at > minute);
  return times.length === 0 ? [] : [{ date: extended.date, times }];
}

function steps(from: number, to: number, step: number, length: number): Time[] {
  const times: Time[] = [];
  for (let at = from; at + Math.min(step, length) <= to; at += step) {
    times.push({ at, until: Math.min(to, at + length), free: null });
  }
  return times;
}

/** Minutes since today's midnight, hall time. */
function minuteNow({ now, today, utcOffsetMinutes }: Offers): number {
  return (now - (Date.parse(`${today}T00:00:00Z`) - utcOffsetMinutes * 60_000)) / 60_000;
}
