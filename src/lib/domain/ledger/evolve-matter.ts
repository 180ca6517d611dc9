import { bundleRight } from './bundle-rights.ts';
import type { Header, LedgerEvent, SlotOfMatter, StageOfMatter } from './events.ts';
import { blankMatter, blankPart, blankSlot, type Matter, type Part, type Slot } from './matter-state.ts';
import type { HallState } from './state.ts';

export type MatterEvent = Extract<
  LedgerEvent,
  {
    kind:
      | 'matterOpened'
      | 'received'
      | 'supplementAsked'
      | 'supplied'
      | 'deemedAccepted'
      | 'accepted'
      | 'acceptedAlone'
      | 'notAccepted'
      | 'stageStarted'
      | 'partDecided'
      | 'madeGood'
      | 'delivered'
      | 'deliveryConfirmed'
      | 'deliveryReturned'
      | 'chased'
      | 'slotWaived'
      | 'custodyTaken'
      | 'custodyReleased'
      | 'handedOver'
      | 'handedOverAgain'
      | 'tokenRenewed'
      | 'matterPrinted';
  }
>;

const MINUTE = 60_000;

/** Folds what happened to a matter. Total: an event about a matter that nobody opened changes nothing. */
export function evolveMatter(state: HallState, event: MatterEvent, seq: number): void {
  if (event.kind === 'matterOpened') {
    open(state, event, seq);
    return;
  }
  const matter = state.matters.get(event.matter);
  if (!matter) return;
  const at = event.t - event.lag;
  const change = (patch: Partial<Matter>): void => putMatter(state, settled({ ...matter, ...patch }, at));
  const slots = (index: number, patch: Partial<Slot>): Slot[] =>
    matter.slots.map((slot, place) => (place === index ? { ...slot, ...patch } : slot));
  switch (event.kind) {
    case 'received':
      state.matterNumbers.set(event.no, matter.id);
      change({
        phase: 'received',
        no: event.no,
        items: texts(event.items),
        tellBy: event.tellBy,
        receivedAt: at,
        receivedBy: event.staff,
      });
      return;
    case 'supplementAsked':
      count(state, 'supplement', event.number);
      change({
        phase: 'supplement',
        supplements: matter.supplements + 1,
        supplementNumber: event.number,
        supplementAt: at,
        supplementUntil: event.until,
        suppliedAt: 0,
      });
      return;
    case 'supplied':
      change({ phase: 'received', suppliedAt: at });
      return;
    case 'deemedAccepted':
      change({ deemed: true });
      return;
    case 'accepted':
      count(state, 'accept', event.number);
      change({
        phase: 'accepted',
        acceptedAt: at,
        acceptedBy: event.staff,
        number: event.number,
        hash: event.hash,
        parts: partsOf(event.stages, at),
        slots: slotsOf(event.slots),
        pickupCode: event.pickupCode,
        tolerated: texts(event.tolerated),
        promised: texts(event.promised),
        goodBy: event.goodBy,
        estimated: event.estimated,
      });
      return;
    case 'acceptedAlone':
      change({ provisional: event.provisional });
      return;
    case 'notAccepted':
      count(state, 'refuse', event.number);
      change({ phase: 'notAccepted', number: event.number, refusal: event.reason, closedAt: at });
      return;
    case 'stageStarted':
      change({
        parts: matter.parts.map((part) =>
          part.stage === event.stage && part.phase === 'waiting'
            ? { ...part, phase: 'running', since: Math.floor(at / MINUTE), due: Math.min(event.due, part.printedDue) }
            : part,
        ),
      });
      return;
    case 'partDecided':
      change(decided(matter, event, at));
      return;
    case 'madeGood':
      change({ tolerated: matter.tolerated.filter((key) => key !== event.material) });
      return;
    case 'delivered':
      change({
        slots: slots(event.slot, {
          phase: 'sent',
          pieces: event.pieces,
          sentAt: at,
          sentBy: event.staff,
          returned: '',
        }),
      });
      return;
    case 'deliveryConfirmed':
      change({
        slots: slots(event.slot, { phase: 'in', inAt: at, inBy: event.staff, condition: event.condition }),
        shelf: event.shelf,
        custody: event.device,
        custodyGrant: keeps(matter, event.device) ? matter.custodyGrant : grantOf(state, event),
      });
      return;
    case 'deliveryReturned':
      change({ slots: slots(event.slot, { phase: 'expected', sentAt: 0, returned: event.reason }) });
      return;
    case 'chased': {
      const chases = (matter.slots[event.slot]?.chases ?? 0) + 1;
      change({ slots: slots(event.slot, { chasedAt: at, chases }) });
      return;
    }
    case 'slotWaived':
      change({ slots: slots(event.slot, { phase: 'waived', waived: true }) });
      return;
    case 'custodyTaken':
      change({ custody: event.device, custodyGrant: grantOf(state, event) });
      return;
    case 'custodyReleased':
      // Not by its keeper: that one may hand it over until it hears of it.
      change({
        custody: 0,
        custodyGrant: '',
        freed: event.device === matter.custody ? matter.freed : [...matter.freed, bundleRight(matter)],
      });
      return;
    case 'handedOver': {
      count(state, 'proof', event.number);
      const gone = new Set<unknown>(event.slots);
      const after = matter.slots.map((slot, index): Slot =>
        gone.has(index) ? { ...slot, phase: 'out', outAt: at } : slot,
      );
      change({
        slots: after,
        handovers: matter.handovers + 1,
        proof: event.number,
        handedAt: at,
        handedBy: event.staff,
        handedTo: event.by,
        handedReason: event.reason,
        handedWitness: event.witness,
        readyAt: 0,
        // What came to another desk meanwhile stays there, with its right.
        ...(after.some((slot) => slot.phase === 'in')
          ? {}
          : {
              shelf: '',
              custodyGrant: '',
              freed: [],
              // What follows later is kept by whoever receives it.
              ...(event.how === '' ? {} : { custody: 0 }),
            }),
      });
      return;
    }
    case 'handedOverAgain':
      count(state, 'proof', event.number);
      state.conflicts.push({
        seq,
        act: 'handOver',
        ticket: 0,
        window: 0,
        matter: matter.id,
        proofs: [matter.proof, event.number],
        found: 'bundle-handed-over',
        t: event.t,
        staff: event.staff,
        day: state.day,
      });
      return;
    case 'tokenRenewed':
      for (const token of matter.tokens) leadAway(state, token, matter.id);
      lead(state, event.token, matter.id);
      change({ tokens: [event.token] });
      return;
    case 'matterPrinted':
      change({
        prints: { ...matter.prints, [event.document]: event.times },
        ...(event.document === 'acceptance' ? { provisional: '' } : {}),
      });
  }
}

function keeps({ custody, custodyGrant }: Matter, device: number): boolean {
  return custody === device && custodyGrant !== '';
}

/** `<incarnation>/<day>/<n>`: its device knows the name before anybody has heard of it. */
function grantOf(state: HallState, event: Header & { day: string }): string {
  return `${state.devices.get(event.device)?.incarnation ?? ''}/${event.day || state.day}/${event.n}`;
}

/** Puts a matter into the state with everything that finds it; also for one that was carried. */
export function putMatter(state: HallState, matter: Matter): void {
  state.matters.set(matter.id, matter);
  state.mattersByDossier.set(matter.dossier, matter.id);
  if (matter.no !== '') state.matterNumbers.set(matter.no, matter.id);
  for (const token of matter.tokens) lead(state, token, matter.id);
}

function lead(state: HallState, token: string, id: number): void {
  const ids = state.mattersByToken.get(token) ?? [];
  if (!ids.includes(id)) state.mattersByToken.set(token, [...ids, id]);
}

function leadAway(state: HallState, token: string, id: number): void {
  const ids = (state.mattersByToken.get(token) ?? []).filter((other) => other !== id);
  if (ids.length > 0) state.mattersByToken.set(token, ids);
  else state.mattersByToken.delete(token);
}

function open(state: HallState, event: Extract<MatterEvent, { kind: 'matterOpened' }>, seq: number): void {
  const ticket = state.tickets.get(event.ticket);
  putMatter(state, {
    ...blankMatter(seq),
    dossier: event.dossier,
    code: event.code,
    setup: event.setup,
    day: state.day,
    ticket: event.ticket,
    label: ticket?.label ?? '',
    window: event.window,
    tokens: ticket ? [event.token, ticket.token] : [event.token],
    openedAt: event.t - event.lag,
    openedBy: event.staff,
  });
}

/** The highest serial ever given: a number is not given again, whatever order entries come in. */
function count(state: HallState, word: string, number: number): void {
  state.serials.set(word, Math.max(state.serials.get(word) ?? 0, number));
}

function partsOf(stages: StageOfMatter[], at: number): Part[] {
  const parts: Part[] = [];
  for (const [index, stage] of stages.entries()) {
    if (!Array.isArray(stage) || !Array.isArray(stage[1])) continue;
    for (const row of stage[1]) {
      if (!Array.isArray(row)) continue;
      const due = figure(row[2] ?? stage[0]);
      parts.push({
        ...blankPart(),
        item: text(row[0]),
        department: text(row[1]),
        stage: index,
        after: stage[2] === undefined ? null : figure(stage[2]),
        phase: stage[2] === undefined ? 'running' : 'waiting',
        since: Math.floor(at / MINUTE),
        due,
        printedDue: due,
      });
    }
  }
  return parts;
}

function slotsOf(rows: SlotOfMatter[]): Slot[] {
  return rows
    .filter((row) => Array.isArray(row))
    .map(([slot, part]) => ({ ...blankSlot(), slot: text(slot), part: figure(part) }));
}

/** A refused part takes with it what rests on it: the parts of later stages, and its own results. */
function decided(matter: Matter, event: Extract<MatterEvent, { kind: 'partDecided' }>, at: number): Partial<Matter> {
  const own = matter.parts[event.part];
  if (!own) return {};
  const dropped = event.outcome === 'refused' ? stagesAfter(matter, own.stage) : new Set<number>();
  const parts = matter.parts.map((part, index): Part => {
    if (index === event.part) {
      return {
        ...part,
        phase: event.outcome,
        decidedAt: at,
        decidedElsewhereAt: event.at,
        decidedBy: event.staff,
      };
    }
    return dropped.has(part.stage) && part.phase === 'waiting' ? { ...part, phase: 'cancelled' } : part;
  });
  const slots = matter.slots.map((slot): Slot => {
    const phase = parts[slot.part]?.phase;
    return phase === 'refused' || phase === 'cancelled' ? { ...slot, phase: 'cancelled' } : slot;
  });
  return { parts, slots };
}

/** The stages that wait for this one, and those that wait for them. */
function stagesAfter(matter: Matter, stage: number): Set<number> {
  const found = new Set([stage]);
  for (const part of matter.parts) if (part.after !== null && found.has(part.after)) found.add(part.stage);
  found.delete(stage);
  return found;
}

/** What follows from what happened: ready, decided, closed. The one place that says when. */
function settled(matter: Matter, at: number): Matter {
  if (matter.phase !== 'accepted' && matter.phase !== 'decided') return matter;
  const isReady = isBundleReady(matter);
  const hasEnded = matter.parts.every((part) => part.phase !== 'waiting' && part.phase !== 'running');
  const nothingLeft = matter.slots.every((slot) => slot.phase === 'out' || slot.phase === 'cancelled');
  const isClosed = hasEnded && nothingLeft && matter.tolerated.length === 0;
  return {
    ...matter,
    readyAt: isReady ? matter.readyAt || at : 0,
    phase: isClosed ? 'closed' : hasEnded ? 'decided' : 'accepted',
    closedAt: isClosed ? matter.closedAt || at : 0,
  };
}

/**
 * A bundle is ready when something is in, and everything that is expected is in or waived with
 * consent, and no material is still owed (容缺: rules C26).
 */
export function isBundleReady(matter: Matter): boolean {
  return (
    matter.tolerated.length === 0 &&
    matter.slots.some((slot) => slot.phase === 'in') &&
    matter.slots.every((slot) => slot.phase !== 'expected' && (slot.phase !== 'sent' || slot.waived))
  );
}

/** Lists come as they were written: what is of another shape says nothing, and never stops the fold. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function figure(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function texts(list: unknown[]): string[] {
  return list.filter((value) => typeof value === 'string');
}
