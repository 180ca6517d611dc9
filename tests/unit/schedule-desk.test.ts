import { describe, expect, test } from 'vitest';
import { bookableDays, commandActors, commandClasses, holidayDays } from '#lib/domain/index.ts';
import { scheduleMessages } from '#lib/i18n/schedule.ts';
import { daysOf, endsOf, type Offers } from '#lib/features/booking/offers.ts';
import { dayTiles, dueText, whenText } from '#lib/features/schedule/days.ts';
import { deadlineOf } from '#lib/features/schedule/deadlines.ts';
import { daysFor, endsFor, timesFor } from '#lib/features/schedule/times.ts';
import { at, DAY, hallSetup, TestHall } from './domain/test-hall.ts';

const m = scheduleMessages['zh-CN'];
const HOUR = 3_600_000;

function asked(hall: TestHall, service: 'holiday' | 'extended' = 'holiday') {
  const place =
    service === 'holiday' ? { date: '2026-11-28', at: 570, until: 600 } : { date: DAY, at: 1050, until: 1095 };
  const outcome = hall.act(
    'askService',
    {
      service,
      code: 'YJS-01',
      ...place,
      window: 0,
      reason: 'urgent',
      dossier: 'd'.repeat(22),
      tokenHash: 'h'.repeat(22),
    },
    at(3),
  );
  const booking = outcome.ok ? hall.state.bookings.get(outcome.seq) : undefined;
  if (!booking) throw new Error('not asked');
  return booking;
}

describe('the strip of days', () => {
  test('[BK3] runs from today over the bookable days, with the days off between them', () => {
    const hall = new TestHall();
    const tiles = dayTiles(hall.state, hall.setup);
    expect(tiles.map((tile) => tile.date)).toEqual(
      ['23', '24', '25', '26', '27', '28', '29', '30'].map((day) => `2026-11-${day}`),
    );
    expect(tiles.map((tile) => tile.isWorking)).toEqual([true, true, true, true, true, false, false, true]);
    asked(hall);
    expect(dayTiles(hall.state, hall.setup).find((tile) => tile.date === '2026-11-28')).toMatchObject({
      booked: 0,
      services: 1,
    });
  });

  test('says a day of today without its date', () => {
    expect(whenText(m, DAY, { date: DAY, at: 1050, until: 1095 })).toBe('今天 17:30–18:15');
    expect(whenText(m, DAY, { date: '2026-11-28', at: 570 })).toBe('11-28 周六 09:30');
    expect(dueText(m, DAY, 720)).toBe('今天 12:00');
    expect(dueText(m, DAY, 1440 + 540)).toBe('11-24 周二 09:00');
  });
});

describe('time limits', () => {
  test('[BK12] plain, then yellow in the last half, then red', () => {
    const hall = new TestHall(hallSetup());
    hall.t = 9 * HOUR;
    const booking = asked(hall);
    const at = (minutes: number) => deadlineOf(m, hall.setup, DAY, booking, (booking.answerBy - minutes) * 60_000);
    expect(at(120)).toEqual({ sign: 'ok', text: '剩 2 时' });
    expect(at(61)).toEqual({ sign: 'ok', text: '剩 1 时 1 分' });
    expect(at(60)).toMatchObject({ sign: 'yellow', text: expect.stringMatching(/前答复$/) as string });
    expect(at(0)).toEqual({ sign: 'red', text: '答复已超 0 分' });
    expect(at(-7)).toEqual({ sign: 'red', text: '答复已超 7 分' });
  });

  test('[B5] with the chief representative it is yellow until somebody is assigned, red after its limit', () => {
    const hall = new TestHall(hallSetup());
    hall.t = 9 * HOUR;
    const { dossier } = asked(hall);
    hall.act('escalateService', { dossier }, at(3));
    const booking = [...hall.state.bookings.values()][0];
    if (!booking) throw new Error('no booking');
    expect(deadlineOf(m, hall.setup, DAY, booking, hall.t + 12 * 60_000)).toEqual({
      sign: 'yellow',
      text: '待指派 12 分',
    });
    expect(deadlineOf(m, hall.setup, DAY, booking, (booking.answerBy + 1) * 60_000).sign).toBe('red');
  });
});

describe('times to choose', () => {
  test('[BK6] a booking that exists may be moved to what is left of today, a new one begins with the next working day', () => {
    const hall = new TestHall();
    const booking = asked(hall);
    expect(daysFor(hall.state, hall.setup, 'ordinary', 'YJS-01')).toEqual(bookableDays(hall.setup, DAY, 'YJS-01'));
    expect(daysFor(hall.state, hall.setup, 'ordinary', 'YJS-01', booking)[0]).toBe(DAY);
    const wish = { kind: 'ordinary', code: 'YJS-01', date: DAY, moved: booking } as const;
    expect(timesFor(hall.state, hall.setup, wish, 15 * HOUR)[0]?.at).toBe(15 * 60 + 30);
  });

  test('[B2] a Saturday that is worked stands among the days of a holiday booking, with ordinary times', () => {
    const hall = new TestHall(
      hallSetup((setup) => {
        setup.calendar.years['2026'] = { off: ['2026-11-26'], work: ['2026-11-28'] };
      }),
    );
    const days = daysFor(hall.state, hall.setup, 'holiday', 'YJS-01');
    expect(days).toEqual(['2026-11-26', '2026-11-28', '2026-11-29']);
    expect(holidayDays(hall.setup, DAY)).toEqual(['2026-11-26', '2026-11-29']);
    const times = timesFor(hall.state, hall.setup, { kind: 'holiday', code: 'YJS-01', date: '2026-11-28' }, 0);
    expect(times[0]).toMatchObject({ at: 510, free: 2 });
  });

  test('[BK11] extended service ends in its gap, and not later than the hall may stay', () => {
    const { setup } = new TestHall();
    expect(endsFor(setup, DAY, 720).at(-1)).toBe(840);
    expect(endsFor(setup, DAY, 1050)).toHaveLength(12);
    expect(endsFor(setup, DAY, 600)).toEqual([]);
  });
});

describe('what a phone is offered', () => {
  const offers: Offers = {
    hall: '',
    hallEn: '',
    practice: false,
    now: Date.parse('2026-11-23T10:00:00+08:00'),
    utcOffsetMinutes: 480,
    today: DAY,
    items: [],
    days: [
      { date: '2026-11-24', slots: [{ at: 510, until: 540, free: 2 }] },
      { date: '2026-11-28', slots: [{ at: 510, until: 540, free: 1 }] },
    ],
    holidays: ['2026-11-29'],
    holidayHours: [[540, 690]],
    slotMinutes: 30,
    changeBeforeMinutes: 120,
    extended: { date: DAY, gaps: [[720, 840]], most: 180 },
    bring: [],
    events: [],
  };

  test('ordinary days as they are; holidays with a worked Saturday among them; today’s gaps from now on', () => {
    expect(daysOf(offers, 'ordinary').map(({ date }) => date)).toEqual(['2026-11-24', '2026-11-28']);
    expect(daysOf(offers, 'holiday').map(({ date }) => date)).toEqual(['2026-11-28', '2026-11-29']);
    expect(daysOf(offers, 'holiday')[1]?.times).toHaveLength(5);
    expect(daysOf(offers, 'extended')[0]?.times.map(({ at }) => at)).toEqual([720, 750, 780, 810]);
    expect(daysOf({ ...offers, now: Date.parse('2026-11-23T13:10:00+08:00') }, 'extended')[0]?.times).toHaveLength(1);
    expect(daysOf({ ...offers, now: Date.parse('2026-11-23T14:00:00+08:00') }, 'extended')).toEqual([]);
    expect(endsOf(offers, 750)).toEqual([780, 810, 840]);
  });
});

test('[B4] no command refuses a service, and nobody’s role has one', () => {
  const kinds = Object.keys(commandClasses);
  expect(kinds.filter((kind) => /refus|reject|declin|deny/i.test(kind))).toEqual([]);
  expect(
    Object.keys(commandActors)
      .filter((kind) => kind.endsWith('Service'))
      .sort(),
  ).toEqual([
    'askService',
    'assignService',
    'chaseService',
    'confirmService',
    'endService',
    'escalateService',
    'startService',
  ]);
});
