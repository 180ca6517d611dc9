import {
  isBundleReady,
  isUnderway,
  MINUTE,
  type Card,
  type HallState,
  type Matter,
  type Part,
  type Setup,
  type Slot,
} from '#lib/domain/index.ts';
import { partClock } from '../matters/part-clock.ts';

/** ready: may be handed over · missing: something is late or on its way · working: nothing is late · owed: a material is still owed · handed: it has gone. */
export type BundleState = 'ready' | 'missing' | 'working' | 'owed' | 'handed';

/** One result of a bundle and how it stands. */
export interface BundleSlot {
  slot: Slot;
  part: Part | null;
  /** Of a result that is not here: red when it is overdue; null once it is here, gone or waits for a stage. */
  card: Card | null;
  /** Working minutes that are left of its department's time; negative: over. */
  left: number;
}

export interface Bundle {
  matter: Matter;
  state: BundleState;
  slots: BundleSlot[];
  /** Neither here nor gone, and not taken out with consent. */
  missing: BundleSlot[];
  /** The worst card of what is missing. */
  card: Card | null;
  here: number;
}

const rank: Record<Card, number> = { red: 0, yellow: 1, green: 2 };

/** A matter's bundle; null where there is nothing to collect. */
export function bundleOf(matter: Matter, state: HallState, setup: Setup, t: number): Bundle | null {
  const own = matter.slots.filter((slot) => slot.phase !== 'cancelled');
  if (own.length === 0) return null;
  const slots = own.map((slot) => slotOf(matter, slot, state, setup, t));
  const missing = slots.filter(({ slot }) => slot.phase === 'expected' || (slot.phase === 'sent' && !slot.waived));
  const card = missing.reduce<Card | null>(
    (worst, { card: other }) => (other !== null && (worst === null || rank[other] < rank[worst]) ? other : worst),
    null,
  );
  return {
    matter,
    state: stateOf(matter, missing, card),
    slots,
    missing,
    card,
    here: slots.filter(({ slot }) => slot.phase === 'in').length,
  };
}

/** Bundles of which something stands on the shelf: overdue ones first, then by their place. */
export function shelfOf(state: HallState, setup: Setup, t: number): Bundle[] {
  const bundles: Bundle[] = [];
  for (const matter of state.matters.values()) {
    if (!matter.slots.some((slot) => slot.phase === 'in')) continue;
    const bundle = bundleOf(matter, state, setup, t);
    if (bundle) bundles.push(bundle);
  }
  return bundles.sort(
    (a, b) => Number(b.card === 'red') - Number(a.card === 'red') || (a.matter.shelf < b.matter.shelf ? -1 : 1),
  );
}

/** What departments have sent and no desk has confirmed, oldest first. */
export function deliveriesOf(state: HallState): { matter: Matter; slot: Slot; part: Part | null }[] {
  const sent: { matter: Matter; slot: Slot; part: Part | null }[] = [];
  for (const matter of state.matters.values()) {
    for (const slot of matter.slots) {
      if (isUnderway(slot)) sent.push({ matter, slot, part: matter.parts[slot.part] ?? null });
    }
  }
  return sent.sort((a, b) => a.slot.sentAt - b.slot.sentAt);
}

/** Pieces that a device keeps. */
export function piecesKept(state: HallState, device: number): number {
  let pieces = 0;
  if (device === 0) return 0;
  for (const matter of state.matters.values()) {
    if (matter.custody !== device) continue;
    for (const slot of matter.slots) if (slot.phase === 'in') pieces += slot.pieces;
  }
  return pieces;
}

/** Bundles handed over today. */
export function handedToday(state: HallState): number {
  let count = 0;
  for (const matter of state.matters.values()) if (matter.handovers > 0 && matter.handedAt >= 0) count += 1;
  return count;
}

function slotOf(matter: Matter, slot: Slot, state: HallState, setup: Setup, t: number): BundleSlot {
  const part = matter.parts[slot.part] ?? null;
  const isAway = slot.phase === 'expected' || slot.phase === 'sent';
  if (!part || !isAway || part.phase === 'waiting') return { slot, part, card: null, left: 0 };
  const clock = partClock(part, state.day, Math.floor(t / MINUTE), setup);
  return { slot, part, card: clock.card, left: clock.left };
}

function stateOf(matter: Matter, missing: readonly BundleSlot[], card: Card | null): BundleState {
  const isHere = matter.slots.some((slot) => slot.phase === 'in');
  if (!isHere && matter.handovers > 0 && missing.length === 0) return 'handed';
  if (matter.tolerated.length > 0) return 'owed';
  if (isBundleReady(matter)) return 'ready';
  return card === 'red' || card === 'yellow' || missing.some(({ slot }) => slot.phase === 'sent')
    ? 'missing'
    : 'working';
}
