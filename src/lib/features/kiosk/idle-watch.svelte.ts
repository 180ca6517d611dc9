/** Leaves the screen to the next person: counts down from the last touch. */
export class IdleWatch {
  /** Seconds until the start screen; null while nothing has to be put back. */
  left = $state<number | null>(null);

  #lastTouch = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #after: number;
  readonly #isDirty: () => boolean;
  readonly #reset: () => void;

  constructor(seconds: number, isDirty: () => boolean, reset: () => void) {
    this.#after = seconds;
    this.#isDirty = isDirty;
    this.#reset = reset;
  }

  start(): () => void {
    this.touch();
    this.#timer = setInterval(() => this.#tick(), 250);
    return () => clearInterval(this.#timer);
  }

  touch(): void {
    this.#lastTouch = performance.now();
    if (this.left !== null) this.left = this.#after;
  }

  #tick(): void {
    if (!this.#isDirty()) {
      this.#lastTouch = performance.now();
      this.left = null;
      return;
    }
    const left = Math.ceil(this.#after - (performance.now() - this.#lastTouch) / 1000);
    if (left > 0) {
      this.left = left;
      return;
    }
    this.left = null;
    this.#reset();
  }
}
