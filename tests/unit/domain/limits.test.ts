import { describe, expect, test } from 'vitest';
import {
  addWorking,
  cardOf,
  dateOfMinute,
  dueOf,
  dueOfItem,
  hallMinute,
  hallMinuteOfInstant,
  instantOfMinute,
  isWorkingMinute,
  minuteOfDayOf,
  minutesSince,
  nextWorkingMinute,
  remainingWorking,
  stagePlan,
  stagesOf,
  tellBy,
  totalOf,
  workingClockOf,
  type HallMinute,
  type TimeLimit,
} from '#lib/domain/index.ts';
import { setup } from './form-content.ts';

const clock = workingClockOf(setup);

/** '2026-11-23 10:06' and back. */
function at(text: string): HallMinute {
  const [date = '', time = ''] = text.split(' ');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hallMinute(date, hours * 60 + minutes);
}

function show(minute: HallMinute): string {
  const of = minuteOfDayOf(minute);
  return `${dateOfMinute(minute)} ${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`;
}

const days = (value: number): TimeLimit => ({ value, unit: 'working_day' });
const calendarDays = (value: number): TimeLimit => ({ value, unit: 'calendar_day' });

describe('working minutes', () => {
  test.each([
    ['2026-11-23 10:00', '2026-11-23 15:30', 'the same day'],
    ['2026-11-23 16:00', '2026-11-24 10:30', 'the next morning'],
    ['2026-11-20 16:10', '2026-11-23 10:40', 'over a weekend'],
    ['2026-11-23 08:30', '2026-11-23 12:00', 'a whole morning ends at noon, not at 14:00'],
    ['2026-11-23 14:00', '2026-11-23 17:30', 'a whole afternoon ends in the evening, not the next morning'],
    ['2026-11-23 07:00', '2026-11-23 12:00', 'before opening counts from opening'],
    ['2026-11-23 12:30', '2026-11-23 17:30', 'at lunch counts from the afternoon'],
    ['2026-11-23 12:00', '2026-11-23 17:30', 'a closing minute belongs to the break'],
    ['2026-11-23 17:30', '2026-11-24 12:00', 'after close counts from the next working day'],
    ['2026-11-21 10:00', '2026-11-23 12:00', 'on a Saturday counts from Monday'],
    ['2026-10-10 10:00', '2026-10-10 15:30', '2026-10-10 is a Saturday that works'],
    ['2026-09-30 16:00', '2026-10-08 10:30', 'over the national holiday'],
  ])('[LC1] half a working day from %s is over at %s: %s', (start, end) => {
    expect(show(addWorking(clock, at(start), 0.5))).toBe(end);
  });

  test('[LC1] one staged working day from 10:06 is tomorrow 10:06', () => {
    expect(show(addWorking(clock, at('2026-11-23 10:06'), 1))).toBe('2026-11-24 10:06');
  });

  test('[LC1] a limit of nothing ends where it may begin', () => {
    expect(show(addWorking(clock, at('2026-11-21 10:00'), 0))).toBe('2026-11-23 08:30');
    expect(show(nextWorkingMinute(clock, at('2026-11-23 10:06')))).toBe('2026-11-23 10:06');
  });

  test('[LC2] a start in the middle of a minute counts from that minute, in hall time', () => {
    const instant = Date.parse('2026-11-23T02:06:42Z');
    expect(show(hallMinuteOfInstant(instant, 480))).toBe('2026-11-23 10:06');
    expect(instantOfMinute(at('2026-11-23 10:06'), 480)).toBe(Date.parse('2026-11-23T02:06:00Z'));
    expect(minutesSince('2026-11-23', at('2026-11-24 10:06'))).toBe(1440 + 606);
    expect(minutesSince('2026-11-24', at('2026-11-23 23:00'))).toBe(-60);
  });

  test('[LC3] what is left is told in working minutes, negative once it is over', () => {
    expect(remainingWorking(clock, at('2026-11-23 10:06'), at('2026-11-23 10:40'))).toBe(34);
    expect(remainingWorking(clock, at('2026-11-23 10:06'), at('2026-11-23 16:00'))).toBe(234);
    expect(remainingWorking(clock, at('2026-11-23 10:06'), at('2026-11-23 09:40'))).toBe(-26);
    expect(remainingWorking(clock, at('2026-11-23 10:06'), at('2026-11-24 09:30'))).toBe(384);
    expect(remainingWorking(clock, at('2026-11-21 10:00'), at('2026-11-22 10:00'))).toBe(0);
    expect(isWorkingMinute(clock, at('2026-11-23 12:00'))).toBe(false);
  });
});

describe('whole days', () => {
  test.each([
    ['2026-11-23 10:06', 1, '2026-11-24 17:30'],
    ['2026-11-23 17:29', 5, '2026-11-30 17:30'],
    ['2026-11-20 10:00', 1, '2026-11-23 17:30'],
    ['2026-11-21 10:00', 1, '2026-11-23 17:30'],
    ['2026-09-30 10:00', 3, '2026-10-10 17:30'],
    ['2026-10-09 10:00', 1, '2026-10-10 17:30'],
    ['2026-02-13 10:00', 2, '2026-02-24 17:30'],
  ])('[LC4] accepted %s, %i working days end at the close of the n-th following one: %s', (start, count, end) => {
    expect(show(dueOf(clock, at(start), days(count)).at)).toBe(end);
  });

  test('[LC5] calendar days end with the n-th date, at the close if the hall works then', () => {
    expect(show(dueOf(clock, at('2026-11-23 10:00'), calendarDays(15)).at)).toBe('2026-12-08 17:30');
    expect(show(dueOf(clock, at('2026-11-23 10:00'), calendarDays(5)).at)).toBe('2026-11-28 23:59');
  });

  test('[LC6] a due time is the earlier of promise and law', () => {
    const ordinary = dueOfItem(clock, at('2026-11-23 10:00'), days(7), calendarDays(15));
    expect(ordinary).toMatchObject({ by: 'promise' });
    expect(show(ordinary.at)).toBe('2026-12-02 17:30');
    // The promise of WG-02 would pass its law around the Spring Festival.
    const long = dueOfItem(clock, at('2026-02-13 10:00'), days(7), calendarDays(15));
    expect(long).toMatchObject({ by: 'law' });
    expect(show(long.at)).toBe('2026-02-28 17:30');
    expect(show(dueOf(clock, at('2026-02-13 10:00'), days(7)).at)).toBe('2026-03-02 17:30');
  });

  test('[LC7] a span that reaches into a year without a notice is an estimate, Monday to Friday', () => {
    expect(dueOf(clock, at('2026-12-30 16:00'), days(0.5))).toEqual({ at: at('2026-12-31 10:30'), estimated: false });
    expect(dueOf(clock, at('2026-12-31 16:00'), days(0.5))).toEqual({ at: at('2027-01-01 10:30'), estimated: true });
    expect(dueOf(clock, at('2026-12-30 10:00'), days(5))).toEqual({ at: at('2027-01-06 17:30'), estimated: true });
  });

  test('[LC8] gaps must be told by the close of the fifth working day after receipt', () => {
    expect(show(tellBy(clock, at('2026-11-23 10:06')).at)).toBe('2026-11-30 17:30');
    expect(show(tellBy(clock, at('2026-09-28 10:06')).at)).toBe('2026-10-10 17:30');
  });
});

describe('stages of a package', () => {
  const items = ['QY-01', 'QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06', 'QY-07'];
  const accepted = at('2026-11-23 10:06');
  const plan = (endedAt: (HallMinute | null)[] = [], start = accepted) =>
    stagePlan(clock, start, stagesOf(setup, 'YJS-01', items), { total: totalOf(setup, 'YJS-01'), endedAt });

  test('[LC9] accepted at 10:06, the notice prints 15:36 and tomorrow 10:06', () => {
    const [first, second] = plan();
    expect(show(first?.printed.at ?? 0)).toBe('2026-11-23 15:36');
    expect(show(second?.printed.at ?? 0)).toBe('2026-11-24 10:06');
    expect(first).toMatchObject({ items: ['QY-01'], startsAt: accepted });
    expect(second).toMatchObject({ items: items.slice(1), startsAt: null });
    expect(second?.due).toEqual(second?.printed);
  });

  test('[LC10] when stage 1 ends early, stage 2 is due half a working day later', () => {
    const [, second] = plan([at('2026-11-23 11:00')]);
    expect(show(second?.due.at ?? 0)).toBe('2026-11-23 16:30');
    expect(show(second?.printed.at ?? 0)).toBe('2026-11-24 10:06');
    expect(second?.startsAt).toBe(at('2026-11-23 11:00'));
  });

  test('[LC10] when stage 1 ends late, what was printed stays', () => {
    const [, second] = plan([at('2026-11-24 09:00')]);
    expect(show(second?.due.at ?? 0)).toBe('2026-11-24 10:06');
  });

  test('[LC9] accepted on a Saturday, at lunch or before opening, both stages count from the next working minute', () => {
    const printed = (start: string): string[] => plan([], at(start)).map((stage) => show(stage.printed.at));
    expect(printed('2026-11-21 10:00')).toEqual(['2026-11-23 12:00', '2026-11-23 17:30']);
    expect(printed('2026-11-23 12:30')).toEqual(['2026-11-23 17:30', '2026-11-24 12:00']);
    expect(printed('2026-11-23 07:00')).toEqual(['2026-11-23 12:00', '2026-11-23 17:30']);
  });

  test('[LC11] home transfer: tax and registration share one working day, utilities count from registration', () => {
    const chosen = ['BD-02', 'BD-01', 'BD-03', 'BD-04', 'BD-05'];
    const stages = stagesOf(setup, 'YJS-03', chosen);
    expect(stages.map((stage) => [stage.items, stage.after])).toEqual([
      [['BD-02'], null],
      [['BD-01'], 0],
      [['BD-03', 'BD-04', 'BD-05'], 1],
    ]);
    const total = totalOf(setup, 'YJS-03');
    const printed = stagePlan(clock, accepted, stages, { total }).map((stage) => show(stage.printed.at));
    expect(printed).toEqual(['2026-11-23 15:36', '2026-11-24 10:06', '2026-11-25 17:30']);
    const late = stagePlan(clock, accepted, stages, {
      total,
      endedAt: [at('2026-11-23 15:00'), at('2026-11-26 10:00')],
    });
    // Registration was two days late: that is not the water company's fault.
    expect(show(late[2]?.due.at ?? 0)).toBe('2026-11-27 17:30');
  });

  test('[LC11] foreigner: the residence permit follows the work permit under its own limits', () => {
    const stages = stagesOf(setup, 'YJS-04', ['WG-01', 'WG-02']);
    const printed = stagePlan(clock, accepted, stages, { total: totalOf(setup, 'YJS-04') });
    expect(printed.map((stage) => show(stage.printed.at))).toEqual(['2026-12-07 17:30', '2026-12-16 17:30']);
    const [, second] = stagePlan(clock, accepted, stages, {
      total: totalOf(setup, 'YJS-04'),
      endedAt: [at('2026-11-27 10:00')],
    });
    expect(show(second?.due.at ?? 0)).toBe('2026-12-08 17:30');
  });

  test('[LC11] items that no stage names run beside the first one; a single item is one stage', () => {
    const lines = stagesOf(setup, 'YJS-06', ['SZ-01', 'SZ-04', 'SZ-05']);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.limits['SZ-04']).toMatchObject({ staged: null, promised: { value: 15 } });
    expect(lines[0]?.limits['SZ-05']).toMatchObject({ staged: { value: 5 } });
    expect(stagesOf(setup, 'XK-01', ['XK-01'])).toMatchObject([{ items: ['XK-01'], after: null, limit: null }]);
  });

  test('[LC11] a stage that nobody chose falls away', () => {
    expect(stagesOf(setup, 'YJS-01', ['QY-01'])).toHaveLength(1);
    expect(stagesOf(setup, 'YJS-03', ['BD-02', 'BD-01'])).toHaveLength(2);
  });
});

describe('cards', () => {
  const card = (start: string, due: string, now: string): string => cardOf(clock, at(start), at(due), at(now));

  test.each([
    ['2026-11-23 10:06', '2026-11-23 15:36', '2026-11-23 10:06', 'green'],
    ['2026-11-23 10:06', '2026-11-23 15:36', '2026-11-23 14:53', 'green'],
    ['2026-11-23 10:06', '2026-11-23 15:36', '2026-11-23 14:54', 'yellow'],
    ['2026-11-23 10:06', '2026-11-23 15:36', '2026-11-23 15:36', 'yellow'],
    ['2026-11-23 10:06', '2026-11-23 15:36', '2026-11-23 15:37', 'red'],
    ['2026-11-23 08:30', '2026-11-23 12:00', '2026-11-23 13:00', 'red'],
  ])(
    '[LC12] half a day turns yellow with 42 minutes left, red when past: %s–%s at %s is %s',
    (start, due, now, expected) => {
      expect(card(start, due, now)).toBe(expected);
    },
  );

  test('[LC12] longer limits turn yellow with one working day left, very long ones with a fifth', () => {
    expect(card('2026-11-18 10:00', '2026-11-23 17:30', '2026-11-20 17:29')).toBe('green');
    expect(card('2026-11-18 10:00', '2026-11-23 17:30', '2026-11-20 17:30')).toBe('yellow');
    expect(card('2026-11-02 08:30', '2026-11-30 17:30', '2026-11-24 16:05')).toBe('green');
    expect(card('2026-11-02 08:30', '2026-11-30 17:30', '2026-11-24 16:06')).toBe('yellow');
  });

  test('[LC12] the share is a figure of the hall', () => {
    const [start, due] = [at('2026-11-23 10:06'), at('2026-11-23 15:36')];
    expect(cardOf(clock, start, due, at('2026-11-23 14:00'), { yellowShare: 0.5 })).toBe('yellow');
    expect(cardOf(clock, start, due, at('2026-11-23 14:00'))).toBe('green');
  });
});
