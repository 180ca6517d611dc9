import { beforeEach, describe, expect, test } from 'vitest';
import {
  callableAlone,
  carryEntries,
  closingEvents,
  emptyState,
  evolveEntry,
  frontRights,
  grantsDue,
  isSuspect,
  openingEvents,
  qualifiedGrant,
  rightsToAskFor,
  callingOrder,
  type EventBody,
  type HallState,
  type LedgerEvent,
  type Ticket,
} from '#lib/domain/index.ts';
import { clock, TestMatter, withEverything } from './matters.ts';
import { at, codeOf, DAY, guide, hallSetup, pickupDesk, supervisor, TestHall, type By } from './test-hall.ts';

let hall: TestHall;

/** Two windows of queue B at devices that the relay hears and that answer only when the test says so. */
beforeEach(() => {
  hall = new TestHall();
  hall.relay([
    { kind: 'device', no: 101, incarnation: 'incarnation-101', surface: 'staff', label: '1' },
    { kind: 'device', no: 102, incarnation: 'incarnation-102', surface: 'staff', label: '2' },
  ]);
  hall.open(1, 2);
  for (const device of [101, 102]) {
    hall.inTouch.add(device);
    hall.silent.add(device);
  }
});

const takeMany = (count: number): Ticket[] => Array.from({ length: count }, () => hall.take('B'));
const held = (device: number): Ticket[] => [...hall.state.tickets.values()].filter(({ holder }) => holder === device);
const rightOf = (ticket: Ticket): string => qualifiedGrant(hall.state, hall.ticket(ticket.id));
const alone = (device: number, marks: readonly string[] = []): number[] =>
  callableAlone(
    hall.state,
    device,
    ['B'],
    hall.setup.policy,
    hall.t,
    (grant) => marks.includes(grant),
    () => false,
  ).map(({ ticket }) => ticket.id);

/** A number that a window's device holds. */
function heldBy(window: number): Ticket {
  takeMany(4);
  const [ticket] = held(100 + window);
  if (!ticket) throw new Error('it holds nothing');
  return ticket;
}

function callAlone(window: number, ticket: Ticket, grant: string, by: By = at(window)): EventBody[] {
  return hall.must('callAlone', { window, ticket: ticket.id, round: ticket.round, grant }, by);
}

function release(device: number): void {
  hall.must('forceRelease', { device: `incarnation-${device}` }, supervisor);
}

describe('holders and their rights', () => {
  test('[CU1] every round has one holder and a right that no other round ever has', () => {
    const rights = new Set<string>();
    const count = (): void => {
      for (const ticket of hall.state.tickets.values()) if (ticket.phase === 'waiting') rights.add(rightOf(ticket));
    };
    takeMany(6);
    count();
    expect(rights.size).toBe(6);
    const [first, second] = [held(101)[0], held(102)[0]];
    if (!first || !second) throw new Error('nobody holds anything');
    hall.must('giveBack', { grants: [rightOf(first)] }, at(1));
    hall.must('giveBack', { grants: [rightOf(second)] }, at(2));
    // One entry that gives to two devices.
    hall.relay([
      { kind: 'granted', holder: 102, tickets: [first.id] },
      { kind: 'granted', holder: 101, tickets: [second.id] },
    ]);
    count();
    hall.call(1, second.id);
    hall.noShow(1);
    count();
    expect(rights.size).toBe(9);
    expect(rightOf(second)).toMatch(new RegExp(`^incarnation-101/${DAY}/\\d+$`));
  });

  test('[CU2] alone a device calls what it holds and has not marked, whatever its window serves now', () => {
    takeMany(6);
    const own = held(101).map(({ id }) => id);
    expect(own).toHaveLength(2);
    expect([alone(101), alone(0)]).toEqual([own, []]);
    const [first] = held(101);
    if (first) expect(alone(101, [rightOf(first)])).toEqual(own.slice(1));
    hall.must('closeWindow', { window: 1 }, at(1));
    hall.open(5);
    expect(held(101).map(({ id }) => id)).toEqual(own);
  });

  test('[CU3] the front stays with the relay, the rest goes to windows in touch, the fewest held first', () => {
    takeMany(7);
    expect(held(0)).toHaveLength(2);
    expect(Math.abs(held(101).length - held(102).length)).toBeLessThanOrEqual(1);
    hall.inTouch.delete(102);
    const before = held(102).length;
    takeMany(3);
    expect(held(102)).toHaveLength(before);
  });

  test('[CU3] what waited before a window opened, and what was given back, is given on; never what is suspect', () => {
    takeMany(6);
    const given = held(101).at(-1);
    if (!given) throw new Error('it holds nothing');
    const know = { inTouch: new Set([102]), returned: new Set(held(101).map(rightOf)) };
    const due = grantsDue(hall.state, ['B'], hall.setup.policy, hall.t, know);
    hall.relay(due);
    expect(hall.ticket(given.id).holder).toBe(102);
    expect(grantsDue(hall.state, ['B'], hall.setup.policy, hall.t, { inTouch: new Set() })).toEqual([]);
  });
});

describe('calling through the relay', () => {
  test('[CU6] by its own right, by that of the window, or by one that was given back for its present name', () => {
    const ticket = heldBy(1);
    expect(hall.act('call', { window: 2, ticket: ticket.id }, at(2))).toMatchObject({
      code: 'held-elsewhere',
      data: { label: ticket.label, window: 1 },
    });
    hall.silent.delete(101);
    expect(hall.call(2, ticket.id)).toMatchObject({ id: ticket.id, holder: 0, grant: '' });
    const other = held(102)[0];
    if (other) expect(hall.act('call', { window: 1, ticket: other.id }, at(1))).toMatchObject({ ok: false });
  });

  test('[CU6] what will be called for soon is asked for, and whatever is before the first that may be called', () => {
    takeMany(5);
    const know = { inTouch: hall.inTouch, returned: new Set<string>() };
    for (const { id } of held(0)) hall.must('leave', { ticket: id }, guide);
    const front = frontRights(hall.state, ['B'], hall.setup.policy, hall.t, know);
    expect(front.map(({ id }) => id)).toEqual([...hall.state.waiting].slice(0, 1));
    const rows = callingOrder(hall.state, ['B'], hall.setup.policy, hall.t);
    const asked = rightsToAskFor(hall.state, rows, 102, know);
    expect(asked.every(({ holder }) => holder === 101)).toBe(true);
  });

  test('[CU7] silence is no consent: the next number is called, and the entry says who was passed over', () => {
    const [first, second, third] = takeMany(3);
    expect([first?.holder, second?.holder, third?.holder]).toEqual([101, 102, 0]);
    hall.silent.delete(102);
    const events = hall.must('call', { window: 2, ticket: null }, at(2));
    expect(events).toMatchObject([{ kind: 'called', ticket: second?.id, skipped: [first?.id] }]);
  });

  test('[CU7] with every number out it is said whose the first one is', () => {
    hall.must('closeWindow', { window: 2 }, at(2));
    hall.inTouch.delete(102);
    const only = hall.take('B');
    hall.open(2);
    expect(only.holder).toBe(101);
    expect(hall.act('call', { window: 2, ticket: null }, at(2))).toMatchObject({
      code: 'held-elsewhere',
      data: { label: only.label, window: 1 },
    });
  });

  test('[CU8] the right stays with the holder until its device has stored the call and said so', () => {
    const ticket = heldBy(1);
    const right = rightOf(ticket);
    expect(hall.call(1, ticket.id)).toMatchObject({ holder: 101, announced: false });
    hall.relay([{ kind: 'announced', ticket: ticket.id, round: ticket.round }]);
    expect(hall.ticket(ticket.id)).toMatchObject({ holder: 0, grant: '', announced: true });
    expect(alone(101)).not.toContain(ticket.id);
    expect(right).not.toBe('');
  });
});

describe('the next round', () => {
  test('[CU9] made by its device it is that device’s, by the fact’s own name; final it is nobody’s', () => {
    const ticket = hall.take('B');
    hall.silent.clear();
    hall.call(2, ticket.id);
    hall.noShow(2);
    expect(hall.ticket(ticket.id)).toMatchObject({ phase: 'waiting', round: 2, holder: 102 });
    expect(rightOf(ticket)).toMatch(/^incarnation-102\//);
    hall.call(2, ticket.id);
    hall.noShow(2);
    expect(hall.ticket(ticket.id).phase).toBe('passed');
  });

  test('[CU9] a right that is still out stays with the number, through leaving, reopening and a release of the window', () => {
    const ticket = heldBy(1);
    const right = rightOf(ticket);
    hall.must('leave', { ticket: ticket.id }, guide);
    hall.must('reopen', { ticket: ticket.id, place: 'first' }, guide);
    expect([hall.ticket(ticket.id).round, rightOf(ticket)]).toEqual([2, right]);
    hall.call(1, ticket.id);
    hall.must('releaseWindow', { window: 1 }, supervisor);
    expect([hall.ticket(ticket.id).holder, rightOf(ticket)]).toEqual([101, right]);
    expect(codeOf(hall.act('call', { window: 2, ticket: ticket.id }, at(2)))).toBe('held-elsewhere');
  });

  test('[CU9] a device that closes its window holds no round of it but by a right that was out before', () => {
    const [first] = takeMany(4);
    if (!first) throw new Error('no ticket');
    hall.silent.clear();
    hall.inTouch.clear();
    hall.call(1, first.id);
    hall.relay([{ kind: 'announced', ticket: first.id, round: 1 }]);
    hall.must('closeWindow', { window: 1 }, at(1));
    expect(hall.ticket(first.id)).toMatchObject({ phase: 'waiting', round: 2, holder: 0 });
  });

  test('[CU9] an undone no-show takes its round away, unless somebody else has it by now', () => {
    const ticket = hall.take('B');
    hall.silent.clear();
    hall.call(1, ticket.id);
    hall.noShow(1);
    hall.relay([{ kind: 'granted', holder: 102, tickets: [ticket.id] }]);
    hall.silent.add(102);
    expect(codeOf(hall.act('undo', { window: 1, ticket: ticket.id }, at(1)))).toBe('undo-too-late');
    hall.silent.clear();
    expect(codeOf(hall.act('undo', { window: 1, ticket: ticket.id }, at(1)))).toBeNull();
    expect(hall.ticket(ticket.id)).toMatchObject({ phase: 'called', window: 1 });
  });

  test('[CU10] everything that a restart needs to know of holders is in the entries', () => {
    takeMany(6);
    release(101);
    hall.silent.clear();
    hall.call(2);
    hall.noShow(2);
    expect(hall.refolded()).toEqual(hall.state);
  });
});

describe('a call alone arrives', () => {
  test('[CU11] by its current right: called and announced, the right is used', () => {
    const ticket = heldBy(1);
    expect(callAlone(1, ticket, rightOf(ticket))).toMatchObject([{ kind: 'called', how: 'alone', window: 1 }]);
    expect(hall.ticket(ticket.id)).toMatchObject({ phase: 'called', announced: true, holder: 0, window: 1 });
    expect(hall.window(1).ticket).toBe(ticket.id);
  });

  test('[CU11] also for who has left meanwhile, and by another device’s right or an old one it is a conflict', () => {
    const ticket = heldBy(1);
    const right = rightOf(ticket);
    hall.must('leave', { ticket: ticket.id }, guide);
    expect(callAlone(2, ticket, right)).toMatchObject([{ kind: 'conflict', found: 'called-elsewhere' }]);
    expect(callAlone(1, ticket, `${right}9`)).toMatchObject([{ kind: 'conflict', found: 'called-elsewhere' }]);
    expect(callAlone(1, ticket, right)).toMatchObject([{ kind: 'called' }]);
  });

  test('[CU11] the hall had called it for this window and was not heard: the same call', () => {
    const ticket = heldBy(1);
    const right = rightOf(ticket);
    hall.call(1, ticket.id);
    expect(callAlone(1, ticket, right)).toMatchObject([{ kind: 'announced', ticket: ticket.id }]);
    expect(callAlone(1, ticket, right)).toEqual([]);
  });

  test('[CU11] the hall had called another there, which nobody has seen: it waits in front again, and the window is free', () => {
    const ticket = heldBy(1);
    const unseen = hall.call(1, held(0)[0]?.id);
    expect(callAlone(1, ticket, rightOf(ticket))).toMatchObject([
      { kind: 'waiting', ticket: unseen.id, round: unseen.round + 1 },
      { kind: 'called', ticket: ticket.id },
    ]);
    expect(hall.window(1).ticket).toBe(ticket.id);
    hall.serve(1, 5);
    expect(hall.window(1).ticket).toBeNull();
    expect(hall.ticket(unseen.id)).toMatchObject({ phase: 'waiting', window: null });
  });

  test('[CU11] at a window that others have by now, or where another was seen, it is parked and a person is told', () => {
    const ticket = heldBy(1);
    hall.must('releaseWindow', { window: 1 }, supervisor);
    hall.must('openWindow', { window: 1 }, { ...at(1), device: 201, staff: 201 });
    expect(callAlone(1, ticket, rightOf(ticket))).toMatchObject([
      { kind: 'called' },
      { kind: 'parked' },
      { kind: 'conflict', found: 'window-not-yours' },
    ]);
    expect(hall.window(1).ticket).toBeNull();
    const other = held(102)[0];
    if (!other) throw new Error('it holds nothing');
    const seen = hall.call(2, held(0).find(({ phase }) => phase === 'waiting')?.id);
    hall.relay([{ kind: 'announced', ticket: seen.id, round: seen.round }]);
    expect(callAlone(2, other, rightOf(other))).toMatchObject([
      { kind: 'called' },
      { kind: 'parked' },
      { kind: 'conflict', found: 'window-busy' },
    ]);
    expect(hall.window(2).ticket).toBe(seen.id);
  });

  test('[CU11] a window that was released and is closed opens again for its device, unless that has gone to another', () => {
    const ticket = heldBy(1);
    hall.must('releaseWindow', { window: 1 }, supervisor);
    expect(callAlone(1, ticket, rightOf(ticket))).toMatchObject([{ kind: 'windowOpened' }, { kind: 'called' }]);
    const other = held(102)[0];
    if (!other) throw new Error('it holds nothing');
    hall.must('releaseWindow', { window: 2 }, supervisor);
    hall.must('openWindow', { window: 3 }, { ...at(2), staff: 103 });
    expect(callAlone(2, other, rightOf(other))).toMatchObject([{ kind: 'called' }, { kind: 'parked' }, {}]);
    expect([hall.window(2).phase, hall.window(3).device]).toEqual(['closed', 102]);
  });

  test('[CU11] of a day that is closed it is late, and what follows it too', () => {
    const ticket = heldBy(1);
    const body = { day: '2026-11-20', window: 1, ticket: ticket.id, round: 1, grant: rightOf(ticket) };
    expect(hall.must('callAlone', body, at(1))).toMatchObject([{ kind: 'late', day: '2026-11-20' }]);
  });
});

describe('what ends a right', () => {
  test('[CU12] given back it is the relay’s at once; what is not its own is no matter', () => {
    const ticket = heldBy(1);
    const others = held(102).map(rightOf);
    expect(hall.must('giveBack', { grants: [rightOf(ticket), ...others] }, at(1))).toMatchObject([
      { kind: 'givenBack', tickets: [ticket.id] },
    ]);
    expect(hall.call(2, ticket.id).id).toBe(ticket.id);
  });

  test('[CU12] a forced release is recorded; the first call is taken whoever makes it, the second is a conflict', () => {
    const ticket = heldBy(1);
    const right = rightOf(ticket);
    release(101);
    expect(hall.ticket(ticket.id)).toMatchObject({ holder: 0, freed: [right] });
    hall.call(2, ticket.id);
    expect(callAlone(1, ticket, right)).toMatchObject([{ kind: 'conflict', found: 'called-elsewhere' }]);
    expect(hall.state.conflicts).toHaveLength(1);
    expect(codeOf(hall.act('forceRelease', { device: 'incarnation-101' }, supervisor))).toBe('device-holds-nothing');
    expect(codeOf(hall.act('forceRelease', { device: 'incarnation-102' }, at(1)))).toBe('role-may-not');
  });

  test('[CU12] unused it is accepted, and who has got the round since keeps a right that may be out', () => {
    const ticket = heldBy(1);
    const right = rightOf(ticket);
    release(101);
    hall.relay([{ kind: 'granted', holder: 102, tickets: [ticket.id] }]);
    const second = rightOf(ticket);
    expect(callAlone(1, ticket, right)).toMatchObject([{ kind: 'called', how: 'freed' }]);
    expect(hall.ticket(ticket.id)).toMatchObject({ phase: 'called', window: 1, holder: 102 });
    hall.noShow(1);
    expect([hall.ticket(ticket.id).holder, rightOf(ticket)]).toEqual([102, second]);
    expect(codeOf(hall.act('call', { window: 1, ticket: ticket.id }, at(1)))).toBe('held-elsewhere');
  });

  test('[CU13] a device whose database vanished is another one: nothing of the old one’s is its own', () => {
    const ticket = heldBy(1);
    hall.must('releaseWindow', { window: 1 }, supervisor);
    const reborn: By = { ...at(1), device: 301, staff: 101 };
    hall.must('openWindow', { window: 1 }, reborn);
    expect([alone(301), hall.ticket(ticket.id).holder]).toEqual([[], 101]);
    expect(callAlone(1, ticket, rightOf(ticket), reborn)).toMatchObject([{ kind: 'conflict' }]);
    release(101);
    hall.must('call', { window: 1, ticket: ticket.id }, reborn);
    expect(hall.ticket(ticket.id)).toMatchObject({ phase: 'called', window: 1 });
  });
});

describe('after a lost disk', () => {
  const lose = (missing: number[]): void =>
    hall.relay([
      { kind: 'epochOpened', epoch: '2-test', before: '1-test', through: hall.state.seq, series: 'Z', missing },
    ]);

  test('[CU14] rights keep their names, and nobody calls an old number or gets a right for it before all have spoken', () => {
    const ticket = heldBy(1);
    const right = rightOf(ticket);
    lose([101, 102]);
    expect(rightOf(ticket)).toBe(right);
    expect(isSuspect(hall.state, ticket)).toBe(true);
    hall.silent.clear();
    expect(codeOf(hall.act('call', { window: 2, ticket: null }, at(2)))).toBe('held-elsewhere');
    expect(alone(101)).toEqual([]);
    const free = held(0).find(({ phase }) => phase === 'waiting');
    if (!free) throw new Error('the relay holds nothing');
    hall.must('leave', { ticket: free.id }, guide);
    hall.must('reopen', { ticket: free.id, place: 'first' }, guide);
    expect(hall.ticket(free.id).holder).toBe(0);
    const fresh = hall.take('B');
    expect(fresh.label).toMatch(/^BZ001$/);
    expect(hall.call(2, fresh.id).id).toBe(fresh.id);
  });

  test('[CU14] who checks in keeps the rights it has called by, whatever the ledger remembers, and no others', () => {
    const [ticket] = [heldBy(1)];
    const [other] = held(102);
    if (!other) throw new Error('it holds nothing');
    const right = rightOf(ticket);
    lose([101, 102]);
    hall.relay([{ kind: 'checkedIn', holder: 101, called: [[other.id, '1-test/2026-11-23/0.99.1']] }]);
    expect(hall.ticket(ticket.id).holder).toBe(0);
    // By the ledger another device had it, which is missing: it must have given it up, or this call could not have been.
    expect(hall.ticket(other.id).holder).toBe(101);
    hall.relay([{ kind: 'checkedIn', holder: 102, called: [[ticket.id, 'incarnation-102/2026-11-23/77']] }]);
    expect([hall.state.missing.size, hall.ticket(ticket.id).holder, hall.ticket(other.id).holder]).toEqual([
      0, 102, 101,
    ]);
    expect(callAlone(2, ticket, 'incarnation-102/2026-11-23/77')).toMatchObject([{ kind: 'called', how: 'alone' }]);
    expect(right).toContain('1-test/');
  });

  test('[CU8][CU14] what the hall had called for its window and it has not stored stays its own', () => {
    const ticket = heldBy(1);
    hall.call(1, ticket.id);
    lose([101, 102]);
    for (const holder of [101, 102]) hall.relay([{ kind: 'checkedIn', holder, called: [] }]);
    expect(hall.ticket(ticket.id).holder).toBe(101);
    // It has called another one by itself before: this one waits again, and nobody else gets it unasked.
    hall.must('releaseWindow', { window: 1 }, supervisor);
    expect(codeOf(hall.act('call', { window: 2, ticket: ticket.id }, at(2)))).toBe('held-elsewhere');
  });

  test('[CU14] what the ledger has at another window goes on to who has called it since', () => {
    const ticket = heldBy(1);
    hall.silent.clear();
    hall.call(1, ticket.id);
    hall.relay([{ kind: 'announced', ticket: ticket.id, round: 1 }]);
    lose([101, 102]);
    hall.relay([{ kind: 'checkedIn', holder: 102, called: [[ticket.id, 'incarnation-102/2026-11-23/5']] }]);
    hall.relay([{ kind: 'checkedIn', holder: 101, called: [] }]);
    hall.silent.add(102);
    hall.noShow(1);
    expect(hall.ticket(ticket.id)).toMatchObject({ phase: 'waiting', holder: 102 });
    expect(callAlone(2, ticket, 'incarnation-102/2026-11-23/5')).toMatchObject([{ kind: 'called', how: 'alone' }]);
  });

  test('[CU14] a call by a right that nobody remembers is taken where the number waits unused', () => {
    const ticket = heldBy(1);
    lose([101, 102]);
    for (const device of [101, 102]) release(device);
    expect(hall.state.missing.size).toBe(0);
    expect(callAlone(2, ticket, '1-test/2026-11-23/0.99.1')).toMatchObject([{ kind: 'called', how: 'freed' }]);
  });
});

describe('bundles after a lost disk', () => {
  const other: By = { ...pickupDesk, device: 215, staff: 215 };

  test('[CU14] no desk gets one before all have spoken; a handover by a right that nobody remembers counts once', () => {
    const filed = new TestMatter(new TestHall());
    clock(filed.hall, '10:06');
    filed.open(withEverything).receive().accept();
    for (const item of ['QY-01', 'QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06', 'QY-07']) filed.decide(item);
    for (const slot of ['licence', 'seal', 'invoice', 'tax_device']) filed.confirm(slot);
    const { dossier } = filed;
    filed.hall.relay([
      {
        kind: 'epochOpened',
        epoch: '2-test',
        before: '1-test',
        through: filed.hall.state.seq,
        series: 'Z',
        missing: [pickupDesk.device],
      },
    ]);
    filed.hall.must('releaseCustody', { dossier }, supervisor);
    expect(codeOf(filed.hall.act('takeCustody', { dossier }, other))).toBe('bundle-held-elsewhere');
    filed.hall.relay([{ kind: 'checkedIn', holder: pickupDesk.device, called: [] }]);
    const grant = 'incarnation-216/2026-11-23/77';
    expect(filed.hall.must('handOver', { dossier, by: 'self', grant }, pickupDesk)).toMatchObject([
      { kind: 'handedOver', how: 'freed' },
    ]);
    expect(filed.hall.must('handOver', { dossier, by: 'self', grant }, other)).toMatchObject([
      { kind: 'handedOverAgain' },
    ]);
  });
});

describe('over midnight', () => {
  /** The next day's state, as the relay opens it. */
  function nextDay(state: HallState, setup = hall.setup): HallState {
    const closed = closingEvents(state, setup, '2026-11-24', '');
    expect(closed.at(-1)).toMatchObject({ kind: 'dayClosed' });
    const stamp = (events: EventBody[], seq: number): LedgerEvent[] =>
      events.map((event) => ({ ...event, t: 0, device: 0, n: seq, staff: 0, lag: 0 }));
    const next = emptyState();
    [openingEvents(state, '2026-11-24', ''), ...carryEntries(state, setup, 1)].forEach((events, index) =>
      evolveEntry(next, index + 1, stamp(events, index + 1)),
    );
    return next;
  }

  test('[CU15] a round that goes over keeps holder and right, and answers to its names of all days', () => {
    const setup = hallSetup((draft) => (draft.policy.keepOvernight = true));
    const ticket = heldBy(1);
    const right = rightOf(ticket);
    const next = nextDay(hall.state, setup);
    const carried = next.tickets.get(next.carried.get(`${DAY}#${ticket.id}`) ?? 0);
    if (!carried) throw new Error('it was not carried');
    expect(next.devices.get(carried.holder)?.incarnation).toBe('incarnation-101');
    expect(qualifiedGrant(next, carried)).toBe(right);
    const third = nextDay(next, setup);
    const names = [`${DAY}#${ticket.id}`, `2026-11-24#${carried.id}`].map((name) => third.carried.get(name));
    expect(new Set(names).size).toBe(1);
    expect(qualifiedGrant(third, third.tickets.get(names[0] ?? 0) ?? carried)).toBe(right);
  });

  test('[CU15] where the queue ends with the day nobody waits on, whoever holds what', () => {
    heldBy(1);
    expect(nextDay(hall.state).tickets.size).toBe(0);
  });

  test('[CU14][CU15] who has not come back since a lost disk is still missed on the next day', () => {
    const ticket = heldBy(1);
    hall.call(1, ticket.id);
    hall.relay([
      { kind: 'epochOpened', epoch: '2-test', before: '1-test', through: hall.state.seq, series: 'Z', missing: [102] },
    ]);
    const next = nextDay(hall.state);
    expect([...next.missing].map((no) => next.devices.get(no)?.incarnation)).toEqual(['incarnation-102']);
    expect([...next.tickets.values()].every((one) => isSuspect(next, one))).toBe(true);
  });
});
