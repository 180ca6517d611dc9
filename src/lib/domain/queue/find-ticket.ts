import type { HallState, Ticket } from '../ledger/index.ts';
import { accepted, refused, type Result } from '../shared/index.ts';

/**
 * The ticket that a command names by day and number: today's, or one carried over midnight.
 * Refusals: ticket-not-today, ticket-unknown.
 */
export function findTicket(
  state: HallState,
  ref: { day: string; ticket: number },
): Result<Ticket, 'ticket-not-today' | 'ticket-unknown'> {
  const id = ref.day === state.day ? ref.ticket : state.carried.get(`${ref.day}#${ref.ticket}`);
  if (id === undefined) return refused('ticket-not-today', { day: ref.day });
  const ticket = state.tickets.get(id);
  return ticket ? accepted(ticket) : refused('ticket-unknown');
}
