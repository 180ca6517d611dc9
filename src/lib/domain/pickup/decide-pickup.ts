import type { Command, CommandBodies, DecideContext, Decision } from '../command/index.ts';
import { matterConflict, matterOf } from '../intake/index.ts';
import { bundleRight, type EventBody, type HallState, type Matter, type Slot } from '../ledger/index.ts';
import type { ShelfPolicy } from '../setup/index.ts';
import { accepted, refused } from '../shared/index.ts';
import { handOverRefusal } from './bundle.ts';

export type PickupCommand = Extract<
  Command,
  {
    kind: 'confirmDelivery' | 'returnDelivery' | 'chase' | 'waiveSlot' | 'takeCustody' | 'releaseCustody' | 'handOver';
  }
>;

type DeskFact = Exclude<PickupCommand, { kind: 'chase' | 'takeCustody' }>;

/** 一窗通取: what the departments brought, kept at one desk and handed over once. */
export function decidePickup(state: HallState, command: PickupCommand, context: DecideContext): Decision {
  const matter = matterOf(state, command.body.dossier);
  switch (command.kind) {
    case 'chase':
      return chase(matter, command.body);
    case 'takeCustody':
      return takeCustody(state, matter, command.body, context);
    default:
      return accepted([
        matter ? deskFact(state, matter, command, context) : matterConflict(command.kind, undefined, 'matter-unknown'),
      ]);
  }
}

/** P2–P6: what happened at the desk is a fact; one that does not fit is a conflict for a person. */
function deskFact(state: HallState, matter: Matter, command: DeskFact, context: DecideContext): EventBody {
  const conflict = (found: string): EventBody => matterConflict(command.kind, matter, found);
  switch (command.kind) {
    case 'confirmDelivery':
      return confirm(state, matter, command.body, context);
    case 'returnDelivery': {
      const slot = indexOf(matter, command.body.slot);
      return isUnderway(matter.slots[slot])
        ? { kind: 'deliveryReturned', matter: matter.id, slot, reason: command.body.reason }
        : conflict(matter.slots[slot]?.phase ?? 'slot-unknown');
    }
    case 'waiveSlot': {
      const slot = indexOf(matter, command.body.slot);
      const phase = matter.slots[slot]?.phase ?? 'slot-unknown';
      // P4: nobody collects an empty bundle.
      if (!matter.slots.some((other) => other.phase === 'in')) return conflict('bundle-empty');
      return phase === 'expected' || phase === 'sent'
        ? { kind: 'slotWaived', matter: matter.id, slot }
        : conflict(phase);
    }
    case 'releaseCustody':
      // P6: the keeper lets go; a supervisor's release of a silent desk is recorded as what it is.
      return matter.custody === context.device || context.roles.includes('supervisor')
        ? { kind: 'custodyReleased', matter: matter.id }
        : conflict('bundle-held-elsewhere');
    case 'handOver':
      return handOver(state, matter, command.body, context);
  }
}

/**
 * P6, P9, P10: it left by its keeper's right, by one that was freed and not used since, or in an emergency; what had left
 * before is a conflict with both proofs. What the desk did not have stays: it may have come to another one meanwhile.
 */
function handOver(
  state: HallState,
  matter: Matter,
  body: CommandBodies['handOver'],
  context: DecideContext,
): EventBody {
  const { by, grant, reason = '', witness = '' } = body;
  const number = (state.serials.get('proof') ?? 0) + 1;
  const refusal = handOverRefusal(matter, context.device);
  const named = body.slots?.map((slot) => indexOf(matter, slot));
  const hasLeft = named?.length && named.every((index) => matter.slots[index]?.phase === 'out');
  if (hasLeft || refusal === 'bundle-handed-over') {
    return { kind: 'handedOverAgain', matter: matter.id, number, by, reason, witness };
  }
  const isCurrent = refusal === null && (grant === undefined || grant === bundleRight(matter));
  const how = isCurrent ? '' : wayWithout(state, matter, body, context);
  if ((refusal !== null && refusal !== 'bundle-held-elsewhere') || how === null) {
    return matterConflict('handOver', matter, refusal ?? 'bundle-held-elsewhere');
  }
  const slots = matter.slots.flatMap((slot, index) =>
    slot.phase === 'in' && (named?.includes(index) ?? true) ? [index] : [],
  );
  if (slots.length === 0) return matterConflict('handOver', matter, 'bundle-empty');
  return { kind: 'handedOver', matter: matter.id, number, by, slots, how, reason, witness };
}

/** P9, P10: without the right; null: that is no way. */
function wayWithout(
  state: HallState,
  matter: Matter,
  { grant, reason, witness }: CommandBodies['handOver'],
  context: DecideContext,
): 'freed' | 'emergency' | null {
  if (grant !== undefined && matter.freed.includes(grant)) return 'freed';
  // CU14: the entry that gave the right may be among those that nobody had.
  if (grant !== undefined && matter.id <= state.suspectThrough) return 'freed';
  if (!reason || !witness || witness === state.staff.get(context.staff)) return null;
  return (context.knowsAccount?.(witness) ?? true) ? 'emergency' : null;
}

/** P2: both sides confirm; the desk that confirms keeps it (custody). */
function confirm(
  state: HallState,
  matter: Matter,
  body: CommandBodies['confirmDelivery'],
  context: DecideContext,
): EventBody {
  const slot = indexOf(matter, body.slot);
  const phase = matter.slots[slot]?.phase ?? 'slot-unknown';
  if (!isUnderway(matter.slots[slot])) return matterConflict('confirmDelivery', matter, phase);
  // Who has handed everything over keeps nothing: what follows is kept by whoever receives it.
  const keepsSomething = matter.slots.some((other) => other.phase === 'in');
  const isElsewhere = keepsSomething && matter.custody !== 0 && matter.custody !== context.device;
  if (isElsewhere) return matterConflict('confirmDelivery', matter, 'bundle-held-elsewhere');
  const shelf = matter.shelf || body.shelf || freeShelf(state, context.setup.shelf);
  return {
    kind: 'deliveryConfirmed',
    matter: matter.id,
    slot,
    shelf,
    condition: body.condition,
    day: dayUnlessToday(state, body),
  };
}

/** P7: the department sees it at once, and the supervisor. Refusals: matter-unknown, slot-unknown, slot-not-owed. */
function chase(matter: Matter | undefined, body: CommandBodies['chase']): Decision {
  if (!matter) return refused('matter-unknown');
  const slot = indexOf(matter, body.slot);
  const phase = matter.slots[slot]?.phase;
  if (!phase) return refused('slot-unknown', { slot: body.slot });
  if (phase !== 'expected' && phase !== 'waived') return refused('slot-not-owed', { slot: body.slot });
  return accepted([{ kind: 'chased', matter: matter.id, slot }]);
}

/**
 * P6: a bundle has one keeper; another desk gets it once that one has given its right up.
 * Refusals: matter-unknown, bundle-empty, bundle-held-elsewhere.
 */
function takeCustody(
  state: HallState,
  matter: Matter | undefined,
  body: CommandBodies['takeCustody'],
  context: DecideContext,
): Decision {
  if (!matter) return refused('matter-unknown');
  if (!matter.slots.some((slot) => slot.phase === 'in')) return refused('bundle-empty');
  const isReturned = context.returned?.has(bundleRight(matter)) ?? false;
  if (matter.custody === context.device && !isReturned) return accepted([]);
  // CU14: after a lost disk it may be with a desk that has not come back, whoever had it before.
  if ((matter.custody !== 0 && !isReturned) || state.missing.size > 0) {
    return refused('bundle-held-elsewhere', { desk: deskOf(state, matter.custody) });
  }
  return accepted([{ kind: 'custodyTaken', matter: matter.id, day: dayUnlessToday(state, body) }]);
}

function dayUnlessToday(state: HallState, { day }: { day: string }): string {
  return day === state.day ? '' : day;
}

/** The window that a device has open, else the name it was given. */
function deskOf(state: HallState, device: number): string {
  for (const window of state.windows.values()) {
    if (window.device === device && window.phase !== 'closed') return String(window.no);
  }
  return state.devices.get(device)?.label ?? '';
}

/** P4: sent, and not received; also what was waived when it was on its way already. */
export function isUnderway(slot: Slot | undefined): boolean {
  return slot?.phase === 'sent' || (slot?.phase === 'waived' && slot.sentAt !== 0);
}

function indexOf(matter: Matter, slot: string): number {
  return matter.slots.findIndex((candidate) => candidate.slot === slot);
}

/** The first free place, `A-01`; '' when every place is taken. */
export function freeShelf(state: HallState, policy: ShelfPolicy): string {
  const taken = new Set([...state.matters.values()].map((matter) => matter.shelf));
  for (const row of policy.rows) {
    for (let place = 1; place <= policy.places; place += 1) {
      const shelf = `${row}-${String(place).padStart(2, '0')}`;
      if (!taken.has(shelf)) return shelf;
    }
  }
  return '';
}
