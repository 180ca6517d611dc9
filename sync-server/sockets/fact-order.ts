interface Row {
  n: number;
  /** The n of the device's fact before; null for the first. */
  after: number | null;
}

/**
 * Facts of one device are decided in its order, whichever of its tabs brings them: a row whose
 * predecessor has not come, or could not be kept, waits for it (contract: a gap waits). The first
 * row after a start of the relay is believed: what came before it was decided earlier.
 */
export class FactOrder {
  /** The last one decided or being decided. */
  #last: number | null = null;
  /** By the n they wait for. A device sends its open rows again on each connection: the newest counts. */
  readonly #waiting = new Map<number, { row: Row; decide: () => Promise<boolean> }>();

  /** Decides now or when its turn comes; `decide` says whether there is an answer. */
  async take(row: Row, decide: () => Promise<boolean>): Promise<void> {
    if (this.#last !== null && row.after !== null && row.after > this.#last) {
      this.#waiting.set(row.after, { row, decide });
      return;
    }
    this.#last = Math.max(this.#last ?? 0, row.n);
    if (!(await decide())) {
      this.#last = Math.min(this.#last, row.after ?? 0);
      return;
    }
    const follower = this.#waiting.get(row.n);
    if (!follower) return;
    this.#waiting.delete(row.n);
    await this.take(follower.row, follower.decide);
  }
}
