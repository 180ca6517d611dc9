/** Somebody is typing here for so many ms after a key… */
const TYPING = 400;
/** …and what others write meanwhile is shown with the next key, or after so many ms without one. */
const WITHIN = 200;

/**
 * A frame that shows a colleague's letter makes the own letter after it wait for the next one. So while
 * this clerk types, texts of others are drawn in the frames of the own keys. Only the drawing waits:
 * the dossier has every letter at once.
 */
export class OwnKeysFirst {
  readonly #waiting = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #keyAt = Number.NEGATIVE_INFINITY;

  /** A key of this clerk: what waits is drawn with it. */
  key(): void {
    this.#keyAt = performance.now();
    this.#show();
  }

  /** A field was entered or left: nothing waits, until the next key. */
  rest(): void {
    this.#keyAt = Number.NEGATIVE_INFINITY;
    this.#show();
  }

  /** Draws now, or soon while this clerk types. `draw`: the same function for the same field. */
  draw(draw: () => void): void {
    if (performance.now() - this.#keyAt > TYPING) {
      draw();
      return;
    }
    this.#waiting.add(draw);
    this.#timer ??= setTimeout(() => this.#show(), WITHIN);
  }

  /** The field has gone. */
  forget(draw: () => void): void {
    this.#waiting.delete(draw);
  }

  #show(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const draw of this.#waiting) draw();
    this.#waiting.clear();
  }
}
