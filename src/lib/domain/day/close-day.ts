import type { EventBody, HallState, Ticket } from '../ledger/index.ts';
import { isSuspect } from '../queue/index.ts';
import { endOfDayBookings } from '../schedule/index.ts';
import type { Setup } from '../setup/index.ts';

/**
 * The last entry of a day (D1): whoever still waits, is parked or was passed over ends as
 * `dayEnded`, unless the hall keeps its queue overnight; then the day is closed.
 */
export function closingEvents(state: HallState, setup: Setup, next: string, head: string): EventBody[] {
  const ended: EventBody[] = [];
  for (const ticket of state.tickets.values()) {
    if (endsWithTheDay(state, ticket, setup)) ended.push({ kind: 'dayEnded', ticket: ticket.id });
  }
  return [...ended, ...endOfDayBookings(state), { kind: 'dayClosed', next, head }];
}

/** The first entry of the next day: who we are, and the head of the day before (D2). */
export function openingEvents(state: HallState, next: string, head: string): EventBody[] {
  return [{ kind: 'dayOpened', hall: state.hall, date: next, epoch: state.epoch, previous: head }];
}

/** Whether a ticket goes over midnight: one at a window does; waiting ones where the queue is kept. */
export function isCarried(state: HallState, ticket: Ticket, setup: Setup): boolean {
  if (ticket.phase === 'called' || ticket.phase === 'serving') return true;
  // What a device that never came back may have called is nobody's to promise for tomorrow (CU14).
  if (isSuspect(state, ticket)) return false;
  return setup.policy.keepOvernight && (ticket.phase === 'waiting' || ticket.phase === 'parked');
}

function endsWithTheDay(state: HallState, ticket: Ticket, setup: Setup): boolean {
  return !isCarried(state, ticket, setup) && ['waiting', 'parked', 'passed'].includes(ticket.phase);
}
