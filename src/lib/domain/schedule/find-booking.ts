import type { Booking, HallState } from '../ledger/index.ts';
import { hallMinute } from '../limits/index.ts';
import { accepted, MINUTE, refused, type Result } from '../shared/index.ts';

/** The booking of a dossier. Refusals: day-closed for a request of another day, booking-unknown. */
export function findBooking(
  state: HallState,
  { day, dossier }: { day: string; dossier: string },
): Result<Booking, 'day-closed' | 'booking-unknown'> {
  if (day !== state.day) return refused('day-closed', { day });
  const booking = state.bookings.get(state.bookingsByDossier.get(dossier) ?? 0);
  return booking ? accepted(booking) : refused('booking-unknown');
}

/** A service outside hours. Refusals: also service-unknown for an ordinary booking. */
export function findService(
  state: HallState,
  body: { day: string; dossier: string },
): Result<Booking, 'day-closed' | 'booking-unknown' | 'service-unknown'> {
  const found = findBooking(state, body);
  if (!found.ok) return found;
  return found.value.service === 'ordinary' ? refused('service-unknown') : found;
}

/** Minutes from now until it begins; negative once it has. */
export function minutesUntil(state: HallState, t: number, { date, at }: { date: string; at: number }): number {
  return hallMinute(date, at) - hallMinute(state.day, 0) - t / MINUTE;
}
