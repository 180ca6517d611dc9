import { estimateWait, peopleAhead, type Booking, type DossierContent } from '#lib/domain/index.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { hashToken } from '../kiosk/token.ts';
import type { BookingCase } from '../papers/booking-case.ts';
import { bookingVoucherData } from '../papers/booking-voucher.ts';
import { extendedServiceData } from '../papers/extended-service.ts';
import { noticeCommon, tokenOf } from '../papers/notice-common.ts';
import type { PaperDesk, PrintOutcome, PrintSheet } from '../printing/paper-desk.ts';
import { shortCodeOf } from '../take/short-code.ts';
import { printTicket } from '../window/papers.ts';

/** A booking's number is its short code: it stays the same on every day, and people can say it. */
export function bookingNumber(booking: Booking): string {
  return shortCodeOf(booking.token);
}

/** Document 14 for an extended service, else document 13. Counted as printed once it was. `isTentative`: 暂约 (BK23). */
export function printBookingPaper(
  hall: HallStore,
  papers: PaperDesk,
  booking: Booking,
  content: DossierContent,
  isTentative = false,
): Promise<PrintOutcome> {
  return papers.dated((print) => bookingPaper(hall, print, booking, content, isTentative));
}

async function bookingPaper(
  hall: HallStore,
  print: PrintSheet,
  booking: Booking,
  content: DossierContent,
  isTentative: boolean,
): Promise<PrintOutcome> {
  const { setup } = hall;
  if (!setup) return { ok: false, code: 'setup-unknown' };
  const document = booking.service === 'extended' ? 'extended-service' : 'booking-voucher';
  const common = await noticeCommon(hall, {
    content,
    matter: null,
    documentNo: bookingNumber(booking),
    document,
    window: booking.window,
    prints: booking.prints[document] ?? 0,
  });
  if (!common) return { ok: false, code: 'not-signed-in' };
  const paper: BookingCase = { setup, booking, content, day: hall.proposed.day };
  const outcome = await print(`${common.documentNo}.pdf`, (documents) =>
    booking.service === 'extended'
      ? documents.extendedServiceForm(extendedServiceData(paper, common, escalatedBy(hall, booking)))
      : documents.bookingVoucher(bookingVoucherData(paper, common, isTentative)),
  );
  if (outcome.ok) await hall.dispatch('printedPaper', { dossier: booking.dossier, document });
  return outcome;
}

/** Document 1 for somebody whom staff checked in: the number, with the booking's own code. */
export async function printCheckIn(
  hall: HallStore,
  papers: PaperDesk,
  booking: Booking,
  content: DossierContent,
): Promise<PrintOutcome> {
  const { setup, session, decided } = hall;
  const ticket = decided.tickets.get(booking.ticket);
  const token = tokenOf(content);
  if (!setup || !session || !ticket || token === null) return { ok: false, code: 'ticket-unknown' };
  const ahead = peopleAhead(decided, setup, ticket, hall.t);
  const estimate = estimateWait(decided, ticket.queue, ahead);
  return printTicket(papers, setup, {
    ticket,
    token,
    publicUrl: session.publicUrl,
    shortCode: shortCodeOf(hashToken(token)),
    ahead,
    estimate: estimate ? { from: estimate.from, to: estimate.to } : null,
    takenAt: hall.now() - (hall.t - ticket.takenAt),
    practice: session.practice,
    device: session.staff?.account ?? '',
  });
}

function escalatedBy(hall: HallStore, booking: Booking): string {
  return booking.escalatedAt === 0 ? '' : (hall.proposed.staff.get(booking.escalatedBy) ?? '');
}
