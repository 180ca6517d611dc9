/** A value that is read again every so often: clocks on screens. */
export class Ticker {
  count = $state(0);
  #timer: ReturnType<typeof setInterval> | undefined;

  start(milliseconds: number): () => void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => (this.count += 1), milliseconds);
    return () => clearInterval(this.#timer);
  }
}
