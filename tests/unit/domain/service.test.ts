import { describe, expect, test } from 'vitest';
import { commandActors, commandClasses, type CommandKind, type Role } from '#lib/domain/index.ts';
import { at, codeOf, guide, hallSetup, supervisor, TestHall } from './test-hall.ts';

function serving(hall: TestHall, window = 1): number {
  hall.open(window);
  hall.take('B');
  const { id } = hall.call(window);
  hall.must('begin', { window, ticket: id }, at(window));
  return id;
}

describe('service at a window', () => {
  test('[Q12] parked time counts neither as waiting nor as service', () => {
    const hall = new TestHall();
    const ticket = serving(hall);
    hall.wait(5);
    hall.must('park', { window: 1, ticket }, at(1));
    expect(hall.window(1).ticket).toBeNull();
    hall.wait(30);
    hall.must('resume', { window: 1, ticket }, at(1));
    hall.wait(2);
    hall.must('finish', { window: 1, ticket, outcome: 'done' }, at(1));
    expect(hall.ticket(ticket).servedMs).toBe(7 * 60_000);
    expect(hall.ticket(ticket).waitingSince).toBe(9 * 3_600_000);
    expect(hall.state.queues.get('B')?.service).toEqual([7 * 60_000]);
  });

  test('[Q12] while one is parked the window serves another, and then takes the first back', () => {
    const hall = new TestHall();
    const first = serving(hall);
    hall.take('B');
    hall.must('park', { window: 1, ticket: first }, at(1));
    hall.call(1);
    expect(hall.must('resume', { window: 1, ticket: first }, at(1))).toMatchObject([
      { kind: 'conflict', found: 'window-busy' },
    ]);
    hall.serve(1, 3);
    expect(hall.must('resume', { window: 1, ticket: first }, at(1))).toMatchObject([{ kind: 'resumed' }]);
  });

  test('[Q13] a transfer keeps number, priority and taking time, and makes a new round', () => {
    const hall = new TestHall();
    hall.open(1);
    const taken = hall.take('B', guide, { priority: 'elder' });
    hall.call(1);
    hall.must('begin', { window: 1, ticket: taken.id }, at(1));
    hall.wait(4);
    hall.must('transfer', { window: 1, ticket: taken.id, queue: 'C', place: 'time' }, at(1));
    expect(hall.ticket(taken.id)).toMatchObject({
      label: 'B001',
      priority: 'elder',
      takenAt: taken.takenAt,
      queue: 'C',
      phase: 'waiting',
      round: 2,
      window: null,
      servedMs: 240_000,
    });
    expect(hall.window(1).ticket).toBeNull();
  });

  test.each([
    ['first', ['B001', 'C001', 'C002']],
    ['last', ['C001', 'C002', 'B001']],
    // Taken between the two.
    ['time', ['C001', 'B001', 'C002']],
  ] as const)('[Q13] a transferred number goes %s', (place, expected) => {
    const hall = new TestHall();
    hall.open(1, 9);
    hall.take('C');
    const moved = hall.take('B');
    hall.take('C');
    hall.call(1);
    hall.must('transfer', { window: 1, ticket: moved.id, queue: 'C', place }, at(1));
    const order: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      order.push(hall.call(9).label);
      hall.serve(9, 1);
    }
    expect(order).toEqual(expected);
  });

  test('[Q13] a number that was passed over once is an ordinary one after a transfer', () => {
    const hall = new TestHall();
    hall.open(1);
    const { id } = hall.take('B');
    hall.call(1);
    hall.noShow(1);
    hall.call(1, id);
    hall.must('transfer', { window: 1, ticket: id, queue: 'C', place: 'first' }, at(1));
    expect(hall.ticket(id)).toMatchObject({ reentered: false, behind: 0, missed: 1 });
  });

  test('[Q16] each queue counts the time that was served in it', () => {
    const hall = new TestHall();
    const ticket = serving(hall);
    hall.wait(20);
    hall.must('transfer', { window: 1, ticket, queue: 'C', place: 'first' }, at(1));
    hall.open(9);
    hall.call(9);
    hall.serve(9, 3);
    expect(hall.ticket(ticket).servedMs).toBe(23 * 60_000);
    expect(hall.state.queues.get('C')?.service).toEqual([3 * 60_000]);
    hall.must('undo', { window: 9, ticket }, at(9));
    expect(hall.state.queues.get('C')?.service).toEqual([]);
  });

  test('[Q13] only the window that has the number transfers it, and only to a queue that exists', () => {
    const hall = new TestHall();
    hall.open(2);
    const ticket = serving(hall);
    expect(codeOf(hall.act('transfer', { window: 2, ticket, queue: 'C', place: 'last' }, at(2)))).toBe(
      'ticket-not-here',
    );
    expect(codeOf(hall.act('transfer', { window: 1, ticket, queue: 'C', place: 'last' }, at(2)))).toBe(
      'window-not-yours',
    );
    expect(codeOf(hall.act('transfer', { window: 1, ticket, queue: 'Z', place: 'last' }, at(1)))).toBe('queue-unknown');
  });

  test.each(['passed', 'left', 'done'] as const)(
    '[Q20] a number that is %s can be reopened with its own number',
    (phase) => {
      const hall = new TestHall();
      const ticket = serving(hall);
      if (phase === 'done') hall.must('finish', { window: 1, ticket, outcome: 'done' }, at(1));
      else
        hall.relay([
          phase === 'left'
            ? { kind: 'left', ticket, by: 'staff' }
            : { kind: 'missed', ticket, window: 1, final: true, behind: 0, restUntil: 0 },
        ]);
      expect(hall.ticket(ticket).phase).toBe(phase);
      hall.must('reopen', { ticket, place: 'first' }, supervisor);
      expect(hall.ticket(ticket)).toMatchObject({
        label: 'B001',
        phase: 'waiting',
        round: 2,
        reentered: false,
        outcome: null,
      });
      expect(codeOf(hall.act('reopen', { ticket, place: 'first' }, supervisor))).toBe('reopen-not-needed');
      expect(hall.call(1).id).toBe(ticket);
    },
  );

  test('[Q21] a matter added at the window needs no second number; one that nobody routes is a conflict', () => {
    const hall = new TestHall();
    const ticket = serving(hall);
    const item = hall.codeOf('C');
    hall.must('addItem', { window: 1, ticket, item }, at(1));
    expect(hall.ticket(ticket).items).toEqual([hall.codeOf('B'), item]);
    expect(hall.must('addItem', { window: 1, ticket, item }, at(1))).toMatchObject([
      { kind: 'conflict', found: 'item-unknown' },
    ]);
    expect(hall.must('addItem', { window: 1, ticket, item: 'NO-SUCH' }, at(1))).toMatchObject([{ kind: 'conflict' }]);
    expect(hall.state.tickets.size).toBe(1);
  });

  test('[Q22] each print of a paper is counted', () => {
    const hall = new TestHall();
    const ticket = hall.take('B');
    hall.must('printed', { ticket: ticket.id, document: 'ticket' }, guide);
    hall.must('printed', { ticket: ticket.id, document: 'ticket' }, guide);
    expect(hall.ticket(ticket.id).reprints).toBe(2);
    expect(hall.must('printed', { ticket: 999, document: 'ticket' }, guide)).toMatchObject([
      { kind: 'conflict', found: 'ticket-unknown' },
    ]);
    expect(hall.must('printed', { ticket: 1, document: 'ticket', day: '2026-11-20' }, guide)).toMatchObject([
      { kind: 'late', day: '2026-11-20' },
    ]);
  });

  test('[Q23] a call repeated is counted and announced anew; a call of the same round does not count again', () => {
    const hall = new TestHall();
    hall.open(1);
    const { id } = hall.take('B');
    hall.call(1);
    hall.must('recall', { window: 1, ticket: id }, at(1));
    hall.must('recall', { window: 1, ticket: id }, at(1));
    expect(hall.ticket(id)).toMatchObject({ calls: 3, announced: true, announcement: 2 });
  });

  test('[Q24] who served first stays the first owner', () => {
    const hall = new TestHall();
    const ticket = serving(hall);
    hall.must('transfer', { window: 1, ticket, queue: 'C', place: 'first' }, at(1));
    hall.open(9);
    hall.call(9);
    hall.must('begin', { window: 9, ticket }, at(9));
    expect(hall.ticket(ticket).firstOwner).toBe(101);
  });
});

const facts = (Object.keys(commandClasses) as CommandKind[]).filter(
  (kind) => commandClasses[kind] === 'fact' && kind !== 'printed',
);

/** A dossier that nobody has opened: facts about it are conflicts. */
const ofMatters = { dossier: 'd'.repeat(22), items: [], no: '', slot: 'seal', pieces: 1, document: 'x', by: 'self' };

describe('facts', () => {
  test.each(facts)('[Q14] %s is never refused by the state it meets', (kind) => {
    const states: ((hall: TestHall) => void)[] = [
      () => undefined,
      (hall) => hall.open(1),
      (hall) => void serving(hall),
      (hall) => void hall.take('B'),
      (hall) => {
        const ticket = serving(hall);
        hall.must('finish', { window: 1, ticket, outcome: 'done' }, at(1));
      },
      (hall) => {
        serving(hall);
        hall.must('releaseWindow', { window: 1 }, supervisor);
      },
    ];
    for (const prepare of states) {
      for (const ticket of [2, 3, 999]) {
        for (const day of [undefined, '2026-11-20']) {
          const hall = new TestHall();
          prepare(hall);
          const body = {
            window: 1,
            ticket,
            outcome: 'done',
            item: hall.codeOf('C'),
            reason: 'lunch',
            ...ofMatters,
            ...(day ? { day } : {}),
          };
          const able = commandActors[kind].filter((actor): actor is Role => actor !== 'kiosk' && actor !== 'applicant');
          const role = able.includes('clerk') ? 'clerk' : able[0];
          const outcome = hall.act(kind, body, { ...at(1), roles: role ? [role] : [] });
          expect(outcome.ok, `${kind} ${JSON.stringify(outcome)}`).toBe(true);
        }
      }
    }
  });

  test('[Q14] a fact that no longer fits is recorded as a conflict with what was found', () => {
    const hall = new TestHall();
    const ticket = serving(hall);
    hall.must('releaseWindow', { window: 1 }, supervisor);
    hall.must('finish', { window: 1, ticket, outcome: 'done' }, at(1));
    expect(hall.ticket(ticket).phase).toBe('parked');
    expect(hall.state.conflicts).toMatchObject([{ act: 'finish', ticket, window: 1, found: 'window-not-yours' }]);
  });

  test('[Q14] a device that does not hold the window changes nothing of its number', () => {
    const hall = new TestHall();
    const ticket = serving(hall);
    for (const kind of ['finish', 'park', 'noShow', 'recall'] as const) {
      const events = hall.must(kind, { window: 1, ticket, outcome: 'done' } as never, at(2));
      expect(events).toMatchObject([{ kind: 'conflict', found: 'window-not-yours' }]);
    }
    expect(hall.ticket(ticket)).toMatchObject({ phase: 'serving', window: 1 });
  });

  test('[Q14] a fact about an earlier day is recorded as late and names its day', () => {
    const hall = new TestHall();
    hall.open(1);
    hall.must('finish', { window: 1, ticket: 7, outcome: 'done', day: '2026-11-20' }, at(1));
    hall.must('closeWindow', { window: 1, day: '2026-11-20' }, at(1));
    expect(hall.state.conflicts).toMatchObject([
      { act: 'finish', day: '2026-11-20', found: 'day-closed' },
      { act: 'closeWindow', day: '2026-11-20', found: 'day-closed' },
    ]);
    expect(hall.window(1).phase).toBe('open');
  });

  test('[Q14] a fact that was made without a line counts from when it happened', () => {
    const hall = new TestHall();
    const ticket = serving(hall);
    hall.wait(20);
    hall.must('finish', { window: 1, ticket, outcome: 'done' }, at(1), 12 * 60_000);
    expect(hall.ticket(ticket)).toMatchObject({ servedMs: 8 * 60_000, endedAt: hall.t - 12 * 60_000 });
  });
});

describe('undo', () => {
  test('[Q15] finish, no-show and park are taken back exactly', () => {
    for (const kind of ['finish', 'noShow', 'park'] as const) {
      const hall = new TestHall();
      hall.open(1);
      hall.take('B');
      hall.take('B');
      const { id } = hall.call(1);
      if (kind !== 'noShow') hall.must('begin', { window: 1, ticket: id }, at(1));
      hall.wait(3);
      const before = {
        ticket: { ...hall.ticket(id), before: null },
        window: hall.window(1),
        queue: { ...hall.state.queues.get('B') },
        waiting: [...hall.state.waiting],
      };
      hall.must(kind, { window: 1, ticket: id, outcome: 'done' } as never, at(1));
      hall.must('undo', { window: 1, ticket: id }, at(1));
      expect({
        ticket: hall.ticket(id),
        window: hall.window(1),
        queue: hall.state.queues.get('B'),
        waiting: [...hall.state.waiting],
      }).toEqual(before);
    }
  });

  test('[Q15] the service time goes also when others have finished since', () => {
    const hall = new TestHall();
    hall.open(2);
    const ticket = serving(hall);
    hall.take('B');
    hall.call(2);
    hall.wait(4);
    hall.must('finish', { window: 1, ticket, outcome: 'done' }, at(1));
    hall.serve(2, 6);
    hall.must('undo', { window: 1, ticket }, at(1));
    expect(hall.state.queues.get('B')?.service).toEqual([6 * 60_000]);
    expect(hall.window(1).served).toBe(0);
  });

  test('[Q15] a matter added, or a paper printed, while it was parked stays', () => {
    const hall = new TestHall();
    const ticket = serving(hall);
    hall.must('park', { window: 1, ticket }, at(1));
    hall.must('addItem', { window: 1, ticket, item: hall.codeOf('C') }, at(1));
    hall.must('printed', { ticket, document: 'ticket' }, at(1));
    hall.must('undo', { window: 1, ticket }, at(1));
    expect(hall.ticket(ticket)).toMatchObject({
      phase: 'serving',
      items: [hall.codeOf('B'), hall.codeOf('C')],
      reprints: 1,
    });
  });

  test('[Q15] not once something rests on it: the number was called, the window has another, another device', () => {
    const hall = new TestHall();
    hall.open(1, 2);
    const first = hall.take('B');
    hall.take('B');
    hall.call(1);
    hall.noShow(1);
    expect(codeOf(hall.act('undo', { window: 1, ticket: first.id }, at(2)))).toBe('undo-too-late');
    hall.call(2, first.id);
    expect(codeOf(hall.act('undo', { window: 1, ticket: first.id }, at(1)))).toBe('undo-too-late');
    const second = hall.call(1);
    hall.must('begin', { window: 1, ticket: second.id }, at(1));
    hall.must('park', { window: 1, ticket: second.id }, at(1));
    hall.take('B');
    hall.call(1);
    expect(codeOf(hall.act('undo', { window: 1, ticket: second.id }, at(1)))).toBe('undo-too-late');
  });

  test('[Q15] calls, transfers and what was undone once are not undone', () => {
    const hall = new TestHall(hallSetup());
    const ticket = serving(hall);
    expect(codeOf(hall.act('undo', { window: 1, ticket }, at(1)))).toBe('undo-too-late');
    hall.must('park', { window: 1, ticket }, at(1));
    hall.must('undo', { window: 1, ticket }, at(1));
    expect(codeOf(hall.act('undo', { window: 1, ticket }, at(1)))).toBe('undo-too-late');
    hall.must('transfer', { window: 1, ticket, queue: 'C', place: 'last' }, at(1));
    expect(codeOf(hall.act('undo', { window: 1, ticket }, at(1)))).toBe('undo-too-late');
  });
});
