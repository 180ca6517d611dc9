import type { Booking, EventBody, HallState } from '../ledger/index.ts';
import type { Setup } from '../setup/index.ts';
import { MINUTE } from '../shared/index.ts';
import { bookingsOn } from './slots.ts';

export interface BookingIndicators {
  ordinary: {
    booked: number;
    arrived: number;
    /** Called at their minute or within the grace time after it. */
    onTime: number;
    /** Came later than the grace time. */
    late: number;
    missed: number;
    cancelled: number;
    /** Still to come. */
    open: number;
  };
  services: {
    asked: number;
    /** Not answered yet, and with the chief. */
    waiting: number;
    escalated: number;
    confirmed: number;
    started: number;
    ended: number;
    punctual: number;
    /** Between the agreed and the real beginning; null before the first. */
    meanDelayMinutes: number | null;
  };
}

/** BK8: nobody came by the end of the day. A service that nobody has answered is not missed: it stays open. */
export function endOfDayBookings(state: HallState): EventBody[] {
  return [...state.bookings.values()]
    .filter((booking) => booking.phase === 'booked' && booking.date <= state.day)
    .map(({ id }): EventBody => ({ kind: 'bookingMissed', booking: id }));
}

/** Services that somebody must answer or assign; the most urgent first. */
export function servicesToAnswer(state: HallState): Booking[] {
  return [...state.bookings.values()]
    .filter((booking) => booking.phase === 'asked' || booking.phase === 'escalated')
    .sort((a, b) => a.answerBy - b.answerBy || a.id - b.id);
}

/** BK21: how bookings of the open day and the services of these days were kept (rules B7). */
export function bookingIndicators(state: HallState, setup: Setup): BookingIndicators {
  const grace = setup.booking.graceMinutes * MINUTE;
  const ordinary = bookingsOn(state, state.day).filter((booking) => booking.service === 'ordinary');
  const arrived = ordinary.filter((booking) => booking.ticket !== 0);
  const services = [...state.bookings.values()].filter((booking) => booking.service !== 'ordinary');
  const of = (list: readonly Booking[], ...phases: Booking['phase'][]): number =>
    list.filter((booking) => phases.includes(booking.phase)).length;
  const delays = services
    .filter((booking) => booking.date === state.day && (booking.phase === 'started' || booking.phase === 'ended'))
    .map((booking) => booking.startedAt - booking.at * MINUTE);
  return {
    ordinary: {
      booked: ordinary.length - of(ordinary, 'cancelled'),
      arrived: arrived.length,
      onTime: arrived.filter((booking) => {
        const ticket = state.tickets.get(booking.ticket);
        return ticket !== undefined && ticket.calledAt > 0 && ticket.calledAt <= booking.at * MINUTE + grace;
      }).length,
      late: arrived.filter((booking) => booking.arrivedAt > booking.at * MINUTE + grace).length,
      missed: of(ordinary, 'missed'),
      cancelled: of(ordinary, 'cancelled'),
      open: of(ordinary, 'booked'),
    },
    services: {
      asked: services.length,
      waiting: of(services, 'asked'),
      escalated: of(services, 'escalated'),
      confirmed: of(services, 'booked'),
      started: of(services, 'started'),
      ended: of(services, 'ended'),
      punctual: delays.filter((delay) => delay <= grace).length,
      meanDelayMinutes:
        delays.length === 0
          ? null
          : Math.round(delays.reduce((sum, delay) => sum + Math.max(0, delay), 0) / delays.length / MINUTE),
    },
  };
}

/** BK22: who appeared and who did not, with and without a booking (S 18). */
export function visitFigures(state: HallState): {
  appeared: { booked: number; walkIn: number };
  missed: { booked: number; walkIn: number };
} {
  const figures = { appeared: { booked: 0, walkIn: 0 }, missed: { booked: 0, walkIn: 0 } };
  for (const ticket of state.tickets.values()) {
    const kind = ticket.booking === 0 ? 'walkIn' : 'booked';
    if (ticket.phase === 'serving' || ticket.phase === 'parked' || ticket.phase === 'done') figures.appeared[kind] += 1;
    else if (ticket.phase === 'passed') figures.missed[kind] += 1;
  }
  for (const booking of state.bookings.values()) {
    if (booking.phase === 'missed' && booking.date === state.day) figures.missed.booked += 1;
  }
  return figures;
}
