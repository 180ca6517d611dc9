import { describe, expect, test } from 'vitest';
import { commandClasses, extendedGaps, holidayDays, servicesToAnswer, type Booking } from '#lib/domain/index.ts';
import { ask, book, chief, extended, only, SATURDAY, SUNDAY, tryAsk, TUESDAY, type Service } from './booking-hall.ts';
import { applicant, at, codeOf, DAY, guide, hallSetup, TestHall } from './test-hall.ts';

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
