import { createContext } from 'svelte';

type Question = { kind: 'blank'; characters: readonly string[] } | { kind: 'date' };

/**
 * What is asked before a paper is set: whether to leave room for the pen where no font has a character, and which day
 * it is where the PC does not know. One question at a time; a second paper waits for the first answer.
 */
export class PaperQuestions {
  readonly #isDateInDoubt: () => boolean;
  #asked = $state.raw<{ question: Question; answer: (yes: boolean) => void } | null>(null);
  #before: Promise<unknown> = Promise.resolve();

  constructor(isDateInDoubt: () => boolean) {
    this.#isDateInDoubt = isDateInDoubt;
  }

  /** The characters in question; null: they are not asked about. */
  get characters(): readonly string[] | null {
    const question = this.#asked?.question;
    return question?.kind === 'blank' ? question.characters : null;
  }

  get asksDate(): boolean {
    return this.#asked?.question.kind === 'date';
  }

  /** True: print with room to write by hand. */
  leaveBlank(characters: readonly string[]): Promise<boolean> {
    return this.#ask({ kind: 'blank', characters });
  }

  /** True: the date on the paper will be right. Asks a person if the PC slept, or its clock was set, without the line. */
  async dateIsSure(): Promise<boolean> {
    return !this.#isDateInDoubt() || (await this.#ask({ kind: 'date' }));
  }

  answer(yes: boolean): void {
    const asked = this.#asked;
    this.#asked = null;
    asked?.answer(yes);
  }

  #ask(question: Question): Promise<boolean> {
    const asked = this.#before.then(() => {
      // Somebody has said it for the paper before.
      if (question.kind === 'date' && !this.#isDateInDoubt()) return true;
      return new Promise<boolean>((resolve) => (this.#asked = { question, answer: resolve }));
    });
    this.#before = asked;
    return asked;
  }
}

export const [usePaperQuestions, setPaperQuestions] = createContext<PaperQuestions>();
