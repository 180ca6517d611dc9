import type { Booking, HallState } from '../ledger/index.ts';
import { isWorkingDay, type Setup } from '../setup/index.ts';
import { addDays, type HallDate } from '../shared/index.ts';

/** Minutes of the date. `free`: so many windows are not taken; `windows`: which. */
export interface BookingSlot {
  at: number;
  until: number;
  capacity: number;
  free: number;
  windows: number[];
}

/** A calendar without working days must not be searched for ever. */
const SEARCHED_DAYS = 60;

/** Windows that take bookings, in the setup's order; for an item those that serve its queue. */
export function bookingWindows(setup: Setup, code?: string): number[] {
  const queue = code === undefined ? null : setup.routes[code];
  if (queue === undefined) return [];
  return setup.booking.windows.filter((no) => {
    const window = setup.windows.find((candidate) => candidate.no === no);
    return window !== undefined && (queue === null || window.queues.includes(queue));
  });
}

/** BK1: the ordinary slots of a date, from opening hours and the windows that are not stopped; none on a day off. */
export function slotsOf(
  state: HallState,
  setup: Setup,
  date: HallDate,
  code?: string,
  /** The booking that is being moved keeps nobody out. */
  except = 0,
): BookingSlot[] {
  if (!isWorkingDay(setup.calendar, date)) return [];
  const taken = bookingsOn(state, date).filter((booking) => booking.id !== except && takesPlace(booking));
  const windows = bookingWindows(setup, code);
  return slotTimes(setup).map(([at, until]) => {
    const open = windows.filter((window) => !isStopped(setup, window, date, at, until));
    const free = open.filter(
      (window) => !taken.some((other) => other.window === window && other.at < until && other.until > at),
    );
    return { at, until, capacity: open.length, free: free.length, windows: free };
  });
}

/** From opening to close, each a whole slot long. */
export function slotTimes(setup: Setup): [at: number, until: number][] {
  const { slotMinutes } = setup.booking;
  const times: [number, number][] = [];
  if (slotMinutes <= 0) return times;
  for (const [from, to] of setup.hours) {
    for (let at = from; at + slotMinutes <= to; at += slotMinutes) times.push([at, at + slotMinutes]);
  }
  return times;
}

export function isStopped(setup: Setup, window: number, date: HallDate, at: number, until: number): boolean {
  return setup.booking.stops.some(
    (stop) => stop.window === window && stop.date === date && stop.from < until && stop.until > at,
  );
}

/** BK3: the next so many working days with a window for it; the first of them is "tomorrow". */
export function bookableDays(setup: Setup, today: HallDate, code?: string): HallDate[] {
  const windows = bookingWindows(setup, code);
  const times = slotTimes(setup);
  const days: HallDate[] = [];
  for (let ahead = 1; ahead <= SEARCHED_DAYS && days.length < setup.booking.daysAhead; ahead += 1) {
    const date = addDays(today, ahead);
    if (!isWorkingDay(setup.calendar, date)) continue;
    const isOffered = windows.some((window) => times.some(([at, until]) => !isStopped(setup, window, date, at, until)));
    if (isOffered) days.push(date);
  }
  return days;
}

/** BK10: the days off for which a service can be asked now: today if it is one, and those before the last bookable day. */
export function holidayDays(setup: Setup, today: HallDate): HallDate[] {
  const last = bookableDays(setup, today).at(-1) ?? today;
  const days: HallDate[] = [];
  for (let date = today; date <= last; date = addDays(date, 1)) {
    if (!isWorkingDay(setup.calendar, date)) days.push(date);
  }
  return days;
}

/** BK11: when the hall may stay for somebody: the breaks of a working day, and after its close. */
export function extendedGaps(setup: Setup, date: HallDate): [from: number, until: number][] {
  if (!isWorkingDay(setup.calendar, date)) return [];
  const gaps: [number, number][] = [];
  for (const [index, [, close]] of setup.hours.entries()) {
    const next = setup.hours[index + 1];
    const until = next ? next[0] : Math.min(24 * 60, close + setup.booking.extendedMost);
    if (until > close) gaps.push([close, until]);
  }
  return gaps;
}

/** Bookings of a date by their time; cancelled ones too. */
export function bookingsOn(state: HallState, date: HallDate): Booking[] {
  return [...state.bookings.values()]
    .filter((booking) => booking.date === date)
    .sort((a, b) => a.at - b.at || a.window - b.window || a.id - b.id);
}

function takesPlace({ phase, service }: Booking): boolean {
  // One that is to be fitted in has no place: that is why.
  return service !== 'extra' && phase !== 'cancelled' && phase !== 'missed';
}
