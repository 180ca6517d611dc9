export const locales = ['zh-CN', 'en'] as const;
export type Locale = (typeof locales)[number];

/** One surface's words in every language. */
export type Bundle<T> = Record<Locale, T>;

export function isLocale(text: string | null): text is Locale {
  return text !== null && (locales as readonly string[]).includes(text);
}

/** Names from setup come in pairs: `name`, `nameEn`. Falls back to Chinese where no English was given. */
export function pickName<K extends string>(
  locale: Locale,
  named: { readonly [P in K | `${K}En`]?: string | null | undefined },
  key: K,
): string {
  const chinese = named[key] ?? '';
  if (locale === 'zh-CN') return chinese;
  const english = named[`${key}En`];
  return english === undefined || english === null || english === '' ? chinese : english;
}
