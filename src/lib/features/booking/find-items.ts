import { findByLetters, indexLetters, type InitialsOf } from '../kiosk/letters.ts';
import type { OfferedItem } from './offers.ts';

export interface ItemIndex {
  items: readonly OfferedItem[];
  /** Null until pinyin has been loaded. */
  initialsOf: InitialsOf | null;
}

/** What was typed as part of a name or a code, or as initials: 食品, XK-01, SPJY, food. */
export function findItems({ items, initialsOf }: ItemIndex, typed: string): OfferedItem[] {
  const text = typed.trim().normalize('NFKC').toLowerCase();
  if (text === '') return [];
  const literal = items.filter((item) =>
    [item.name, item.nameEn, item.code].some((name) => name.toLowerCase().includes(text)),
  );
  if (!initialsOf || !/^[a-z]+$/.test(text)) return literal;
  const matters = items.map((item) => ({ ...item, department: '', queue: '' }));
  const byLetters = findByLetters(indexLetters(matters, initialsOf), text).map(({ code }) => code);
  return [...literal, ...items.filter((item) => byLetters.includes(item.code) && !literal.includes(item))];
}
