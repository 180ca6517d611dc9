import { createContext } from 'svelte';
import type { SessionView } from '#lib/domain/views/session-view.ts';

/** Which hall this is, for pages that know nothing else of it: asked once, and only if a page wants to know. */
export class HallFacts {
  name = $state('');
  nameEn = $state('');
  practice = $state(false);
  #asked = false;

  async ask(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    try {
      const response = await fetch('/api/session', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
      if (!response.ok) return;
      const session = (await response.json()) as SessionView;
      this.name = session.hallName;
      this.nameEn = session.hallNameEn;
      this.practice = session.practice;
    } catch {
      // Without the line the page stands without the hall's name.
      this.#asked = false;
    }
  }
}

export const [useHallFacts, setHallFacts] = createContext<HallFacts>();
