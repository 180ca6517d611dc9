import { letterOf, type HallState, type RefusalCode, type Result, type Setup } from '#lib/domain/index.ts';
import type { CounterDb } from './device-db.ts';
import { nextMatterNumber, nextProvisional } from './matter-numbers.ts';
import { nextOwnNumber } from './own-numbers.ts';

/** What of the store it needs. */
export interface SeriesHall {
  db(): CounterDb | null;
  /** `<hall>/<epoch>` */
  place(): string;
  setup(): Setup | null;
  /** Reactive. */
  decided(): HallState;
  /** The same day as far as it is folded; not reactive. */
  folded(): HallState;
}

/** Numbers that this device gives by itself: each is allocated on its disk before it is printed, and never again. */
export class OwnSeries {
  readonly #hall: SeriesHall;

  constructor(hall: SeriesHall) {
    this.#hall = hall;
  }

  /** The letter of this device's own series (TA1); null: it was never given one, or its time is over. */
  get letter(): string | null {
    const { letters, day } = this.#hall.decided();
    const db = this.#hall.db();
    return db ? letterOf(letters, db.incarnation, day) : null;
  }

  /** The next ticket number; `letter`: the queue's and then the device's. Refusal: not-saved-here. */
  async nextTicketNumber(letter: string): Promise<Result<number, RefusalCode>> {
    const db = this.#hall.db();
    const setup = this.#hall.setup();
    if (!db || !setup) return { ok: false, code: 'not-saved-here' };
    try {
      const { day } = this.#hall.decided();
      const number = await nextOwnNumber(db, { day, letter, keepOvernight: setup.policy.keepOvernight });
      return { ok: true, value: number };
    } catch {
      return { ok: false, code: 'not-saved-here' };
    }
  }

  /** A new matter number of this device. Refusals: terminal-missing, serials-used-up, not-saved-here. */
  async nextMatterNumber(): Promise<Result<string, RefusalCode>> {
    const db = this.#hall.db();
    const setup = this.#hall.setup();
    if (!db || !setup) return { ok: false, code: 'not-saved-here' };
    return nextMatterNumber(db, this.#hall.place(), this.#hall.folded(), setup);
  }

  /** A provisional part of a notice's number. Refusals: terminal-missing, not-saved-here. */
  async nextProvisional(): Promise<Result<string, RefusalCode>> {
    const db = this.#hall.db();
    if (!db) return { ok: false, code: 'not-saved-here' };
    return nextProvisional(db, this.#hall.place(), this.#hall.folded());
  }
}
