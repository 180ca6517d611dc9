import { readContours, writeGlyph } from './glyph-outline.ts';
import { roundContour, thinContour } from './outline-thinning.ts';
import type { SfntFont } from './sfnt.ts';

/**
 * Thousandths of an em: at twelve points a third of a dot of a 600 dpi printer, at the size of a
 * title two thirds. Together with the grid of `printedUnits` this is all that a printed letter
 * differs, and it saves more than a third of a notice's bytes.
 */
const tolerance = 3.2;
const printedUnits = 250;

/** Glyphs thinned once stay: a warm print only copies them. */
export type ThinnedGlyphs = Map<number, Uint8Array>;

/**
 * A TrueType file with only these glyphs, numbered from 1 in the order given; 0 is the font's own
 * sign for a missing one. Only the tables that PDF 32000-1, 9.9 asks for.
 */
export function subsetFont(font: SfntFont, glyphs: number[], thinned: ThinnedGlyphs): Uint8Array {
  const scale = printedUnits / font.metrics.unitsPerEm;
  const numbers = [0, ...glyphs];
  const outlines = numbers.map((glyph) => {
    const kept = thinned.get(glyph) ?? thinGlyph(font, glyph, scale);
    thinned.set(glyph, kept);
    return kept;
  });
  const offsets: number[] = [0];
  for (const outline of outlines) offsets.push((offsets.at(-1) ?? 0) + padded(outline.length));
  const advances = numbers.map((glyph) => Math.round((font.advance(glyph) * printedUnits) / 1000));
  return fontFile([
    ['glyf', joined(outlines, offsets)],
    ['head', head(font, scale)],
    ['hhea', edited(font.table('hhea'), (view) => view.setUint16(34, numbers.length))],
    ['hmtx', horizontalMetrics(outlines, advances)],
    ['loca', longs(offsets)],
    ['maxp', edited(font.table('maxp'), (view) => view.setUint16(4, numbers.length))],
  ]);
}

function thinGlyph(font: SfntFont, glyph: number, scale: number): Uint8Array {
  const contours = readContours(font.outline(glyph)).map((contour) =>
    roundContour(thinContour(contour, (tolerance * font.metrics.unitsPerEm) / 1000), scale),
  );
  return writeGlyph(contours.filter((contour) => contour.length > 2));
}

function head(font: SfntFont, scale: number): Uint8Array {
  return edited(font.table('head'), (view) => {
    view.setUint32(8, 0);
    view.setUint16(18, printedUnits);
    for (const at of [36, 38, 40, 42]) view.setInt16(at, Math.round(view.getInt16(at) * scale));
    view.setInt16(50, 1);
  });
}

/** A renderer sets the leftmost ink of a glyph by its bearing, so that it follows the thinned outline. */
function horizontalMetrics(outlines: Uint8Array[], advances: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(outlines.length * 4));
  outlines.forEach((outline, index) => {
    view.setUint16(index * 4, advances[index] ?? 0);
    const left = outline.length > 0 ? new DataView(outline.buffer, outline.byteOffset).getInt16(2) : 0;
    view.setInt16(index * 4 + 2, left);
  });
  return new Uint8Array(view.buffer);
}

function edited(table: Uint8Array, edit: (view: DataView) => void): Uint8Array {
  const copy = table.slice();
  edit(new DataView(copy.buffer));
  return copy;
}

function longs(values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => view.setUint32(index * 4, value));
  return new Uint8Array(view.buffer);
}

function joined(parts: Uint8Array[], offsets: number[]): Uint8Array {
  const whole = new Uint8Array(offsets.at(-1) ?? 0);
  parts.forEach((part, index) => whole.set(part, offsets[index]));
  return whole;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

type Table = [tag: string, bytes: Uint8Array];

function fontFile(tables: Table[]): Uint8Array {
  const directory = 12 + tables.length * 16;
  const length = tables.reduce((sum, [, bytes]) => sum + padded(bytes.length), directory);
  const file = new Uint8Array(length);
  const view = new DataView(file.buffer);
  const power = Math.floor(Math.log2(tables.length));
  view.setUint32(0, 0x00010000);
  view.setUint16(4, tables.length);
  view.setUint16(6, 16 << power);
  view.setUint16(8, power);
  view.setUint16(10, tables.length * 16 - (16 << power));
  let at = directory;
  tables.forEach(([tag, bytes], index) => {
    const record = 12 + index * 16;
    file.set(
      [...tag].map((letter) => letter.charCodeAt(0)),
      record,
    );
    file.set(bytes, at);
    view.setUint32(record + 4, checksum(view, at, padded(bytes.length)));
    view.setUint32(record + 8, at);
    view.setUint32(record + 12, bytes.length);
    at += padded(bytes.length);
  });
  return file;
}

function checksum(view: DataView, start: number, length: number): number {
  let sum = 0;
  for (let at = start; at < start + length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
}
