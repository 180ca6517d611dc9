import type { BookingKind, RefusalCode, ServiceReason } from '#lib/domain/index.ts';
import type { DispatchResult, HallStore } from '#lib/store/hall-store.svelte.ts';
import { hashToken, newToken } from '../kiosk/token.ts';
import { bookingMarks, bookingTexts } from '../papers/booking-case.ts';

/** What somebody on the phone or at the counter wants. Minutes of the date. */
export interface BookingWish {
  kind: Exclude<BookingKind, 'extra'>;
  code: string;
  name: string;
  phone: string;
  /** For a service outside hours: why, in a word and in words. */
  reason: ServiceReason;
  note: string;
  date: string;
  at: number;
  until: number;
}

/** The booking's own room, begun before the ledger names it; the same for each try of one wish. */
export interface BookingDraft {
  dossier: string;
  token: string;
}

export function newDraft(hall: HallStore): BookingDraft {
  return { dossier: hall.dossiers.newId(), token: newToken() };
}

/**
 * Books for somebody: name, phone and the receipt's token go into the dossier, the ledger gets no
 * word of them. Without the line an ordinary booking is tentative (BK23). Refusals: line-down, not-saved-here, and
 * those of `book` and `askService`.
 */
export async function bookForSomebody(
  hall: HallStore,
  { dossier, token }: BookingDraft,
  wish: BookingWish,
): Promise<DispatchResult | { ok: false; code: RefusalCode }> {
  const room = hall.dossiers.open(dossier);
  try {
    await room.whenReady;
    room.editText(bookingTexts.name, wish.name);
    room.editText(bookingTexts.phone, wish.phone);
    room.editText(bookingTexts.note, wish.note);
    room.setMark('token', token);
    room.setMark(bookingMarks.asked, wish.kind);
    if (!(await room.stored())) return { ok: false, code: 'not-saved-here' };
    const { code, date, at, until, reason } = wish;
    const tokenHash = hashToken(token);
    // Without the line it is 暂约: confirmed when it is back, or fitted in by the chief representative.
    const kind = hall.isUp ? 'book' : 'bookAlone';
    if (wish.kind === 'ordinary') return await hall.dispatch(kind, { code, date, at, dossier, tokenHash });
    return await hall.dispatch('askService', {
      service: wish.kind,
      code,
      date,
      at,
      until,
      window: 0,
      reason,
      dossier,
      tokenHash,
    });
  } finally {
    hall.dossiers.close(dossier);
  }
}
