import type { HallState, Ticket } from '../ledger/index.ts';
import { callingOrder, estimateWait, type OrderRow } from '../queue/index.ts';
import type { Setup } from '../setup/index.ts';
import { namesOf, placeOf } from './places.ts';
import type { ReceiptSources } from './receipt-sources.ts';
import type { TicketReceipt } from './receipt-wire.ts';

/** V3: the number of today and its place in the line. */
export function ticketReceipt(
  state: HallState,
  setup: Setup,
  ticket: Ticket,
  { now, midnight, orderOf }: Pick<ReceiptSources, 'now' | 'midnight' | 'orderOf'>,
): TicketReceipt {
  const waits = ticket.phase === 'waiting';
  const t = now - midnight;
  const ahead = waits ? peopleAhead(state, setup, ticket, t, orderOf?.(ticket.queue)) : null;
  const isEarly = ticket.priority === 'booked' && ticket.bookedFor > t;
  // Until the window has stored the call nobody is sent to it.
  const shown = ticket.phase === 'called' && !ticket.announced ? 'waiting' : ticket.phase;
  const isAtWindow = ticket.phase === 'called' || ticket.phase === 'serving';
  return {
    label: ticket.label,
    items: ticket.items.map((code) => namesOf(setup, code)),
    area: placeOf(setup, ticket.queue),
    windows: setup.windows.filter((window) => window.queues.includes(ticket.queue)).map((window) => window.no),
    takenAt: midnight + ticket.takenAt,
    phase: shown,
    ahead: shown === 'waiting' ? (ahead ?? 0) : null,
    estimate: ahead === null || isEarly ? null : estimateWait(state, ticket.queue, ahead),
    window: isAtWindow && shown !== 'waiting' ? ticket.window : null,
    calls: ticket.calls,
    reentered: ticket.reentered,
    mayLeave: waits,
    mayDelay: waits && !ticket.delayed && !ticket.reentered,
    bookedFor: ticket.bookedFor === 0 ? null : midnight + ticket.bookedFor,
    lateForBooking: ticket.booking !== 0 && ticket.bookedFor === 0,
  };
}

/**
 * People of its queue who would be called before it if nobody else came; for a booked number before its minute only
 * those who are booked before it.
 */
export function peopleAhead(
  state: HallState,
  setup: Setup,
  ticket: Ticket,
  t: number,
  order: readonly OrderRow[] = callingOrder(state, [ticket.queue], setup.policy, t),
): number {
  const place = order.findIndex((row) => row.ticket.id === ticket.id);
  if (order[place]?.reason !== 'booked-later') return Math.max(0, place);
  return order.slice(0, place).filter(({ reason }) => reason === 'booked' || reason === 'booked-later').length;
}
