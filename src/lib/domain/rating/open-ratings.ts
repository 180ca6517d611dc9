import type { Matter, Ticket } from '../ledger/index.ts';
import { dueOf, hallMinute, workingClockOf } from '../limits/index.ts';
import type { Setup } from '../setup/index.ts';
import { MINUTE, type HallDate } from '../shared/index.ts';

/** Something a visit may be rated for. `at`: `t` of its end. */
export interface RatingOffer {
  /** Names the visit to the relay: a ticket's token hash, or the dossier of a matter that was collected. */
  visit: string;
  item: string;
  window: number;
  at: number;
}

type FinishedTicket = Pick<Ticket, 'token' | 'items' | 'phase' | 'window' | 'endedAt'> & { before?: Ticket | null };
type CollectedMatter = Pick<Matter, 'dossier' | 'code' | 'handedAt'>;

/**
 * R5: each item of a visit that was served, and the collection of each matter. A visit that nobody served (passed,
 * left) has nothing to rate. `pickupWindow`: where bundles are handed over.
 */
export function openRatings(
  tickets: readonly FinishedTicket[],
  matters: readonly CollectedMatter[],
  pickupWindow: number | null,
): RatingOffer[] {
  const offers: RatingOffer[] = [];
  for (const ticket of tickets) {
    const window = ticket.window ?? ticket.before?.window ?? null;
    if (ticket.phase !== 'done' || window === null) continue;
    for (const item of ticket.items) offers.push({ visit: ticket.token, item, window, at: ticket.endedAt });
  }
  for (const { dossier, code, handedAt } of matters) {
    if (handedAt !== 0 && pickupWindow !== null) {
      offers.push({ visit: dossier, item: code, window: pickupWindow, at: handedAt });
    }
  }
  return offers;
}

/** R7: a visit may be rated until the close of the n-th working day after it. `t`s since the midnight of `day`. */
export function isRatingOpen(setup: Setup, day: HallDate, at: number, t: number): boolean {
  const ended = hallMinute(day, Math.floor(at / MINUTE));
  const now = hallMinute(day, Math.floor(t / MINUTE));
  return now <= dueOf(workingClockOf(setup), ended, { value: setup.rating.validDays, unit: 'working_day' }).at;
}
