import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  appointmentRate,
  bookableDays,
  codesOf,
  endOfDayBookings,
  isBookable,
  scheduleDay,
  slotsOf,
} from '#lib/domain/index.ts';
import {
  ask,
  book,
  bookedHall,
  COMPANY,
  extended,
  only,
  onItsDay,
  SATURDAY,
  tryAsk,
  tryBook,
  TUESDAY,
} from './booking-hall.ts';
import { applicant, codeOf, DAY, guide, hallSetup, kiosk, TestHall, type By } from './test-hall.ts';

describe('slots', () => {
  test('[BK1] slots come from opening hours, capacity from the windows that take bookings of the queue', () => {
    const hall = new TestHall();
    const slots = slotsOf(hall.state, hall.setup, TUESDAY, COMPANY);
    expect(slots.map((slot) => slot.at)).toEqual([
      510, 540, 570, 600, 630, 660, 690, 840, 870, 900, 930, 960, 990, 1020,
    ]);
    expect(slots.every((slot) => slot.capacity === 2 && slot.windows.join() === '3,4')).toBe(true);
    expect(slotsOf(hall.state, hall.setup, SATURDAY, COMPANY)).toEqual([]);
    expect(slotsOf(hall.state, hall.setup, TUESDAY)[0]?.capacity).toBe(7);
  });

  test('[BK1] a window that is stopped takes no bookings then', () => {
    const stop = { window: 3, date: TUESDAY, from: 555, until: 600 };
    const hall = new TestHall(hallSetup((setup) => void setup.booking.stops.push(stop)));
    const free = slotsOf(hall.state, hall.setup, TUESDAY, COMPANY).map((slot) => slot.windows.join());
    expect(free.slice(0, 4)).toEqual(['3,4', '4', '4', '3,4']);
    expect(scheduleDay(hall.state, hall.setup, TUESDAY).rows[1]?.cells[1]).toMatchObject({ window: 3, stopped: true });
  });

  test('[BK2] every item and package of the sample hall can be booked: 34 of 34', () => {
    const setup = hallSetup();
    expect(appointmentRate(setup)).toEqual({ bookable: 34, of: 34, missing: [] });
    expect(codesOf(setup).every((code) => isBookable(setup, code))).toBe(true);
  });

  test('[BK2] an item that takes no bookings is refused, named in the rate, and so is its package', () => {
    const setup = hallSetup((changed) => {
      for (const item of changed.catalogue.items) if (item.code === 'QY-02') item.hallAppointment = false;
    });
    expect(appointmentRate(setup)).toEqual({ bookable: 33, of: 34, missing: ['QY-02'] });
    const hall = new TestHall(setup);
    expect(codeOf(tryBook(hall, { code: 'QY-02' }))).toBe('item-not-bookable');
    expect(codeOf(tryBook(hall, { code: COMPANY }))).toBe('item-not-bookable');
    expect(codeOf(tryBook(hall, { code: 'QY-01' }))).toBeNull();
  });

  test('[BK3] the next five working days can be booked, and "tomorrow" is the next of them', () => {
    const setup = hallSetup();
    expect(bookableDays(setup, DAY)).toEqual([TUESDAY, '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-30']);
    // Friday's tomorrow is Monday; before the autumn holiday it is the day after it, with the swapped Saturday.
    expect(bookableDays(setup, '2026-11-27')[0]).toBe('2026-11-30');
    expect(bookableDays(setup, '2026-09-30')).toEqual([
      '2026-10-08',
      '2026-10-09',
      '2026-10-10',
      '2026-10-12',
      '2026-10-13',
    ]);
  });

  test.each([
    ['today', { date: DAY, at: 960 }, 'date-not-bookable'],
    ['yesterday', { date: '2026-11-20' }, 'date-not-bookable'],
    ['a day off', { date: SATURDAY }, 'date-not-bookable'],
    ['too far ahead', { date: '2026-12-01' }, 'date-not-bookable'],
    ['a time between slots', { at: 545 }, 'booking-slot-unknown'],
    ['the lunch break', { at: 750 }, 'booking-slot-unknown'],
    ['an item that does not exist', { code: 'QY-99' }, 'item-unknown'],
    ['another day as today', { day: '2026-11-20' }, 'day-closed'],
  ])('[BK3] %s cannot be booked', (_, wish, code) => {
    expect(codeOf(tryBook(new TestHall(), wish))).toBe(code);
  });

  test('[BK3] the refusal says from when to when', () => {
    expect(tryBook(new TestHall(), { date: DAY })).toMatchObject({ data: { from: TUESDAY, until: '2026-11-30' } });
  });

  test('[BK4] a booking takes the first free window; the capacity is never exceeded, and a full slot names the next free ones', () => {
    const hall = new TestHall();
    expect([book(hall).window, book(hall).window]).toEqual([3, 4]);
    const full = tryBook(hall);
    expect(full).toMatchObject({ code: 'slot-full', data: { next: [{ date: TUESDAY, at: 570 }, {}, {}] } });
    // Another queue has windows of its own.
    expect(codeOf(tryBook(hall, { code: 'BD-01' }))).toBeNull();
  });

  test('[BK4] a cancelled booking gives its place back', () => {
    const hall = new TestHall();
    const { dossier } = book(hall);
    book(hall);
    hall.must('cancelBooking', { dossier }, applicant);
    expect(book(hall).window).toBe(3);
  });

  test('[BK5] one booking for a dossier and for a token', () => {
    const hall = new TestHall();
    const { dossier, token } = book(hall);
    expect(tryBook(hall, { dossier })).toMatchObject({ code: 'already-booked', data: { date: TUESDAY, at: 540 } });
    expect(codeOf(tryBook(hall, { tokenHash: token }))).toBe('already-booked');
    expect(codeOf(tryAsk(hall, { dossier }))).toBe('already-booked');
    const ticket = hall.take('A');
    expect(codeOf(tryBook(hall, { tokenHash: ticket.token }))).toBe('id-reused');
  });
});

describe('moving and cancelling', () => {
  test('[BK6] moved, it keeps token and dossier, and frees its place', () => {
    const hall = new TestHall();
    const before = book(hall);
    hall.must('moveBooking', { dossier: before.dossier, date: '2026-11-25', at: 600, consent: false }, applicant);
    expect(only(hall)).toMatchObject({ ...before, date: '2026-11-25', at: 600, until: 630, moves: 1 });
    expect(slotsOf(hall.state, hall.setup, TUESDAY, COMPANY)[1]?.free).toBe(2);
  });

  test('[BK6] a full slot, a day that cannot be booked and an unknown dossier are refused', () => {
    const hall = new TestHall();
    const { dossier } = book(hall);
    book(hall, { at: 570 });
    book(hall, { at: 570 });
    const move = (date: string, minute: number): string | null =>
      codeOf(hall.act('moveBooking', { dossier, date, at: minute, consent: true }, applicant));
    expect(move(TUESDAY, 570)).toBe('slot-full');
    expect(move(SATURDAY, 570)).toBe('date-not-bookable');
    expect(codeOf(hall.act('cancelBooking', { dossier: 'x'.repeat(22) }, applicant))).toBe('booking-unknown');
    // Its own place keeps nobody out.
    expect(move(TUESDAY, 540)).toBeNull();
  });

  test('[BK7] the applicant until two hours before, staff at any time', () => {
    const hall = onItsDay(bookedHall(), TUESDAY);
    const { dossier } = only(hall);
    hall.t = 7 * 3_600_000 + 1;
    const move = { dossier, date: '2026-11-25', at: 540, consent: false };
    expect(hall.act('moveBooking', move, applicant)).toMatchObject({ code: 'booking-too-late', data: { before: 120 } });
    expect(codeOf(hall.act('cancelBooking', { dossier }, applicant))).toBe('booking-too-late');
    hall.t -= 1;
    expect(codeOf(hall.act('moveBooking', move, applicant))).toBeNull();
    hall.must('cancelBooking', { dossier }, guide);
    expect(codeOf(hall.act('cancelBooking', { dossier }, guide))).toBe('booking-over');
  });

  test('[BK7] staff may move one to a later slot of today; an applicant whose time is over may not', () => {
    const hall = onItsDay(bookedHall(), TUESDAY);
    const { dossier } = only(hall);
    hall.t = 10 * 3_600_000;
    const move = (minute: number, by: By): string | null =>
      codeOf(hall.act('moveBooking', { dossier, date: TUESDAY, at: minute, consent: false }, by));
    expect(move(900, applicant)).toBe('booking-expired');
    expect(move(570, guide)).toBe('date-not-bookable');
    expect(move(900, guide)).toBeNull();
  });

  test('[BK8] who never came has missed it at the end of the day; staff may give another time', () => {
    const hall = onItsDay(bookedHall(), TUESDAY);
    const { dossier } = only(hall);
    expect(endOfDayBookings(hall.state)).toHaveLength(1);
    hall.relay(endOfDayBookings(hall.state));
    expect(only(hall).phase).toBe('missed');
    expect(codeOf(hall.act('checkIn', { dossier, care: false }, kiosk))).toBe('booking-expired');
    const move = { dossier, date: '2026-11-25', at: 540, consent: false };
    expect(codeOf(hall.act('moveBooking', move, applicant))).toBe('booking-expired');
    hall.must('moveBooking', move, guide);
    expect(only(hall).phase).toBe('booked');
  });

  test('[BK8] a booking of another day, one that came, and a service nobody answered are not missed', () => {
    const hall = bookedHall();
    ask(hall, extended);
    expect(endOfDayBookings(hall.state)).toEqual([]);
  });
});

describe('in every order of bookings, moves and cancellations', () => {
  test('[BK4][BK6] no window has two bookings at one time, and every one lies in a slot of its queue', () => {
    const dates = [TUESDAY, '2026-11-25'];
    const codes = [COMPANY, 'BD-01', 'SZ-01'];
    const act = fc.record({
      kind: fc.constantFrom('book', 'book', 'move', 'cancel', 'ask'),
      which: fc.nat(9),
      date: fc.constantFrom(...dates),
      at: fc.constantFrom(510, 540, 570),
      code: fc.constantFrom(...codes),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const hall = new TestHall();
        for (const { kind, which, date, at: minute, code } of acts) {
          const { dossier = '' } = [...hall.state.bookings.values()][which] ?? {};
          if (kind === 'book') tryBook(hall, { code, date, at: minute });
          else if (kind === 'ask') tryAsk(hall, { code, date, at: minute });
          else if (kind === 'move') hall.act('moveBooking', { dossier, date, at: minute, consent: true }, applicant);
          else hall.act('cancelBooking', { dossier }, applicant);
        }
        const standing = [...hall.state.bookings.values()].filter(({ phase }) => phase !== 'cancelled');
        const places = standing.map(({ date, at: minute, window }) => `${date} ${minute} ${window}`);
        expect(new Set(places).size).toBe(places.length);
        for (const booking of standing) {
          const window = hall.setup.windows.find(({ no }) => no === booking.window);
          expect(window?.queues).toContain(hall.setup.routes[booking.code]);
        }
        for (const date of dates) {
          for (const code of codes) {
            for (const slot of slotsOf(hall.state, hall.setup, date, code)) {
              expect(slot.free).toBeGreaterThanOrEqual(0);
              expect(slot.free).toBeLessThanOrEqual(slot.capacity);
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
