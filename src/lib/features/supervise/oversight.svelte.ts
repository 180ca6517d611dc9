import {
  appointmentRate,
  bookingIndicators,
  bookingsOn,
  ratingFigures,
  servicesToAnswer,
  type Booking,
  type RatingFigures,
  type WorkOrder,
} from '#lib/domain/index.ts';
import { ask } from '#lib/store/api.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { bundleLines, type BundleLine } from './bundle-lines.ts';
import { openMatters, type MatterLine } from './matter-clocks.ts';

export type ListName = 'matters' | 'bundles' | 'bookings' | 'ratings' | 'conflicts' | 'late';

export interface RatingText {
  day: string;
  /** Of the rating in that day's ledger. */
  id: number;
  text: string;
}

/** One step of a matter as the hall has it (`GET /api/matters/<dossier>/timeline`). Instants are epoch ms. */
export interface TimelineStep {
  day: string;
  seq: number;
  at: number;
  enteredAt: number;
  account: string | null;
  device: string;
  kind: string;
  fields: Record<string, unknown>;
}

/** What the supervisor watches beside the queues: matters, bundles, services, ratings. */
export class Oversight {
  readonly hall: HallStore;
  /** The list that is open, and the matter whose time-line is. */
  list = $state<ListName | null>(null);
  dossier = $state<string | null>(null);
  #tick = $state(0);
  #texts = $state.raw<readonly RatingText[] | null>(null);
  #steps = $state.raw<readonly TimelineStep[] | null>(null);
  #hasFailed = $state(false);

  constructor(hall: HallStore) {
    this.hall = hall;
  }

  readonly matters = $derived.by((): MatterLine[] => {
    void this.#tick;
    const { setup } = this.hall;
    return setup ? openMatters(this.hall.proposed, setup, this.hall.t) : [];
  });

  /** Those that are over and still in today's ledger, the latest first. */
  readonly over = $derived.by((): MatterLine[] => {
    return [...this.hall.decided.matters.values()]
      .filter(({ phase }) => phase === 'closed' || phase === 'notAccepted')
      .sort((a, b) => b.closedAt - a.closedAt)
      .map((matter) => ({ matter, clocks: [], card: null }));
  });

  readonly bundles = $derived.by((): BundleLine[] => {
    const { setup } = this.hall;
    return setup ? bundleLines(this.hall.proposed, setup) : [];
  });

  readonly ratings = $derived.by((): RatingFigures => ratingFigures(this.hall.decided));
  readonly services = $derived.by((): Booking[] => servicesToAnswer(this.hall.decided));
  readonly bookings = $derived.by((): Booking[] => {
    const { decided } = this.hall;
    return bookingsOn(decided, decided.day);
  });
  readonly workOrders = $derived.by((): WorkOrder[] => {
    return [...this.hall.decided.workOrders.values()].sort((a, b) => a.due - b.due || a.id - b.id);
  });
  readonly indicators = $derived.by(() => {
    const { setup, decided } = this.hall;
    return setup ? { ...bookingIndicators(decided, setup).ordinary, rate: appointmentRate(setup) } : null;
  });

  get texts(): readonly RatingText[] | null {
    return this.#texts;
  }
  get steps(): readonly TimelineStep[] | null {
    return this.#steps;
  }
  /** What was asked for last did not come. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  tick(): void {
    this.#tick += 1;
  }

  open(list: ListName): void {
    this.list = list;
    this.dossier = null;
    if (list === 'ratings') void this.#loadTexts();
  }

  close(): void {
    this.list = null;
    this.dossier = null;
  }

  /** The time-line is read from the ledgers of all its days: the hall has them. */
  async openTimeline(dossier: string): Promise<void> {
    this.dossier = dossier;
    this.#steps = null;
    this.#hasFailed = false;
    const answer = await ask<{ events: TimelineStep[] }>('GET', `/api/matters/${dossier}/timeline`);
    // Another one was opened meanwhile.
    if (this.dossier !== dossier) return;
    if (answer.ok) this.#steps = answer.value.events;
    else this.#hasFailed = true;
  }

  async #loadTexts(): Promise<void> {
    this.#hasFailed = false;
    const answer = await ask<{ texts: RatingText[] }>('GET', '/api/ratings/texts');
    if (answer.ok) this.#texts = answer.value.texts;
    else this.#hasFailed = true;
  }
}
