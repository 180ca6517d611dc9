import { describe, expect, test } from 'vitest';
import { commandClasses, scheduleDay, servicesToAnswer, slotsOf } from '#lib/domain/index.ts';
import { book, bookingOf, chief, COMPANY, names, TUESDAY, type Wish } from './booking-hall.ts';
import { applicant, at, codeOf, guide, TestHall } from './test-hall.ts';

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
