import { describe, expect, test } from 'vitest';
import {
  carryEntries,
  closingEvents,
  emptyState,
  evolveEntry,
  openingEvents,
  type EventBody,
  type HallState,
} from '#lib/domain/index.ts';
import { applicant, at, codeOf, guide, hallSetup, kiosk, TestHall } from './test-hall.ts';

const COMPANY = 'YJS-01';
const MONDAY = '2026-11-23';
const TUESDAY = '2026-11-24';

function named(letter: string): { dossier: string; tokenHash: string } {
  return { dossier: letter.repeat(22), tokenHash: `h${letter.repeat(21)}` };
}

/** The next open day, founded as the relay does: what is carried is asked before the day is closed. */
function next(hall: TestHall, date: string, days = 1): TestHall {
  const bodies = [openingEvents(hall.state, date, 'head'), ...carryEntries(hall.state, hall.setup, days)];
  hall.relay(closingEvents(hall.state, hall.setup, date, 'head'));
  const later = new TestHall(hall.setup, date);
  later.state = emptyState();
  later.entries.length = 0;
  for (const events of bodies) later.relay(JSON.parse(JSON.stringify(events)) as EventBody[]);
  later.t = 9 * 3_600_000;
  return later;
}

function bookingOf({ bookings, bookingsByDossier }: HallState, dossier: string) {
  return bookings.get(bookingsByDossier.get(dossier) ?? 0);
}

/** On Tuesday, one who has booked at nine is served. */
function servedBooking(): TestHall {
  const monday = new TestHall();
  const mine = named('m');
  monday.must('book', { code: COMPANY, date: TUESDAY, at: 540, ...mine }, applicant);
  const hall = next(monday, TUESDAY);
  hall.t = 535 * 60_000;
  hall.must('checkIn', { dossier: mine.dossier, care: false }, kiosk);
  hall.open(3);
  hall.t = 541 * 60_000;
  const ticket = hall.call(3);
  hall.must('begin', { window: 3, ticket: ticket.id }, at(3));
  return hall;
}

describe('bookings over midnight', () => {
  test('[D3][D6] a number that is served goes over with its own booking, never with another one', () => {
    const hall = servedBooking();
    // Others book meanwhile, so that their sequences may be what the number remembers.
    for (const [place, letter] of [...'abcdefg'].entries()) {
      hall.must('book', { code: 'QY-08', date: '2026-11-25', at: 510 + 30 * place, ...named(letter) }, guide);
    }
    const wednesday = next(hall, '2026-11-25').state;
    const [ticket] = [...wednesday.tickets.values()];
    const own = bookingOf(wednesday, 'm'.repeat(22));
    expect(own).toMatchObject({ phase: 'arrived', date: TUESDAY, ticket: ticket?.id });
    expect(ticket).toMatchObject({ phase: 'serving', booking: own?.id });
    expect(own?.arrivedAt).toBe(535 * 60_000 - 86_400_000);
  });

  test('[D6] a ledger of an older program, whose number remembers a sequence of another day: no booking', () => {
    const state = emptyState();
    const header = { t: 0, device: 0, n: 1, staff: 0, lag: 0 };
    const booking = { code: COMPANY, date: TUESDAY, dossier: 'z'.repeat(22), token: 'y'.repeat(22), phase: 'booked' };
    const ticket = { label: 'A001', token: 't', phase: 'serving', booking: 2 };
    evolveEntry(state, 1, [{ kind: 'carry', what: 'ticket', key: 'x', value: { from: 'x#1', ticket }, ...header }]);
    evolveEntry(state, 2, [{ kind: 'carry', what: 'booking', key: 'z', value: booking, ...header }]);
    expect(state.tickets.get(1)?.booking).toBe(0);
  });

  test('[BK8][BK14] who never came: the kiosk says so on the day after, and staff give another time', () => {
    const monday = new TestHall();
    const { dossier, tokenHash } = named('m');
    monday.must('book', { code: COMPANY, date: TUESDAY, at: 540, dossier, tokenHash }, applicant);
    const wednesday = next(next(monday, TUESDAY), '2026-11-25');
    expect(bookingOf(wednesday.state, dossier)).toMatchObject({ phase: 'missed', date: TUESDAY });
    const missed = wednesday.act('checkIn', { dossier, care: false }, kiosk);
    expect(missed).toMatchObject({ code: 'booking-expired', data: { date: TUESDAY, at: 540 } });
    const move = { dossier, date: '2026-11-26', at: 540, consent: false };
    expect(codeOf(wednesday.act('moveBooking', move, applicant))).toBe('booking-expired');
    // It is missed once: the day after does not count it again.
    expect(closingEvents(wednesday.state, wednesday.setup, '2026-11-26', '').map(({ kind }) => kind)).toEqual([
      'dayClosed',
    ]);
    wednesday.must('moveBooking', move, guide);
    expect(bookingOf(wednesday.state, dossier)).toMatchObject({ phase: 'booked', date: '2026-11-26' });
    expect(bookingOf(next(wednesday, '2026-11-26').state, dossier)?.phase).toBe('booked');
  });

  test('[BK8] after a week nobody comes back to it', () => {
    const monday = new TestHall();
    const { dossier, tokenHash } = named('m');
    monday.must('book', { code: COMPANY, date: TUESDAY, at: 540, dossier, tokenHash }, applicant);
    const tuesday = next(monday, TUESDAY);
    const later = next(tuesday, '2026-12-01', 7);
    expect(bookingOf(later.state, dossier)?.phase).toBe('missed');
    expect(bookingOf(next(later, '2026-12-02').state, dossier)).toBeUndefined();
  });

  test('[BK8] a holiday service of a Saturday on which the hall itself was off is missed, not forgotten', () => {
    const friday = new TestHall(hallSetup(), '2026-11-27');
    const { dossier, tokenHash } = named('m');
    const wish = {
      service: 'holiday',
      code: COMPANY,
      date: '2026-11-28',
      at: 570,
      until: 630,
      window: 0,
      reason: 'urgent',
    } as const;
    friday.must('askService', { ...wish, dossier, tokenHash }, applicant);
    friday.must('confirmService', { dossier, account: '0317' }, guide);
    const monday = next(friday, '2026-11-30', 3);
    expect(bookingOf(monday.state, dossier)).toMatchObject({ phase: 'missed', date: '2026-11-28', account: '0317' });
  });

  test('[BK20] an extended service that goes past midnight ends there', () => {
    const monday = new TestHall();
    const { dossier, tokenHash } = named('m');
    const wish = {
      service: 'extended',
      code: COMPANY,
      date: MONDAY,
      at: 1050,
      until: 1110,
      window: 0,
      reason: 'urgent',
    } as const;
    monday.must('askService', { ...wish, dossier, tokenHash }, applicant);
    monday.t = 1060 * 60_000;
    monday.must('startService', { dossier }, at(3));
    const tuesday = next(monday, TUESDAY);
    expect(bookingOf(tuesday.state, dossier)).toMatchObject({ phase: 'started', startedAt: (1060 - 1440) * 60_000 });
    tuesday.must('endService', { dossier, day: MONDAY }, at(3));
    expect(bookingOf(tuesday.state, dossier)?.phase).toBe('ended');
  });

  test('[D6] an erased booking goes over no more', () => {
    const monday = new TestHall();
    const { dossier, tokenHash } = named('m');
    monday.must('book', { code: COMPANY, date: TUESDAY, at: 540, dossier, tokenHash }, applicant);
    monday.relay([{ kind: 'dossierErased', dossier }]);
    expect(next(monday, TUESDAY).state.bookings.size).toBe(0);
  });
});
