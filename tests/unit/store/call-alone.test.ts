import { beforeEach, describe, expect, test } from 'vitest';
import { qualifiedGrant, type HallState } from '#lib/domain/index.ts';
import { chooseAlone, type AloneView } from '#lib/store/call-alone.ts';
import { OwnInLedger } from '#lib/store/own-in-ledger.ts';
import { propose, type ProposedBy } from '#lib/store/proposals.ts';
import type { OutboxRow } from '#lib/store/device-db.ts';
import { at, DAY, TestHall } from '../domain/test-hall.ts';

const HERE = 103;
let hall: TestHall;
let marks: Set<string>;

beforeEach(() => {
  hall = new TestHall();
  marks = new Set();
  hall.relay([
    { kind: 'device', no: HERE, incarnation: 'here', surface: 'staff', label: '3' },
    { kind: 'staff', no: HERE, account: '0317' },
  ]);
  hall.open(3, 4);
  for (const device of [HERE, 104]) {
    hall.inTouch.add(device);
    // Nobody asks them for anything.
    hall.silent.add(device);
  }
});

const viewOf = (state: HallState = hall.state): AloneView => ({
  state,
  device: HERE,
  policy: hall.setup.policy,
  t: hall.t,
  isMarked: (grant) => marks.has(grant),
  isUnsure: () => false,
  stored: null,
});
const mine = () => [...hall.state.tickets.values()].filter(({ holder }) => holder === HERE);
const choose = (ticket: number | null = null, view = viewOf()) => chooseAlone(view, 3, ticket);
const takeMany = (count: number) => Array.from({ length: count }, () => hall.take('A'));

describe('CU2: what a device may call without the line', () => {
  test('the first of those it holds, in calling order, with its round and the right it goes by', () => {
    takeMany(8);
    const [first, second] = mine();
    if (!first || !second) throw new Error('two held');
    const grant = qualifiedGrant(hall.state, first);
    expect(choose()).toEqual({ ok: true, value: { ticket: first.id, round: 1, grant } });
    marks.add(grant);
    expect(choose()).toMatchObject({ ok: true, value: { ticket: second.id } });
    expect(choose(second.id)).toMatchObject({ ok: true, value: { ticket: second.id } });
  });

  test('nothing held: how many wait, and that others call them', () => {
    const taken = takeMany(6);
    for (const ticket of mine()) marks.add(qualifiedGrant(hall.state, ticket));
    expect(choose()).toEqual({ ok: false, code: 'not-held-here', data: { waiting: 6 } });
    const other = taken.find(({ holder }) => holder !== HERE);
    expect(choose(other?.id)).toMatchObject({ ok: false, code: 'not-held-here', data: { label: other?.label } });
  });

  test('nobody waits, or who is held rests: said as with the line', () => {
    expect(choose()).toMatchObject({ ok: false, code: 'nobody-waiting' });
    hall.take('A');
    hall.call(3);
    const ticket = hall.window(3).ticket ?? 0;
    hall.relay([{ kind: 'announced', ticket, round: 1 }]);
    hall.must('noShow', { window: 3, ticket }, at(3));
    expect(choose()).toMatchObject({ ok: false, code: 'nobody-waiting', data: { resting: hall.ticket(ticket).label } });
    // By hand it can be called: the round that this device made is its own (CU9).
    expect(choose(ticket)).toMatchObject({ ok: true, value: { ticket, round: 2 } });
  });

  test('only at a window that is open here and free', () => {
    takeMany(4);
    expect(chooseAlone(viewOf(), 5, null)).toMatchObject({ code: 'window-not-open' });
    expect(chooseAlone(viewOf(), 4, null)).toMatchObject({ code: 'window-not-yours' });
    expect(chooseAlone({ ...viewOf(), device: 0 }, 3, null)).toMatchObject({ code: 'window-not-yours' });
    hall.must('pause', { window: 3, reason: 'meal' }, at(3));
    expect(choose()).toMatchObject({ code: 'window-paused' });
    hall.must('unpause', { window: 3 }, at(3));
    hall.call(3);
    expect(choose()).toMatchObject({ code: 'window-busy' });
  });

  test('a call that another tab has stored and this page has not heard of keeps the window busy', () => {
    const [first] = takeMany(4);
    const stored = { key: `${DAY}#${first?.id}.1`, label: first?.label ?? '', window: 3 };
    expect(choose(null, { ...viewOf(), stored })).toMatchObject({ code: 'window-busy', data: { label: first?.label } });
    // Another window's, another round's or another day's is no matter.
    for (const change of [{ window: 4 }, { key: `${DAY}#${first?.id}.2` }, { key: `2026-11-20#${first?.id}.1` }])
      expect(choose(null, { ...viewOf(), stored: { ...stored, ...change } }).ok).toBe(true);
  });
});

describe('own proposals', () => {
  let inLedger = new OwnInLedger('here');
  beforeEach(() => void (inLedger = new OwnInLedger('here')));
  const own = (): ProposedBy => ({
    incarnation: 'here',
    inLedger,
    account: '0317',
    roles: ['clerk'],
    department: null,
    setup: hall.setup,
    setupAt: () => hall.setup,
    dossierOf: () => null,
    t: hall.t,
    wall: 0,
  });
  const row = (n: number, kind: string, body: object): OutboxRow => ({
    n,
    id: `here.${n}`,
    class: 'fact',
    kind,
    staff: '0317',
    place: '',
    at: 0,
    body: { day: DAY, window: 3, ...body },
    text: '',
  });

  test('a call without the line, its whole visit and the round that a no-show makes, as the hall will decide it', () => {
    takeMany(8);
    const chosen = choose();
    if (!chosen.ok) throw new Error(chosen.code);
    const { ticket } = chosen.value;
    const called = propose(hall.state, [row(21, 'callAlone', chosen.value)], own());
    expect(called.tickets.get(ticket)).toMatchObject({ phase: 'called', window: 3, announced: true, holder: 0 });
    const missed = propose(hall.state, [row(21, 'callAlone', chosen.value), row(22, 'noShow', { ticket })], own());
    const again = missed.tickets.get(ticket);
    expect(again).toMatchObject({ phase: 'waiting', round: 2, holder: HERE, grant: `here/${DAY}/22` });
    const chosenAgain = choose(ticket, viewOf(missed));
    expect(chosenAgain).toMatchObject({ value: { round: 2, grant: `here/${DAY}/22` } });
    // Who goes before it is held elsewhere; it is not offered again at once all the same (Q8).
    const next = choose(null, viewOf(missed));
    expect(next.ok && next.value.ticket).not.toBe(ticket);
    for (const other of mine()) if (other.id !== ticket) marks.add(qualifiedGrant(hall.state, other));
    expect(choose(null, viewOf(missed))).toMatchObject({ ok: false, code: 'not-held-here' });
    hall.wait(hall.setup.policy.reentryRestSeconds / 60);
    expect(choose(null, viewOf(missed))).toMatchObject({ ok: true, value: { ticket } });
  });

  test('[CU9] what the ledger has already is not done once more: its answers may be lost', () => {
    takeMany(4);
    const chosen = choose(null);
    if (!chosen.ok) throw new Error(chosen.code);
    const { ticket } = chosen.value;
    const rows = [
      row(21, 'callAlone', chosen.value),
      row(22, 'noShow', { ticket }),
      row(23, 'callAlone', { ...chosen.value, round: 2, grant: `here/${DAY}/22` }),
    ];
    // The hall has decided all three and calls the number once more at this window.
    const decided = propose(hall.state, rows, own());
    expect(decided.tickets.get(ticket)).toMatchObject({ phase: 'called', round: 2 });
    expect(propose(decided, rows, own()).tickets.get(ticket)).toMatchObject({ phase: 'passed' });
    const event = { kind: 'announced', ticket, round: 2, t: 0, device: HERE, n: 23, staff: 0, lag: 0 } as const;
    inLedger.note(decided, [event]);
    expect(propose(decided, rows, own()).tickets.get(ticket)).toMatchObject({ phase: 'called', round: 2 });
    // A later one is still to come.
    const more = [...rows, row(24, 'noShow', { ticket })];
    expect(propose(decided, more, own()).tickets.get(ticket)).toMatchObject({ phase: 'passed' });
  });

  test('what the hall called for this window before it heard goes back, and the own call stays', () => {
    takeMany(8);
    const chosen = choose(mine()[1]?.id);
    if (!chosen.ok) throw new Error(chosen.code);
    const front = hall.call(3);
    expect(front.id).not.toBe(chosen.value.ticket);
    const state = propose(hall.state, [row(21, 'callAlone', chosen.value)], own());
    expect([state.windows.get(3)?.ticket, state.tickets.get(front.id)?.phase]).toEqual([
      chosen.value.ticket,
      'waiting',
    ]);
  });
});
