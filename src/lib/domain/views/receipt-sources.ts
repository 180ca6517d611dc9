import type { Booking, Matter, Ticket } from '../ledger/index.ts';
import type { OrderRow } from '../queue/index.ts';
import type { RatingOffer } from '../rating/index.ts';
import type { Setup } from '../setup/index.ts';

/** What a token leads to today. */
export interface Visit {
  ticket: Ticket | null;
  booking: Booking | null;
  matters: readonly Matter[];
}

export interface ReceiptSources {
  /** Hall clock and the open day's midnight, epoch ms. */
  now: number;
  midnight: number;
  practice: boolean;
  shortCode: string;
  /** The masked name in a dossier. */
  labels: (dossier: string) => { masked: string } | undefined;
  /** The version whose rules a matter keeps. */
  setupAt: (version: number) => Setup | null;
  /** Everyone who waits in a queue, in calling order, where somebody has it at hand. */
  orderOf?: (queue: string) => readonly OrderRow[];
  /** What this visit may be rated for, and was; `at` in `t` of the open day. */
  ratings: readonly (RatingOffer & { rated: boolean })[];
}
