import { createContext } from 'svelte';

/**
 * A paper holds a character that no font has: printing stops and asks whether to leave room for the
 * pen. One question at a time; a second paper waits for the first answer.
 */
export class Handwriting {
  #asked = $state.raw<{ characters: readonly string[]; answer: (leave: boolean) => void } | null>(null);
  #before: Promise<unknown> = Promise.resolve();

  /** The characters in question; null: nothing is asked. */
  get characters(): readonly string[] | null {
    return this.#asked?.characters ?? null;
  }

  /** True: print with room to write by hand. */
  ask(characters: readonly string[]): Promise<boolean> {
    const asked = this.#before.then(
      () => new Promise<boolean>((resolve) => (this.#asked = { characters, answer: resolve })),
    );
    this.#before = asked;
    return asked;
  }

  answer(leave: boolean): void {
    const asked = this.#asked;
    this.#asked = null;
    asked?.answer(leave);
  }
}

export const [useHandwriting, setHandwriting] = createContext<Handwriting>();
