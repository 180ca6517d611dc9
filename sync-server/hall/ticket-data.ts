import { estimateWait, midnightOf, openWindowsOf, peopleAhead, placeOf, type Ticket } from '#lib/domain/index.ts';
import type { Hall } from './hall.ts';
import { shortCodeOf } from './receipts.ts';

/** What a slip needs of a number: people ahead, estimate, place, short code. */
export function ticketData(hall: Hall, ticket: Ticket): Record<string, unknown> {
  const { state, setup } = hall.engine;
  const ahead = ticket.phase === 'waiting' ? peopleAhead(state, setup, ticket, hall.engine.t) : 0;
  return {
    ticket: ticket.id,
    label: ticket.label,
    day: state.day,
    ahead,
    estimate: estimateWait(state, ticket.queue, ahead),
    takenAt: midnightOf(state.day, setup.hall.utcOffsetMinutes) + ticket.takenAt,
    shortCode: shortCodeOf(ticket.token),
    area: placeOf(setup, ticket.queue),
    windows: windowsFor(hall, ticket.queue),
  };
}

/** Windows that serve a queue: the open ones, or all that may, when none is open yet. */
function windowsFor(hall: Hall, queue: string): number[] {
  const open = openWindowsOf(hall.engine.state, queue);
  if (open.length > 0) return open;
  return hall.engine.setup.windows.filter((window) => window.queues.includes(queue)).map((window) => window.no);
}
