import { describe, expect, test } from 'vitest';
import { ask, bookedHall, COMPANY, extended, only, onItsDay, TUESDAY } from './booking-hall.ts';
import { applicant, codeOf, kiosk, TestHall } from './test-hall.ts';

describe('checking in', () => {
  function arrivedHall(t: number): { hall: TestHall; dossier: string } {
    const hall = onItsDay(bookedHall(), TUESDAY);
    hall.t = t * 60_000;
    return { hall, dossier: only(hall).dossier };
  }

  test('[BK14] it takes a number with the token of the booking, in one entry', () => {
    const { hall, dossier } = arrivedHall(530);
    const events = hall.must('checkIn', { dossier, care: true }, kiosk);
    expect(events.map((event) => event.kind)).toEqual(['taken', 'arrived', 'waiting']);
    const booking = only(hall);
    expect(hall.ticket(booking.ticket)).toMatchObject({
      label: 'A001',
      priority: 'booked',
      booking: booking.id,
      bookedFor: 540 * 60_000,
      token: booking.token,
      care: true,
      channel: 'kiosk',
      items: [COMPANY],
    });
    expect(booking.phase).toBe('arrived');
  });

  test('[BK14] twice: the number is shown', () => {
    const { hall, dossier } = arrivedHall(530);
    hall.must('checkIn', { dossier, care: false }, kiosk);
    expect(hall.act('checkIn', { dossier, care: false }, kiosk)).toMatchObject({
      code: 'already-arrived',
      data: { label: 'A001' },
    });
  });

  test('[BK14] on its day only, and the date is shown (S 11)', () => {
    const hall = bookedHall();
    const { dossier } = only(hall);
    expect(hall.act('checkIn', { dossier, care: false }, kiosk)).toMatchObject({
      code: 'booking-not-today',
      data: { date: TUESDAY, at: 540 },
    });
    const after = onItsDay(hall, '2026-11-25');
    expect(after.act('checkIn', { dossier, care: false }, kiosk)).toMatchObject({
      code: 'booking-expired',
      data: { date: TUESDAY },
    });
  });

  test('[BK14] from an hour before', () => {
    const { hall, dossier } = arrivedHall(479);
    expect(hall.act('checkIn', { dossier, care: false }, kiosk)).toMatchObject({
      code: 'booking-too-early',
      data: { from: 480 },
    });
    hall.t += 60_000;
    hall.must('checkIn', { dossier, care: false }, kiosk);
  });

  test('[BK15] within the grace time it is a booked number, later an ordinary one among the walk-ins', () => {
    const inTime = arrivedHall(555);
    inTime.hall.must('checkIn', { dossier: inTime.dossier, care: false }, kiosk);
    expect(inTime.hall.ticket(only(inTime.hall).ticket).priority).toBe('booked');
    const late = arrivedHall(556);
    late.hall.open(3);
    const walkIn = late.hall.take('A');
    late.hall.must('checkIn', { dossier: late.dossier, care: false }, kiosk);
    const { ticket, id } = only(late.hall);
    expect(late.hall.ticket(ticket)).toMatchObject({ priority: '', booking: id, bookedFor: 0 });
    expect(late.hall.call(3).id).toBe(walkIn.id);
  });

  test('[BK16] cancelled, closed queue, closed hall; the contingent does not turn away who has booked', () => {
    const hall = onItsDay(bookedHall(), TUESDAY);
    const { dossier } = only(hall);
    const checkIn = (): string | null => codeOf(hall.act('checkIn', { dossier, care: false }, kiosk));
    for (const queue of hall.setup.queues) queue.contingent = 0;
    hall.hallOpen = false;
    expect(checkIn()).toBe('hall-closed');
    hall.hallOpen = true;
    hall.relay([{ kind: 'queueClosed', queue: 'A' }]);
    expect(checkIn()).toBe('queue-closed');
    hall.relay([{ kind: 'queueOpened', queue: 'A' }]);
    expect(checkIn()).toBeNull();
    const other = bookedHall();
    other.must('cancelBooking', { dossier: only(other).dossier }, applicant);
    expect(codeOf(other.act('checkIn', { dossier: only(other).dossier, care: false }, kiosk))).toBe(
      'booking-cancelled',
    );
  });

  test('[BK16] a service outside hours needs no number: the window is named', () => {
    const hall = new TestHall();
    const { dossier } = ask(hall, extended);
    expect(hall.act('checkIn', { dossier, care: false }, kiosk)).toMatchObject({
      code: 'service-at-window',
      data: { window: 3, at: 1050 },
    });
  });
});
