import { describe, expect, test } from 'vitest';
import { applicant, at, codeOf, guide, hallSetup, kiosk, supervisor, TestHall } from './test-hall.ts';

describe('taking a number', () => {
  test('[Q1] the next number is last + 1, for each queue by itself', () => {
    const hall = new TestHall();
    expect([hall.take('B'), hall.take('B'), hall.take('A'), hall.take('B')].map((ticket) => ticket.label)).toEqual([
      'B001',
      'B002',
      'A001',
      'B003',
    ]);
  });

  test('[Q1] a number that left, was passed or is done is not given again that day', () => {
    const hall = new TestHall();
    const first = hall.take('B');
    hall.must('leave', { ticket: first.id }, applicant);
    hall.open(1);
    hall.take('B');
    hall.call(1);
    hall.serve(1, 4);
    expect(hall.take('B').label).toBe('B003');
  });

  test('[Q1] after 999 numbers go on with four digits', () => {
    const hall = new TestHall();
    hall.relay([{ kind: 'carry', what: 'series', key: 'B', value: 999 }]);
    expect(hall.take('B').label).toBe('B1000');
  });

  test('[Q3] a used-up contingent stops the kiosk, names the windows, and not the staff', () => {
    const hall = new TestHall(hallSetup((setup) => void setup.queues.forEach((queue) => (queue.contingent = 2))));
    hall.take('B', kiosk);
    hall.take('B', kiosk);
    const refusal = hall.tryTake('B', kiosk);
    expect(refusal).toMatchObject({ ok: false, code: 'contingent-used-up', data: { windows: [1, 2, 5, 6, 7, 15] } });
    expect(hall.take('B', guide).label).toBe('B003');
    expect(codeOf(hall.tryTake('A', kiosk))).toBeNull();
  });

  test('[Q3] numbers given by staff do not use up the contingent', () => {
    const hall = new TestHall(hallSetup((setup) => void setup.queues.forEach((queue) => (queue.contingent = 1))));
    hall.take('B', guide);
    expect(codeOf(hall.tryTake('B', kiosk))).toBeNull();
    expect(codeOf(hall.tryTake('B', kiosk))).toBe('contingent-used-up');
  });

  test('[Q4] a closed queue gives no number to anybody, and its waiting people are still called', () => {
    const hall = new TestHall();
    const waiting = hall.take('B');
    hall.must('closeQueue', { queue: 'B' }, supervisor);
    expect(codeOf(hall.tryTake('B', kiosk))).toBe('queue-closed');
    expect(codeOf(hall.tryTake('B', guide))).toBe('queue-closed');
    hall.open(1);
    expect(hall.call(1).id).toBe(waiting.id);
    hall.must('openQueue', { queue: 'B' }, supervisor);
    expect(hall.take('B').label).toBe('B002');
  });

  test('[Q4] a queue that the setup does not have can be neither closed nor opened', () => {
    const hall = new TestHall();
    expect(codeOf(hall.act('closeQueue', { queue: 'Z' }, supervisor))).toBe('queue-unknown');
    expect(codeOf(hall.act('openQueue', { queue: 'Z' }, supervisor))).toBe('queue-unknown');
  });

  test('[Q5] the same token again is refused and the first number is shown', () => {
    const hall = new TestHall();
    const tokenHash = 'sametokensametokensame';
    hall.take('B', kiosk, { tokenHash });
    expect(hall.tryTake('B', kiosk, { tokenHash })).toMatchObject({
      ok: false,
      code: 'already-waiting',
      data: { label: 'B001' },
    });
    expect(hall.tryTake('A', kiosk, { tokenHash })).toMatchObject({
      ok: false,
      code: 'already-waiting',
      data: { label: 'B001' },
    });
    expect(hall.state.tickets.size).toBe(1);
  });

  test.each([
    [
      'the contingent is used up by it',
      (hall: TestHall) => void (hall.setup.queues.find((queue) => queue.id === 'B')!.contingent = 1),
    ],
    ['the queue was closed since', (hall: TestHall) => void hall.must('closeQueue', { queue: 'B' }, supervisor)],
    ['the hall closed since', (hall: TestHall) => void (hall.hallOpen = false)],
  ])('[Q5] the own number is shown also when %s', (_, happens) => {
    const hall = new TestHall();
    const tokenHash = 'sametokensametokensame';
    hall.take('B', kiosk, { tokenHash });
    happens(hall);
    expect(hall.tryTake('B', kiosk, { tokenHash })).toMatchObject({ code: 'already-waiting', data: { label: 'B001' } });
  });

  test('[Q19] outside hours no number is given; unknown matters and another day have their own reasons', () => {
    const hall = new TestHall();
    expect(codeOf(hall.tryTake('B', kiosk, { code: 'NO-SUCH' }))).toBe('item-unknown');
    expect(codeOf(hall.tryTake('B', kiosk, { day: '2026-11-22' }))).toBe('day-closed');
    hall.hallOpen = false;
    expect(codeOf(hall.tryTake('B', kiosk))).toBe('hall-closed');
  });

  test('[Q19] a matter without a queue is unroutable', () => {
    const hall = new TestHall();
    const code = hall.codeOf('B');
    delete hall.setup.routes[code];
    expect(codeOf(hall.tryTake('B', kiosk, { code }))).toBe('item-unroutable');
  });

  test('[Q11] a kiosk cannot give priority to itself; staff can', () => {
    const hall = new TestHall();
    expect(hall.take('B', kiosk, { priority: 'green' }).priority).toBe('');
    expect(hall.take('B', guide, { priority: 'elder' }).priority).toBe('elder');
  });

  test('[Q3] the channel is what the relay knows, not what the command says', () => {
    const hall = new TestHall();
    expect(hall.take('B', kiosk, { channel: 'staff' }).channel).toBe('kiosk');
    expect(hall.take('B', guide, { channel: 'kiosk' }).channel).toBe('staff');
  });
});

describe('leaving and being late', () => {
  test('[Q17] who waits may leave; who is called, served or gone may not', () => {
    const hall = new TestHall();
    hall.open(1);
    const [first, second] = [hall.take('B'), hall.take('B')];
    expect(codeOf(hall.act('leave', { ticket: second.id }, applicant))).toBeNull();
    expect(hall.ticket(second.id)).toMatchObject({ phase: 'left', window: null });
    hall.call(1);
    expect(hall.act('leave', { ticket: first.id }, applicant)).toMatchObject({
      code: 'ticket-in-service',
      data: { window: 1 },
    });
    expect(codeOf(hall.act('leave', { ticket: second.id }, applicant))).toBe('ticket-over');
    expect(codeOf(hall.act('leave', { ticket: 999 }, applicant))).toBe('ticket-unknown');
    expect(codeOf(hall.act('leave', { ticket: second.id, day: '2026-11-20' }, applicant))).toBe('ticket-not-today');
  });

  test('[Q18] who will be late goes behind W others, once', () => {
    const hall = new TestHall();
    hall.open(1);
    const late = hall.take('B');
    const others = [hall.take('B'), hall.take('B'), hall.take('B'), hall.take('B')];
    hall.must('delay', { ticket: late.id }, applicant);
    expect(codeOf(hall.act('delay', { ticket: late.id }, applicant))).toBe('already-late-once');
    const order: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      order.push(hall.call(1).id);
      hall.serve(1, 1);
    }
    expect(order).toEqual([...others.slice(0, 3).map((ticket) => ticket.id), late.id, others[3]?.id]);
  });

  test('[Q18] being late is no missed call', () => {
    const hall = new TestHall();
    const late = hall.take('B');
    hall.must('delay', { ticket: late.id }, applicant);
    expect(hall.ticket(late.id)).toMatchObject({ phase: 'waiting', missed: 0, delayed: true });
    expect(codeOf(hall.act('leave', { ticket: late.id }, at(1)))).toBe('role-may-not');
  });
});
