import type { RatingOffer, WindowState } from '#lib/domain/index.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { OFFERED_FOR, screenOffers, windowOfDevice } from './screen-offers.ts';

/** Thanks stand so long before the screen rests again. */
const THANKS_FOR = 4000;
const WORST_GOOD = 3;

/** The second screen of a window: rests, offers the rating of a visit that just ended, thanks, rests. */
export class ScreenDesk {
  readonly hall: HallStore;
  level = $state(0);
  aspects = $state<string[]>([]);
  isMissing = $state(false);
  isSending = $state(false);
  refusal = $state<string | null>(null);
  #thanked = $state.raw<{ isBad: boolean; until: number } | null>(null);
  #over = $state.raw<readonly string[]>([]);
  #tick = $state(0);
  #shown = '';

  constructor(hall: HallStore) {
    this.hall = hall;
  }

  readonly window = $derived.by((): WindowState | null => windowOfDevice(this.hall.proposed, this.hall.device));

  /** The newest that nobody has rated or waved away here. */
  readonly offer = $derived.by((): RatingOffer | null => {
    void this.#tick;
    const { setup } = this.hall;
    if (!setup || !this.window) return null;
    const offers = screenOffers(this.hall.proposed, setup, this.window, this.hall.t);
    return offers.find((offer) => !this.#over.includes(keyOf(offer))) ?? null;
  });

  /** Whole seconds that the offer still stands. */
  readonly secondsLeft = $derived.by((): number => {
    void this.#tick;
    return this.offer ? Math.max(0, Math.ceil((this.offer.at + OFFERED_FOR - this.hall.t) / 1000)) : 0;
  });

  get thanks(): { isBad: boolean } | null {
    void this.#tick;
    return this.#thanked && this.#thanked.until > this.hall.now() ? this.#thanked : null;
  }

  tick(): void {
    this.#tick += 1;
    // The next visit begins with nothing chosen, whatever the one before left on the screen.
    const key = this.offer ? keyOf(this.offer) : '';
    if (key !== this.#shown) {
      this.#shown = key;
      this.#empty();
    }
  }

  skip(): void {
    if (this.offer) this.#leave(this.offer);
  }

  async submit(): Promise<void> {
    const { offer, level } = this;
    this.isMissing = level === 0;
    this.refusal = null;
    if (!offer || this.isMissing || this.isSending) return;
    this.isSending = true;
    const { visit, item, window } = offer;
    const aspects = [...this.aspects];
    const rated = await this.hall.dispatch('rate', { visit, item, window, level, aspects, source: 'screen' });
    this.isSending = false;
    if (!rated.ok && rated.code !== 'rated-before') {
      this.refusal = rated.code;
      return;
    }
    if (rated.ok) this.#thanked = { isBad: level < WORST_GOOD, until: this.hall.now() + THANKS_FOR };
    else this.refusal = rated.code;
    this.#leave(offer);
  }

  #leave(offer: RatingOffer): void {
    this.#over = [...this.#over, keyOf(offer)].slice(-40);
    this.#empty();
  }

  #empty(): void {
    this.level = 0;
    this.aspects = [];
    this.isMissing = false;
  }
}

function keyOf({ visit, item }: RatingOffer): string {
  return `${visit}|${item}`;
}
