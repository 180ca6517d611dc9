import type { LedgerEvent } from './events.ts';
import { blankBooking, type Booking } from './matter-state.ts';
import type { HallState } from './state.ts';

export type BookingEvent = Extract<
  LedgerEvent,
  {
    kind:
      | 'booked'
      | 'bookingMoved'
      | 'bookingCancelled'
      | 'bookingMissed'
      | 'arrived'
      | 'serviceConfirmed'
      | 'serviceEscalated'
      | 'serviceAssigned'
      | 'serviceChased'
      | 'serviceStarted'
      | 'serviceEnded'
      | 'bookingPrinted';
  }
>;

/** Folds what happened to a booking or a service that was asked for. */
export function evolveBooking(state: HallState, event: BookingEvent, seq: number): void {
  const at = event.t - event.lag;
  if (event.kind === 'booked') {
    const { code, date, until, window, service, reason, dossier, token, channel, answerBy } = event;
    putBooking(state, {
      ...blankBooking(seq),
      code,
      date,
      at: event.at,
      until,
      window,
      service,
      reason,
      dossier,
      token,
      channel,
      answerBy,
      phase: service === 'ordinary' ? 'booked' : 'asked',
      bookedAt: at,
      bookedBy: event.staff,
    });
    return;
  }
  const booking = state.bookings.get(event.booking);
  if (!booking) return;
  const change = (patch: Partial<Booking>): void => void state.bookings.set(booking.id, { ...booking, ...patch });
  switch (event.kind) {
    case 'bookingMoved':
      change({
        date: event.date,
        at: event.at,
        until: event.until,
        window: event.window,
        answerBy: event.answerBy,
        moves: booking.moves + 1,
        ...(event.fits ? { service: 'ordinary', phase: 'booked', account: '' } : movedOn(booking, event.answerBy)),
      });
      return;
    case 'bookingCancelled':
      change({ phase: 'cancelled', answerBy: 0 });
      return;
    case 'bookingMissed':
      change({ phase: 'missed' });
      return;
    case 'arrived': {
      change({ phase: 'arrived', ticket: event.ticket, arrivedAt: at });
      const ticket = state.tickets.get(event.ticket);
      if (ticket) state.tickets.set(ticket.id, { ...ticket, booking: booking.id, bookedFor: event.bookedFor });
      return;
    }
    case 'serviceConfirmed':
    case 'serviceAssigned':
      change({ phase: 'booked', account: event.account, answerBy: 0 });
      return;
    case 'serviceEscalated':
      change({
        phase: 'escalated',
        department: event.department,
        answerBy: event.answerBy,
        escalatedAt: at,
        escalatedBy: event.staff,
      });
      return;
    case 'serviceChased':
      change({ chases: booking.chases + 1 });
      return;
    case 'serviceStarted':
      change({ phase: 'started', startedAt: at });
      return;
    case 'serviceEnded':
      change({ phase: 'ended', endedAt: at });
      return;
    case 'bookingPrinted':
      change({ prints: { ...booking.prints, [event.document]: event.times } });
  }
}

/** One that was missed stands again; a confirmed service that must be answered anew has nobody who serves it. */
function movedOn(booking: Booking, answerBy: number): Partial<Booking> {
  if (booking.phase === 'missed') return { phase: 'booked' };
  if (booking.phase === 'booked' && answerBy !== 0) return { phase: 'asked', account: '' };
  return {};
}

/** Also for one that was carried from the day before. */
export function putBooking(state: HallState, booking: Booking): void {
  state.bookings.set(booking.id, booking);
  state.bookingsByDossier.set(booking.dossier, booking.id);
  state.bookingsByToken.set(booking.token, booking.id);
}
