import { givesNumbers, minuteOfDay, type HallDate } from '#lib/domain/index.ts';
import type { HallClock } from './hall-clock.ts';
import type { SetupsInForce } from './setups-in-force.ts';

/** The hall's clock as the setup in force reads it: its zone and its hours. */
export class LocalTime {
  readonly #clock: HallClock;
  readonly #setups: SetupsInForce;
  readonly #practice: boolean;

  constructor(clock: HallClock, setups: SetupsInForce, practice: boolean) {
    this.#clock = clock;
    this.#setups = setups;
    this.#practice = practice;
  }

  get today(): HallDate {
    return this.#clock.today(this.#setups.current);
  }

  /** Milliseconds since the midnight of `date`, which need not be today's. */
  t(date: HallDate): number {
    return this.#clock.t(date, this.#setups.current);
  }

  /** Numbers are given now: in hours, and in a practice hall at any hour. */
  get isOpen(): boolean {
    if (this.#practice) return true;
    const { current } = this.#setups;
    const now = this.#clock.now();
    return givesNumbers(current, this.#clock.today(current), minuteOfDay(now, current.hall.utcOffsetMinutes));
  }
}
