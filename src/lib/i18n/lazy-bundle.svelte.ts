import type { Bundle } from './locale.ts';

/**
 * A surface's words for a slow line: Chinese at once, English when it is first asked for. Until it
 * has come Chinese stands; without a line it stays.
 */
export class LazyBundle<T> implements Bundle<T> {
  readonly 'zh-CN': T;
  readonly #load: () => Promise<T>;
  #english = $state.raw<T | null>(null);
  #asked = false;

  constructor(chinese: T, loadEnglish: () => Promise<T>) {
    this['zh-CN'] = chinese;
    this.#load = loadEnglish;
  }

  get en(): T {
    if (!this.#asked) {
      this.#asked = true;
      this.#load().then(
        (english) => (this.#english = english),
        () => (this.#asked = false),
      );
    }
    return this.#english ?? this['zh-CN'];
  }
}
