import type { HallState } from '../ledger/index.ts';
import type { Setup } from '../setup/index.ts';
import { bookingReceipt } from './booking-receipt.ts';
import { matterReceipt } from './matter-receipt.ts';
import { namesOf } from './places.ts';
import type { ReceiptSources, Visit } from './receipt-sources.ts';
import type { ReceiptView } from './receipt-wire.ts';
import { ticketReceipt } from './ticket-receipt.ts';

/** V3: what the holder of a token may see of the own visit: no full name, nobody else's number. */
export function receiptView(state: HallState, setup: Setup, visit: Visit, sources: ReceiptSources): ReceiptView {
  const { now, midnight, practice, shortCode, ratings } = sources;
  return {
    hall: setup.hall.name,
    hallEn: setup.hall.nameEn,
    practice,
    now,
    utcOffsetMinutes: setup.hall.utcOffsetMinutes,
    day: state.day,
    shortCode,
    ticket: visit.ticket && ticketReceipt(state, setup, visit.ticket, sources),
    booking: visit.booking && bookingReceipt(state, setup, visit.booking, { now, midnight }),
    matters: visit.matters.map((matter) => matterReceipt(setup, matter, sources)),
    ratings: ratings.map((offer) => ({ ...offer, ...namesOf(setup, offer.item), at: midnight + offer.at })),
    aspects: ratings.some(({ rated }) => !rated) ? setup.rating.aspects : [],
  };
}
