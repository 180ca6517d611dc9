import type { Booking, CommandBodies } from '#lib/domain/index.ts';
import { applicant, DAY, TestHall, type By } from './test-hall.ts';

export const TUESDAY = '2026-11-24';
export const SATURDAY = '2026-11-28';
export const SUNDAY = '2026-11-29';
export const COMPANY = 'YJS-01';
/** The chief representative of the department that these items are of. */
export const chief: By = { surface: 'staff', device: 20, staff: 20, roles: ['chief'], department: 'scjg' };

let made = 0;
/** A dossier and a token that nobody has yet. */
export function names(): { dossier: string; tokenHash: string } {
  made += 1;
  return { dossier: `d${made}`.padStart(22, 'd'), tokenHash: `h${made}`.padStart(22, 'h') };
}

export type Wish = Partial<CommandBodies['book']>;
export function tryBook(hall: TestHall, wish: Wish = {}, by: By = applicant): ReturnType<TestHall['act']> {
  return hall.act('book', { code: COMPANY, date: TUESDAY, at: 540, ...names(), ...wish }, by);
}

/** The booking that stands then. */
export function book(hall: TestHall, wish: Wish = {}, by: By = applicant): Booking {
  const outcome = tryBook(hall, wish, by);
  if (!outcome.ok) throw new Error(outcome.code);
  return bookingOf(hall, outcome.seq);
}

export function bookingOf(hall: TestHall, id: number): Booking {
  const booking = hall.state.bookings.get(id);
  if (!booking) throw new Error(`no booking ${id}`);
  return booking;
}

export type Service = Partial<CommandBodies['askService']>;
export function tryAsk(hall: TestHall, wish: Service = {}, by: By = applicant): ReturnType<TestHall['act']> {
  const body = { service: 'holiday', code: COMPANY, date: SATURDAY, at: 570, until: 630 } as const;
  return hall.act('askService', { ...body, window: 0, reason: 'urgent', ...names(), ...wish }, by);
}

/** The service that stands then. */
export function ask(hall: TestHall, wish: Service = {}): Booking {
  const outcome = tryAsk(hall, wish);
  if (!outcome.ok) throw new Error(outcome.code);
  return bookingOf(hall, outcome.seq);
}

/** The hour after closing, today. */
export const extended = { service: 'extended', date: DAY, at: 1050, until: 1110 } as const;

/** The hall on a later day, with the bookings that were made for it. */
export function onItsDay(hall: TestHall, date: string): TestHall {
  const later = new TestHall(hall.setup, date);
  for (const booking of hall.state.bookings.values()) {
    later.relay([{ kind: 'carry', what: 'booking', key: booking.dossier, value: booking }]);
  }
  return later;
}

/** The one booking of a hall. */
export function only(hall: TestHall): Booking {
  const [booking] = [...hall.state.bookings.values()];
  if (!booking) throw new Error('no booking');
  return booking;
}

/** One booking, for Tuesday at nine. */
export function bookedHall(): TestHall {
  const hall = new TestHall();
  book(hall);
  return hall;
}
