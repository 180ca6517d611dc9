import type { FontFace, Paper } from './faces.ts';

/**
 * What a document hands to the engine: blocks one below the other, measured in the paper's
 * own unit (printer dots on a slip, points on A4). Nothing here knows of PDF.
 */
export interface DocumentDescription {
  paper: Paper;
  title: string;
  /** Points in one unit of every other measure. */
  unit: number;
  width: number;
  /** `fit` ends the paper below the last block; a number makes the blocks flow over pages. */
  height: number | 'fit';
  margins: { top: number; right: number; bottom: number; left: number };
  blocks: Block[];
  header?: { first: Block[]; rest: Block[]; top: number };
  footer?: { blocks: Block[]; bottom: number };
  /** Set large and pale below everything else, so that it hides nothing. */
  watermark?: string;
}

export interface Run {
  text: string;
  face: FontFace;
  size: number;
  /** 0 black … 1 white. */
  grey?: number;
  /** Letterspacing in thousandths of the size. */
  spacing?: number;
  /** Thickened by a stroke around it, as the bold of an ordinary Song font is: costs no second outline. */
  isThickened?: boolean;
  /** With a square around each character. */
  isBoxed?: boolean;
  /** Not divided while it fits on a line of its own. */
  keep?: boolean;
  /** Stands for the number of this page, or of all pages; only in headers and footers. */
  field?: 'page' | 'pages';
}

interface Spaced {
  before?: number;
  after?: number;
  /** On the same page as the block after it. */
  keepWithNext?: boolean;
}

export interface ParagraphBlock extends Spaced {
  kind: 'paragraph';
  runs: Run[];
  leading: number;
  align?: 'left' | 'center' | 'right' | 'justify';
  /** First-line indent. */
  indent?: number;
  /** Kept on one line by setting it smaller. */
  shrink?: boolean;
}

export interface Stroke {
  thickness: number;
  dash?: [number, number];
  grey?: number;
}

export interface Cell {
  blocks: Block[];
  align?: 'top' | 'middle' | 'bottom';
  fill?: number;
  /** Without the grid's padding: a grid inside meets the lines around it. */
  isFlush?: boolean;
  /** How many columns it takes; 1 when absent. */
  span?: number;
}

/** Tables, boxes and anything that stands side by side. */
export interface GridBlock extends Spaced {
  kind: 'grid';
  /** Column widths; `rest` columns share what is left. */
  widths: (number | 'rest')[];
  rows: Cell[][];
  /** Repeated at the top of every page the grid flows onto. */
  headRows?: number;
  padding?: { x: number; y: number };
  outer?: Stroke;
  inner?: Stroke;
  minimumRow?: number;
  keepTogether?: boolean;
}

export interface RuleBlock extends Spaced {
  kind: 'rule';
  stroke: Stroke;
}

/** Drawn as rectangles. The quiet zone of four modules is part of its size. */
export interface QrBlock extends Spaced {
  kind: 'qr';
  text: string;
  /** The most the symbol may take, without its quiet zone. */
  size: number;
  /** Modules as whole units, so that a dot printer draws sharp edges. */
  wholeModules?: boolean;
  /** Beside a margin that is quiet enough itself. */
  flushLeft?: boolean;
  /** Between blocks that keep away from it. */
  flushTop?: boolean;
}

/** Pen strokes: each is `[x0, y0, x1, y1, …]` in 0..1 × 0..1 from the top left of the pad. */
export interface StrokesBlock extends Spaced {
  kind: 'strokes';
  strokes: number[][];
  /** Width of the pad over its height. */
  aspect: number;
  /** The most it may take; a narrow column makes it smaller. */
  height: number;
  thickness: number;
}

export interface SpaceBlock {
  kind: 'space';
  height: number;
}

export type Block = ParagraphBlock | GridBlock | RuleBlock | QrBlock | StrokesBlock | SpaceBlock;
