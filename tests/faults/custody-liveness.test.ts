import { expect, test } from 'vitest';
import { callableAlone, grantsDue, heldRounds, mayCall, qualifiedGrant, type Ticket } from '#lib/domain/index.ts';
import { at, hallSetup, supervisor, TestHall } from '../unit/domain/test-hall.ts';

const WINDOWS = 12;
const WAITING = 40;
const MORNING = 9 * 3_600_000;

/** Twelve windows of one queue, all in touch, and forty people. */
function fullHall(): TestHall {
  const setup = hallSetup((draft) => {
    const [window] = draft.windows;
    if (!window) throw new Error('no window');
    draft.windows = Array.from({ length: WINDOWS }, (_, index) => ({ ...window, no: index + 1, queues: ['B'] }));
  });
  const hall = new TestHall(setup);
  hall.t = MORNING;
  for (let window = 1; window <= WINDOWS; window += 1) {
    const no = 100 + window;
    hall.relay([{ kind: 'device', no, incarnation: `incarnation-${no}`, surface: 'staff', label: `${window}` }]);
    hall.open(window);
    hall.inTouch.add(no);
    hall.silent.add(no);
  }
  for (let n = 0; n < WAITING; n += 1) hall.take('B');
  hall.relay(grantsDue(hall.state, ['B'], setup.policy, hall.t, { inTouch: hall.inTouch, returned: new Set() }));
  return hall;
}

const waiting = (hall: TestHall): Ticket[] => [...hall.state.waiting].map((id) => hall.ticket(id));

/** Per cent of those who wait that the last window can call at once: the living answer when they are asked. */
function callable(hall: TestHall, dead: ReadonlySet<number>): number {
  const returned = new Set(
    waiting(hall)
      .filter(({ holder }) => holder !== 0 && !dead.has(holder))
      .map((ticket) => qualifiedGrant(hall.state, ticket)),
  );
  const can = waiting(hall).filter((ticket) => mayCall(hall.state, ticket, 100 + WINDOWS, { returned }));
  return (100 * can.length) / WAITING;
}

test.each([
  [1, 90],
  [3, 70],
  [6, 45],
])(
  '[CU3][CU12] with %i of twelve windows dead %i %% are callable at once, all after a forced release',
  (count, least) => {
    const hall = fullHall();
    const dead = new Set(Array.from({ length: count }, (_, index) => 101 + index));
    expect(callable(hall, dead)).toBeGreaterThanOrEqual(least);
    for (const device of dead) hall.must('forceRelease', { device: `incarnation-${device}` }, supervisor);
    expect(callable(hall, dead)).toBe(100);
  },
);

test('[CU2] with the relay down every number that was granted is called by its holder, and none by another', () => {
  const hall = fullHall();
  const called = new Map<number, number>();
  for (const [device, held] of heldRounds(hall.state)) {
    const marks = new Set<string>();
    const next = (): Ticket | undefined =>
      callableAlone(
        hall.state,
        device,
        ['B'],
        hall.setup.policy,
        hall.t,
        (grant) => marks.has(grant),
        () => false,
      )[0]?.ticket;
    for (let ticket = next(); ticket; ticket = next()) {
      marks.add(qualifiedGrant(hall.state, ticket));
      expect(called.has(ticket.id)).toBe(false);
      called.set(ticket.id, device);
    }
    expect(marks.size).toBe(held.length);
  }
  // The front may be with the relay.
  expect(called.size).toBeGreaterThanOrEqual(WAITING - 2);
  // What they have called arrives, and nothing of it is refused or told to a person.
  for (const [id, device] of [...called].slice(0, WINDOWS)) {
    const ticket = hall.ticket(id);
    const by = at(device - 100);
    const grant = qualifiedGrant(hall.state, ticket);
    if (hall.window(device - 100).ticket !== null) continue;
    hall.must('callAlone', { window: device - 100, ticket: id, round: 1, grant }, by);
  }
  expect(hall.state.conflicts).toEqual([]);
});
