import { describe, expect, test } from 'vitest';
import {
  boardView,
  receiptView,
  scheduleDay,
  type BoardView,
  type ReceiptView,
  type Ticket,
  type TicketReceipt,
  type Visit,
} from '#lib/domain/index.ts';
import { TestMatter } from './matters.ts';
import { applicant, at, DAY, guide, hallSetup, kiosk, TestHall } from './test-hall.ts';

const MIDNIGHT = Date.parse('2026-11-23T00:00:00+08:00');

function board(hall: TestHall): BoardView {
  return boardView(hall.state, hall.setup, { now: MIDNIGHT + hall.t, midnight: MIDNIGHT, practice: false, open: true });
}

function receiptFor(hall: TestHall, visit: Partial<Visit>): ReceiptView {
  return receiptView(
    hall.state,
    hall.setup,
    { ticket: null, booking: null, matters: [], ...visit },
    {
      now: MIDNIGHT + hall.t,
      midnight: MIDNIGHT,
      practice: false,
      shortCode: 'ABCD1234',
      labels: () => ({ masked: '滨江市青禾****有限公司' }),
      setupAt: () => null,
      ratings: [],
    },
  );
}

function receipt(hall: TestHall, { id }: Ticket): TicketReceipt {
  const { ticket } = receiptFor(hall, { ticket: hall.ticket(id) });
  if (!ticket) throw new Error('no ticket on the receipt');
  return ticket;
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

describe('a booking', () => {
  const names = { dossier: 'd'.repeat(22), tokenHash: 'h'.repeat(22) };
  const MINUTE = 60_000;
  const tuesday = MIDNIGHT + 1440 * MINUTE;

  function booked(): TestHall {
    const hall = new TestHall();
    hall.must('book', { code: 'YJS-01', date: '2026-11-24', at: 540, ...names }, applicant);
    return hall;
  }

  test('[V4] when, where, from and until when to check in, and until when it may be changed', () => {
    const hall = booked();
    const [booking = null] = [...hall.state.bookings.values()];
    expect(receiptFor(hall, { booking }).booking).toMatchObject({
      name: '企业开办一件事',
      nameEn: 'Open a company',
      service: 'ordinary',
      phase: 'booked',
      startsAt: tuesday + 540 * MINUTE,
      endsAt: tuesday + 570 * MINUTE,
      checkInFrom: tuesday + 480 * MINUTE,
      checkInUntil: tuesday + 555 * MINUTE,
      changeUntil: tuesday + 420 * MINUTE,
      mayChange: true,
      window: 3,
      area: { name: 'A 区' },
      answerBy: null,
    });
    hall.t = (1440 + 421) * MINUTE;
    expect(receiptFor(hall, { booking }).booking?.mayChange).toBe(false);
  });

  test('[V6] a day of the booking desk: windows across, slots down, nothing left out', () => {
    const hall = booked();
    const day = () => scheduleDay(hall.state, hall.setup, '2026-11-24');
    expect(day()).toMatchObject({ isWorking: true, booked: 1, arrived: 0, breaks: [[720, 840]], elsewhere: [] });
    expect(day().rows[1]?.cells.map(({ window, booking }) => [window, booking?.dossier ?? null])).toEqual(
      hall.setup.booking.windows.map((window) => [window, window === 3 ? names.dossier : null]),
    );
    hall.must('cancelBooking', { dossier: names.dossier }, applicant);
    expect(day()).toMatchObject({ booked: 0 });
    expect(day().rows[1]?.cells.every(({ booking }) => booking === null)).toBe(true);
  });

  test('[V6] a booking whose slot a new setup no longer has is shown beside the grid', () => {
    const hall = booked();
    const setup = hallSetup((changed) => void (changed.booking.slotMinutes = 60));
    expect(scheduleDay(hall.state, setup, '2026-11-24').elsewhere).toHaveLength(1);
  });

  test('[V6] a day off has no slots, and its services', () => {
    const hall = new TestHall();
    const wish = { service: 'holiday', code: 'YJS-01', date: '2026-11-28', at: 570, until: 630 } as const;
    hall.must('askService', { ...wish, window: 0, reason: 'urgent', ...names }, applicant);
    expect(scheduleDay(hall.state, hall.setup, '2026-11-28')).toMatchObject({
      isWorking: false,
      rows: [],
      services: [{ phase: 'asked' }],
    });
  });
});

describe('a matter on the receipt', () => {
  function accepted(): TestMatter {
    const hall = new TestHall();
    hall.t = (10 * 60 + 6) * 60_000;
    return new TestMatter(hall).open().receive().accept();
  }
  const view = ({ hall, matter }: TestMatter) => receiptFor(hall, { matters: [matter] }).matters[0];
  const clock = (text: string): number => Date.parse(`${text}:00+08:00`);

  test('[V5] accepted: due times, stages with their departments, what will be collected, a masked name', () => {
    const shown = view(accepted());
    expect(shown).toMatchObject({
      name: '企业开办一件事',
      applicant: '滨江市青禾****有限公司',
      phase: 'accepted',
      window: 3,
      notice: '滨政务受字〔2026〕第000001号',
      acceptedAt: clock(`${DAY}T10:06`),
      printedDue: clock('2026-11-24T10:06'),
      due: clock('2026-11-24T10:06'),
      workingDays: 1,
      card: 'green',
      readyAt: 0,
      pickupCode: '',
      keepUntil: 0,
      pickup: { window: 16 },
    });
    expect(shown?.tail).toMatch(/^[\dX]{4}$/);
    expect(shown?.stages.map(({ phase, due }) => [phase, due])).toEqual([
      ['running', clock(`${DAY}T15:36`)],
      ['waiting', clock('2026-11-24T10:06')],
    ]);
    expect(shown?.stages[0]?.parts).toMatchObject([{ item: 'QY-01', department: '市场监督管理局', phase: 'running' }]);
    const licence = shown?.slots.find(({ slot }) => slot === 'licence');
    expect(licence).toMatchObject({ name: '营业执照', nameEn: 'Business licence', state: 'working' });
    expect(shown?.slots.filter(({ slot }) => slot !== 'licence').every(({ state }) => state === 'notStarted')).toBe(
      true,
    );
  });

  test('[V5] the card turns with the clock of what is running', () => {
    const matter = accepted();
    matter.hall.t = (15 * 60 + 35) * 60_000;
    expect(view(matter)?.card).toBe('yellow');
    matter.hall.t = (15 * 60 + 37) * 60_000;
    expect(view(matter)?.card).toBe('red');
  });

  test('[V5] the code for collecting comes with the ready bundle, and until when it is kept', () => {
    const matter = accepted();
    for (const part of matter.matter.parts) matter.decide(part.item);
    expect(view(matter)?.slots.every(({ state }) => state === 'onTheWay')).toBe(true);
    expect(view(matter)?.pickupCode).toBe('');
    for (const { slot } of matter.matter.slots) matter.confirm(slot);
    expect(view(matter)).toMatchObject({
      readyAt: clock(`${DAY}T10:06`),
      pickupCode: matter.matter.pickupCode,
      keepUntil: clock('2026-12-24T00:00') - 1,
      stages: [{ phase: 'done' }, { phase: 'done' }],
    });
    expect(view(matter)?.slots.every(({ state }) => state === 'in')).toBe(true);
  });
});
