import type { Card } from '#lib/domain/index.ts';
import type { MatterLine } from './matter-clocks.ts';

export type CardFilter = 'all' | Card;

export interface MatterFilter {
  card: CardFilter;
  /** '' for every one. */
  department: string;
  text: string;
}

/** The matters a supervisor looks for; `textOf` is what typed words are looked up in. */
export function findMatters(
  lines: readonly MatterLine[],
  { card, department, text }: MatterFilter,
  textOf: (line: MatterLine) => string,
): MatterLine[] {
  const words = text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter((line) => {
    if (card !== 'all' && line.card !== card) return false;
    if (department !== '' && !line.matter.parts.some((part) => part.department === department)) return false;
    if (words.length === 0) return true;
    const found = textOf(line).normalize('NFKC').toLowerCase();
    return words.every((word) => found.includes(word));
  });
}
