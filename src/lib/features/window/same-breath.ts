/** A second press within so many ms is not meant, ms. */
const SAME_BREATH = 600;

/** Where one key means the next thing once it has done this one: whether it was pressed twice in one breath. */
export class SameBreath {
  #began = Number.NEGATIVE_INFINITY;

  /** Times are an event's `timeStamp`. */
  begins(at: number): void {
    this.#began = at;
  }

  includes(at: number): boolean {
    return at - this.#began <= SAME_BREATH;
  }

  /** Something was typed in between: the next press is meant. */
  forget(): void {
    this.#began = Number.NEGATIVE_INFINITY;
  }
}
