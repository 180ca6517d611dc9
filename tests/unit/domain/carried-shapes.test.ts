import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blankBooking,
  blankMatter,
  blankTicket,
  closingEvents,
  decodeEntry,
  deemedAcceptances,
  emptyState,
  evolveEntry,
  handOverRefusal,
  isBundleReady,
  type HallState,
} from '#lib/domain/index.ts';
import { hallSetup } from './test-hall.ts';

const setup = hallSetup();
/** What may stand in the map: JSON, also with names that objects inherit. */
const json = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, { toString: 1 }, [{ valueOf: null }], [[1, [[{ toString: 0 }, { toString: 0 }, []]], {}]]),
);

/** A record with the fields of its blank, some of them of another shape. */
function spoilt(blank: object): fc.Arbitrary<unknown> {
  const fields = Object.entries(blank).map(([field, value]) => [
    field,
    fc.oneof({ weight: 3, arbitrary: fc.constant(value as unknown) }, { weight: 1, arbitrary: json }),
  ]);
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>);
}

const dossier = 'd'.repeat(22);
const carried = fc.oneof(
  spoilt({ ...blankMatter(0), dossier, tokens: ['t'], phase: 'accepted' }).map((value) => ['matter', value]),
  spoilt({ ...blankBooking(0), dossier, token: 't', from: 'x#1' }).map((value) => ['booking', value]),
  spoilt({ from: 'x#1', ticket: { ...blankTicket(0), items: null } }).map((value) => ['ticket', value]),
  spoilt({ no: 3, phase: 'open', queues: ['A'] }).map((value) => ['window', value]),
  spoilt({ day: 'x', level: 1, aspects: [] }).map((value) => ['workOrder', value]),
  json.map((value) => ['service', value]),
);
/** Every kind about matters, bookings and ratings, with lists that hold anything. */
const act = fc.tuple(
  fc.oneof(fc.integer({ min: 50, max: 71 }), fc.constantFrom(80, 90, 91, 94)),
  fc.array(
    fc.oneof(fc.integer({ min: 0, max: 3 }), fc.array(json, { maxLength: 3 }), fc.constantFrom('x', false), json),
    {
      maxLength: 10,
    },
  ),
);

function folded(values: readonly unknown[], acts: readonly (readonly [number, readonly unknown[]])[]): HallState {
  const state = emptyState();
  const entries = [
    [[1, 0, 0, 1, 0, 0, 'hall', '2026-11-23', '1-x']],
    ...values.map((value) => {
      const [what, carry] = value as [string, unknown];
      return [[7, 0, 0, 1, 0, 0, what, 'key', carry]];
    }),
    ...acts.map(([kind, fields]) => [[kind, 5, 1, 2, 1, 0, ...fields]]),
  ];
  entries.forEach((entry, index) => evolveEntry(state, index + 1, decodeEntry(JSON.parse(JSON.stringify(entry)))));
  return state;
}

describe('a ledger that says strange things', () => {
  test('[L4][L7] is folded, and asked by the rules that run by themselves', () => {
    fc.assert(
      fc.property(fc.array(carried, { maxLength: 4 }), fc.array(act, { maxLength: 6 }), (values, acts) => {
        const state = folded(values, acts);
        for (const matter of state.matters.values()) {
          isBundleReady(matter);
          handOverRefusal(matter, 1);
        }
        expect(deemedAcceptances(state, { t: 1, setup }).every(({ kind }) => kind === 'deemedAccepted')).toBe(true);
        expect(closingEvents(state, setup, '2026-11-24', '').at(-1)?.kind).toBe('dayClosed');
      }),
      { numRuns: 2000 },
    );
  });
});
