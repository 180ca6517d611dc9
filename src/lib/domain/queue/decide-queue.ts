import type { Command, DecideContext, Decision, Place } from '../command/index.ts';
import { windowState, type EventBody, type HallState, type Ticket } from '../ledger/index.ts';
import { accepted, refused } from '../shared/index.ts';
import { callingOrder, mayBeNext, type OrderRow } from './calling-order.ts';
import { mayCall, rightOf, type Right } from './custody.ts';
import { findTicket } from './find-ticket.ts';

type QueueCommand = Extract<
  Command,
  { kind: 'call' | 'transfer' | 'leave' | 'delay' | 'reopen' | 'undo' | 'closeQueue' | 'openQueue' }
>;

/** The requests about a queue: each is decided or refused, never half done. */
export function decideQueue(state: HallState, command: QueueCommand, context: DecideContext): Decision {
  switch (command.kind) {
    case 'call':
      return decideCall(state, command.body, context);
    case 'transfer':
      return decideTransfer(state, command.body, context);
    case 'reopen':
      return decideReopen(state, command.body, context);
    case 'undo':
      return decideUndo(state, command.body, context);
    case 'leave':
    case 'delay':
      return decideOwn(state, command, context);
    case 'closeQueue':
    case 'openQueue': {
      const { day, queue } = command.body;
      if (day !== state.day) return refused('day-closed', { day });
      if (!context.setup.queues.some((candidate) => candidate.id === queue)) return refused('queue-unknown', { queue });
      return accepted([{ kind: command.kind === 'closeQueue' ? 'queueClosed' : 'queueOpened', queue }]);
    }
  }
}

/** Q6, Q7, Q10, Q13a: call the next, or a chosen one. */
function decideCall(
  state: HallState,
  body: Extract<Command, { kind: 'call' }>['body'],
  context: DecideContext,
): Decision {
  if (body.day !== state.day) return refused('day-closed', { day: body.day });
  const window = windowState(state, body.window);
  if (window.phase === 'closed') return refused('window-not-open', { window: body.window });
  if (window.device !== context.device || window.staff !== context.staff) {
    return refused('window-not-yours', { window: body.window });
  }
  if (window.phase === 'paused') return refused('window-paused', { window: body.window });
  if (window.ticket !== null) {
    return refused('window-busy', { label: state.tickets.get(window.ticket)?.label, window: body.window });
  }
  const isNext = (row: OrderRow): boolean => mayBeNext(row) && mayCall(state, row.ticket, context.device, context);
  const order = callingOrder(state, window.queues, context.setup.policy, context.t, isNext);
  const due = order.filter(mayBeNext);
  const next = due.find(isNext);
  if (body.ticket === null) {
    if (!next) {
      const [held] = due;
      if (held) return refused('held-elsewhere', { label: held.ticket.label, window: holderOf(state, held.ticket) });
      return refused('nobody-waiting', order[0] && restOf(order[0]));
    }
    // CU7: who holds those before it did not answer.
    const skipped = due.slice(0, due.indexOf(next)).map(({ ticket }) => ticket.id);
    return call(next.ticket, body.window, skipped);
  }
  const chosen = state.tickets.get(body.ticket);
  if (!chosen) return refused('ticket-unknown');
  if (chosen.phase === 'called' || chosen.phase === 'serving') {
    return refused('ticket-called-elsewhere', { label: chosen.label, window: chosen.window, next: next?.ticket.label });
  }
  if (chosen.phase !== 'waiting') return refused('ticket-not-waiting', { label: chosen.label, phase: chosen.phase });
  if (!window.queues.includes(chosen.queue)) return refused('queue-not-served', { label: chosen.label });
  if (!mayCall(state, chosen, context.device, context)) {
    return refused('held-elsewhere', { label: chosen.label, window: holderOf(state, chosen) });
  }
  return call(chosen, body.window, []);
}

/** The window of the device that holds a round; 0: it has none open, or may have come back from a lost disk. */
function holderOf(state: HallState, { holder }: Ticket): number {
  for (const window of state.windows.values())
    if (window.phase !== 'closed' && window.device === holder) return window.no;
  return 0;
}

/** Q10, Q25: who rests, or is booked for later, and from when it is offered. */
export function restOf({ ticket, reason }: OrderRow): Record<string, unknown> {
  if (reason === 'booked-later') return { booked: ticket.label, until: ticket.bookedFor };
  return { resting: ticket.label, until: ticket.restUntil };
}

function call(ticket: Ticket, window: number, skipped: number[]): Decision {
  return accepted([{ kind: 'called', ticket: ticket.id, round: ticket.round, window, how: '', skipped }]);
}

/** Q13: same number, same priority and taking time, a new round in another queue. */
function decideTransfer(
  state: HallState,
  body: Extract<Command, { kind: 'transfer' }>['body'],
  context: DecideContext,
): Decision {
  const found = findTicket(state, body);
  if (!found.ok) return found;
  const ticket = found.value;
  if (ticket.window !== body.window || !['called', 'serving', 'parked'].includes(ticket.phase)) {
    return refused('ticket-not-here', { label: ticket.label });
  }
  if (windowState(state, body.window).device !== context.device)
    return refused('window-not-yours', { window: body.window });
  if (!context.setup.queues.some((queue) => queue.id === body.queue))
    return refused('queue-unknown', { queue: body.queue });
  return accepted([
    { kind: 'transferred', ticket: ticket.id, window: body.window, queue: body.queue },
    waitAgain(state, ticket, body.queue, body.place, context, rightOf(state, ticket, body.queue, context, 'relay')),
  ]);
}

function decideReopen(
  state: HallState,
  body: Extract<Command, { kind: 'reopen' }>['body'],
  context: DecideContext,
): Decision {
  const found = findTicket(state, body);
  if (!found.ok) return found;
  const ticket = found.value;
  if (!['passed', 'left', 'done', 'ended'].includes(ticket.phase)) {
    return refused('reopen-not-needed', { label: ticket.label, phase: ticket.phase });
  }
  return accepted([
    { kind: 'reopened', ticket: ticket.id },
    waitAgain(state, ticket, ticket.queue, body.place, context, rightOf(state, ticket, ticket.queue, context, 'relay')),
  ]);
}

/** Q15: takes back finish, no-show and park while nothing rests on them and nothing exclusive is used up. */
function decideUndo(
  state: HallState,
  body: Extract<Command, { kind: 'undo' }>['body'],
  context: DecideContext,
): Decision {
  const found = findTicket(state, body);
  if (!found.ok) return found;
  const ticket = found.value;
  const window = windowState(state, body.window);
  const undoable = ['finished', 'missed', 'parked'].includes(ticket.last.act) && ticket.before !== null;
  if (!undoable || ticket.last.device !== context.device || ticket.before?.window !== body.window) {
    return refused('undo-too-late', { label: ticket.label });
  }
  if (window.device !== context.device) return refused('window-not-yours', { window: body.window });
  // The round that a no-show made is another device's by now: it may be calling it this minute.
  if (ticket.phase === 'waiting' && !mayCall(state, ticket, context.device, context)) {
    return refused('undo-too-late', { label: ticket.label });
  }
  if (window.ticket !== null || window.phase === 'closed') return refused('undo-too-late', { label: ticket.label });
  return accepted([{ kind: 'undone', ticket: ticket.id, window: body.window }]);
}

/** Q17, Q18: what an applicant may do with the own number while it waits. */
function decideOwn(
  state: HallState,
  { kind, body }: Extract<Command, { kind: 'leave' | 'delay' }>,
  context: DecideContext,
): Decision {
  const found = findTicket(state, body);
  if (!found.ok) return found;
  const ticket = found.value;
  if (ticket.phase === 'called' || ticket.phase === 'serving' || ticket.phase === 'parked') {
    return refused('ticket-in-service', { label: ticket.label, window: ticket.window });
  }
  if (ticket.phase !== 'waiting') return refused('ticket-over', { label: ticket.label, phase: ticket.phase });
  if (kind === 'leave') return accepted([{ kind: 'left', ticket: ticket.id, by: context.surface }]);
  if (ticket.delayed) return refused('already-late-once', { label: ticket.label });
  return accepted([{ kind: 'delayed', ticket: ticket.id, ...reentryPlace(state, ticket, context) }]);
}

/**
 * Q8: behind W waiting people of the queue, or behind as many as there are, and behind one who is
 * still to come where nobody is: a number that was just passed over is not offered again at once.
 */
export function reentryPlace(
  state: HallState,
  ticket: Ticket,
  context: DecideContext,
): { behind: number; restUntil: number } {
  const { reentryBehind, reentryRestSeconds } = context.setup.policy;
  let others = 0;
  for (const id of state.waiting) {
    if (id !== ticket.id && state.tickets.get(id)?.queue === ticket.queue) others += 1;
  }
  return { behind: Math.min(reentryBehind, Math.max(1, others)), restUntil: context.t + reentryRestSeconds * 1000 };
}

/** The next round of a ticket; `place` decides its key among ordinary numbers, `right` who may call it. */
export function waitAgain(
  state: HallState,
  ticket: Ticket,
  queue: string,
  place: Place,
  context: DecideContext,
  right: Right,
): EventBody {
  return {
    kind: 'waiting',
    ticket: ticket.id,
    round: ticket.round + 1,
    queue,
    holder: right.holder,
    grant: right.grant,
    key: keyFor(state, ticket, queue, place, context),
  };
}

function keyFor(state: HallState, ticket: Ticket, queue: string, place: Place, context: DecideContext): number {
  if (place === 'last') return context.seq;
  if (place === 'time') return ticket.place;
  let first = ticket.place;
  for (const id of state.waiting) {
    const other = state.tickets.get(id);
    if (other?.queue === queue) first = Math.min(first, other.key);
  }
  return first - 1;
}
