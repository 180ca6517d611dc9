import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeEntry,
  decodeEvent,
  emptyState,
  encodeEntry,
  encodeEvent,
  evolveEntry,
  forkState,
  type EventBody,
  type EventKind,
  type HallState,
  type LedgerEvent,
} from '#lib/domain/index.ts';
import { at, DAY, guide, supervisor, TestHall } from './test-hall.ts';

const header = { t: 32_400_000, device: 2, n: 7, staff: 3, lag: 1500 };

/** One event of every kind: a new kind that is missing here is a type error. */
const bodies: { [Kind in Exclude<EventKind, 'unknown'>]: Extract<EventBody, { kind: Kind }> } = {
  dayOpened: { kind: 'dayOpened', hall: 'h', date: DAY, epoch: '1-a', previous: '' },
  dayClosed: { kind: 'dayClosed', next: DAY, head: 'ab' },
  device: { kind: 'device', no: 1, incarnation: 'i', surface: 'staff', label: 'K1' },
  staff: { kind: 'staff', no: 1, account: '0301' },
  setupPublished: { kind: 'setupPublished', version: 2, hash: 'ab' },
  seal: { kind: 'seal', through: 100, hash: 'ab' },
  carry: { kind: 'carry', what: 'series', key: 'B', value: 12 },
  taken: {
    kind: 'taken',
    queue: 'B',
    letter: 'B',
    number: 1,
    items: ['X-1'],
    priority: '',
    care: true,
    token: 't',
    channel: 'kiosk',
    alone: true,
  },
  acceptedAlone: { kind: 'acceptedAlone', matter: 1, provisional: '003-017' },
  seriesGiven: { kind: 'seriesGiven', holder: 1, letter: 'K', until: '2026-11-30' },
  slipConflict: { kind: 'slipConflict', label: 'AK001', found: 'letter-not-own', ticket: 0, day: '2026-11-23' },
  waiting: { kind: 'waiting', ticket: 1, round: 1, queue: 'B', holder: 0, grant: '1.1', key: -3 },
  called: { kind: 'called', ticket: 1, round: 1, window: 3, how: 'alone', skipped: [4] },
  granted: { kind: 'granted', holder: 2, tickets: [1, 4] },
  givenBack: { kind: 'givenBack', tickets: [1] },
  forceReleased: { kind: 'forceReleased', holder: 2 },
  checkedIn: { kind: 'checkedIn', holder: 2, called: [[15, '1-a/2026-11-23/0.9.0']] },
  epochOpened: { kind: 'epochOpened', epoch: '2-b', before: '1-a', through: 90, series: 'Z', missing: [2] },
  announced: { kind: 'announced', ticket: 1, round: 1 },
  recalled: { kind: 'recalled', ticket: 1, window: 3, times: 2 },
  missed: { kind: 'missed', ticket: 1, window: 3, final: false, behind: 3, restUntil: 9 },
  begun: { kind: 'begun', ticket: 1, window: 3 },
  parked: { kind: 'parked', ticket: 1, window: 3 },
  resumed: { kind: 'resumed', ticket: 1, window: 3 },
  transferred: { kind: 'transferred', ticket: 1, window: 3, queue: 'C' },
  finished: { kind: 'finished', ticket: 1, window: 3, outcome: 'done' },
  left: { kind: 'left', ticket: 1, by: 'applicant' },
  delayed: { kind: 'delayed', ticket: 1, behind: 3, restUntil: 9 },
  reopened: { kind: 'reopened', ticket: 1 },
  undone: { kind: 'undone', ticket: 1, window: 3 },
  dayEnded: { kind: 'dayEnded', ticket: 1 },
  itemAdded: { kind: 'itemAdded', ticket: 1, item: 'X-2' },
  printed: { kind: 'printed', ticket: 1, document: 'ticket', times: 1 },
  windowOpened: { kind: 'windowOpened', window: 3, queues: ['A', 'B'] },
  windowPaused: { kind: 'windowPaused', window: 3, reason: 'lunch' },
  windowResumed: { kind: 'windowResumed', window: 3 },
  windowClosed: { kind: 'windowClosed', window: 3 },
  queueClosed: { kind: 'queueClosed', queue: 'B' },
  queueOpened: { kind: 'queueOpened', queue: 'B' },
  helpCalled: { kind: 'helpCalled', from: 'window', window: 3, ticket: 0 },
  helpAnswered: { kind: 'helpAnswered', call: 9 },
  terminal: { kind: 'terminal', no: 1, terminal: 3 },
  matterOpened: { kind: 'matterOpened', dossier: 'd', code: 'X-1', setup: 1, ticket: 4, window: 3, token: 't' },
  received: { kind: 'received', matter: 1, no: '1', items: ['X-1'], tellBy: 9 },
  supplementAsked: { kind: 'supplementAsked', matter: 1, number: 2, until: 9 },
  supplied: { kind: 'supplied', matter: 1 },
  deemedAccepted: { kind: 'deemedAccepted', matter: 1 },
  accepted: {
    kind: 'accepted',
    matter: 1,
    number: 2,
    hash: 'h',
    stages: [
      [10, [['X-1', 'a']]],
      [20, [['X-2', 'b', 15]], 0],
    ],
    slots: [['licence', 0]],
    pickupCode: '123456',
    tolerated: ['m'],
    goodBy: 20,
    promised: [],
    estimated: true,
  },
  notAccepted: { kind: 'notAccepted', matter: 1, number: 1, reason: 'not-authority' },
  stageStarted: { kind: 'stageStarted', matter: 1, stage: 1, due: 20 },
  partDecided: { kind: 'partDecided', matter: 1, part: 0, outcome: 'refused', at: 8 },
  madeGood: { kind: 'madeGood', matter: 1, material: 'm' },
  delivered: { kind: 'delivered', matter: 1, slot: 0, pieces: 2 },
  deliveryConfirmed: {
    kind: 'deliveryConfirmed',
    matter: 1,
    slot: 0,
    shelf: 'A-01',
    condition: 'damaged',
    day: '2026-11-22',
  },
  deliveryReturned: { kind: 'deliveryReturned', matter: 1, slot: 0, reason: 'count' },
  chased: { kind: 'chased', matter: 1, slot: 0 },
  slotWaived: { kind: 'slotWaived', matter: 1, slot: 0 },
  custodyTaken: { kind: 'custodyTaken', matter: 1, day: '' },
  custodyReleased: { kind: 'custodyReleased', matter: 1 },
  handedOver: {
    kind: 'handedOver',
    matter: 1,
    number: 1,
    by: 'agent',
    slots: [0, 1],
    how: 'emergency',
    reason: 'applicant-leaves',
    witness: '0602',
  },
  handedOverAgain: { kind: 'handedOverAgain', matter: 1, number: 2, by: 'self', reason: '', witness: '' },
  tokenRenewed: { kind: 'tokenRenewed', matter: 1, token: 't' },
  matterPrinted: { kind: 'matterPrinted', matter: 1, document: 'acceptance', times: 2 },
  dossierErased: { kind: 'dossierErased', dossier: 'd' },
  matterConflict: { kind: 'matterConflict', act: 'receive', matter: 1, found: 'accepted' },
  rated: { kind: 'rated', window: 3, item: 'X-1', level: 2, aspects: ['manner'], source: 'screen', due: 9 },
  booked: {
    kind: 'booked',
    code: 'X-1',
    date: DAY,
    at: 600,
    until: 630,
    window: 3,
    service: 'holiday',
    reason: 'urgent',
    dossier: 'd',
    token: 't',
    channel: 'staff',
    answerBy: 9,
  },
  bookingMoved: {
    kind: 'bookingMoved',
    booking: 1,
    date: DAY,
    at: 600,
    until: 630,
    window: 3,
    answerBy: 0,
    fits: true,
  },
  bookingCancelled: { kind: 'bookingCancelled', booking: 1, by: 'staff' },
  bookingMissed: { kind: 'bookingMissed', booking: 1 },
  arrived: { kind: 'arrived', booking: 1, ticket: 2, bookedFor: 5 },
  serviceConfirmed: { kind: 'serviceConfirmed', booking: 1, account: '0317' },
  serviceEscalated: { kind: 'serviceEscalated', booking: 1, department: 'swj', answerBy: 9 },
  serviceAssigned: { kind: 'serviceAssigned', booking: 1, account: '0317' },
  serviceChased: { kind: 'serviceChased', booking: 1 },
  serviceStarted: { kind: 'serviceStarted', booking: 1 },
  serviceEnded: { kind: 'serviceEnded', booking: 1 },
  bookingPrinted: { kind: 'bookingPrinted', booking: 1, document: 'booking-voucher', times: 1 },
  conflict: { kind: 'conflict', act: 'finish', ticket: 1, window: 3, found: 'left' },
  late: { kind: 'late', day: DAY, act: 'finish', ticket: 1, window: 3 },
};

describe("the ledger's codec", () => {
  test.each(Object.values(bodies))('[L1] $kind comes back from its tuple as it was', (body) => {
    const event: LedgerEvent = { ...body, ...header };
    const overTheWire: unknown = JSON.parse(JSON.stringify(encodeEvent(event)));
    expect(decodeEvent(overTheWire)).toEqual(event);
  });

  test('[L1] each kind has a number of its own, and they are these for ever', () => {
    const numbers = Object.fromEntries(
      Object.values(bodies).map((body) => [body.kind, encodeEvent({ ...body, ...header })[0]]),
    );
    expect(new Set(Object.values(numbers)).size).toBe(Object.keys(bodies).length);
    expect(numbers).toMatchObject({
      dayOpened: 1,
      carry: 7,
      taken: 10,
      waiting: 11,
      called: 12,
      missed: 15,
      finished: 20,
      windowOpened: 30,
      late: 41,
    });
  });

  test('[L3] a kind that this program does not know is kept as it came', () => {
    const tuple = [900, 5, 1, 2, 3, 0, { newer: true }];
    const event = decodeEvent(tuple);
    expect(event).toMatchObject({ kind: 'unknown', t: 5, device: 1 });
    expect(encodeEvent(event)).toEqual(tuple);
  });

  test('[L3] fields that a newer program added at the end are no obstacle', () => {
    const tuple = [...encodeEvent({ ...bodies.called, ...header }), 'newer'];
    expect(decodeEvent(tuple)).toEqual({ ...bodies.called, ...header });
  });

  test('[L3] a known kind with a field missing or of another type is kept and folded by nobody', () => {
    for (const tuple of [[10], [12, 0, 0, 0, 0, 0, '1', 1, 3], [30, 0, 0, 0, 0, 0, 3, 'B'], ['12'], 'x', null, {}]) {
      expect(decodeEvent(tuple).kind).toBe('unknown');
    }
    expect(decodeEntry('nonsense')).toEqual([]);
  });
});

/** Tuples near enough to real ones to reach every branch. */
const loose = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom('B', 'done', '', 'ticket', 'window', 'series', 'service'),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.constant(['A', 'B']),
  fc.double(),
  fc.record({
    ticket: fc.oneof(fc.object(), fc.constant(null)),
    from: fc.constantFrom('x#1', 3),
    no: fc.constantFrom(1, 'x'),
  }),
);
const number = fc.oneof(fc.integer({ min: 1, max: 45 }), fc.anything());
const tuples = fc.array(
  fc.oneof(
    fc.tuple(
      number,
      fc.integer(),
      fc.nat(5),
      fc.nat(9),
      fc.nat(5),
      fc.nat(9),
      loose,
      loose,
      loose,
      loose,
      loose,
      loose,
      loose,
      loose,
    ),
    fc.array(fc.anything()),
    fc.anything(),
  ),
  { maxLength: 12 },
);
/** Known kinds with fields of the right types and any values. */
const wellFormed = fc
  .constantFrom(...Object.values(bodies))
  .chain((body) =>
    fc.record(
      Object.fromEntries(
        Object.entries(body).map(([field, value]) => [
          field,
          field === 'kind'
            ? fc.constant(value)
            : typeof value === 'number'
              ? fc.integer({ min: -1, max: 6 })
              : typeof value === 'boolean'
                ? fc.boolean()
                : fc.constant(value),
        ]),
      ),
    ),
  ) as fc.Arbitrary<EventBody>;

function fold(entries: readonly LedgerEvent[][]): HallState {
  const state = emptyState();
  entries.forEach((events, index) => evolveEntry(state, index + 1, events));
  return state;
}

describe('the fold', () => {
  test('[L4] is total: arbitrary tuples never make it throw', () => {
    fc.assert(
      fc.property(fc.array(tuples, { maxLength: 8 }), (entries) => {
        expect(fold(entries.map(decodeEntry)).seq).toBe(entries.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('[L4] is total: known kinds in any order never make it throw, nor spoil the figures', () => {
    fc.assert(
      fc.property(fc.array(fc.array(wellFormed, { minLength: 1, maxLength: 3 }), { maxLength: 30 }), (entries) => {
        const state = fold(entries.map((events, index) => events.map((body) => ({ ...body, ...header, n: index }))));
        for (const queue of state.queues.values()) expect(Number.isFinite(queue.last)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('[L5] folding a fork leaves the original untouched', () => {
    const hall = new TestHall();
    hall.open(1);
    hall.take('B');
    hall.take('B', guide, { priority: 'elder' });
    hall.call(1);
    const original = structuredClone(hall.state);
    fc.assert(
      fc.property(fc.array(wellFormed, { maxLength: 20 }), (events) => {
        const fork = forkState(hall.state);
        events.forEach((body, index) => evolveEntry(fork, hall.state.seq + 1 + index, [{ ...body, ...header }]));
        expect(hall.state).toEqual(original);
      }),
      { numRuns: 300 },
    );
  });

  test('[L6] the same entries, through the codec, give the same state', () => {
    const hall = new TestHall();
    hall.open(1);
    hall.take('B');
    hall.call(1);
    hall.noShow(1);
    hall.must('releaseWindow', { window: 1 }, supervisor);
    const state = emptyState();
    for (const entry of hall.entries) {
      evolveEntry(state, entry.seq, decodeEntry(JSON.parse(JSON.stringify(encodeEntry(entry.events)))));
    }
    expect(state).toEqual(hall.state);
    expect(hall.refolded()).toEqual(hall.state);
  });

  test('[L7] a carried value of another shape is passed over', () => {
    const state = fold([
      [{ kind: 'carry', what: 'ticket', key: 'x', value: null, ...header }],
      [{ kind: 'carry', what: 'window', key: 'x', value: 'x', ...header }],
      [{ kind: 'carry', what: 'newer', key: 'x', value: 1, ...header }],
      [
        {
          kind: 'carry',
          what: 'ticket',
          key: 'x',
          value: { from: 'd#1', ticket: { label: 'B007', token: 't', phase: 'waiting' } },
          ...header,
        },
      ],
    ]);
    expect([...state.tickets.values()]).toMatchObject([{ id: 4, label: 'B007', items: [], window: null }]);
    expect(state.windows.size).toBe(0);
  });

  test('[L8] what a device announced is counted once, in order, for boards', () => {
    const hall = new TestHall();
    hall.open(1, 2);
    hall.take('B');
    hall.take('B');
    const [first, second] = [hall.call(1), hall.call(2)];
    hall.relay([{ kind: 'announced', ticket: second.id, round: 1 }]);
    hall.relay([{ kind: 'announced', ticket: first.id, round: 1 }]);
    hall.must('recall', { window: 2, ticket: second.id }, at(2));
    expect([hall.ticket(first.id).announcement, hall.ticket(second.id).announcement]).toEqual([2, 3]);
  });
});
