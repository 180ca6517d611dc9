interface Row {
  n: number;
  /** The n of the device's fact before; null for the first. */
  after: number | null;
}

interface Waiting {
  row: Row;
  decide: () => Promise<boolean>;
  turnAway: () => void;
}

/** Facts of one device that wait for one before them; it keeps the others and sends them again. */
const MOST_WAITING = 500;

/**
 * Facts of one device are decided in its order, whichever of its tabs brings them: a row whose
 * predecessor has not come, or could not be kept, waits for it (contract: a gap waits). The first
 * row after a start of the relay is believed: what came before it was decided earlier. A predecessor
 * that was decided by another way (a kiosk's surface of the same profile posts its rows) is no gap.
 */
export class FactOrder {
  /** The last one decided or being decided. */
  #last: number | null = null;
  /** By the n they wait for. A device sends its open rows again on each connection: the newest counts. */
  readonly #waiting = new Map<number, Waiting>();

  readonly #isDecided: (n: number) => Promise<boolean>;

  constructor(isDecided: (n: number) => Promise<boolean>) {
    this.#isDecided = isDecided;
  }

  /** A row that could not even be read was answered; what comes after it waits for what was before it all the same. */
  answered(row: Row, turnAway: () => void): Promise<void> {
    return this.take(row, () => Promise.resolve(true), turnAway);
  }

  /**
   * Decides now or when its turn comes; `decide` says whether there is an answer. `turnAway` hears that it was not
   * kept, for too many wait already.
   */
  async take(row: Row, decide: () => Promise<boolean>, turnAway: () => void): Promise<void> {
    // Asked again after the look-up: the predecessor may have come meanwhile.
    if (this.#isEarly(row) && !(await this.#isDecided(row.after ?? 0).catch(() => false)) && this.#isEarly(row)) {
      this.#wait(row.after ?? 0, { row, decide, turnAway });
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
    await this.take(follower.row, follower.decide, follower.turnAway);
  }

  #wait(after: number, waiting: Waiting): void {
    if (this.#waiting.size < MOST_WAITING || this.#waiting.has(after)) this.#waiting.set(after, waiting);
    else waiting.turnAway();
  }

  #isEarly(row: Row): boolean {
    return this.#last !== null && row.after !== null && row.after > this.#last;
  }
}
