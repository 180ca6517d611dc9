import type { CommandBodies, DecideContext, Decision } from '../command/index.ts';
import type { Booking, HallState } from '../ledger/index.ts';
import { accepted, refused, type RefusalCode, type Result } from '../shared/index.ts';
import { findBooking, minutesUntil } from './find-booking.ts';
import { answerBy, ordinaryPlace, servicePlace, type Place } from './places.ts';

/** BK6, BK13: another time for the same booking; token and dossier stay. A service moves with consent only. */
export function decideMove(state: HallState, body: CommandBodies['moveBooking'], context: DecideContext): Decision {
  const found = findBooking(state, body);
  if (!found.ok) return found;
  const booking = found.value;
  const fault = mayChange(state, booking, context, { isMissedOpen: context.surface === 'staff' });
  if (fault) return fault;
  if (booking.service !== 'ordinary' && !body.consent) return refused('consent-needed');
  if (body.date === booking.date && body.at === booking.at && booking.phase !== 'missed') return accepted([]);
  const place = newPlace(state, booking, body, context);
  if (!place.ok) return place;
  const due = dueAfterMove(state, booking, place.value, context);
  const fits = booking.service === 'extra';
  return accepted([{ kind: 'bookingMoved', booking: booking.id, ...place.value, answerBy: due, fits }]);
}

/** BK7: by the applicant in time, by staff at any time; staff cancel a service at the applicant's wish only (B4). */
export function decideCancel(state: HallState, body: CommandBodies['cancelBooking'], context: DecideContext): Decision {
  const found = findBooking(state, body);
  if (!found.ok) return found;
  const booking = found.value;
  const fault = mayChange(state, booking, context, { isMissedOpen: false });
  if (fault) return fault;
  const by = context.surface === 'applicant' ? 'applicant' : 'staff';
  if (booking.service !== 'ordinary' && by === 'staff' && !body.consent) return refused('consent-needed');
  return accepted([{ kind: 'bookingCancelled', booking: booking.id, by }]);
}

function newPlace(
  state: HallState,
  booking: Booking,
  { date, at }: { date: string; at: number },
  context: DecideContext,
): Result<Place, RefusalCode> {
  const { code, service, window } = booking;
  if (service === 'ordinary' || service === 'extra')
    return ordinaryPlace(state, context, { code, date, at }, booking.id);
  const until = at + booking.until - booking.at;
  return servicePlace(state, context, { service, code, date, at, until, window });
}

/** A confirmed service that its applicant moves asks again: who serves it agreed to another time. */
function dueAfterMove(state: HallState, booking: Booking, place: Place, context: DecideContext): number {
  if (booking.service === 'ordinary' || booking.service === 'extra') return 0;
  const { answerWithinMinutes, assignWithinMinutes } = context.setup.booking;
  const fresh = answerBy(
    state,
    context,
    booking.phase === 'escalated' ? assignWithinMinutes : answerWithinMinutes,
    place,
  );
  if (booking.phase === 'asked' || booking.phase === 'escalated') return Math.min(booking.answerBy, fresh);
  return context.surface === 'applicant' ? fresh : 0;
}

function mayChange(
  state: HallState,
  booking: Booking,
  { t, setup, surface }: DecideContext,
  { isMissedOpen }: { isMissedOpen: boolean },
): ReturnType<typeof refused<RefusalCode>> | null {
  if (booking.phase === 'missed') {
    return isMissedOpen ? null : refused('booking-expired', { date: booking.date, at: booking.at });
  }
  if (!['booked', 'asked', 'escalated'].includes(booking.phase))
    return refused('booking-over', { phase: booking.phase });
  if (surface !== 'applicant') return null;
  const left = minutesUntil(state, t, booking);
  if (left < 0) return refused('booking-expired', { date: booking.date, at: booking.at });
  const before = setup.booking.changeBeforeMinutes;
  return left < before ? refused('booking-too-late', { date: booking.date, at: booking.at, before }) : null;
}
