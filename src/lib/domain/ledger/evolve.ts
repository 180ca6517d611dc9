import type { LedgerEvent } from './events.ts';
import { evolveCustody } from './evolve-custody.ts';
import { evolveBooking } from './evolve-booking.ts';
import { evolveDay } from './evolve-day.ts';
import { evolveMatter } from './evolve-matter.ts';
import { evolveTicket } from './evolve-ticket.ts';
import { queueState, windowState, type HallState } from './state.ts';

/**
 * Folds one entry into the state and returns it. Holds no rule and refuses nothing: it is total
 * on any event, keeps unknown kinds out of the way, and never reads setup, clock or calendar.
 * The caller folds the contiguous prefix only (contract: after a restart a device can hold
 * entry 2 without entry 1).
 */
export function evolveEntry(state: HallState, seq: number, events: readonly LedgerEvent[]): HallState {
  for (const event of events) evolve(state, event, seq);
  state.seq = seq;
  return state;
}

function evolve(state: HallState, event: LedgerEvent, seq: number): void {
  switch (event.kind) {
    case 'dayOpened':
    case 'dayClosed':
    case 'device':
    case 'staff':
    case 'setupPublished':
    case 'seal':
    case 'carry':
      evolveDay(state, event, seq);
      return;
    case 'windowOpened':
      state.windows.set(event.window, {
        ...windowState(state, event.window),
        phase: 'open',
        device: event.device,
        staff: event.staff,
        queues: event.queues,
        since: event.t - event.lag,
        reason: '',
      });
      return;
    case 'windowPaused':
      patchWindow(state, event.window, { phase: 'paused', reason: event.reason, since: event.t - event.lag });
      return;
    case 'windowResumed':
      patchWindow(state, event.window, { phase: 'open', reason: '', since: event.t - event.lag });
      return;
    case 'windowClosed':
      patchWindow(state, event.window, {
        phase: 'closed',
        device: 0,
        staff: 0,
        ticket: null,
        reason: '',
        since: event.t - event.lag,
      });
      return;
    case 'queueClosed':
      state.queues.set(event.queue, { ...queueState(state, event.queue), closed: true });
      return;
    case 'queueOpened':
      state.queues.set(event.queue, { ...queueState(state, event.queue), closed: false });
      return;
    case 'helpCalled':
      state.help.set(seq, {
        id: seq,
        from: event.from,
        window: event.window,
        ticket: event.ticket,
        device: event.device,
        at: event.t - event.lag,
      });
      return;
    case 'helpAnswered':
      state.help.delete(event.call);
      return;
    case 'conflict':
      state.conflicts.push({
        seq,
        act: event.act,
        ticket: event.ticket,
        window: event.window,
        matter: 0,
        found: event.found,
        t: event.t,
        staff: event.staff,
        day: state.day,
      });
      return;
    case 'late':
      state.conflicts.push({
        seq,
        act: event.act,
        ticket: event.ticket,
        window: event.window,
        matter: 0,
        found: 'day-closed',
        t: event.t,
        staff: event.staff,
        day: event.day,
      });
      return;
    case 'slipConflict':
      state.conflicts.push({
        seq,
        act: 'takeAlone',
        ticket: event.ticket,
        window: 0,
        matter: 0,
        label: event.label,
        found: event.found,
        t: event.t,
        staff: event.staff,
        day: event.day,
      });
      return;
    case 'matterConflict':
      state.conflicts.push({
        seq,
        act: event.act,
        ticket: 0,
        window: 0,
        matter: event.matter,
        found: event.found,
        t: event.t,
        staff: event.staff,
        day: state.day,
      });
      return;
    case 'terminal':
      state.terminals.set(event.no, event.terminal);
      state.terminalsByIncarnation.set(state.devices.get(event.no)?.incarnation ?? '', event.terminal);
      return;
    case 'seriesGiven': {
      const { letter, until } = event;
      state.letters.set(state.devices.get(event.holder)?.incarnation ?? '', { letter, until });
      return;
    }
    case 'dossierErased':
      state.erased.add(event.dossier);
      return;
    case 'rated':
      rate(state, event, seq);
      return;
    case 'matterOpened':
    case 'received':
    case 'supplementAsked':
    case 'supplied':
    case 'deemedAccepted':
    case 'accepted':
    case 'acceptedAlone':
    case 'notAccepted':
    case 'stageStarted':
    case 'partDecided':
    case 'madeGood':
    case 'delivered':
    case 'deliveryConfirmed':
    case 'deliveryReturned':
    case 'chased':
    case 'slotWaived':
    case 'custodyTaken':
    case 'custodyReleased':
    case 'handedOver':
    case 'handedOverAgain':
    case 'tokenRenewed':
    case 'matterPrinted':
      evolveMatter(state, event, seq);
      return;
    case 'booked':
    case 'bookingMoved':
    case 'bookingCancelled':
    case 'bookingMissed':
    case 'arrived':
    case 'serviceConfirmed':
    case 'serviceEscalated':
    case 'serviceAssigned':
    case 'serviceChased':
    case 'serviceStarted':
    case 'serviceEnded':
    case 'bookingPrinted':
      evolveBooking(state, event, seq);
      return;
    case 'granted':
    case 'givenBack':
    case 'forceReleased':
    case 'checkedIn':
    case 'epochOpened':
      evolveCustody(state, event, seq);
      return;
    case 'unknown':
      return;
    default:
      evolveTicket(state, event, seq);
  }
}

function patchWindow(state: HallState, no: number, patch: Partial<ReturnType<typeof windowState>>): void {
  state.windows.set(no, { ...windowState(state, no), ...patch });
}

/** The two lowest levels are 差评: each opens a work order. */
const WORST = 2;

function rate(state: HallState, event: Extract<LedgerEvent, { kind: 'rated' }>, seq: number): void {
  const { window, item, level, aspects, source, t, due } = event;
  state.ratings.push({ id: seq, day: state.day, t, window, item, level, aspects, source });
  if (level > WORST) return;
  state.workOrders.set(seq, { id: seq, day: state.day, t, window, item, level, aspects, due });
}
