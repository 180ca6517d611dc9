import type { Block, ParagraphBlock, QrBlock, Run, StrokesBlock } from './description.ts';
import { layGrid } from './layout-grid.ts';
import type { Mark, Setting, Strip } from './strips.ts';
import { breakLines, tightenPunctuation } from './line-breaking.ts';
import type { Glyph, Line } from './line-breaking.ts';
import { qrSymbol, quietModules } from './qr-code.ts';

export function layBlocks(blocks: Block[], width: number, setting: Setting): Strip[] {
  return blocks.flatMap((block) => layBlock(block, width, setting));
}

function layBlock(block: Block, width: number, setting: Setting): Strip[] {
  if (block.kind === 'space') return [space(block.height)];
  const strips = contentOf(block, width, setting);
  const last = strips.at(-1);
  if (last && block.keepWithNext) last.keepWithNext = true;
  const before = block.before ? [space(block.before)] : [];
  // Space after a block stays with what follows, so that a page may end before it.
  const after = block.after ? [space(block.after)] : [];
  return [...before, ...strips, ...after];
}

function contentOf(block: Exclude<Block, { kind: 'space' }>, width: number, setting: Setting): Strip[] {
  switch (block.kind) {
    case 'paragraph':
      return layParagraph(block, width, setting);
    case 'grid':
      return layGrid(block, width, setting, layBlocks);
    case 'rule': {
      const y = block.stroke.thickness / 2;
      const mark: Mark = { kind: 'line', x: 0, y, toX: width, toY: y, stroke: block.stroke };
      return [{ height: block.stroke.thickness, marks: [mark], keepWithNext: false }];
    }
    case 'qr':
      return [layQr(block)];
    case 'strokes':
      return [layStrokes(block, width)];
  }
}

function space(height: number): Strip {
  return { height, marks: [], keepWithNext: true, isSpace: true };
}

function layQr(block: QrBlock): Strip {
  const { side, bars } = qrSymbol(block.text);
  const exact = block.size / side;
  const module = block.wholeModules ? Math.floor(exact) : exact;
  const quiet = quietModules * module;
  const left = block.flushLeft ? 0 : quiet;
  const top = block.flushTop ? 0 : quiet;
  const marks = bars.map((bar): Mark => ({
    kind: 'fill',
    x: left + bar.x * module,
    y: top + bar.y * module,
    width: bar.width * module,
    height: module,
    grey: 0,
  }));
  return { height: side * module + 2 * top, marks, keepWithNext: false };
}

/** What was not written on the pad, or does not say where, is left out. */
function layStrokes(block: StrokesBlock, width: number): Strip {
  const height = Math.min(block.height, width / block.aspect);
  const across = height * block.aspect;
  const isOnPad = (value: number | undefined): value is number => value !== undefined && value >= 0 && value <= 1;
  const lines = block.strokes.map((stroke) => {
    const points: { x: number; y: number }[] = [];
    for (let at = 0; at < stroke.length; at += 2) {
      const [x, y] = stroke.slice(at, at + 2);
      if (isOnPad(x) && isOnPad(y)) points.push({ x: x * across, y: y * height });
    }
    return points;
  });
  const drawn = lines.filter((points) => points.length > 0);
  const mark: Mark = { kind: 'strokes', x: 0, y: 0, lines: drawn, thickness: block.thickness };
  return { height, marks: [mark], keepWithNext: false };
}

function layParagraph(block: ParagraphBlock, width: number, setting: Setting): Strip[] {
  let glyphs = glyphsOf(block.runs, setting, 1);
  if (block.shrink) {
    const natural = glyphs.reduce((sum, glyph) => sum + glyph.width, 0);
    if (natural > width) glyphs = glyphsOf(block.runs, setting, (width / natural) * 0.999);
  }
  const lines = breakLines(glyphs, width, block.indent ?? 0);
  return lines.map((line, index) => ({
    height: block.leading,
    marks: setLine(line, block, width, index === 0 ? (block.indent ?? 0) : 0),
    // Never a single line of a paragraph at the foot or the head of a page.
    keepWithNext: index < lines.length - 1 && (index === 0 || index === lines.length - 2),
  }));
}

function setLine(line: Line, block: ParagraphBlock, width: number, indent: number): Mark[] {
  const slack = Math.max(0, width - indent - line.width);
  const gaps = line.glyphs.length - 1;
  const spread = block.align === 'justify' && !line.isLast && gaps > 0 && slack < width * 0.15;
  const tracking = spread ? slack / gaps : 0;
  let x = indent;
  if (block.align === 'center') x += slack / 2;
  if (block.align === 'right') x += slack;
  const largest = Math.max(...line.glyphs.map((glyph) => glyph.size), 0);
  // Han characters fill a box from 0.88 above the baseline to 0.12 below it.
  const y = (block.leading - largest) / 2 + largest * 0.88;
  const marks: Mark[] = [];
  let segment: Glyph[] = [];
  let start = x;
  for (const glyph of line.glyphs) {
    const previous = segment.at(-1);
    if (previous && !sameStyle(previous, glyph)) {
      marks.push({ kind: 'text', x: start, y, glyphs: segment, tracking });
      segment = [];
      start = x;
    }
    segment.push(glyph);
    if (glyph.isBoxed) marks.push(...boxAround(x, y, glyph.size));
    x += glyph.width + tracking;
  }
  if (segment.length > 0) marks.push({ kind: 'text', x: start, y, glyphs: segment, tracking });
  return marks;
}

function boxAround(x: number, y: number, size: number): Mark[] {
  const [left, right, top, bottom] = [x + size * 0.06, x + size * 0.94, y - size * 0.82, y + size * 0.06];
  const corners = [left, top, right, top, right, bottom, left, bottom, left, top];
  return [0, 2, 4, 6].map((at): Mark => {
    const [fromX = 0, fromY = 0, toX = 0, toY = 0] = corners.slice(at, at + 4);
    return { kind: 'line', x: fromX, y: fromY, toX, toY, stroke: { thickness: 0.7 } };
  });
}

function sameStyle(a: Glyph, b: Glyph): boolean {
  return (
    a.face === b.face &&
    a.size === b.size &&
    a.grey === b.grey &&
    a.isThickened === b.isThickened &&
    a.spacing === b.spacing
  );
}

function glyphsOf(runs: Run[], { fonts, number }: Setting, scale: number): Glyph[] {
  const glyphs = runs.flatMap((run, index) => {
    const text = run.field && number ? String(number[run.field]) : run.text;
    const size = run.size * scale;
    const spacing = ((run.spacing ?? 0) * size) / 1000;
    return [...cleanText(text)].map((char): Glyph => {
      const codePoint = char.codePointAt(0) ?? 0;
      const face = fonts.faceFor(run.face, codePoint) ?? run.face;
      const advance = char === '\n' ? 0 : (fonts.advance(face, codePoint) * size) / 1000;
      return {
        codePoint,
        char,
        face,
        size,
        spacing,
        grey: run.grey ?? 0,
        isThickened: run.isThickened ?? false,
        isBoxed: run.isBoxed ?? false,
        width: advance + spacing,
        tighten: 0,
        keep: run.keep ? index + 1 : 0,
      };
    });
  });
  tightenPunctuation(glyphs);
  return glyphs;
}

/** Without characters that have no shape by definition; everything else must be in a font. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[\u200b\ufeff]|(?!\n)\p{Cc}/gu, '');
}
