import type * as Y from 'yjs';

/** When the last of several documents had an entry of the shared map. */
export class Arrivals {
  readonly #documents: number;
  readonly #counts = new Map<string, number>();
  readonly #last = new Map<string, number>();
  readonly #waiting = new Map<string, () => void>();

  constructor(documents: number) {
    this.#documents = documents;
  }

  watch(doc: Y.Doc): void {
    doc.getMap('e').observe((event) => {
      const now = performance.now();
      for (const key of event.keysChanged) this.#arrived(key, now);
    });
  }

  /** `performance.now()` when the last of them had it; undefined before. */
  lastAt(key: string): number | undefined {
    return this.#last.get(key);
  }

  everywhere(key: string): Promise<void> {
    if (this.#last.has(key)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(key, resolve));
  }

  #arrived(key: string, now: number): void {
    const count = (this.#counts.get(key) ?? 0) + 1;
    if (count < this.#documents) {
      this.#counts.set(key, count);
      return;
    }
    this.#counts.delete(key);
    this.#last.set(key, now);
    this.#waiting.get(key)?.();
    this.#waiting.delete(key);
  }
}
