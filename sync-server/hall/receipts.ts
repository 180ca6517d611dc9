import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import {
  accepted,
  estimateWait,
  isRatingOpen,
  midnightOf,
  openRatings,
  peopleAhead,
  pickupPlace,
  receiptView,
  refused,
  type Booking,
  type HallState,
  type Matter,
  type RatingOffer,
  type ReceiptView,
  type Result,
  type Ticket,
} from '#lib/domain/index.ts';
import type { Dossiers } from '../rooms/dossiers.ts';
import type { Storage } from '../storage/storage.ts';
import { EarlierVisits } from './earlier-visits.ts';
import type { Hall } from './hall.ts';
import { QueueOrders } from './queue-orders.ts';
import { RATED, ratingKey } from './rating-key.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** First 16 bytes of SHA-256 of a receipt's token, base64url: what the ledger keeps of it. */
export function tokenHash(token: string): string {
  return Buffer.from(sha256(utf8ToBytes(token)).slice(0, 16)).toString('base64url');
}

/** Eight Crockford characters: the first 40 bits of the hash. */
export function shortCodeOf(hash: string): string {
  const bytes = Buffer.from(hash, 'base64url').subarray(0, 5);
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: 8 }, (_, index) => CROCKFORD[Number((bits >> BigInt(35 - index * 5)) & 31n)]).join('');
}

/**
 * The hash that a code (normalised) leads to. Only those that begin as its bits do are spelt out: a
 * guess looks through a week of numbers.
 */
export function hashOfCode(hashes: Iterable<string>, code: string): string | null {
  let bits = 0n;
  for (const letter of code) bits = (bits << 5n) | BigInt(CROCKFORD.indexOf(letter));
  const bytes = Uint8Array.from({ length: 5 }, (_, index) => Number((bits >> BigInt(32 - index * 8)) & 255n));
  // Six letters are 36 bits of the code's 40.
  const beginning = Buffer.from(bytes).toString('base64url').slice(0, 6);
  for (const hash of hashes) if (hash.startsWith(beginning) && shortCodeOf(hash) === code) return hash;
  return null;
}

/** As people type it: any case, I and L for 1, O for 0, spaces and dashes between. */
export function normaliseCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
}

export function isShortCode(text: string): boolean {
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(normaliseCode(text));
}

/** What a token leads to: today's number, matters, booking; of earlier days what may still be rated. */
export interface FoundVisit {
  hash: string;
  ticket: Ticket | null;
  booking: Booking | null;
  matters: Matter[];
  /** Offers of earlier days, `at` in `t` of the open day. */
  earlier: RatingOffer[];
}

export type RatingOfVisit = RatingOffer & { rated: boolean };

/** One visit from booking to rating, for whoever holds its token or short code. */
export class Receipts {
  readonly #hall: Hall;
  readonly #storage: Storage;
  readonly #dossiers: Dossiers;
  readonly #earlier: EarlierVisits;
  readonly #orders: QueueOrders;

  constructor(hall: Hall, storage: Storage, dossiers: Dossiers) {
    this.#hall = hall;
    this.#storage = storage;
    this.#dossiers = dossiers;
    this.#earlier = new EarlierVisits(hall, storage);
    this.#orders = new QueueOrders(hall);
  }

  /** Refusals: token-unknown, token-expired (an earlier day's with nothing open), code-unknown. */
  async find(key: string): Promise<Result<FoundVisit, 'token-unknown' | 'token-expired' | 'code-unknown'>> {
    if (!isShortCode(key)) return this.byHash(tokenHash(key));
    const code = normaliseCode(key);
    const { ticketsByToken, mattersByToken, bookingsByToken } = this.#hall.engine.state;
    const today = [ticketsByToken.keys(), mattersByToken.keys(), bookingsByToken.keys()];
    for (const hashes of [...today, await this.#earlier.hashes()]) {
      const hash = hashOfCode(hashes, code);
      if (hash !== null) return this.byHash(hash);
    }
    return refused('code-unknown');
  }

  async byHash(hash: string): Promise<Result<FoundVisit, 'token-unknown' | 'token-expired'>> {
    const today = todaysVisit(this.#hall.engine.state, hash);
    const earlier = await this.#earlierRatings(hash, today);
    if (today || (earlier && earlier.length > 0)) {
      return accepted({ ...(today ?? { hash, ticket: null, booking: null, matters: [] }), earlier: earlier ?? [] });
    }
    return refused(earlier === null ? 'token-unknown' : 'token-expired');
  }

  /** What this visit may be rated for, with what was rated already; what is over is left out. */
  async ratingsOf(visit: FoundVisit): Promise<RatingOfVisit[]> {
    const { state, setup, t } = this.#hall.engine;
    return (await this.allRatingsOf(visit)).filter(({ at }) => isRatingOpen(setup, state.day, at, t));
  }

  async allRatingsOf({ ticket, matters, earlier }: FoundVisit): Promise<RatingOfVisit[]> {
    const desk = pickupPlace(this.#hall.engine.setup).window;
    const offers = [...openRatings(ticket ? [ticket] : [], matters, desk), ...earlier];
    if (offers.length === 0) return [];
    const keys = offers.map(({ visit, item }) => ratingKey(visit, item));
    const rated = await this.#storage.getMany(RATED, keys);
    return offers.map((offer, index) => ({ ...offer, rated: rated.has(keys[index] ?? '') }));
  }

  async view(visit: FoundVisit): Promise<ReceiptView> {
    const labels = await this.#dossiers.labels(visit.matters.map((matter) => matter.dossier));
    const ratings = await this.ratingsOf(visit);
    const { state, setup } = this.#hall.engine;
    return receiptView(state, setup, visit, {
      now: this.#hall.clock.now(),
      midnight: midnightOf(state.day, setup.hall.utcOffsetMinutes),
      practice: this.#hall.isPractice,
      shortCode: shortCodeOf(visit.hash),
      labels: (dossier) => labels[dossier],
      setupAt: (version) => this.#hall.engine.setupAt(version),
      orderOf: (queue) => this.#orders.of(queue),
      ratings,
    });
  }

  /**
   * What the view of a number rests on beside the clock: nothing of it has changed, and neither has the view. Null for a
   * visit that has more than its number: that cannot be told at a glance.
   */
  glance({ ticket, booking, matters, earlier }: FoundVisit): readonly unknown[] | null {
    if (!ticket || booking || matters.length > 0 || earlier.length > 0) return null;
    const { state, setup, t } = this.#hall.engine;
    if (ticket.phase !== 'waiting') return [ticket, setup, state.ratings.length];
    const ahead = peopleAhead(state, setup, ticket, t, this.#orders.of(ticket.queue));
    const { from, to } = estimateWait(state, ticket.queue, ahead) ?? { from: -1, to: -1 };
    return [ticket, setup, ahead, from, to];
  }

  /** Null: no earlier day knows anything of it. */
  async #earlierRatings(hash: string, today: Omit<FoundVisit, 'earlier'> | null): Promise<RatingOffer[] | null> {
    const { day } = this.#hall.engine.state;
    const old = (today?.matters ?? []).filter((matter) => matter.day !== day);
    // Today's numbers ask nothing of earlier days.
    if (today && old.length === 0) return [];
    const offers: RatingOffer[] = [];
    let isKnown = false;
    for (const token of new Set([hash, ...old.flatMap((matter) => matter.tokens)])) {
      const found = await this.#earlier.find(token);
      isKnown ||= found !== undefined;
      for (const offer of found?.ratings ?? []) {
        if (!offers.some((other) => other.visit === offer.visit && other.item === offer.item)) offers.push(offer);
      }
    }
    const { setup, t } = this.#hall.engine;
    if (!today && !offers.some(({ at }) => isRatingOpen(setup, day, at, t))) return isKnown ? [] : null;
    return offers;
  }
}

function todaysVisit(state: HallState, hash: string): Omit<FoundVisit, 'earlier'> | null {
  const matters = (state.mattersByToken.get(hash) ?? []).flatMap((id) => state.matters.get(id) ?? []);
  // The paper of a matter leads to its number too, as long as that is of today.
  const ticketId = state.ticketsByToken.get(hash) ?? matters.find((matter) => matter.ticket !== 0)?.ticket;
  const ticket = (ticketId === undefined ? undefined : state.tickets.get(ticketId)) ?? null;
  const bookingId = state.bookingsByToken.get(hash) ?? ticket?.booking ?? 0;
  const booking = state.bookings.get(bookingId) ?? null;
  return ticket || booking || matters.length > 0 ? { hash, ticket, booking, matters } : null;
}
