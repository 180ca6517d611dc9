import type { LedgerEvent } from './events.ts';
import type { BookingEvent } from './evolve-booking.ts';
import type { CustodyEvent } from './evolve-custody.ts';
import type { MatterEvent } from './evolve-matter.ts';
import { blankTicket, labelOf, queueState, windowState, type HallState, type Ticket } from './state.ts';

/** Service times kept for the estimate. */
const HISTORY = 30;

type TicketEvent = Exclude<
  Exclude<LedgerEvent, MatterEvent | BookingEvent | CustodyEvent>,
  {
    kind:
      | 'dayOpened'
      | 'dayClosed'
      | 'device'
      | 'staff'
      | 'setupPublished'
      | 'seal'
      | 'carry'
      | 'windowOpened'
      | 'windowPaused'
      | 'windowResumed'
      | 'windowClosed'
      | 'queueClosed'
      | 'queueOpened'
      | 'helpCalled'
      | 'helpAnswered'
      | 'conflict'
      | 'late'
      | 'matterConflict'
      | 'terminal'
      | 'seriesGiven'
      | 'slipConflict'
      | 'dossierErased'
      | 'rated'
      | 'unknown';
  }
>;

export function evolveTicket(state: HallState, event: TicketEvent, seq: number): void {
  if (event.kind === 'taken') {
    take(state, event, seq);
    return;
  }
  const ticket = state.tickets.get(event.ticket);
  // A total fold: an event about a number nobody took changes nothing.
  if (!ticket) return;
  const at = event.t - event.lag;
  switch (event.kind) {
    case 'waiting':
      freeWindow(state, ticket);
      state.waiting.add(ticket.id);
      change(state, ticket, event, {
        phase: 'waiting',
        round: event.round,
        queue: event.queue,
        holder: event.holder,
        grant: event.grant,
        key: event.key,
        ...(event.round === 1 ? { place: event.key } : {}),
        waitingSince: at,
        servedBefore: ticket.servedMs,
        window: null,
        calls: 0,
        announced: false,
      });
      return;
    case 'called':
      called(state, ticket, event, at);
      return;
    case 'announced':
      state.announcements += 1;
      // Not an act of the window: what the window did last stays undoable. The right is used up.
      state.tickets.set(ticket.id, {
        ...ticket,
        announced: true,
        announcement: state.announcements,
        ...withoutRight(ticket, state.windows.get(ticket.window ?? 0)?.device ?? 0),
      });
      return;
    case 'recalled':
      state.announcements += 1;
      change(state, ticket, event, {
        calls: event.times,
        lastCallAt: at,
        announced: true,
        announcement: state.announcements,
        ...withoutRight(ticket, event.device),
      });
      return;
    case 'missed':
      freeWindow(state, ticket);
      if (event.final) {
        change(state, ticket, event, { phase: 'passed', missed: ticket.missed + 1, window: null, endedAt: at });
      } else {
        change(state, ticket, event, {
          missed: ticket.missed + 1,
          reentered: true,
          behind: event.behind,
          restUntil: event.restUntil,
        });
      }
      return;
    case 'delayed':
      change(state, ticket, event, {
        delayed: true,
        reentered: true,
        behind: event.behind,
        restUntil: event.restUntil,
      });
      return;
    case 'begun':
    case 'resumed':
      state.waiting.delete(ticket.id);
      occupyWindow(state, event.window, ticket.id);
      change(state, ticket, event, {
        phase: 'serving',
        window: event.window,
        begunAt: at,
        firstOwner: ticket.firstOwner || event.staff,
      });
      return;
    case 'parked':
      freeWindow(state, ticket);
      change(state, ticket, event, { phase: 'parked', parkedAt: at, servedMs: servedUntil(ticket, at) });
      return;
    case 'transferred':
      freeWindow(state, ticket);
      change(state, ticket, event, { servedMs: servedUntil(ticket, at), reentered: false, behind: 0, restUntil: 0 });
      return;
    case 'finished':
      finish(state, ticket, event, at);
      return;
    case 'left':
    case 'dayEnded':
      freeWindow(state, ticket);
      state.waiting.delete(ticket.id);
      change(state, ticket, event, { phase: event.kind === 'left' ? 'left' : 'ended', endedAt: at, window: null });
      return;
    case 'reopened':
      change(state, ticket, event, { endedAt: 0, outcome: null, reentered: false, behind: 0, restUntil: 0 });
      return;
    case 'undone':
      undo(state, ticket);
      return;
    case 'itemAdded':
      state.tickets.set(ticket.id, { ...ticket, items: [...ticket.items, event.item] });
      return;
    case 'printed':
      state.tickets.set(ticket.id, { ...ticket, reprints: event.times });
      return;
  }
}

function take(state: HallState, event: Extract<TicketEvent, { kind: 'taken' }>, seq: number): void {
  const at = event.t - event.lag;
  const queue = queueState(state, event.queue);
  state.queues.set(event.queue, {
    ...queue,
    last: event.alone ? queue.last : Math.max(queue.last, event.number),
    byKiosk: queue.byKiosk + (event.channel === 'kiosk' ? 1 : 0),
  });
  state.tickets.set(seq, {
    ...blankTicket(seq),
    label: labelOf(event.letter, event.number),
    queue: event.queue,
    letter: event.letter,
    number: event.number,
    items: event.items,
    priority: event.priority,
    care: event.care,
    channel: event.channel,
    token: event.token,
    takenAt: at,
    takenBy: event.device,
    waitingSince: at,
    last: { device: event.device, n: event.n, act: event.kind },
  });
  state.ticketsByToken.set(event.token, seq);
}

function called(state: HallState, ticket: Ticket, event: Extract<TicketEvent, { kind: 'called' }>, at: number): void {
  state.waiting.delete(ticket.id);
  let ordinaryWaits = false;
  for (const id of state.waiting) {
    const other = state.tickets.get(id);
    if (!other || other.queue !== ticket.queue) continue;
    if (other.reentered) {
      if (other.behind > 0) state.tickets.set(id, { ...other, behind: other.behind - 1 });
    } else if (other.priority === '') ordinaryWaits = true;
  }
  const queue = queueState(state, ticket.queue);
  state.queues.set(queue.id, { ...queue, ...countersAfterCall(queue, ticket, ordinaryWaits) });
  // A window that is busy with another number stays so: that this one was called there too is parked beside it.
  if ((state.windows.get(event.window)?.ticket ?? null) === null) occupyWindow(state, event.window, ticket.id);
  const isAlone = event.how !== '';
  // Called without the line it was announced at the window there and then; else its holder may still do so
  // by itself until it has stored the call (CU8).
  if (isAlone) state.announcements += 1;
  // By a right that had been freed: whoever has got the round since may not know yet (CU11).
  const keepsRight = event.how === 'freed' || (!isAlone && ticket.holder === event.device);
  change(state, ticket, event, {
    phase: 'called',
    window: event.window,
    calls: 1,
    calledAt: at,
    lastCallAt: at,
    freed: [],
    ...(keepsRight ? {} : { holder: 0, grant: '' }),
    ...(isAlone ? { announced: true, announcement: state.announcements } : {}),
  });
}

/** The device has used the right that it had; another's stays out until that one gives it back. */
function withoutRight({ holder }: Ticket, device: number): Partial<Ticket> {
  return holder === 0 || holder === device ? { holder: 0, grant: '' } : {};
}

function finish(state: HallState, ticket: Ticket, event: Extract<TicketEvent, { kind: 'finished' }>, at: number): void {
  const servedMs = servedUntil(ticket, at);
  const queue = queueState(state, ticket.queue);
  // Neither a consultation of seconds nor a visit with a night in it says how long an item takes.
  const inThisRound = servedMs - ticket.servedBefore;
  if (event.outcome === 'done' && inThisRound > 0 && ticket.begunAt >= 0) {
    state.queues.set(queue.id, { ...queue, service: [...queue.service, inThisRound].slice(-HISTORY) });
  }
  freeWindow(state, ticket);
  const window = state.windows.get(event.window);
  if (window) state.windows.set(window.no, { ...window, served: window.served + 1 });
  change(state, ticket, event, { phase: 'done', outcome: event.outcome, endedAt: at, servedMs });
}

function undo(state: HallState, ticket: Ticket): void {
  const before = ticket.before;
  if (!before) return;
  if (ticket.phase === 'done') {
    const window = ticket.window === null ? undefined : state.windows.get(ticket.window);
    if (window) state.windows.set(window.no, { ...window, served: window.served - 1 });
    const queue = queueState(state, ticket.queue);
    // Others may have finished since: the latest of the same length is this one's.
    const own = ticket.outcome === 'done' ? queue.service.lastIndexOf(ticket.servedMs - ticket.servedBefore) : -1;
    if (own >= 0) state.queues.set(queue.id, { ...queue, service: queue.service.filter((_, index) => index !== own) });
  }
  state.waiting.delete(ticket.id);
  // What came to the number meanwhile without being an act of the window stays: items, reprints.
  state.tickets.set(ticket.id, { ...before, items: ticket.items, reprints: ticket.reprints, before: null });
  if (before.phase === 'waiting') state.waiting.add(ticket.id);
  if (before.window !== null && (before.phase === 'called' || before.phase === 'serving')) {
    occupyWindow(state, before.window, ticket.id);
  }
}

/** One command may change a ticket by several events: `before` is what it was before the command. */
function change(state: HallState, ticket: Ticket, event: TicketEvent, patch: Partial<Ticket>): void {
  const sameCommand = ticket.last.device === event.device && ticket.last.n === event.n;
  const before = sameCommand ? ticket.before : { ...ticket, before: null };
  const act = sameCommand ? ticket.last.act : event.kind;
  state.tickets.set(ticket.id, { ...ticket, ...patch, last: { device: event.device, n: event.n, act }, before });
}

function servedUntil(ticket: Ticket, at: number): number {
  return ticket.phase === 'serving' ? ticket.servedMs + Math.max(0, at - ticket.begunAt) : ticket.servedMs;
}

function occupyWindow(state: HallState, no: number, ticket: number): void {
  state.windows.set(no, { ...windowState(state, no), ticket });
}

function freeWindow(state: HallState, ticket: Ticket): void {
  if (ticket.window === null) return;
  const window = state.windows.get(ticket.window);
  if (window?.ticket === ticket.id) state.windows.set(window.no, { ...window, ticket: null });
}

/** How often passed and priority numbers went first: what `callingOrder` weighs (rules Q8, Q11). */
export function countersAfterCall(
  queue: { run: number; gap: number; yielded: number },
  ticket: { reentered: boolean; priority: string },
  ordinaryWaits: boolean,
): { run: number; gap: number; yielded: number } {
  // Called after others have been: a new run begins.
  if (ticket.reentered) return { run: queue.gap > 0 ? 1 : queue.run + 1, gap: 0, yielded: queue.yielded };
  const gap = queue.run > 0 ? queue.gap + 1 : 0;
  if (ticket.priority === '') return { run: queue.run, gap, yielded: 0 };
  // Between two runs ordinary people are served, not priority ones, as long as any of them waits.
  if (ordinaryWaits) return { run: queue.run, gap: queue.gap, yielded: queue.yielded + 1 };
  return { run: queue.run, gap, yielded: queue.yielded };
}
