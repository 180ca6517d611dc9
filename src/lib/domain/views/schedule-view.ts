import type { Booking, HallState } from '../ledger/index.ts';
import { bookingsOn, isStopped, slotTimes } from '../schedule/index.ts';
import { isWorkingDay, type Setup } from '../setup/index.ts';
import type { HallDate } from '../shared/index.ts';

export interface ScheduleCell {
  window: number;
  booking: Booking | null;
  /** 停约: no bookings are taken here then. */
  stopped: boolean;
}

/** A day of the booking desk: windows across, slots down. Minutes of the date. */
export interface ScheduleDay {
  date: HallDate;
  isWorking: boolean;
  windows: number[];
  breaks: [from: number, until: number][];
  rows: { at: number; until: number; cells: ScheduleCell[] }[];
  /** Ordinary bookings that stand or were kept. */
  booked: number;
  arrived: number;
  missed: number;
  /** Services of the date outside hours, answered or not. */
  services: Booking[];
  /** What no cell shows: ordinary ones since the setup changed, and those that are to be fitted in. */
  elsewhere: Booking[];
}

/** V6: the grid of one date; a cancelled or missed booking leaves its cell free, and is in the figures. */
export function scheduleDay(state: HallState, setup: Setup, date: HallDate): ScheduleDay {
  const isWorking = isWorkingDay(setup.calendar, date);
  const all = bookingsOn(state, date);
  const ordinary = all.filter((booking) => booking.service === 'ordinary' && booking.phase !== 'cancelled');
  const shown = new Set<number>();
  const rows = (isWorking ? slotTimes(setup) : []).map(([at, until]) => ({
    at,
    until,
    cells: setup.booking.windows.map((window): ScheduleCell => {
      const here = ordinary.filter((other) => other.window === window && other.at === at);
      const booking = here.find((other) => other.phase !== 'missed') ?? here[0] ?? null;
      if (booking) shown.add(booking.id);
      return { window, booking, stopped: isStopped(setup, window, date, at, until) };
    }),
  }));
  const breaks = setup.hours.slice(1).map(([from], index): [number, number] => [setup.hours[index]?.[1] ?? from, from]);
  return {
    date,
    isWorking,
    windows: [...setup.booking.windows],
    breaks,
    rows,
    booked: ordinary.length,
    arrived: ordinary.filter((booking) => booking.ticket !== 0).length,
    missed: ordinary.filter((booking) => booking.phase === 'missed').length,
    services: all.filter(
      (booking) => booking.service !== 'ordinary' && !(isWorking && isExtra(booking)) && booking.phase !== 'cancelled',
    ),
    elsewhere: [
      ...ordinary.filter((booking) => !shown.has(booking.id) && booking.phase !== 'missed'),
      ...all.filter((booking) => isWorking && isExtra(booking) && booking.phase !== 'cancelled'),
    ],
  };
}

function isExtra({ service }: Booking): boolean {
  return service === 'extra';
}
