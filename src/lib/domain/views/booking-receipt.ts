import type { Booking, HallState } from '../ledger/index.ts';
import { hallMinute, instantOfMinute } from '../limits/index.ts';
import type { Setup } from '../setup/index.ts';
import { MINUTE } from '../shared/index.ts';
import { areaOf, namesOf, placeOf } from './places.ts';
import type { BookingReceipt } from './receipt-wire.ts';

/** V4: the booking a token was given for: when, where, and until when it may be changed. */
export function bookingReceipt(
  state: HallState,
  setup: Setup,
  booking: Booking,
  clock: { now: number; midnight: number },
): BookingReceipt {
  const { code, service, phase, date, at, until, moves } = booking;
  const { earlyMinutes, graceMinutes, changeBeforeMinutes } = setup.booking;
  const instant = (minute: number): number => instantOfMinute(hallMinute(date, minute), setup.hall.utcOffsetMinutes);
  const window = setup.windows.find(({ no }) => no === booking.window);
  const isOpen = phase === 'booked' || phase === 'asked' || phase === 'escalated';
  return {
    ...namesOf(setup, code),
    code,
    service,
    phase,
    date,
    at,
    until,
    startsAt: instant(at),
    endsAt: instant(until),
    window: window?.no ?? null,
    area: window ? areaOf(setup, window.area) : placeOf(setup, setup.routes[code] ?? ''),
    checkInFrom: instant(at - earlyMinutes),
    checkInUntil: instant(at + graceMinutes),
    mayChange: isOpen && clock.now <= instant(at - changeBeforeMinutes),
    changeUntil: instant(at - changeBeforeMinutes),
    answerBy: booking.answerBy === 0 ? null : clock.midnight + booking.answerBy * MINUTE,
    moves,
  };
}
