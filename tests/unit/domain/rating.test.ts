import { describe, expect, test } from 'vitest';
import {
  decideRating,
  isRatingOpen,
  openRatings,
  ratingFigures,
  type CommandBodies,
  type DecideContext,
  type Decision,
} from '#lib/domain/index.ts';
import { applicant, at, codeOf, DAY, hallSetup, TestHall, type By } from './test-hall.ts';

const visit = 'v'.repeat(22);
const good = { visit, item: 'QY-01', window: 3, level: 5, aspects: ['manner'], source: 'phone' } as const;

function rate(
  hall: TestHall,
  body: Partial<CommandBodies['rate']> = {},
  by: By = applicant,
): ReturnType<TestHall['act']> {
  return hall.act('rate', { ...good, aspects: [...good.aspects], ...body }, by);
}

function decided(hall: TestHall, extra: Partial<DecideContext>): Decision {
  const body = { day: DAY, ...good, aspects: [...good.aspects] };
  return decideRating(
    hall.state,
    { kind: 'rate', body },
    {
      t: hall.t,
      setup: hall.setup,
      seq: 2,
      device: 0,
      staff: 0,
      roles: [],
      surface: 'applicant',
      grant: '',
      ownGrant: '',
      hallOpen: true,
      ...extra,
    },
  );
}

describe('ratings', () => {
  test('[R1] one rating for each visit and item: what the relay knows of the visit decides', () => {
    const hall = new TestHall();
    expect(codeOf(decided(hall, {}))).toBeNull();
    expect(codeOf(decided(hall, { ratedBefore: true }))).toBe('rated-before');
  });

  test('[R2] what is kept says where and what, never who', () => {
    const hall = new TestHall();
    const { seq } = rate(hall);
    expect(JSON.stringify(hall.entries)).not.toContain(visit);
    expect(hall.state.ratings).toEqual([
      { id: seq, day: DAY, t: hall.t, window: 3, item: 'QY-01', level: 5, aspects: ['manner'], source: 'phone' },
    ]);
  });

  test.each([
    ['a window that does not exist', { window: 99 }, 'window-unknown'],
    ['an item that does not exist', { item: 'QY-99' }, 'item-unknown'],
    ['an aspect that is not offered', { aspects: ['price'] }, 'bad-request'],
    ['a phone that says it is a window', { source: 'screen' }, 'bad-request'],
    ['another day', { day: '2026-11-20' }, 'day-closed'],
  ] satisfies [string, Partial<CommandBodies['rate']>, string][])('[R3] %s is refused', (_, body, code) => {
    expect(codeOf(rate(new TestHall(), body))).toBe(code);
  });

  test('[R3] staff enter what came on the second screen or on paper: of a number that was called here, and no phone', () => {
    const hall = new TestHall();
    hall.open(1);
    const { id, token, items } = hall.take('B');
    const enter = (body: Partial<CommandBodies['rate']>): string | null =>
      codeOf(rate(hall, { visit: token, item: items[0] ?? '', window: 1, ...body }, at(1)));
    expect(enter({ source: 'screen' })).toBe('rating-not-open');
    hall.call(1, id);
    expect(enter({ source: 'screen' })).toBeNull();
    expect(enter({ source: 'paper' })).toBeNull();
    expect(enter({ source: 'phone' })).toBe('bad-request');
    expect(enter({ source: 'paper', item: 'YJS-01' })).toBe('rating-not-open');
    expect(enter({ source: 'paper', visit })).toBe('rating-not-open');
  });

  test('[R4] a bad one opens a work order, due at the close of the fifth working day (S 26)', () => {
    const hall = new TestHall();
    for (const level of [5, 4, 3, 2, 1]) rate(hall, { level });
    const orders = [...hall.state.workOrders.values()];
    expect(orders.map(({ level }) => level)).toEqual([2, 1]);
    // Monday 11-23 + 5 working days = Monday 11-30, 17:30.
    expect(orders[0]?.due).toBe(7 * 1440 + 1050);
  });

  test('[R5] a visit that was served may be rated for each of its items, a collected matter once more', () => {
    const hall = new TestHall();
    hall.open(1);
    const ticket = hall.take('B');
    const offers = (): unknown => openRatings([hall.ticket(ticket.id)], [], 16);
    expect(offers()).toEqual([]);
    hall.call(1);
    hall.must('begin', { window: 1, ticket: ticket.id }, at(1));
    hall.must('addItem', { window: 1, ticket: ticket.id, item: 'QY-01' }, at(1));
    hall.must('finish', { window: 1, ticket: ticket.id, outcome: 'done' }, at(1));
    expect(offers()).toMatchObject([
      { visit: ticket.token, item: ticket.items[0], window: 1, at: hall.t },
      { visit: ticket.token, item: 'QY-01', window: 1 },
    ]);
    const matter = { dossier: 'm'.repeat(22), code: 'YJS-01', handedAt: 5 };
    expect(openRatings([], [matter], 16)).toEqual([{ visit: matter.dossier, item: 'YJS-01', window: 16, at: 5 }]);
    expect(openRatings([], [{ ...matter, handedAt: 0 }], 16)).toEqual([]);
  });

  test('[R6] counts by level, source, window and item; the good rate has two decimals (rules F7)', () => {
    const hall = new TestHall();
    for (const level of [5, 5, 4, 3, 3, 2, 1]) rate(hall, { level, window: level === 1 ? 4 : 3 });
    expect(ratingFigures(hall.state)).toMatchObject({
      total: 7,
      good: 5,
      bad: 2,
      goodRate: 71.43,
      byLevel: { 1: 1, 2: 1, 3: 2, 4: 1, 5: 2 },
      bySource: { phone: 7, screen: 0, paper: 0 },
      byWindow: [
        { window: 3, total: 6, good: 5, goodRate: 83.33 },
        { window: 4, total: 1, good: 0, goodRate: 0 },
      ],
      byItem: [{ item: 'QY-01', total: 7 }],
    });
    expect(ratingFigures(new TestHall().state).goodRate).toBeNull();
  });

  test('[R7] open until the close of the fifth working day after the visit', () => {
    const setup = hallSetup();
    const minute = 60_000;
    const end = 600 * minute;
    expect(isRatingOpen(setup, DAY, end, (7 * 1440 + 1050) * minute)).toBe(true);
    expect(isRatingOpen(setup, DAY, end, (7 * 1440 + 1051) * minute)).toBe(false);
  });
});
