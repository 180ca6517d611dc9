import type { CommandBodies, DecideContext, Decision } from '../command/index.ts';
import type { HallState } from '../ledger/index.ts';
import { numberEvents } from '../queue/index.ts';
import { accepted, MINUTE, refused } from '../shared/index.ts';
import { findBooking } from './find-booking.ts';

/**
 * BK14–BK16: who comes for a booking takes a number with it, on its day, from so many minutes before. Within the grace
 * time it is called at its minute; later it joins the walk-ins. A service outside hours needs no number.
 */
export function decideCheckIn(state: HallState, body: CommandBodies['checkIn'], context: DecideContext): Decision {
  const found = findBooking(state, body);
  if (!found.ok) return found;
  const booking = found.value;
  const { date, at, window } = booking;
  const { earlyMinutes, graceMinutes } = context.setup.booking;
  if (booking.ticket !== 0) {
    return refused('already-arrived', { label: state.tickets.get(booking.ticket)?.label, ticket: booking.ticket });
  }
  if (booking.phase === 'cancelled') return refused('booking-cancelled', { date, at });
  if (booking.phase === 'missed' || date < state.day) return refused('booking-expired', { date, at });
  if (date > state.day) return refused('booking-not-today', { date, at });
  if (booking.service !== 'ordinary') return refused('service-at-window', { window, at });
  const minute = context.t / MINUTE;
  if (minute < at - earlyMinutes) return refused('booking-too-early', { at, from: at - earlyMinutes });
  const isInTime = minute <= at + graceMinutes;
  const taken = numberEvents(state, context, {
    code: booking.code,
    care: body.care,
    token: booking.token,
    priority: isInTime ? 'booked' : '',
  });
  if (!taken.ok) return taken;
  const [number, waiting] = taken.value;
  const bookedFor = isInTime ? at * MINUTE : 0;
  return accepted([number, { kind: 'arrived', booking: booking.id, ticket: context.seq, bookedFor }, waiting]);
}
