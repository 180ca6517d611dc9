import { PDFHexString, PDFName, PDFString } from 'pdf-lib';
import type { PDFContext, PDFRef } from 'pdf-lib';
import type { FontFace } from './faces.ts';
import type { FontLibrary } from './font-library.ts';

const postScriptNames: Record<FontFace, string> = {
  'sans-400': 'NotoSansSC-Regular',
  'sans-700': 'NotoSansSC-Bold',
  'serif-400': 'NotoSerifSC-Regular',
  'serif-700': 'NotoSerifSC-Bold',
};

/**
 * The characters of one face on one document. A character's code is its place in the
 * document, not its glyph: two characters that share a glyph (⼀ and 一) stay two when the
 * text is copied or searched.
 */
export class PrintedFont {
  readonly name: string;
  readonly #face: FontFace;
  readonly #codes = new Map<number, number>();

  constructor(face: FontFace, name: string) {
    this.#face = face;
    this.name = name;
  }

  /** Four hexadecimal digits, as a content stream shows it. */
  code(codePoint: number): string {
    let code = this.#codes.get(codePoint);
    if (code === undefined) {
      code = this.#codes.size + 1;
      this.#codes.set(codePoint, code);
    }
    return hex(code);
  }

  embed(context: PDFContext, fonts: FontLibrary): PDFRef {
    const codePoints = [...this.#codes.keys()];
    const file = fonts.subset(this.#face, codePoints);
    const { ascent, descent, boundingBox, unitsPerEm } = fonts.metrics(this.#face);
    const thousandths = (value: number): number => Math.round((value * 1000) / unitsPerEm);
    const baseFont = `${subsetTag(codePoints)}+${postScriptNames[this.#face]}`;
    const descriptor = context.register(
      context.obj({
        Type: 'FontDescriptor',
        FontName: baseFont,
        Flags: 4,
        FontBBox: boundingBox.map(thousandths),
        ItalicAngle: 0,
        Ascent: thousandths(ascent),
        Descent: thousandths(descent),
        CapHeight: 733,
        StemV: this.#face.endsWith('700') ? 140 : 80,
        FontFile2: context.register(context.flateStream(file, { Length1: file.length })),
      }),
    );
    const widths = codePoints.map((codePoint) => Math.round(fonts.advance(this.#face, codePoint)));
    const descendant = context.register(
      context.obj({
        Type: 'Font',
        Subtype: 'CIDFontType2',
        BaseFont: baseFont,
        CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
        FontDescriptor: descriptor,
        DW: 1000,
        W: [1, widths],
        // The subset's glyphs stand in the order of the codes.
        CIDToGIDMap: PDFName.of('Identity'),
      }),
    );
    return context.register(
      context.obj({
        Type: 'Font',
        Subtype: 'Type0',
        BaseFont: baseFont,
        Encoding: PDFName.of('Identity-H'),
        DescendantFonts: [descendant],
        ToUnicode: context.register(context.flateStream(toUnicode(codePoints))),
      }),
    );
  }
}

export function textString(text: string): PDFHexString {
  return PDFHexString.fromText(text);
}

/** PDF 32000-1, 9.10.3: a range may not leave its first byte, so one for every 256 codes. */
function toUnicode(codePoints: number[]): string {
  const targets = codePoints.map((codePoint) => {
    const text = String.fromCodePoint(codePoint);
    const utf16 = Array.from({ length: text.length }, (_, at) => hex(text.charCodeAt(at)));
    return `<${utf16.join('')}>`;
  });
  const ranges: string[] = [];
  for (let first = 1; first <= targets.length; first = (first | 0xff) + 1) {
    const last = Math.min(first | 0xff, targets.length);
    ranges.push(`<${hex(first)}> <${hex(last)}> [${targets.slice(first - 1, last).join('')}]`);
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <FFFF> endcodespacerange',
    `${ranges.length} beginbfrange`,
    ...ranges,
    'endbfrange endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n');
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}

/** Six letters from the characters themselves: the same paper is the same bytes. */
function subsetTag(codePoints: number[]): string {
  let seed = 7;
  for (const codePoint of codePoints) seed = (seed * 31 + codePoint) % 308915776;
  let tag = '';
  for (let index = 0; index < 6; index++) {
    tag += String.fromCharCode(65 + (seed % 26));
    seed = Math.floor(seed / 26);
  }
  return tag;
}

export type FontOf = (face: FontFace) => PrintedFont;
