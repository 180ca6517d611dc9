import type { Rights } from './rights.ts';

/** How long after it has come back a kiosk's rows may still belong to the time without a line. */
const BACKLOG = 60_000;
/** A kiosk that was silent for longer may have been cut off. */
const GAP = 5000;

interface Heard {
  last: number;
  /** When it was heard before its last silence; 0: not known. */
  before: number;
  backAt: number;
}

/** When each kiosk was heard, by its requests: what it says it did without the line cannot be older (TA3). */
export class KioskTouch {
  readonly #wall: () => number;
  readonly #rights: Rights;
  readonly #heard = new Map<string, Heard>();

  constructor(wall: () => number, rights: Rights) {
    this.#wall = wall;
    this.#rights = rights;
  }

  hear(incarnation: string): void {
    const now = this.#wall();
    const heard = this.#heard.get(incarnation);
    if (heard && now - heard.last <= GAP) heard.last = now;
    else this.#heard.set(incarnation, { last: now, before: this.#rights.lastHeard(incarnation), backAt: now });
    this.#rights.hear(incarnation);
  }

  /** How long ago something was done that happened at `at`, wall clock: not in the future, not before it was in touch. */
  lag(incarnation: string, at: number): number {
    const now = this.#wall();
    const heard = this.#heard.get(incarnation);
    const inTouch = heard && now - heard.backAt < BACKLOG ? heard.before : (heard?.last ?? 0);
    return Math.max(0, Math.min(now - at, now - inTouch));
  }
}
