import { describe, expect, test } from 'vitest';
import { boardView, receiptView, type BoardView, type Ticket, type TicketReceipt } from '#lib/domain/index.ts';
import { applicant, at, guide, hallSetup, kiosk, TestHall } from './test-hall.ts';

const MIDNIGHT = Date.parse('2026-11-23T00:00:00+08:00');

function board(hall: TestHall): BoardView {
  return boardView(hall.state, hall.setup, { now: MIDNIGHT + hall.t, midnight: MIDNIGHT, practice: false, open: true });
}

function receipt(hall: TestHall, { id }: Ticket): TicketReceipt {
  const visit = { ticket: hall.ticket(id), booking: null, matters: [] };
  const view = receiptView(hall.state, hall.setup, visit, {
    now: MIDNIGHT + hall.t,
    midnight: MIDNIGHT,
    practice: false,
    shortCode: 'ABCD1234',
    labels: () => undefined,
    setupAt: () => null,
    ratings: [],
  });
  if (!view.ticket) throw new Error('no ticket on the receipt');
  return view.ticket;
}

/** Called at a window and stored by it. */
function announced(hall: TestHall, window: number): Ticket {
  const ticket = hall.call(window);
  hall.relay([{ kind: 'announced', ticket: ticket.id, round: ticket.round }]);
  return ticket;
}

describe('the board', () => {
  test('[V1] a call stands from its announcement until the visit ends; then it is a recent one', () => {
    const hall = new TestHall();
    hall.open(1);
    hall.take('B');
    const { id, round } = hall.call(1);
    const zone = () => board(hall).zones.find((each) => each.id === 'A');
    expect(zone()?.calls).toEqual([]);
    hall.relay([{ kind: 'announced', ticket: id, round }]);
    expect(zone()?.calls).toEqual([{ seq: 1, label: 'B001', window: 1, times: 1, at: MIDNIGHT + hall.t }]);
    hall.must('begin', { window: 1, ticket: id }, at(1));
    expect(zone()?.calls).toHaveLength(1);
    hall.must('finish', { window: 1, ticket: id, outcome: 'done' }, at(1));
    expect(zone()).toMatchObject({ calls: [], recent: [{ label: 'B001', window: 1 }] });
  });

  test('[V1] a number that missed its call, or was parked, stands no more and is remembered at its window', () => {
    const hall = new TestHall();
    hall.open(1, 2);
    hall.take('B');
    hall.take('B');
    announced(hall, 1);
    announced(hall, 2);
    hall.noShow(1);
    hall.must('park', { window: 2, ticket: hall.window(2).ticket ?? 0 }, at(2));
    const zone = board(hall).zones.find((each) => each.id === 'A');
    expect(zone?.calls).toEqual([]);
    expect(zone?.recent.map(({ label, window }) => [label, window])).toEqual([
      ['B002', 2],
      ['B001', 1],
    ]);
  });

  test('[V1] newest first, a zone only its own windows, at most six recent ones', () => {
    const hall = new TestHall();
    hall.open(1, 9);
    for (let index = 0; index < 8; index += 1) {
      hall.take('B');
      announced(hall, 1);
      hall.serve(1, 1);
    }
    hall.take('C');
    announced(hall, 9);
    const { zones } = board(hall);
    expect(zones.map((zone) => [zone.id, zone.calls.length, zone.recent.length])).toEqual([
      ['A', 0, 6],
      ['B', 1, 0],
    ]);
    expect(zones[0]?.recent.map((call) => call.seq)).toEqual([8, 7, 6, 5, 4, 3]);
  });

  test('[V2] a queue shows who waits, which windows are open, and what is left of the contingent', () => {
    const hall = new TestHall(hallSetup((setup) => void setup.queues.forEach((queue) => (queue.contingent = 5))));
    hall.open(1, 2);
    hall.must('pause', { window: 2, reason: 'lunch' }, at(2));
    hall.take('B', kiosk);
    hall.take('B', guide);
    hall.relay([{ kind: 'queueClosed', queue: 'C' }]);
    const { queues } = board(hall);
    expect(queues.find((queue) => queue.id === 'B')).toMatchObject({
      waiting: 2,
      windows: [1],
      left: 4,
      closed: false,
      estimate: null,
    });
    expect(queues.find((queue) => queue.id === 'C')).toMatchObject({ closed: true, left: 5 });
  });
});

describe('the receipt', () => {
  test('[V3] nobody is sent to a window before it has stored its call', () => {
    const hall = new TestHall();
    hall.open(1);
    const ticket = hall.take('B');
    expect(receipt(hall, ticket)).toMatchObject({
      phase: 'waiting',
      ahead: 0,
      window: null,
      mayLeave: true,
      mayDelay: true,
    });
    const { id, round } = hall.call(1);
    expect(receipt(hall, ticket)).toMatchObject({ phase: 'waiting', ahead: 0, window: null, mayLeave: false });
    hall.relay([{ kind: 'announced', ticket: id, round }]);
    expect(receipt(hall, ticket)).toMatchObject({ phase: 'called', ahead: null, window: 1, calls: 1 });
  });

  test('[V3] what may be done is what would be decided', () => {
    const hall = new TestHall();
    const ticket = hall.take('B');
    hall.must('delay', { ticket: ticket.id }, applicant);
    expect(receipt(hall, ticket)).toMatchObject({ mayLeave: true, mayDelay: false, reentered: true });
    hall.must('leave', { ticket: ticket.id }, applicant);
    expect(receipt(hall, ticket)).toMatchObject({ phase: 'left', mayLeave: false, mayDelay: false, ahead: null });
  });

  test('[V3] it names the matters in both languages, the place, and all windows that may call', () => {
    const hall = new TestHall();
    const view = receipt(hall, hall.take('B'));
    expect(view.items[0]?.name).not.toBe('');
    expect(view.items[0]?.nameEn).not.toBe('');
    expect(view).toMatchObject({ area: { name: 'A 区' }, windows: [1, 2, 5, 6, 7, 15], takenAt: MIDNIGHT + hall.t });
  });
});
