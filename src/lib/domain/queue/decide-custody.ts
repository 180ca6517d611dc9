import type { Command, CommandBodies, DecideContext, Decision } from '../command/index.ts';
import {
  heldBundles,
  qualifiedGrant,
  windowState,
  type EventBody,
  type HallState,
  type Ticket,
} from '../ledger/index.ts';
import { accepted, refused } from '../shared/index.ts';
import { waitAgain } from './decide-queue.ts';
import { findTicket } from './find-ticket.ts';
import { heldRounds } from './custody.ts';

type CustodyCommand = Extract<Command, { kind: 'callAlone' | 'giveBack' | 'forceRelease' }>;

/** Calling while cut off (sync: custody by name), and what ends a right. */
export function decideCustody(state: HallState, command: CustodyCommand, context: DecideContext): Decision {
  switch (command.kind) {
    case 'callAlone':
      return callAlone(state, command.body, context);
    case 'giveBack':
      return giveBack(state, command.body, context);
    case 'forceRelease':
      return forceRelease(state, command.body);
  }
}

/**
 * CU11: never refused: by a right that is current, or was freed, or lost with the disk, and not used since; else a
 * conflict for a person.
 */
function callAlone(state: HallState, body: CommandBodies['callAlone'], context: DecideContext): Decision {
  const found = findTicket(state, body);
  if (!found.ok) {
    return accepted([
      found.code === 'ticket-not-today'
        ? { kind: 'late', day: body.day, act: 'callAlone', ticket: body.ticket, window: body.window }
        : conflict(body.ticket, body.window, 'ticket-unknown'),
    ]);
  }
  const ticket = found.value;
  if (ticket.phase === 'called' && isHere(state, ticket, body.window, context)) {
    // The relay had called it for this same window, and the answer never came through.
    return accepted(ticket.announced ? [] : [{ kind: 'announced', ticket: ticket.id, round: ticket.round }]);
  }
  const isCurrent = ticket.holder === context.device && qualifiedGrant(state, ticket) === body.grant;
  const isFree = ticket.phase === 'waiting' || ticket.phase === 'left';
  const isFreed = ticket.freed.includes(body.grant) || isOfBeforeTheLoss(state, ticket, context.device);
  if (!isFree || (!isCurrent && !isFreed)) {
    return accepted([conflict(ticket.id, body.window, 'called-elsewhere')]);
  }
  const called: EventBody = {
    kind: 'called',
    ticket: ticket.id,
    round: ticket.round,
    window: body.window,
    how: isCurrent ? 'alone' : 'freed',
    skipped: [],
  };
  return accepted(atWindow(state, ticket, called, body.window, context));
}

/** The ledger has the number at this window, and the window is this device's. */
function isHere(state: HallState, ticket: Ticket, no: number, context: DecideContext): boolean {
  return ticket.window === no && windowState(state, no).device === context.device;
}

/**
 * CU14: the entry that gave the right may be among those that nobody had; and nobody else has the round, but one who has
 * not come back to say so, and may have given it up before.
 */
function isOfBeforeTheLoss(state: HallState, { id, holder }: Ticket, device: number): boolean {
  return id <= state.suspectThrough && (holder === 0 || holder === device || state.missing.has(holder));
}

/** The window was open for this device while it was cut off, whatever became of it here since. */
function atWindow(
  state: HallState,
  ticket: Ticket,
  called: EventBody,
  no: number,
  context: DecideContext,
): EventBody[] {
  const window = windowState(state, no);
  const other = window.ticket === null ? undefined : state.tickets.get(window.ticket);
  const isElsewhere =
    window.phase === 'closed' ? hasOtherWindow(state, no, context.device) : window.device !== context.device;
  if (isElsewhere) {
    return [called, { kind: 'parked', ticket: ticket.id, window: no }, conflict(ticket.id, no, 'window-not-yours')];
  }
  const open: EventBody[] =
    window.phase === 'closed' ? [{ kind: 'windowOpened', window: no, queues: windowQueues(context, no) }] : [];
  if (!other || other.id === ticket.id) return [...open, called];
  if (other.phase === 'called' && !other.announced) {
    // Called for this window by the relay and never stored there: nobody has seen it, it goes back to the front.
    const { holder, grant } = other;
    const back = waitAgain(state, other, other.queue, 'first', context, { holder, grant: grant || context.grant });
    return [back, ...open, called];
  }
  return [called, { kind: 'parked', ticket: ticket.id, window: no }, conflict(ticket.id, no, 'window-busy')];
}

/** W2: it has gone to another one since. */
function hasOtherWindow(state: HallState, no: number, device: number): boolean {
  for (const other of state.windows.values()) {
    if (other.no !== no && other.phase !== 'closed' && other.device === device) return true;
  }
  return false;
}

/** CU12: the holder lets go, after it has marked the rights as given: exact. What is not its own any more is no matter. */
function giveBack(state: HallState, body: CommandBodies['giveBack'], context: DecideContext): Decision {
  const own = heldRounds(state).get(context.device) ?? [];
  const tickets = own.filter((ticket) => body.grants.includes(qualifiedGrant(state, ticket))).map(({ id }) => id);
  return accepted(tickets.length > 0 ? [{ kind: 'givenBack', tickets }] : []);
}

/**
 * CU12: a supervisor frees what a silent device holds. A living window may call until it hears of it: the double is
 * recorded then, and not hidden. Refusal: device-holds-nothing.
 */
function forceRelease(state: HallState, body: CommandBodies['forceRelease']): Decision {
  if (body.day !== state.day) return refused('day-closed', { day: body.day });
  const device = state.deviceNumbers.get(body.device) ?? 0;
  const holds =
    device !== 0 && (heldRounds(state).has(device) || heldBundles(state).has(device) || state.missing.has(device));
  return holds ? accepted([{ kind: 'forceReleased', holder: device }]) : refused('device-holds-nothing');
}

function windowQueues(context: DecideContext, no: number): string[] {
  return context.setup.windows.find((window) => window.no === no)?.queues ?? [];
}

function conflict(ticket: number, window: number, found: string): EventBody {
  return { kind: 'conflict', act: 'callAlone', ticket, window, found };
}
