import type { Matter } from './matters.ts';

/** Letters a matter can be found by, upper case. */
export interface LetterEntry {
  matter: Matter;
  /** First letters of the pinyin of each character: 企业开办一件事 → QYKBYJS. */
  initials: string;
  /** First letters of the English words: OAC. */
  english: string;
  /** The English name itself, without spaces. */
  words: string;
}

export type InitialsOf = (name: string) => string;

export function indexLetters(matters: readonly Matter[], initialsOf: InitialsOf): LetterEntry[] {
  return matters.map((matter) => ({
    matter,
    initials: initialsOf(matter.name),
    english: (matter.nameEn.match(/[A-Za-z]+/g) ?? [])
      .map((word) => word.charAt(0))
      .join('')
      .toUpperCase(),
    words: matter.nameEn.replace(/[^A-Za-z]/g, '').toUpperCase(),
  }));
}

/** What begins with the letters first, then what has them inside; packages before items. */
export function findByLetters(index: readonly LetterEntry[], typed: string): Matter[] {
  const letters = typed.toUpperCase();
  if (letters === '') return [];
  const ranked = index.flatMap(({ matter, initials, english, words }) => {
    const begins = initials.startsWith(letters) || english.startsWith(letters) || words.startsWith(letters);
    // One letter in the middle of a name finds nearly everything.
    const inside = letters.length > 1 && initials.includes(letters);
    if (!begins && !inside) return [];
    return [{ matter, rank: (begins ? 0 : 2) + (matter.isPackage ? 0 : 1) }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ matter }) => matter);
}

/** The letters that lead on from here; the others would find nothing. */
export function nextLetters(index: readonly LetterEntry[], typed: string): Set<string> {
  const letters = typed.toUpperCase();
  const next = new Set<string>();
  const look = (text: string, everywhere: boolean): void => {
    for (let at = text.indexOf(letters); at !== -1; at = text.indexOf(letters, at + 1)) {
      if (at > 0 && !everywhere) break;
      const following = text.charAt(at + letters.length);
      if (following !== '') next.add(following);
      if (letters === '') break;
    }
  };
  for (const entry of index) {
    look(entry.initials, letters.length > 0);
    look(entry.english, false);
    look(entry.words, false);
  }
  return next;
}

/** Initials of a name: pinyin of each character, Latin letters and digits as they are, the rest left out. */
export async function loadInitials(): Promise<InitialsOf> {
  const { pinyin } = await import('pinyin-pro');
  return (name) =>
    [...name.normalize('NFKC')]
      .map((character) => {
        if (/[A-Za-z0-9]/.test(character)) return character.toUpperCase();
        if (!/\p{Script=Han}/u.test(character)) return '';
        return pinyin(character, { pattern: 'first', toneType: 'none' }).toUpperCase();
      })
      .join('');
}
