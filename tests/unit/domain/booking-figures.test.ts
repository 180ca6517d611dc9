import { describe, expect, test } from 'vitest';
import { bookingIndicators, endOfDayBookings, visitFigures, type Booking } from '#lib/domain/index.ts';
import { ask, book, extended, onItsDay, TUESDAY } from './booking-hall.ts';
import { at, kiosk, TestHall } from './test-hall.ts';

describe('figures', () => {
  test('[BK21] how bookings and services were kept', () => {
    const before = new TestHall();
    const kept = book(before);
    const late = book(before);
    const notYet = book(before, { at: 600 });
    book(before, { at: 600 });
    const hall = onItsDay(before, TUESDAY);
    hall.open(3);
    const checkIn = ({ dossier }: Booking): void => void hall.must('checkIn', { dossier, care: false }, kiosk);
    checkIn(kept);
    hall.call(3);
    hall.serve(3, 50);
    checkIn(late);
    checkIn(notYet);
    hall.call(3);
    hall.serve(3, 5);
    const service = ask(hall, { ...extended, date: TUESDAY });
    hall.t = 1060 * 60_000;
    hall.must('startService', { dossier: service.dossier }, at(3));
    hall.relay(endOfDayBookings(hall.state));
    expect(bookingIndicators(hall.state, hall.setup)).toEqual({
      ordinary: { booked: 4, arrived: 3, onTime: 1, late: 1, missed: 1, cancelled: 0, open: 0 },
      services: {
        asked: 1,
        waiting: 0,
        escalated: 0,
        confirmed: 0,
        started: 1,
        ended: 0,
        punctual: 1,
        meanDelayMinutes: 10,
      },
    });
  });

  test('[BK22] one booked and one walk-in served, one of each missed: appeared 2, missed 2 (S 18)', () => {
    const before = new TestHall();
    const comes = book(before);
    book(before);
    const hall = onItsDay(before, TUESDAY);
    hall.open(3);
    hall.must('checkIn', { dossier: comes.dossier, care: false }, kiosk);
    hall.call(3);
    hall.serve(3, 5);
    hall.take('A');
    hall.call(3);
    hall.serve(3, 5);
    hall.take('A');
    hall.call(3);
    hall.noShow(3);
    hall.wait(3);
    hall.call(3);
    hall.noShow(3);
    hall.relay(endOfDayBookings(hall.state));
    expect(visitFigures(hall.state)).toEqual({ appeared: { booked: 1, walkIn: 1 }, missed: { booked: 1, walkIn: 1 } });
  });
});
