import type { ReceiptView, TicketReceipt } from '#lib/domain/views/wire.ts';

/** A receipt with today's number: what the ticket's part of the page shows. */
export type TicketView = TicketReceipt &
  Pick<ReceiptView, 'hall' | 'hallEn' | 'practice' | 'now' | 'utcOffsetMinutes' | 'shortCode'>;

/** Null while the visit has no number. */
export function ticketViewOf(view: ReceiptView): TicketView | null {
  const { ticket, hall, hallEn, practice, now, utcOffsetMinutes, shortCode } = view;
  return ticket && { ...ticket, hall, hallEn, practice, now, utcOffsetMinutes, shortCode };
}
