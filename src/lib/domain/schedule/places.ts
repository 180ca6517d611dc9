import type { DecideContext } from '../command/index.ts';
import type { HallState } from '../ledger/index.ts';
import { addWorkingMinutes, hallMinute, minutesSince, workingClockOf } from '../limits/index.ts';
import { isWorkingDay, type Setup } from '../setup/index.ts';
import { accepted, MINUTE, refused, type HallDate, type RefusalCode, type Result } from '../shared/index.ts';
import { bookableDays, bookingWindows, extendedGaps, holidayDays, slotsOf } from './slots.ts';

export interface Place {
  date: HallDate;
  at: number;
  until: number;
  window: number;
}

/** So many other slots a full one names. */
const OFFERED = 3;

/**
 * BK1, BK3, BK4: the place of an ordinary booking. Staff may also move one to a later slot of today.
 * Refusals: date-not-bookable, booking-slot-unknown, slot-full with the next free ones.
 */
export function ordinaryPlace(
  state: HallState,
  context: DecideContext,
  wish: { code: string; date: HallDate; at: number },
  moved = 0,
): Result<Place, RefusalCode> {
  const { setup } = context;
  const { code, date, at } = wish;
  const days = bookableDays(setup, state.day, code);
  const isLaterToday = moved !== 0 && context.surface === 'staff' && date === state.day && at * MINUTE > context.t;
  if (!isLaterToday && !days.includes(date)) {
    return refused('date-not-bookable', { date, from: days[0], until: days.at(-1) });
  }
  const slot = slotsOf(state, setup, date, code, moved).find((candidate) => candidate.at === at);
  if (!slot || slot.capacity === 0) return refused('booking-slot-unknown', { date, at });
  const [window] = slot.windows;
  if (window === undefined)
    return refused('slot-full', { date, at, next: nextFree(state, setup, days, code, date, at) });
  return accepted({ date, at, until: slot.until, window });
}

function nextFree(
  state: HallState,
  setup: Setup,
  days: readonly HallDate[],
  code: string,
  date: HallDate,
  at: number,
): { date: HallDate; at: number }[] {
  const found: { date: HallDate; at: number }[] = [];
  for (const day of days) {
    if (day < date) continue;
    for (const slot of slotsOf(state, setup, day, code)) {
      if (slot.free === 0 || (day === date && slot.at <= at)) continue;
      found.push({ date: day, at: slot.at });
      if (found.length === OFFERED) return found;
    }
  }
  return found;
}

/**
 * BK10, BK11: the place of a service outside hours. Nothing here judges the wish itself: only whether it is one
 * outside hours. Refusals: date-not-bookable, service-day-wrong, service-time-wrong.
 */
export function servicePlace(
  state: HallState,
  context: DecideContext,
  wish: { service: 'holiday' | 'extended'; code: string; date: HallDate; at: number; until: number; window: number },
): Result<Place, RefusalCode> {
  const { setup } = context;
  const { service, date, at, until } = wish;
  const isDayOff = !isWorkingDay(setup.calendar, date);
  if (service === 'holiday') {
    if (!isDayOff) return refused('service-day-wrong', { service, date });
    const days = holidayDays(setup, state.day);
    if (!days.includes(date)) return refused('date-not-bookable', { date, from: days[0], until: days.at(-1) });
  } else if (isDayOff || date !== state.day) return refused('service-day-wrong', { service, date });
  const spans = service === 'holiday' ? setup.booking.holidayHours : extendedGaps(setup, date);
  const isOver = date === state.day && until * MINUTE <= context.t;
  const fits = spans.some(([from, to]) => from <= at && at < until && until <= to);
  const isTooLong = service === 'extended' && until - at > setup.booking.extendedMost;
  if (!fits || isOver || isTooLong) {
    return refused('service-time-wrong', { service, date, spans, most: setup.booking.extendedMost });
  }
  return accepted({ date, at, until, window: serviceWindow(setup, wish) });
}

/** Planned, not binding: the wished window if it serves the item, else the first that takes its bookings. */
function serviceWindow(setup: Setup, { code, window }: { code: string; window: number }): number {
  const queue = setup.routes[code] ?? '';
  const serving = setup.windows.filter((candidate) => candidate.queues.includes(queue)).map(({ no }) => no);
  return serving.includes(window) ? window : (bookingWindows(setup, code)[0] ?? serving[0] ?? 0);
}

/**
 * BK12: by when a service must be answered (or assigned), minutes since the open day's midnight: so many working
 * minutes from now (asked in the evening, from the next morning on), and never after it would begin.
 */
export function answerBy(
  state: HallState,
  { t, setup }: DecideContext,
  within: number,
  { date, at }: { date: HallDate; at: number },
): number {
  const now = hallMinute(state.day, Math.floor(t / MINUTE));
  const by = addWorkingMinutes(workingClockOf(setup), now, within);
  return minutesSince(state.day, Math.max(now, Math.min(by, hallMinute(date, at))));
}
