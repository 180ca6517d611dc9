import { describe, expect, test } from 'vitest';
import { callingOrder, peopleAhead, type Ticket } from '#lib/domain/index.ts';
import { applicant, at, codeOf, guide, hallSetup, TestHall } from './test-hall.ts';

/** Calls and serves until nobody may be called; the labels in order. */
function callAll(hall: TestHall, window: number, most = 50): string[] {
  const labels: string[] = [];
  while (labels.length < most && codeOf(hall.act('call', { window, ticket: null }, at(window))) === null) {
    labels.push(hall.ticket(hall.window(window).ticket ?? 0).label);
    hall.serve(window, 1);
  }
  return labels;
}

describe('calling', () => {
  test('[Q6] a window that holds a number calls nobody else, and the refusal names it', () => {
    const hall = new TestHall();
    hall.open(1);
    hall.take('B');
    hall.take('B');
    hall.call(1);
    expect(hall.act('call', { window: 1, ticket: null }, at(1))).toMatchObject({
      code: 'window-busy',
      data: { label: 'B001' },
    });
    hall.must('begin', { window: 1, ticket: hall.window(1).ticket ?? 0 }, at(1));
    expect(codeOf(hall.act('call', { window: 1, ticket: null }, at(1)))).toBe('window-busy');
  });

  test('[Q7] of two windows that call one number one has it; the other is told who has it and who is next', () => {
    const hall = new TestHall();
    hall.open(1, 2);
    const first = hall.take('B');
    hall.take('B');
    hall.call(1, first.id);
    expect(hall.act('call', { window: 2, ticket: first.id }, at(2))).toMatchObject({
      code: 'ticket-called-elsewhere',
      data: { label: 'B001', window: 1, next: 'B002' },
    });
    expect(hall.call(2).label).toBe('B002');
  });

  test('[Q7] two windows that call the next get two numbers', () => {
    const hall = new TestHall();
    hall.open(1, 2);
    hall.take('B');
    hall.take('B');
    expect([hall.call(1).label, hall.call(2).label]).toEqual(['B001', 'B002']);
  });

  test('[Q7] only a waiting number of a queue that the window serves can be chosen', () => {
    const hall = new TestHall();
    hall.open(1);
    const other = hall.take('A');
    const gone = hall.take('B');
    hall.must('leave', { ticket: gone.id }, applicant);
    expect(codeOf(hall.act('call', { window: 1, ticket: other.id }, at(1)))).toBe('queue-not-served');
    expect(hall.act('call', { window: 1, ticket: gone.id }, at(1))).toMatchObject({
      code: 'ticket-not-waiting',
      data: { phase: 'left' },
    });
    expect(codeOf(hall.act('call', { window: 1, ticket: 999 }, at(1)))).toBe('ticket-unknown');
  });

  test('[Q10] nobody is waiting: the call says so', () => {
    const hall = new TestHall();
    hall.open(1);
    expect(hall.act('call', { window: 1, ticket: null }, at(1))).toMatchObject({ code: 'nobody-waiting' });
  });

  test('[Q10] also after the only one was passed over: it rests, and then is offered again', () => {
    const hall = new TestHall();
    hall.open(1);
    const only = hall.take('B');
    hall.call(1);
    hall.noShow(1);
    const refusal = hall.act('call', { window: 1, ticket: null }, at(1));
    expect(refusal).toMatchObject({ code: 'nobody-waiting', data: { resting: 'B001', until: hall.t + 180_000 } });
    hall.wait(3);
    expect(hall.call(1).id).toBe(only.id);
  });

  test('[Q10] a resting number can be chosen by hand', () => {
    const hall = new TestHall();
    hall.open(1);
    const only = hall.take('B');
    hall.call(1);
    hall.noShow(1);
    expect(hall.call(1, only.id).phase).toBe('called');
  });

  test('[Q8] somebody who comes just after a number was passed over is called before it', () => {
    const hall = new TestHall();
    hall.open(1);
    hall.take('B');
    hall.call(1);
    hall.noShow(1);
    hall.wait(0.1);
    hall.take('B');
    expect(callAll(hall, 1)).toEqual(['B002']);
    hall.wait(2);
    expect(callAll(hall, 1)).toEqual(['B001']);
  });

  test('[Q8] a passed number comes back behind W waiting people', () => {
    const hall = new TestHall();
    hall.open(1);
    for (let index = 0; index < 6; index += 1) hall.take('B');
    hall.call(1);
    hall.noShow(1);
    expect(callAll(hall, 1)).toEqual(['B002', 'B003', 'B004', 'B001', 'B005', 'B006']);
  });

  test('[Q8] at most S passed numbers in a run, then M ordinary ones', () => {
    const hall = new TestHall();
    hall.open(1);
    for (let index = 0; index < 14; index += 1) hall.take('B');
    for (let index = 0; index < 4; index += 1) {
      hall.call(1);
      hall.noShow(1);
    }
    // B001–B004 were passed; W = 3, S = 2, M = 3. B001 has had three called before it.
    expect(callAll(hall, 1)).toEqual([
      'B001',
      'B002',
      'B005',
      'B006',
      'B007',
      'B003',
      'B004',
      'B008',
      'B009',
      'B010',
      'B011',
      'B012',
      'B013',
      'B014',
    ]);
  });

  test('[Q8] between two runs M ordinary people are served, whatever priority comes', () => {
    const hall = new TestHall();
    hall.open(1);
    for (let index = 0; index < 12; index += 1) hall.take('B');
    for (let index = 0; index < 3; index += 1) {
      hall.call(1);
      hall.noShow(1);
    }
    for (let index = 0; index < 8; index += 1) hall.take('B', guide, { priority: 'green' });
    const labels = callAll(hall, 1);
    const [, , second] = ['B001', 'B002', 'B003'].map((label) => labels.indexOf(label));
    const between = labels.slice(labels.indexOf('B002') + 1, second);
    expect(between.filter((label) => Number(label.slice(1)) <= 12)).toHaveLength(3);
  });

  test('[Q9] a second missed call is final for the day', () => {
    const hall = new TestHall();
    hall.open(1);
    hall.take('B');
    hall.call(1);
    hall.noShow(1);
    hall.wait(3);
    const ticket = hall.call(1);
    hall.noShow(1);
    expect(hall.ticket(ticket.id)).toMatchObject({ phase: 'passed', missed: 2, window: null });
    hall.wait(60);
    expect(hall.act('call', { window: 1, ticket: null }, at(1))).toMatchObject({ code: 'nobody-waiting' });
    expect(hall.window(1).ticket).toBeNull();
  });

  test('[Q11] priority goes first, and after G priority numbers the longest waiting ordinary one is guaranteed', () => {
    const hall = new TestHall();
    hall.open(1);
    hall.take('B');
    hall.take('B');
    for (let index = 0; index < 6; index += 1) hall.take('B', guide, { priority: 'elder' });
    const rows = callingOrder(hall.state, ['B'], hall.setup.policy, hall.t);
    expect(rows.map((row) => row.reason)).toEqual([
      'priority',
      'priority',
      'priority',
      'priority',
      'guaranteed',
      'priority',
      'priority',
      'ordinary',
    ]);
    expect(callAll(hall, 1)).toEqual(rows.map((row) => row.ticket.label));
  });

  test('[Q11] priority reorders only inside its own queue: the older claim goes first between queues', () => {
    const hall = new TestHall();
    hall.open(7);
    hall.take('A');
    hall.take('B', guide, { priority: 'elder' });
    expect(callAll(hall, 7)).toEqual(['A001', 'B001']);
  });

  test('[Q11] a passed number that still stays behind lends its old place to nobody', () => {
    const hall = new TestHall();
    hall.open(7);
    hall.take('A');
    hall.call(7);
    const older = hall.take('B');
    for (let index = 0; index < 3; index += 1) hall.take('A');
    hall.noShow(7);
    expect(hall.call(7).id).toBe(older.id);
  });

  test('[Q8] the shown order is the order in which people are called if nobody else comes', () => {
    const hall = new TestHall();
    hall.open(7);
    for (let index = 0; index < 5; index += 1) {
      hall.take('A');
      hall.take('B', guide, index % 2 ? { priority: 'pregnant' } : {});
    }
    hall.call(7);
    hall.noShow(7);
    const shown = callingOrder(hall.state, ['A', 'B'], hall.setup.policy, hall.t).map((row) => row.ticket.label);
    expect(callAll(hall, 7)).toEqual(shown);
  });

  test('[Q16] people ahead are those who would be called before', () => {
    const hall = new TestHall();
    const ordinary = hall.take('B');
    expect(peopleAhead(hall.state, hall.setup, ordinary, hall.t)).toBe(0);
    hall.take('B', guide, { priority: 'elder' });
    expect(peopleAhead(hall.state, hall.setup, ordinary, hall.t)).toBe(1);
  });

  test("[Q8] figures are the hall's own: W 1, S 1, M 1", () => {
    const hall = new TestHall(
      hallSetup((setup) => Object.assign(setup.policy, { reentryBehind: 1, reentryRun: 1, reentryGap: 1 })),
    );
    hall.open(1);
    for (let index = 0; index < 5; index += 1) hall.take('B');
    hall.call(1);
    hall.noShow(1);
    hall.call(1);
    hall.noShow(1);
    expect(callAll(hall, 1)).toEqual(['B001', 'B003', 'B002', 'B004', 'B005']);
  });
});

/** Checked in for a minute of the day. */
function booked(hall: TestHall, minute: number): Ticket {
  const ticket = hall.take('B');
  const body = {
    code: 'x',
    date: hall.state.day,
    at: minute,
    until: minute + 30,
    window: 2,
    service: 'ordinary',
  } as const;
  hall.relay([
    {
      kind: 'booked',
      ...body,
      reason: '',
      dossier: `d${ticket.id}`,
      token: ticket.token,
      channel: 'phone',
      answerBy: 0,
    },
  ]);
  const booking = hall.state.seq;
  const taken = { kind: 'taken', queue: 'B', letter: 'B', number: 500 + ticket.id, care: false, alone: false } as const;
  hall.must('leave', { ticket: ticket.id }, guide);
  const id = hall.state.seq + 1;
  hall.relay([
    { ...taken, items: ['x'], priority: 'booked', token: ticket.token, channel: 'staff' },
    { kind: 'arrived', booking, ticket: id, bookedFor: minute * 60_000 },
    { kind: 'waiting', ticket: id, round: 1, queue: 'B', holder: 0, grant: `x.${id}`, key: id },
  ]);
  return hall.ticket(id);
}

describe('booked numbers', () => {
  test('[Q25] before its minute `next` does not call it, and says until when; by hand it can be called (S 11)', () => {
    const hall = new TestHall();
    hall.open(1);
    const early = booked(hall, 600);
    expect(callingOrder(hall.state, ['B'], hall.setup.policy, hall.t)).toMatchObject([{ reason: 'booked-later' }]);
    expect(hall.act('call', { window: 1, ticket: null }, at(1))).toMatchObject({
      code: 'nobody-waiting',
      data: { booked: early.label, until: 600 * 60_000 },
    });
    expect(hall.call(1, early.id).id).toBe(early.id);
  });

  test('[Q25] from its minute on it goes before walk-ins, priority ones too', () => {
    const hall = new TestHall();
    hall.open(1);
    const elder = hall.take('B', guide, { priority: 'elder' });
    const ordinary = hall.take('B');
    const early = booked(hall, 541);
    expect(hall.call(1).id).toBe(elder.id);
    hall.serve(1, 1);
    hall.take('B', guide, { priority: 'elder' });
    expect(hall.call(1).id).toBe(early.id);
    expect(callingOrder(hall.state, ['B'], hall.setup.policy, hall.t)).toMatchObject([
      { reason: 'priority' },
      { reason: 'ordinary', ticket: { id: ordinary.id } },
    ]);
  });

  test('[Q25] by their minutes, not by their arrival', () => {
    const hall = new TestHall();
    hall.open(1);
    const second = booked(hall, 530);
    const first = booked(hall, 520);
    const third = booked(hall, 530);
    expect(callAll(hall, 1)).toEqual([first.label, second.label, third.label]);
  });

  test('[Q11][Q25] after G of them an ordinary number is next, however tight they are booked (S 13)', () => {
    const hall = new TestHall(hallSetup((setup) => void (setup.policy.guaranteeAfter = 2)));
    hall.open(1);
    const ordinary = hall.take('B');
    for (let index = 0; index < 4; index += 1) booked(hall, 500 + index);
    const order = callingOrder(hall.state, ['B'], hall.setup.policy, hall.t);
    expect(order.map(({ reason }) => reason)).toEqual(['booked', 'booked', 'guaranteed', 'booked', 'booked']);
    expect(order[2]?.ticket.id).toBe(ordinary.id);
  });

  test('[Q25] ahead of an early one are those who are booked before it', () => {
    const hall = new TestHall();
    hall.take('B');
    booked(hall, 600);
    const own = booked(hall, 630);
    booked(hall, 660);
    expect(peopleAhead(hall.state, hall.setup, own, hall.t)).toBe(1);
  });

  test('[Q10][Q25] resting and early ones together: the one that is offered first is named', () => {
    const hall = new TestHall();
    hall.open(1);
    hall.take('B');
    hall.call(1);
    hall.noShow(1);
    const early = booked(hall, 542);
    expect(hall.act('call', { window: 1, ticket: null }, at(1))).toMatchObject({ data: { booked: early.label } });
    hall.wait(3);
    expect(hall.call(1).id).toBe(early.id);
  });
});
