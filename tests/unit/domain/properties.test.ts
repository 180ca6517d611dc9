import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callingOrder, codesOf, type CommandKind } from '#lib/domain/index.ts';
import { at, codeOf, guide, hallSetup, kiosk, supervisor, TestHall } from './test-hall.ts';

/** One step of a random day; numbers are picked modulo what exists. */
interface Step {
  kind: CommandKind | 'wait';
  window: number;
  pick: number;
  queue: string;
  priority: '' | 'elder' | 'green';
  place: 'time' | 'first' | 'last';
  byAnother: boolean;
}

const windows = [1, 2, 3, 7];
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind'][]>(
    'take',
    'take',
    'take',
    'call',
    'call',
    'call',
    'begin',
    'finish',
    'noShow',
    'noShow',
    'park',
    'resume',
    'transfer',
    'reopen',
    'undo',
    'leave',
    'delay',
    'recall',
    'openWindow',
    'openWindow',
    'closeWindow',
    'releaseWindow',
    'pause',
    'unpause',
    'addItem',
    'wait',
  ),
  window: fc.constantFrom(...windows),
  pick: fc.nat(40),
  queue: fc.constantFrom('A', 'B'),
  priority: fc.constantFrom('', '', '', 'elder', 'green'),
  place: fc.constantFrom('time', 'first', 'last'),
  byAnother: fc.integer({ min: 0, max: 9 }).map((value) => value === 0),
});
const day = fc.array(step, { minLength: 20, maxLength: 90 });

function run(hall: TestHall, { kind, window, pick, queue, priority, place, byAnother }: Step): void {
  if (kind === 'wait') return hall.wait(1 + (pick % 5));
  const tickets = [...hall.state.tickets.keys()];
  const some = tickets[pick % Math.max(1, tickets.length)] ?? 999;
  // Mostly the window's own number, now and then any.
  const own = pick % 4 === 0 ? some : (hall.state.windows.get(window)?.ticket ?? some);
  const person = at(byAnother ? (windows[pick % windows.length] ?? 1) : window);
  if (kind === 'take') hall.tryTake(queue, priority ? guide : kiosk, { priority });
  else if (kind === 'call') hall.act('call', { window, ticket: pick % 5 === 0 ? some : null }, person);
  else if (kind === 'transfer') hall.act('transfer', { window, ticket: own, queue, place }, person);
  else if (kind === 'reopen') hall.act('reopen', { ticket: some, place }, supervisor);
  else if (kind === 'leave' || kind === 'delay') hall.act(kind, { ticket: some }, guide);
  else if (kind === 'finish') hall.act('finish', { window, ticket: own, outcome: 'done' }, person);
  else if (kind === 'addItem') hall.act('addItem', { window, ticket: own, item: hall.codeOf(queue) }, person);
  else if (kind === 'releaseWindow') hall.act('releaseWindow', { window }, supervisor);
  else if (kind === 'openWindow' || kind === 'closeWindow' || kind === 'unpause') hall.act(kind, { window }, person);
  else if (kind === 'pause') hall.act('pause', { window, reason: 'lunch' }, person);
  else hall.act(kind as 'begin', { window, ticket: own }, person);
}

function checkInvariants(hall: TestHall): void {
  const { state } = hall;
  const labels = [...state.tickets.values()].map((ticket) => ticket.label);
  expect(new Set(labels).size, 'a number given twice').toBe(labels.length);
  for (const ticket of state.tickets.values()) {
    expect(state.waiting.has(ticket.id), `${ticket.label} ${ticket.phase}`).toBe(ticket.phase === 'waiting');
    const holders = [...state.windows.values()].filter((window) => window.ticket === ticket.id);
    const atWindow = ticket.phase === 'called' || ticket.phase === 'serving';
    expect(
      holders.map((window) => window.no),
      `${ticket.label} ${ticket.phase}`,
    ).toEqual(atWindow ? [ticket.window] : []);
    expect(ticket.servedMs).toBeGreaterThanOrEqual(0);
  }
  for (const window of state.windows.values()) {
    if (window.phase === 'closed') expect(window.ticket).toBeNull();
    if (window.ticket !== null) expect(state.tickets.get(window.ticket)?.window).toBe(window.no);
    expect(window.served).toBeGreaterThanOrEqual(0);
  }
}

describe('random days', () => {
  test('[Q1][Q7] no number twice, one window a number, windows and numbers agree, who waits is who waits', () => {
    fc.assert(
      fc.property(day, (steps) => {
        const hall = new TestHall();
        hall.open(1, 3);
        for (const each of steps) {
          run(hall, each);
          checkInvariants(hall);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('[L6] the entries alone give the same state', () => {
    fc.assert(
      fc.property(day, (steps) => {
        const hall = new TestHall();
        hall.open(1, 3);
        for (const each of steps) run(hall, each);
        expect(hall.refolded()).toEqual(hall.state);
      }),
      { numRuns: 300 },
    );
  });

  test('[Q15] whatever was undone, number and window are exactly as they were', () => {
    fc.assert(
      fc.property(day, fc.constantFrom('finish', 'noShow', 'park'), (steps, kind) => {
        const hall = new TestHall();
        hall.open(1, 3);
        for (const each of steps) run(hall, each);
        for (const window of [...hall.state.windows.values()]) {
          if (window.ticket === null || window.device !== 100 + window.no) continue;
          const before = structuredClone({ ...hall.ticket(window.ticket), before: null });
          const service = hall.state.queues.get(before.queue)?.service ?? [];
          const [event] = hall.must(
            kind,
            { window: window.no, ticket: before.id, outcome: 'done' } as never,
            at(window.no),
          );
          // Nobody misses a call who is being served.
          if (event?.kind === 'conflict') continue;
          hall.must('undo', { window: window.no, ticket: before.id }, at(window.no));
          expect(hall.ticket(before.id)).toEqual(before);
          expect(hall.window(window.no)).toEqual(window);
          if (service.length < 30) expect(hall.state.queues.get(before.queue)?.service ?? []).toEqual(service);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('[Q8] the order shown is complete: everyone who waits is in it once', () => {
    fc.assert(
      fc.property(day, (steps) => {
        const hall = new TestHall();
        hall.open(1, 3);
        for (const each of steps) run(hall, each);
        const rows = callingOrder(hall.state, ['A', 'B'], hall.setup.policy, hall.t);
        expect(rows.map((row) => row.ticket.id).sort()).toEqual([...hall.state.waiting].sort());
      }),
      { numRuns: 300 },
    );
  });
});

interface Called {
  label: string;
  id: number;
  reentered: boolean;
  priority: boolean;
  ordinaryWaits: boolean;
}

/** Somebody checks in whose minute has come. */
function dueNow(hall: TestHall, minute = Math.floor(hall.t / 60_000)): number {
  const id = hall.state.seq + 1;
  hall.relay([
    {
      kind: 'taken',
      queue: 'B',
      letter: 'B',
      number: 500 + id,
      items: [hall.codeOf('B')],
      priority: 'booked',
      care: false,
      token: `booked-${id}`,
      channel: 'staff',
      alone: false,
    },
    { kind: 'waiting', ticket: id, round: 1, queue: 'B', holder: 0, grant: `b.${id}`, key: id },
  ]);
  hall.state.tickets.set(id, { ...hall.ticket(id), bookedFor: minute * 60_000 });
  return id;
}

/** Only `next` is pressed, by one window on one queue, while people come and miss their calls. */
function queueDay(
  policy: { w: number; s: number; m: number; g: number },
  moves: readonly number[],
  withBookings = false,
): { hall: TestHall; calls: Called[]; overtaken: Map<number, number> } {
  const hall = new TestHall(
    hallSetup((setup) =>
      Object.assign(setup.policy, {
        reentryBehind: policy.w,
        reentryRun: policy.s,
        reentryGap: policy.m,
        guaranteeAfter: policy.g,
      }),
    ),
  );
  hall.open(1);
  const calls: Called[] = [];
  const overtaken = new Map<number, number>();
  for (const move of moves) {
    if (move === 1 && withBookings) dueNow(hall);
    else if (move < 4) hall.take('B', guide, { priority: move === 0 ? 'elder' : '' });
    else if (move < 5) hall.wait(1);
    else if (codeOf(hall.act('call', { window: 1, ticket: null }, at(1))) === null) {
      const id = hall.window(1).ticket ?? 0;
      const ticket = hall.ticket(id);
      const others = [...hall.state.waiting]
        .map((other) => hall.ticket(other))
        .filter((other) => !other.reentered && other.priority === '');
      for (const other of others) overtaken.set(other.id, (overtaken.get(other.id) ?? 0) + 1);
      calls.push({
        label: ticket.label,
        id,
        reentered: ticket.reentered,
        priority: ticket.priority !== '',
        ordinaryWaits: others.length > 0,
      });
      if (move < 8) hall.noShow(1);
      else hall.serve(1, 1);
    }
  }
  return { hall, calls, overtaken };
}

const policy = fc.record({
  w: fc.integer({ min: 1, max: 4 }),
  s: fc.integer({ min: 1, max: 3 }),
  m: fc.integer({ min: 1, max: 4 }),
  g: fc.integer({ min: 1, max: 4 }),
});
const moves = fc.array(fc.nat(11), { minLength: 30, maxLength: 140 });

describe('in every order in which people come and miss their calls', () => {
  test('[Q11] an ordinary person with p ordinary people before them is called after at most (p + 1)(G + S + 1) − 1 others', () => {
    fc.assert(
      fc.property(policy, moves, (figures, list) => {
        const { hall, overtaken } = queueDay(figures, list);
        const ordinary = [...hall.state.tickets.values()]
          .filter((ticket) => ticket.priority === '')
          .map((ticket) => ticket.id);
        for (const [id, count] of overtaken) {
          const before = ordinary.filter((other) => other < id).length;
          expect(count).toBeLessThanOrEqual((before + 1) * (figures.g + figures.s + 1) - 1);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('[Q11] while an ordinary person waits, at most G priority numbers and S passed ones are called between two ordinary ones', () => {
    fc.assert(
      fc.property(policy, moves, (figures, list) => {
        let priority = 0;
        let reentered = 0;
        for (const call of queueDay(figures, list).calls) {
          if (!call.ordinaryWaits || (!call.priority && !call.reentered)) [priority, reentered] = [0, 0];
          else if (call.reentered) reentered += 1;
          else priority += 1;
          expect(priority).toBeLessThanOrEqual(figures.g);
          expect(reentered).toBeLessThanOrEqual(figures.s);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('[Q8] at most S passed numbers in a run, and M ordinary ones between two runs, while ordinary people wait', () => {
    fc.assert(
      fc.property(policy, moves, (figures, list) => {
        const { calls } = queueDay(figures, list);
        let inRun = 0;
        let ordinary = Infinity;
        for (const call of calls) {
          if (!call.ordinaryWaits) {
            // Nobody is held up: the rule has no one to protect. A run that began meanwhile is counted from here.
            [inRun, ordinary] = [0, Infinity];
          } else if (call.reentered) {
            if (ordinary > 0) {
              expect(ordinary).toBeGreaterThanOrEqual(figures.m);
              inRun = 0;
            }
            inRun += 1;
            ordinary = 0;
            expect(inRun).toBeLessThanOrEqual(figures.s);
          } else if (!call.priority) ordinary += 1;
        }
      }),
      { numRuns: 400 },
    );
  });

  test('[Q8][Q10] a number that was just passed over is never the next one called', () => {
    fc.assert(
      fc.property(policy, moves, (figures, list) => {
        const hall = queueDay(figures, list).hall;
        const { id } = hall.take('B');
        while (
          hall.window(1).ticket === null &&
          hall.ticket(id).phase === 'waiting' &&
          codeOf(hall.act('call', { window: 1, ticket: null }, at(1))) === null
        ) {
          const passed = hall.window(1).ticket ?? 0;
          const final = hall.ticket(passed).missed > 0;
          hall.noShow(1);
          if (final) continue;
          const next = hall.act('call', { window: 1, ticket: null }, at(1));
          if (next.ok) {
            expect(hall.window(1).ticket).not.toBe(passed);
            hall.serve(1, 0);
          } else expect(next.code).toBe('nobody-waiting');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('[Q8] not before W others, or as many as waited, have been called', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 4 }), (others, w) => {
        const hall = new TestHall(hallSetup((setup) => void (setup.policy.reentryBehind = w)));
        hall.open(1);
        const passed = hall.take('B');
        for (let index = 0; index < others; index += 1) hall.take('B');
        hall.call(1);
        hall.noShow(1);
        // More keep coming, so that somebody always waits.
        let before = 0;
        for (;;) {
          hall.take('B');
          if (hall.call(1).id === passed.id) break;
          hall.serve(1, 1);
          before += 1;
        }
        expect(before).toBe(Math.min(w, Math.max(1, others)));
      }),
      { numRuns: 300 },
    );
  });

  test('[Q11][Q25] bookings that are due count as priority: the bound of an ordinary number holds with them', () => {
    fc.assert(
      fc.property(policy, fc.array(fc.nat(11), { minLength: 30, maxLength: 100 }), (figures, list) => {
        const { hall, overtaken } = queueDay(figures, list, true);
        const ordinary = [...hall.state.tickets.values()]
          .filter((ticket) => ticket.priority === '')
          .map(({ id }) => id);
        for (const [id, count] of overtaken) {
          const before = ordinary.filter((other) => other < id).length;
          expect(count).toBeLessThanOrEqual((before + 1) * (figures.g + figures.s + 1) - 1);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('[Q25] a booked number with b due ones before it is called after at most (2b + 2)(S + 1) − 1 others', () => {
    fc.assert(
      fc.property(
        policy,
        fc.array(fc.nat(11), { minLength: 10, maxLength: 60 }),
        fc.nat(5),
        (figures, list, before) => {
          const { hall } = queueDay(figures, list, true);
          for (let index = 0; index < before; index += 1) dueNow(hall, 100 + index);
          const own = dueNow(hall, 200);
          const b = [...hall.state.waiting]
            .map((id) => hall.ticket(id))
            .filter(({ id, priority, reentered }) => id !== own && priority === 'booked' && !reentered).length;
          let others = 0;
          for (;;) {
            // People keep coming, so that somebody of every kind waits.
            hall.take('B');
            hall.take('B', guide, { priority: 'elder' });
            if (hall.call(1).id === own) break;
            hall.serve(1, 1);
            others += 1;
          }
          expect(others).toBeLessThanOrEqual((2 * b + 2) * (figures.s + 1) - 1);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('[S1] every matter of the sample hall gets a number', () => {
    const hall = new TestHall();
    for (const code of codesOf(hall.setup)) expect(codeOf(hall.tryTake('B', kiosk, { code }))).toBeNull();
  });
});
