import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  carryEntries,
  closingEvents,
  decodeEntry,
  emptyState,
  encodeEntry,
  evolveEntry,
  openingEvents,
  type EventBody,
  type HallState,
  type LedgerEvent,
} from '#lib/domain/index.ts';
import { clock, TestMatter, withEverything } from './matters.ts';
import { at, hallSetup, pickupDesk, reviewer, supervisor, TestHall, type By } from './test-hall.ts';

const otherDesk: By = { surface: 'staff', device: 217, staff: 217, roles: ['pickup'] };
const setup = hallSetup();
const slots = ['licence', 'seal', 'invoice', 'tax_device'];
const items = ['QY-01', 'QY-02', 'QY-03', 'QY-04', 'QY-05', 'QY-06', 'QY-07'];

type Step = (filed: TestMatter) => void;

/** What anybody may do at any moment, fitting or not; requests may be refused, facts may be conflicts. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Step>((filed) => void filed.tryAccept()) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(...items), fc.constantFrom('granted', 'refused', 'granted', 'granted'))
      .map(([item, outcome]): Step => (filed) => {
        if (filed.matter.parts.some((part) => part.item === item)) {
          if (outcome === 'granted') filed.tryDecide(item);
          else filed.tryDecide(item, { outcome: 'refused', pieces: [] });
        }
      }),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...slots), fc.constantFrom(pickupDesk, otherDesk), fc.nat(6))
      .map(([slot, desk, what]): Step => ({ hall, dossier }) => {
        if (what <= 2) hall.act('confirmDelivery', { dossier, slot, shelf: '', condition: 'good' }, desk);
        else if (what === 3) hall.act('returnDelivery', { dossier, slot, reason: 'damaged' }, desk);
        else if (what === 4) hall.act('waiveSlot', { dossier, slot }, desk);
        else if (what === 5) hall.act('chase', { dossier, slot }, desk);
        else hall.act('deliver', { dossier, slot, pieces: 1 }, reviewer('scjg'));
      }),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(pickupDesk, otherDesk, supervisor), fc.nat(4))
      .map(([desk, what]): Step => ({ hall, dossier }) => {
        if (what === 0) hall.act('takeCustody', { dossier }, desk);
        else if (what === 1) hall.act('releaseCustody', { dossier }, desk);
        else hall.act('handOver', { dossier, by: 'self' }, desk);
      }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Step>(({ hall, dossier }) => {
      hall.act('askSupplement', { dossier, until: 3000 }, at(3));
      hall.act('supplied', { dossier }, at(3));
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>(({ hall }) => hall.wait(37)) },
);

function throughTheWire(hall: TestHall): HallState {
  const state = emptyState();
  for (const { seq, events } of hall.entries) {
    evolveEntry(state, seq, decodeEntry(JSON.parse(JSON.stringify(encodeEntry(events)))));
  }
  return state;
}

/** A result leaves once, a matter is accepted once, serials never repeat. */
function checkHistory(entries: readonly LedgerEvent[]): void {
  const handed = entries.flatMap((event) => (event.kind === 'handedOver' ? event.slots : []));
  expect(new Set(handed).size).toBe(handed.length);
  expect(entries.filter(({ kind }) => kind === 'accepted').length).toBeLessThanOrEqual(1);
  const proofs = entries.flatMap((event) => (event.kind === 'handedOver' ? [event.number] : []));
  expect(new Set(proofs).size).toBe(proofs.length);
  const decided = entries.flatMap((event) => (event.kind === 'partDecided' ? [event.part] : []));
  expect(new Set(decided).size).toBe(decided.length);
}

describe('whatever anybody does with a matter', () => {
  test('[P6][I13][DP1][L6] nothing leaves twice, nothing is decided twice, and wire and midnight say the same', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const hall = new TestHall(setup);
        clock(hall, '10:06');
        const filed = new TestMatter(hall).open(withEverything).receive();
        for (const act of steps) act(filed);
        checkHistory(hall.entries.flatMap(({ events }) => events));
        expect(throughTheWire(hall)).toEqual(hall.state);
        const { matter } = filed;
        const next = emptyState();
        const bodies = [openingEvents(hall.state, '2026-11-24', ''), ...carryEntries(hall.state, setup, 1)];
        closingEvents(hall.state, setup, '2026-11-24', '');
        for (const [index, events] of bodies.entries()) {
          const header = { t: 0, device: 0, n: index + 1, staff: 0, lag: 0 };
          const stamped = (JSON.parse(JSON.stringify(events)) as EventBody[]).map((body) => ({ ...body, ...header }));
          evolveEntry(next, index + 1, decodeEntry(JSON.parse(JSON.stringify(encodeEntry(stamped)))));
        }
        const carried = next.matters.get(next.mattersByDossier.get(filed.dossier) ?? 0);
        expect(carried).toMatchObject({
          phase: matter.phase,
          no: matter.no,
          tokens: matter.tokens,
          shelf: matter.shelf,
        });
        expect(carried?.slots.map(({ phase }) => phase)).toEqual(matter.slots.map(({ phase }) => phase));
        expect(carried?.parts.map(({ due }) => due)).toEqual(matter.parts.map(({ due }) => due - 1440));
      }),
      { numRuns: 120 },
    );
  });
});
