import { findVoice } from './voice.ts';

/** 读给我听: reads what is on the screen, and says so where it cannot. */
export class Reader {
  reading = $state(false);
  /** There is no voice on this machine: known after the first try. */
  silent = $state(false);

  readonly #text: () => string;
  readonly #language: () => 'zh' | 'en';

  constructor(text: () => string, language: () => 'zh' | 'en') {
    this.#text = text;
    this.#language = language;
  }

  async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      const voice = await findVoice(this.#language());
      this.silent = voice === null;
      await voice?.speak(this.#text());
    } catch {
      this.silent = true;
    } finally {
      this.reading = false;
    }
  }
}
