import { describe, expect, test } from 'vitest';
import {
  carryEntries,
  clockTextOfT,
  closingEvents,
  codesOf,
  openingEvents,
  type HallState,
} from '#lib/domain/index.ts';
import { applicant, at, codeOf, DAY, guide, hallSetup, kiosk, TestHall } from './test-hall.ts';

const NEXT = '2026-11-24';

/** The relay's change of day: closes the old ledger, founds the new one. */
function turn(hall: TestHall, days = 1, next = NEXT): TestHall {
  hall.t = 86_400_000;
  const before: HallState = hall.state;
  const founded = new TestHall(hall.setup, next);
  founded.entries.length = 0;
  founded.state = founded.refolded();
  founded.t = 0;
  founded.relay(openingEvents(before, next, 'head'));
  for (const events of carryEntries(before, hall.setup, days)) founded.relay(events);
  hall.relay(closingEvents(before, hall.setup, next, 'head'));
  return founded;
}

describe('change of day', () => {
  test('[D1] whoever waits, is parked or was passed ends with the day; then the day is closed', () => {
    const hall = new TestHall();
    hall.open(1, 2);
    const tickets = [hall.take('B'), hall.take('B'), hall.take('B'), hall.take('B')];
    hall.call(1);
    hall.must('begin', { window: 1, ticket: tickets[0]?.id ?? 0 }, at(1));
    hall.must('park', { window: 1, ticket: tickets[0]?.id ?? 0 }, at(1));
    hall.call(1);
    hall.must('begin', { window: 1, ticket: tickets[1]?.id ?? 0 }, at(1));
    turn(hall);
    expect(tickets.map((ticket) => hall.ticket(ticket.id).phase)).toEqual(['ended', 'serving', 'ended', 'ended']);
    expect(hall.state).toMatchObject({ closed: true, nextDay: NEXT });
    expect(hall.state.waiting.size).toBe(0);
  });

  test('[D2] the new day opens with who we are and the head of the day before', () => {
    const { state } = turn(new TestHall());
    expect(state).toMatchObject({ hall: 'test', day: NEXT, epoch: '1-test', closed: false });
    expect(openingEvents(state, '2026-11-25', 'abc')).toMatchObject([
      { kind: 'dayOpened', date: '2026-11-25', previous: 'abc' },
    ]);
  });

  test('[D3] a number in service goes over midnight with its window, and its times stay right', () => {
    const hall = new TestHall();
    hall.relay([
      { kind: 'device', no: 101, incarnation: 'pc-one-pc-one-pc-one', surface: 'staff', label: '' },
      { kind: 'staff', no: 101, account: '0301' },
    ]);
    hall.open(1);
    const old = hall.take('B');
    hall.call(1);
    hall.t = 86_400_000 - 5 * 60_000;
    hall.must('begin', { window: 1, ticket: old.id }, at(1));
    const next = turn(hall);
    const id = next.state.carried.get(`${DAY}#${old.id}`) ?? 0;
    const device = next.state.deviceNumbers.get('pc-one-pc-one-pc-one') ?? 0;
    expect(next.ticket(id)).toMatchObject({
      label: 'B001',
      phase: 'serving',
      window: 1,
      begunAt: -5 * 60_000,
      token: old.token,
    });
    expect(next.window(1)).toMatchObject({
      phase: 'open',
      ticket: id,
      device,
      staff: next.state.staffNumbers.get('0301'),
    });
    next.t = 3 * 60_000;
    const by = { ...at(1), device, staff: 1 };
    // The device still says yesterday's day and number.
    next.must('finish', { window: 1, ticket: old.id, day: DAY, outcome: 'done' }, by);
    expect(next.ticket(id)).toMatchObject({ phase: 'done', servedMs: 8 * 60_000 });
    expect(next.window(1).ticket).toBeNull();
    expect(next.state.conflicts).toEqual([]);
  });

  test('[D3] what has not happened to a carried number has not happened after midnight either', () => {
    const hall = new TestHall();
    hall.open(1);
    const old = hall.take('B');
    hall.call(1);
    const next = turn(hall);
    const ticket = next.ticket(next.state.carried.get(`${DAY}#${old.id}`) ?? 0);
    expect(ticket).toMatchObject({
      begunAt: 0,
      parkedAt: 0,
      endedAt: 0,
      restUntil: 0,
      takenAt: old.takenAt - 86_400_000,
    });
    expect(clockTextOfT(ticket.takenAt)).toBe('09:00');
  });

  test('[D3] numbers begin again at 1, queues are open again, the contingent is whole', () => {
    const hall = new TestHall(hallSetup((setup) => void setup.queues.forEach((queue) => (queue.contingent = 1))));
    hall.take('B', kiosk);
    hall.relay([{ kind: 'queueClosed', queue: 'B' }]);
    const next = turn(hall);
    expect(next.take('B', kiosk).label).toBe('B001');
  });

  test("[D3] the last service times are the ground of the morning's first estimate", () => {
    const hall = new TestHall();
    hall.open(1);
    hall.take('B');
    hall.call(1);
    hall.serve(1, 9);
    expect(turn(hall).state.queues.get('B')).toMatchObject({ last: 0, service: [9 * 60_000] });
  });

  test('[D3] over a long weekend times go back by all its days', () => {
    const hall = new TestHall();
    hall.open(1);
    const old = hall.take('B');
    hall.call(1);
    const next = turn(hall, 3, '2026-11-26');
    expect(next.ticket(next.state.carried.get(`${DAY}#${old.id}`) ?? 0).takenAt).toBe(old.takenAt - 3 * 86_400_000);
  });

  test('[D4] a hall that keeps its queue keeps order and series; yesterday comes before today', () => {
    const hall = new TestHall(hallSetup((setup) => void (setup.policy.keepOvernight = true)));
    // A busy day before them: their places have higher numbers than tomorrow's first ones.
    for (let index = 0; index < 30; index += 1) hall.relay([{ kind: 'queueOpened', queue: 'B' }]);
    const waiting = Array.from({ length: 5 }, () => hall.take('B'));
    hall.must('leave', { ticket: waiting[1]?.id ?? 0 }, applicant);
    const next = turn(hall);
    next.t = 9 * 3_600_000;
    next.open(1);
    const fresh = next.take('B');
    expect(fresh.label).toBe('B006');
    const order: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      order.push(next.call(1).label);
      next.serve(1, 1);
    }
    expect(order).toEqual(['B001', 'B003', 'B004', 'B005', 'B006']);
    expect(hall.ticket(waiting[0]?.id ?? 0).phase).toBe('waiting');
  });

  test('[D4] a queue kept over two nights keeps its order', () => {
    const hall = new TestHall(hallSetup((setup) => void (setup.policy.keepOvernight = true)));
    for (let index = 0; index < 3; index += 1) hall.take('B');
    const second = turn(hall);
    second.take('B');
    const third = turn(second, 1, '2026-11-25');
    third.open(1);
    third.take('B');
    const order: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      order.push(third.call(1).label);
      third.serve(1, 1);
    }
    expect(order).toEqual(['B001', 'B002', 'B003', 'B004', 'B005']);
  });

  test('[D5] a fact about a number that was not carried is late', () => {
    const hall = new TestHall();
    hall.open(1);
    const old = hall.take('B');
    hall.call(1);
    hall.serve(1, 2);
    const next = turn(hall);
    next.open(1);
    next.must('finish', { window: 1, ticket: old.id, day: DAY, outcome: 'done' }, at(1));
    expect(next.state.conflicts).toMatchObject([{ act: 'finish', day: DAY, ticket: old.id, found: 'day-closed' }]);
  });

  test('[D5] a closed day decides nothing and says which day is open', () => {
    const hall = new TestHall();
    turn(hall);
    expect(hall.tryTake('B', guide)).toMatchObject({ code: 'day-closed', data: { day: DAY, next: NEXT } });
    expect(codeOf(hall.act('openWindow', { window: 1 }, at(1)))).toBe('day-closed');
    expect(codesOf(hall.setup).length).toBeGreaterThan(0);
  });
});
