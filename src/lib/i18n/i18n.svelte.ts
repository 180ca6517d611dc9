import { createContext } from 'svelte';
import { commonMessages } from './common.ts';
import { isLocale, pickName, type Bundle, type Locale } from './locale.ts';

const STORED = 'onewindow-locale';

/** The language of this browser: one for the whole page, switched without a reload. */
export class I18n {
  #locale = $state<Locale>('zh-CN');

  constructor(preferred?: Locale) {
    this.#apply(preferred ?? remembered() ?? 'zh-CN');
  }

  get locale(): Locale {
    return this.#locale;
  }

  /** Words that every surface uses. */
  get t() {
    return commonMessages[this.#locale];
  }

  set(locale: Locale): void {
    this.#apply(locale);
    try {
      localStorage.setItem(STORED, locale);
    } catch {
      // Storage may be blocked; the choice then lasts as long as the page.
    }
  }

  toggle(): void {
    this.set(this.#locale === 'en' ? 'zh-CN' : 'en');
  }

  pick<K extends string>(named: { readonly [P in K | `${K}En`]?: string | null | undefined }, key: K): string {
    return pickName(this.#locale, named, key);
  }

  #apply(locale: Locale): void {
    this.#locale = locale;
    document.documentElement.lang = locale;
  }
}

function remembered(): Locale | null {
  try {
    const stored = localStorage.getItem(STORED);
    return isLocale(stored) ? stored : null;
  } catch {
    return null;
  }
}

export const [useI18n, setI18n] = createContext<I18n>();

/** A surface's words in the language of now. Read `t` where it is shown, so that switching is immediate. */
export function useMessages<T>(bundle: Bundle<T>): { readonly t: T } {
  const i18n = useI18n();
  return {
    get t() {
      return bundle[i18n.locale];
    },
  };
}
