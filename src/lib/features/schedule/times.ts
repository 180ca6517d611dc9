import {
  bookableDays,
  extendedGaps,
  holidayDays,
  isWorkingDay,
  MINUTE,
  slotsOf,
  weekdayOf,
  type Booking,
  type BookingKind,
  type HallDate,
  type HallState,
  type Setup,
} from '#lib/domain/index.ts';

/** A time that can be chosen; minutes of the date. `free`: null where nobody counts windows. */
export interface TimeChoice {
  at: number;
  until: number;
  free: number | null;
}

/** A Saturday or Sunday among working days (调休). */
export function isMadeUp(date: HallDate): boolean {
  return weekdayOf(date) === 0 || weekdayOf(date) === 6;
}

/** Extended service is agreed in steps of so many minutes. */
const STEP = 15;

/** The days a booking of this kind can be put to. `moved`: it exists already, then staff may use what is left of today. */
export function daysFor(
  state: HallState,
  setup: Setup,
  kind: BookingKind,
  code: string | undefined,
  moved: Booking | null = null,
): HallDate[] {
  if (kind === 'extended') return extendedGaps(setup, state.day).length > 0 ? [state.day] : [];
  const days = bookableDays(setup, state.day, code);
  // A Saturday that is worked looks like a day off to most people: it becomes an ordinary booking, and says so.
  if (kind === 'holiday') return [...holidayDays(setup, state.day), ...(moved ? [] : days.filter(isMadeUp))].sort();
  return moved && slotsOf(state, setup, state.day, code).length > 0 ? [state.day, ...days] : days;
}

/** The times of a day for a kind, without those that are over. `length`: of a service that is being moved. */
export function timesFor(
  state: HallState,
  setup: Setup,
  wish: { kind: BookingKind; code: string | undefined; date: HallDate; moved?: Booking | null },
  t: number,
): TimeChoice[] {
  const { kind, code, date, moved = null } = wish;
  const isOver = (at: number): boolean => date === state.day && at * MINUTE <= t;
  if (kind === 'ordinary' || kind === 'extra' || (kind === 'holiday' && isWorkingDay(setup.calendar, date))) {
    return slotsOf(state, setup, date, code, moved?.id ?? 0)
      .filter((slot) => slot.capacity > 0 && !isOver(slot.at))
      .map(({ at, until, free }) => ({ at, until, free }));
  }
  const length = moved ? moved.until - moved.at : setup.booking.slotMinutes;
  const spans = kind === 'holiday' ? setup.booking.holidayHours : extendedGaps(setup, date);
  const step = kind === 'holiday' ? setup.booking.slotMinutes : STEP;
  return spans.flatMap(([from, to]) => {
    const times: TimeChoice[] = [];
    for (let at = from; at + (kind === 'holiday' ? length : STEP) <= to; at += step) {
      const until = Math.min(to, at + length);
      if (!isOver(kind === 'holiday' ? until : at)) times.push({ at, until, free: null });
    }
    return times;
  });
}

/** How long an extended service that begins at `at` may be agreed for: ends in steps, to the end of its gap. */
export function endsFor(setup: Setup, date: HallDate, at: number): number[] {
  const gap = extendedGaps(setup, date).find(([from, to]) => from <= at && at < to);
  if (!gap) return [];
  const last = Math.min(gap[1], at + setup.booking.extendedMost);
  const ends: number[] = [];
  for (let until = at + STEP; until <= last; until += STEP) ends.push(until);
  return ends;
}
