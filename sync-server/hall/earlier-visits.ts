import {
  addDays,
  isRatingOpen,
  DAY,
  type HallDate,
  type RatingOffer,
  type Ticket,
  openRatings,
} from '#lib/domain/index.ts';
import type { Storage } from '../storage/storage.ts';
import type { Hall } from './hall.ts';
import { LedgerLog, logName } from './ledger-room.ts';

interface Earlier {
  of: string;
  /** By token hash: the visit, or null for one that was never served, and for bookings and matters that are over. */
  visits: Promise<ReadonlyMap<string, EarlierVisit | null>>;
}

/** A visit of an earlier day that may still be rated; `at` in `t` of the open day. */
export interface EarlierVisit {
  items: string[];
  ratings: RatingOffer[];
}

/**
 * Visits of the days before that may still be rated, read from their ledgers when somebody first asks on a day. Finished
 * numbers are not carried over midnight; their ledgers stay.
 */
export class EarlierVisits {
  readonly #hall: Hall;
  readonly #storage: Storage;
  #known: Earlier | null = null;

  constructor(hall: Hall, storage: Storage) {
    this.#hall = hall;
    this.#storage = storage;
  }

  /** Undefined: no earlier day that counts knows this token. */
  async find(hash: string): Promise<EarlierVisit | null | undefined> {
    return (await this.#visits()).get(hash);
  }

  /** All token hashes of these days, for short codes. */
  async hashes(): Promise<Iterable<string>> {
    return (await this.#visits()).keys();
  }

  async #visits(): Promise<ReadonlyMap<string, EarlierVisit | null>> {
    const { identity, state } = this.#hall.engine;
    const of = `${identity.epoch} ${state.day}`;
    if (this.#known?.of !== of) this.#known = { of, visits: this.#read(state.day) };
    const known = this.#known;
    try {
      return await known.visits;
    } catch (error) {
      // A disk that could not be read is asked again the next time.
      if (this.#known === known) this.#known = null;
      throw error;
    }
  }

  async #read(today: HallDate): Promise<Map<string, EarlierVisit | null>> {
    const { identity, setup } = this.#hall.engine;
    const visits = new Map<string, EarlierVisit | null>();
    for (let back = 1; ; back += 1) {
      // Its last minute still counts at today's first one, or no day before it does either; yesterday is always known.
      if (back > 1 && !isRatingOpen(setup, today, -(back - 1) * DAY - 1, 0)) return visits;
      const updates = await this.#storage.readLog(logName(identity, addDays(today, -back)));
      if (updates.length === 0) continue;
      const log = LedgerLog.load('', updates);
      const { tickets, bookingsByToken, mattersByToken } = log.state;
      for (const token of [...bookingsByToken.keys(), ...mattersByToken.keys()]) {
        if (!visits.has(token)) visits.set(token, null);
      }
      for (const ticket of tickets.values()) {
        if (!visits.get(ticket.token)) visits.set(ticket.token, visitOf(ticket, back));
      }
      log.destroy();
    }
  }
}

function visitOf(ticket: Ticket, back: number): EarlierVisit | null {
  const ratings = openRatings([ticket], [], null).map((offer) => ({ ...offer, at: offer.at - back * DAY }));
  return ratings.length === 0 ? null : { items: ticket.items, ratings };
}
