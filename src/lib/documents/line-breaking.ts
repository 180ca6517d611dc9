import type { FontFace } from './faces.ts';

/** One character as it will stand on the paper. */
export interface Glyph {
  codePoint: number;
  char: string;
  face: FontFace;
  size: number;
  grey: number;
  isThickened: boolean;
  isBoxed: boolean;
  /** Advance in units, letterspacing and `tighten` included. */
  width: number;
  /** Letterspacing in units. */
  spacing: number;
  /** How much of the advance neighbouring punctuation shares, in thousandths of the size. */
  tighten: number;
  /** Characters of the same kept run share a number; 0 for none. */
  keep: number;
}

export interface Line {
  glyphs: Glyph[];
  width: number;
  /** Ends because the paragraph or the text's own line ends. */
  isLast: boolean;
}

const closing = '、，。；：）》〉」』】〕”’';
const opening = '（《〈「『【〔“‘';
const neverFirst = new Set(closing + '！？…—·％‰℃,.;:!?)]}%/→');
const neverLast = new Set(opening + '([{￥$〔№');
const wordPart = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Nd}\p{M}.,:;/\\@#&%+*_=~'()[\]\-–—]/u;
const spaces = new Set([' ', '\u3000']);

/** Two full-width marks side by side share the blank half between them (标点挤压). */
export function tightenPunctuation(glyphs: Glyph[]): void {
  glyphs.forEach((glyph, index) => {
    const next = glyphs[index + 1];
    if (!next || !isWide(glyph) || !isWide(next)) return;
    const meets =
      (closing.includes(glyph.char) && (closing + opening).includes(next.char)) ||
      (opening.includes(glyph.char) && opening.includes(next.char));
    if (!meets) return;
    glyph.tighten = 500;
    glyph.width -= glyph.size / 2;
  });
}

function isWide(glyph: Glyph): boolean {
  return glyph.width - glyph.spacing >= glyph.size * 0.99;
}

/** Breaks by the rules of Chinese typesetting (GB/T 15834: no mark begins or ends a line wrongly). */
export function breakLines(glyphs: Glyph[], width: number, indent: number): Line[] {
  const lines: Line[] = [];
  for (const part of split(glyphs, (glyph) => glyph.char === '\n')) {
    const first = lines.length === 0 ? indent : 0;
    lines.push(...fill(part, width, first));
  }
  return lines;
}

function fill(glyphs: Glyph[], width: number, indent: number): Line[] {
  const lines: Line[] = [];
  let current: Glyph[] = [];
  let room = width - indent;
  const close = (isLast: boolean): void => {
    lines.push(lineOf(current, isLast));
    current = [];
    room = width;
  };
  const place = (word: Glyph[], divide: ((word: Glyph[]) => Glyph[][])[]): void => {
    if (fitWidth([...current, ...word]) <= room) {
      current.push(...word);
      return;
    }
    const [smaller, ...rest] = divide;
    const fitsAlone = fitWidth(word) <= width;
    if (smaller && !fitsAlone) {
      for (const piece of smaller(word)) place(piece, rest);
      return;
    }
    if (current.length > 0) close(false);
    // A break eats the space it is made at.
    if (word.every((glyph) => spaces.has(glyph.char))) return;
    current.push(...word);
  };
  for (const word of words(glyphs, true)) {
    place(word, [(whole) => words(whole, false), (whole) => whole.map((glyph) => [glyph])]);
  }
  close(true);
  return lines;
}

function words(glyphs: Glyph[], respectKeep: boolean): Glyph[][] {
  const result: Glyph[][] = [];
  glyphs.forEach((glyph, index) => {
    const previous = glyphs[index - 1];
    if (!previous || mayBreak(previous, glyph, respectKeep)) result.push([glyph]);
    else result.at(-1)?.push(glyph);
  });
  return result;
}

function mayBreak(before: Glyph, after: Glyph, respectKeep: boolean): boolean {
  if (respectKeep && before.keep !== 0 && before.keep === after.keep) return false;
  if (spaces.has(before.char)) return true;
  if (spaces.has(after.char)) return true;
  if (neverFirst.has(after.char) || neverLast.has(before.char)) return false;
  return !(wordPart.test(before.char) && wordPart.test(after.char));
}

function lineOf(glyphs: Glyph[], isLast: boolean): Line {
  let end = glyphs.length;
  while (end > 0 && spaces.has(glyphs[end - 1]?.char ?? '')) end--;
  const kept = glyphs.slice(0, end);
  return { glyphs: kept, width: fitWidth(kept), isLast };
}

/** Without trailing spaces, the last letterspace, and the blank half of a last mark. */
function fitWidth(glyphs: Glyph[]): number {
  let end = glyphs.length;
  while (end > 0 && spaces.has(glyphs[end - 1]?.char ?? '')) end--;
  let width = 0;
  for (let index = 0; index < end; index++) width += glyphs[index]?.width ?? 0;
  const last = glyphs[end - 1];
  if (!last) return 0;
  const blankHalf = closing.includes(last.char) && isWide(last) ? last.size / 2 : 0;
  return width - last.spacing - blankHalf;
}

function split<T>(values: T[], isSeparator: (value: T) => boolean): T[][] {
  const parts: T[][] = [[]];
  for (const value of values) {
    if (isSeparator(value)) parts.push([]);
    else parts.at(-1)?.push(value);
  }
  return parts;
}
