import type { ReceiptView } from '#lib/domain/views/receipt-wire.ts';

/** What the page is about now: the number while it counts, then the matters, before both the booking. */
export type Face = 'ticket' | 'matter' | 'booking' | 'nothing';

const open = ['waiting', 'called', 'serving', 'parked', 'passed'] as const;

export function faceOf({ ticket, booking, matters }: ReceiptView): Face {
  if (ticket && open.some((phase) => phase === ticket.phase)) return 'ticket';
  if (matters.length > 0) return 'matter';
  if (ticket) return 'ticket';
  return booking ? 'booking' : 'nothing';
}
