/** So many at once, and then so many a second. */
export class TokenBucket {
  readonly #most: number;
  readonly #perSecond: number;
  #tokens: number;
  #at = 0;

  constructor(most: number, perSecond: number) {
    this.#most = most;
    this.#perSecond = perSecond;
    this.#tokens = most;
  }

  /** Takes one, or more, at `now` (ms); false when there are not so many. A clock that is set back costs nothing. */
  take(now: number, amount = 1): boolean {
    const elapsed = this.#at > 0 ? Math.max(0, now - this.#at) : 0;
    this.#tokens = Math.min(this.#most, this.#tokens + (elapsed / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#tokens < amount) return false;
    this.#tokens -= amount;
    return true;
  }
}
