import type { Block, Stroke } from './description.ts';
import type { FontLibrary } from './font-library.ts';
import type { Glyph } from './line-breaking.ts';

/** Something drawn; `y` counts down from the top of its strip, and is the baseline of text. */
export type Mark =
  | { kind: 'text'; x: number; y: number; glyphs: Glyph[]; tracking: number }
  | { kind: 'line'; x: number; y: number; toX: number; toY: number; stroke: Stroke }
  | { kind: 'strokes'; x: number; y: number; lines: { x: number; y: number }[][]; thickness: number }
  | { kind: 'fill'; x: number; y: number; width: number; height: number; grey: number };

/** A full-width slice of the page that is never divided. */
export interface Strip {
  height: number;
  marks: Mark[];
  keepWithNext: boolean;
  /** Space between blocks: left out at the top of a page. */
  isSpace?: boolean;
  /** Drawn when a page ends below this strip inside a grid. */
  atPageEnd?: Mark[];
  /** Set again above this strip when it begins a page. */
  repeatedHead?: Strip[];
}

export interface PageNumber {
  page: number;
  pages: number;
}

export interface Setting {
  fonts: FontLibrary;
  number?: PageNumber;
}

/** Sets blocks one below the other, in points. */
export type LayBlocks = (blocks: Block[], width: number, setting: Setting) => Strip[];
