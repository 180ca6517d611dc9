import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  appointmentRate,
  bookableDays,
  bookingIndicators,
  codesOf,
  commandClasses,
  endOfDayBookings,
  extendedGaps,
  holidayDays,
  isBookable,
  scheduleDay,
  servicesToAnswer,
  slotsOf,
  visitFigures,
  type Booking,
  type CommandBodies,
} from '#lib/domain/index.ts';
import { applicant, at, codeOf, DAY, guide, hallSetup, kiosk, TestHall, type By } from './test-hall.ts';

const TUESDAY = '2026-11-24';
const SATURDAY = '2026-11-28';
const SUNDAY = '2026-11-29';
const COMPANY = 'YJS-01';
const chief: By = { surface: 'staff', device: 20, staff: 20, roles: ['chief'], department: 'scjg' };

let made = 0;
function names(): { dossier: string; tokenHash: string } {
  made += 1;
  return { dossier: `d${made}`.padStart(22, 'd'), tokenHash: `h${made}`.padStart(22, 'h') };
}

type Wish = Partial<CommandBodies['book']>;
function tryBook(hall: TestHall, wish: Wish = {}, by: By = applicant): ReturnType<TestHall['act']> {
  return hall.act('book', { code: COMPANY, date: TUESDAY, at: 540, ...names(), ...wish }, by);
}

function book(hall: TestHall, wish: Wish = {}, by: By = applicant): Booking {
  const outcome = tryBook(hall, wish, by);
  if (!outcome.ok) throw new Error(outcome.code);
  return bookingOf(hall, outcome.seq);
}

function bookingOf(hall: TestHall, id: number): Booking {
  const booking = hall.state.bookings.get(id);
  if (!booking) throw new Error(`no booking ${id}`);
  return booking;
}

type Service = Partial<CommandBodies['askService']>;
function tryAsk(hall: TestHall, wish: Service = {}, by: By = applicant): ReturnType<TestHall['act']> {
  const body = { service: 'holiday', code: COMPANY, date: SATURDAY, at: 570, until: 630 } as const;
  return hall.act('askService', { ...body, window: 0, reason: 'urgent', ...names(), ...wish }, by);
}

function ask(hall: TestHall, wish: Service = {}): Booking {
  const outcome = tryAsk(hall, wish);
  if (!outcome.ok) throw new Error(outcome.code);
  return bookingOf(hall, outcome.seq);
}

const extended = { service: 'extended', date: DAY, at: 1050, until: 1110 } as const;

/** The hall on a later day, with the bookings that were made for it. */
function onItsDay(hall: TestHall, date: string): TestHall {
  const later = new TestHall(hall.setup, date);
  for (const booking of hall.state.bookings.values()) {
    later.relay([{ kind: 'carry', what: 'booking', key: booking.dossier, value: booking }]);
  }
  return later;
}

function only(hall: TestHall): Booking {
  const [booking] = [...hall.state.bookings.values()];
  if (!booking) throw new Error('no booking');
  return booking;
}

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

function bookedHall(): TestHall {
  const hall = new TestHall();
  book(hall);
  return hall;
}

describe('service outside hours', () => {
  test('[BK9] no command refuses one, and no phase is a refusal', () => {
    const acts = Object.keys(commandClasses).filter((kind) => /service|booking/i.test(kind));
    expect(acts.filter((kind) => /refus|reject|deny|decline/i.test(kind))).toEqual([]);
    const phases: Record<Booking['phase'], true> = {
      booked: true,
      asked: true,
      escalated: true,
      arrived: true,
      started: true,
      ended: true,
      missed: true,
      cancelled: true,
    };
    expect(Object.keys(phases)).not.toContain('refused');
  });

  test('[BK9] staff cannot cancel or move one away: only with the applicant', () => {
    const hall = new TestHall();
    const { dossier } = ask(hall);
    expect(codeOf(hall.act('cancelBooking', { dossier }, guide))).toBe('consent-needed');
    const move = { dossier, date: SUNDAY, at: 570, consent: false };
    expect(codeOf(hall.act('moveBooking', move, guide))).toBe('consent-needed');
    hall.must('moveBooking', { ...move, consent: true }, guide);
    expect(only(hall)).toMatchObject({ phase: 'asked', date: SUNDAY, until: 630 });
    hall.must('cancelBooking', { dossier, consent: true }, guide);
    expect(only(hall).phase).toBe('cancelled');
  });

  test('[BK10] a holiday booking is for days off; on a working day it becomes an ordinary one and says so', () => {
    const hall = new TestHall();
    expect(ask(hall)).toMatchObject({ service: 'holiday', phase: 'asked', reason: 'urgent', window: 3 });
    expect(ask(hall, { date: TUESDAY, at: 540 })).toMatchObject({ service: 'ordinary', phase: 'booked', reason: '' });
    book(hall);
    expect(codeOf(tryAsk(hall, { date: TUESDAY, at: 540 }))).toBe('slot-full');
  });

  test('[BK10] 3 October is a day off and accepts it; 10 October is a swapped working Saturday', () => {
    const hall = new TestHall(hallSetup(), '2026-09-30');
    expect(ask(hall, { date: '2026-10-03' }).service).toBe('holiday');
    expect(ask(hall, { date: '2026-10-10', at: 540 }).service).toBe('ordinary');
    expect(holidayDays(hall.setup, '2026-09-30')).toEqual(
      ['01', '02', '03', '04', '05', '06', '07', '11'].map((day) => `2026-10-${day}`),
    );
  });

  test.each([
    ['outside the hours of days off', { at: 720, until: 780 }, 'service-time-wrong'],
    ['that ends before it begins', { at: 600, until: 600 }, 'service-time-wrong'],
    ['on a day off far ahead', { date: '2026-12-05' }, 'date-not-bookable'],
    ['for an extended service on a day off', { service: 'extended' }, 'service-day-wrong'],
    ['for an extended service tomorrow', { ...extended, date: TUESDAY }, 'service-day-wrong'],
    ['for an extended service within hours', { ...extended, at: 1020, until: 1080 }, 'service-time-wrong'],
    ['for an extended service longer than three hours', { ...extended, until: 1231 }, 'service-time-wrong'],
  ] satisfies [string, Service, string][])('[BK10][BK11] a request %s has the wrong form', (_, wish, code) => {
    expect(codeOf(tryAsk(new TestHall(), wish))).toBe(code);
  });

  test('[BK11] an extended service is of today, after closing or in the lunch break', () => {
    const hall = new TestHall();
    expect(extendedGaps(hall.setup, DAY)).toEqual([
      [720, 840],
      [1050, 1230],
    ]);
    expect(extendedGaps(hall.setup, SATURDAY)).toEqual([]);
    expect(ask(hall, extended)).toMatchObject({ service: 'extended', phase: 'asked', until: 1110 });
    expect(ask(hall, { ...extended, at: 720, until: 750 }).phase).toBe('asked');
    hall.t = 19 * 3_600_000;
    expect(codeOf(tryAsk(hall, extended))).toBe('service-time-wrong');
    expect(codeOf(tryAsk(hall, { ...extended, until: 1170 }))).toBeNull();
  });

  test('[BK11] the window is planned: a wished one that serves the item, else the first that takes its bookings', () => {
    const hall = new TestHall();
    expect(ask(hall, { window: 8 }).window).toBe(8);
    expect(ask(hall, { window: 9 }).window).toBe(3);
  });

  test('[BK12] answered within two working hours: asked in the evening, from the next morning on', () => {
    const hall = new TestHall();
    hall.t = 11 * 3_600_000;
    // 11:00 + 60 minutes to the break, 60 after it.
    expect(ask(hall).answerBy).toBe(15 * 60);
    hall.t = 20 * 3_600_000;
    expect(ask(hall).answerBy).toBe(1440 + 510 + 120);
  });

  test('[BK12] and never after the service would begin', () => {
    const hall = new TestHall();
    hall.t = 16 * 3_600_000 + 50 * 60_000;
    expect(ask(hall, extended).answerBy).toBe(1050);
  });

  test('[BK13] a confirmed service that its applicant moves asks again', () => {
    const hall = new TestHall();
    const { dossier } = ask(hall);
    hall.must('confirmService', { dossier, account: '0317' }, guide);
    expect(only(hall)).toMatchObject({ phase: 'booked', account: '0317', answerBy: 0 });
    hall.must('moveBooking', { dossier, date: SUNDAY, at: 570, consent: true }, applicant);
    expect(only(hall)).toMatchObject({ phase: 'asked', account: '', answerBy: 660 });
  });
});

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

describe('answering a service', () => {
  test('[BK17] confirmed by naming who serves it; a second answer is told of the first', () => {
    const hall = new TestHall();
    const { dossier } = ask(hall);
    hall.must('confirmService', { dossier, account: '0317' }, guide);
    expect(codeOf(hall.act('confirmService', { dossier, account: '0318' }, guide))).toBe('service-answered');
    expect(codeOf(hall.act('confirmService', { dossier: book(hall).dossier, account: '0318' }, guide))).toBe(
      'service-unknown',
    );
  });

  test('[BK18] handed to the chief of the department, who must assign somebody; an alert until then', () => {
    const hall = new TestHall();
    const { dossier } = ask(hall);
    hall.must('escalateService', { dossier }, guide);
    // Half an hour to assign, from 09:00.
    expect(only(hall)).toMatchObject({ phase: 'escalated', department: 'scjg', answerBy: 570 });
    expect(servicesToAnswer(hall.state)).toHaveLength(1);
    expect(codeOf(hall.act('confirmService', { dossier, account: '0317' }, guide))).toBe('service-escalated');
    expect(codeOf(hall.act('assignService', { dossier, account: '0317' }, { ...chief, department: 'swj' }))).toBe(
      'department-not-yours',
    );
    expect(codeOf(hall.act('assignService', { dossier, account: '0317' }, guide))).toBe('role-may-not');
    expect(servicesToAnswer(hall.state)).toHaveLength(1);
    hall.must('chaseService', { dossier }, guide);
    expect(only(hall).chases).toBe(1);
    hall.must('assignService', { dossier, account: '0318' }, chief);
    expect(only(hall)).toMatchObject({ phase: 'booked', account: '0318', answerBy: 0 });
    expect(servicesToAnswer(hall.state)).toEqual([]);
    expect(codeOf(hall.act('chaseService', { dossier }, guide))).toBe('service-answered');
  });

  test('[BK18] also one that was confirmed, when who agreed cannot come', () => {
    const hall = new TestHall();
    const { dossier } = ask(hall);
    hall.must('confirmService', { dossier, account: '0317' }, guide);
    hall.must('escalateService', { dossier }, guide);
    expect(only(hall).phase).toBe('escalated');
  });

  test('[BK19] the most urgent to answer comes first', () => {
    const hall = new TestHall();
    ask(hall);
    const urgent = ask(hall, { ...extended, at: 720, until: 750 });
    hall.must('escalateService', { dossier: urgent.dossier }, guide);
    expect(servicesToAnswer(hall.state)[0]?.id).toBe(urgent.id);
  });

  test('[BK20] begin and end are facts: recorded when they happened, a conflict where they do not fit', () => {
    const hall = new TestHall();
    const { dossier } = ask(hall, extended);
    hall.t = 18 * 3_600_000;
    hall.must('startService', { dossier }, at(3), 20 * 60_000);
    hall.must('endService', { dossier }, at(3));
    expect(only(hall)).toMatchObject({
      phase: 'ended',
      startedAt: 17 * 3_600_000 + 40 * 60_000,
      endedAt: 18 * 3_600_000,
    });
    expect(hall.must('endService', { dossier }, at(3))).toMatchObject([{ kind: 'conflict', found: 'ended' }]);
    expect(hall.must('startService', { dossier: 'x'.repeat(22) }, at(3))).toMatchObject([
      { kind: 'conflict', found: 'booking-unknown' },
    ]);
    expect(hall.must('startService', { dossier: 'x'.repeat(22), day: '2026-11-20' }, at(3))).toMatchObject([
      { kind: 'late', day: '2026-11-20' },
    ]);
  });
});

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

describe('booked without the line', () => {
  const alone = (hall: TestHall, wish: Wish & { day?: string } = {}): ReturnType<TestHall['act']> =>
    hall.act('bookAlone', { code: COMPANY, date: TUESDAY, at: 540, ...names(), ...wish }, guide);

  test('[BK23] where its slot has room it is an ordinary booking', () => {
    const hall = new TestHall();
    const made = alone(hall);
    expect(bookingOf(hall, made.seq)).toMatchObject({
      service: 'ordinary',
      phase: 'booked',
      channel: 'staff',
      at: 540,
    });
    expect(commandClasses.bookAlone).toBe('fact');
    expect(hall.act('bookAlone', { code: COMPANY, date: TUESDAY, at: 570, ...names() }, applicant).ok).toBe(false);
  });

  test('[BK23] [BK4] where it has none it is with the chief representative, takes no place, and stands in the list', () => {
    const hall = new TestHall();
    const { capacity } = slotsOf(hall.state, hall.setup, TUESDAY, COMPANY).find((slot) => slot.at === 540) ?? {
      capacity: 0,
    };
    for (let n = 0; n < capacity; n += 1) book(hall);
    const made = bookingOf(hall, alone(hall).seq);
    expect(made).toMatchObject({
      service: 'extra',
      phase: 'escalated',
      date: TUESDAY,
      at: 540,
      department: chief.department,
    });
    expect(servicesToAnswer(hall.state)).toEqual([made]);
    expect(scheduleDay(hall.state, hall.setup, TUESDAY).elsewhere).toEqual([made]);
    expect(slotsOf(hall.state, hall.setup, TUESDAY, COMPANY).find((slot) => slot.at === 540)?.free).toBe(0);
    hall.must('assignService', { dossier: made.dossier, account: '0318' }, chief);
    expect(bookingOf(hall, made.id)).toMatchObject({ phase: 'booked', account: '0318' });
    hall.must('startService', { dossier: made.dossier }, at(3));
    hall.must('endService', { dossier: made.dossier }, at(3));
    expect(bookingOf(hall, made.id).phase).toBe('ended');
  });

  test('[BK23] moved to a free slot, with consent, it is an ordinary booking', () => {
    const hall = new TestHall();
    const made = bookingOf(hall, alone(hall, { at: 541 }).seq);
    expect(made.service).toBe('extra');
    const move = { dossier: made.dossier, date: TUESDAY, at: 570 };
    expect(codeOf(hall.act('moveBooking', { ...move, consent: false }, guide))).toBe('consent-needed');
    hall.must('moveBooking', { ...move, consent: true }, guide);
    expect(bookingOf(hall, made.id)).toMatchObject({
      service: 'ordinary',
      phase: 'booked',
      at: 570,
      answerBy: 0,
      account: '',
    });
    expect(hall.refolded()).toEqual(hall.state);
  });

  test('[BK23] never dropped: an item that is not bookable, a day that is over, a row of the day before', () => {
    const hall = new TestHall();
    for (const wish of [{ date: '2026-11-20' }, { at: 3 }, { date: '2026-11-20', day: '2026-11-20' }]) {
      expect(bookingOf(hall, alone(hall, wish).seq)).toMatchObject({ service: 'extra', phase: 'escalated' });
    }
    expect(bookingOf(hall, alone(hall, { day: '2026-11-20' }).seq)).toMatchObject({ service: 'ordinary' });
    expect(alone(hall, { code: 'gone' })).toMatchObject({
      ok: true,
      value: [{ kind: 'conflict', found: 'item-unknown' }],
    });
    const again = names();
    alone(hall, again);
    expect(alone(hall, again)).toMatchObject({ ok: true, value: [{ kind: 'conflict', found: 'id-reused' }] });
  });
});
