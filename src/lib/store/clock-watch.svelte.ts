/** Clock and steady time may differ so much between two ticks before somebody has set the clock, or the PC has slept. */
const JUMP = 60_000;
/** A hidden tab is woken once a minute; a PC whose ticks stayed away longer has slept. */
const SLEPT = 150_000;
const TICK = 1000;
/** A page that opens without the line believes a clock that was right so long ago. */
const BELIEVED = 12 * 3_600_000;

interface Clocks {
  /** Wall clock, epoch ms. */
  now: () => number;
  /** Never set back, ms. */
  steady: () => number;
}

/**
 * Whether this PC knows the date. A PC that slept or whose clock was set does not, until the hall's clock was heard
 * or a person has confirmed it. No exclusive act rests on a clock; what is printed bears a date.
 */
export class ClockWatch {
  readonly #clocks: Clocks;
  readonly #onwake: () => void;
  #doubt = $state(false);
  #now: number;
  #steady: number;

  /** `onwake`: the PC was away, or its clock was set: what it believed about its line is old. */
  constructor(onwake: () => void, clocks: Clocks = { now: () => Date.now(), steady: () => performance.now() }) {
    this.#onwake = onwake;
    this.#clocks = clocks;
    this.#now = clocks.now();
    this.#steady = clocks.steady();
  }

  /** Reactive: a date must be confirmed by a person before it is printed. */
  get doubt(): boolean {
    return this.#doubt;
  }

  start(): () => void {
    const timer = setInterval(() => this.tick(), TICK);
    return () => clearInterval(timer);
  }

  tick(): void {
    const passed = this.#clocks.now() - this.#now;
    const steadily = this.#clocks.steady() - this.#steady;
    this.#now += passed;
    this.#steady += steadily;
    if (Math.abs(passed - steadily) < JUMP && passed < SLEPT) return;
    this.#doubt = true;
    this.#onwake();
  }

  /** The page opens; `sureAt`: wall clock when the hall was heard last, as it was kept here; null: never. */
  opened(sureAt: number | null): void {
    const since = sureAt === null ? 0 : this.#clocks.now() - sureAt;
    this.#doubt = sureAt === null || since < -JUMP || since > BELIEVED;
  }

  /** The hall's clock was heard, or a person has said which day it is. */
  sure(): void {
    this.#doubt = false;
  }
}
