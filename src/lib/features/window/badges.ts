import type { OrderRow, Ticket } from '#lib/domain/index.ts';
import type { BadgeReason } from '#lib/ui/signs.ts';

/** Why a number stands where it stands. */
export function badgeOf({ ticket, reason }: OrderRow): BadgeReason {
  if (reason === 'resting' || reason === 'reentered') return 'passed';
  if (reason === 'guaranteed') return 'guaranteed';
  return priorityBadge(ticket);
}

export function priorityBadge(ticket: Ticket): BadgeReason {
  if (ticket.priority === 'booked') return 'booking';
  return ticket.priority === '' ? 'plain' : ticket.priority;
}
