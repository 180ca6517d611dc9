/**
 * Reads from a TrueType file only what setting a page needs: which characters it has,
 * how wide they are, their outlines, and the measures a PDF font descriptor asks for.
 * Formats: OpenType 1.9, `cmap` subtables 4 and 12, `hmtx`, `hhea`, `head`, `loca`, `glyf`.
 */
export interface FontMetrics {
  unitsPerEm: number;
  ascent: number;
  descent: number;
  boundingBox: [number, number, number, number];
}

export class SfntFont {
  readonly metrics: FontMetrics;
  readonly #glyphs: (codePoint: number) => number;
  readonly #advances: DataView;
  readonly #longAdvances: number;
  readonly #tables: Map<string, DataView>;

  constructor(bytes: Uint8Array) {
    const tables = tablesOf(bytes);
    this.#tables = tables;
    const head = table(tables, 'head');
    const hhea = table(tables, 'hhea');
    this.metrics = {
      unitsPerEm: head.getUint16(18),
      ascent: hhea.getInt16(4),
      descent: hhea.getInt16(6),
      boundingBox: [head.getInt16(36), head.getInt16(38), head.getInt16(40), head.getInt16(42)],
    };
    this.#longAdvances = hhea.getUint16(34);
    this.#advances = table(tables, 'hmtx');
    this.#glyphs = characterMap(table(tables, 'cmap'));
  }

  /** The glyph of a character, 0 when the font has none. */
  glyph(codePoint: number): number {
    return this.#glyphs(codePoint);
  }

  /** In thousandths of the type size. */
  advance(glyph: number): number {
    const index = Math.min(glyph, this.#longAdvances - 1);
    return (this.#advances.getUint16(index * 4) * 1000) / this.metrics.unitsPerEm;
  }

  /** The bytes of a glyph in `glyf`; none for a glyph without ink. */
  outline(glyph: number): Uint8Array {
    const loca = table(this.#tables, 'loca');
    const isLong = table(this.#tables, 'head').getInt16(50) === 1;
    const offset = (index: number): number => (isLong ? loca.getUint32(index * 4) : loca.getUint16(index * 2) * 2);
    return this.table('glyf').subarray(offset(glyph), offset(glyph + 1));
  }

  table(tag: string): Uint8Array {
    const { buffer, byteOffset, byteLength } = table(this.#tables, tag);
    return new Uint8Array(buffer, byteOffset, byteLength);
  }
}

function tablesOf(bytes: Uint8Array): Map<string, DataView> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<string, DataView>();
  for (let index = 0; index < view.getUint16(4); index++) {
    const record = 12 + index * 16;
    const tag = String.fromCharCode(...bytes.subarray(record, record + 4));
    const start = bytes.byteOffset + view.getUint32(record + 8);
    tables.set(tag, new DataView(bytes.buffer, start, view.getUint32(record + 12)));
  }
  return tables;
}

function table(tables: Map<string, DataView>, tag: string): DataView {
  const found = tables.get(tag);
  if (!found) throw new Error(`not a TrueType font: no ${tag} table`);
  return found;
}

function characterMap(cmap: DataView): (codePoint: number) => number {
  let basic = 0;
  for (let index = 0; index < cmap.getUint16(2); index++) {
    const offset = cmap.getUint32(4 + index * 8 + 4);
    const format = cmap.getUint16(offset);
    if (format === 12) return segmentedCoverage(cmap, offset);
    if (format === 4) basic = offset;
  }
  if (basic === 0) throw new Error('not a Unicode font: no cmap of format 4 or 12');
  return segmentMapping(cmap, basic);
}

function segmentedCoverage(cmap: DataView, offset: number): (codePoint: number) => number {
  const groups = cmap.getUint32(offset + 12);
  return (codePoint) => {
    let low = 0;
    let high = groups - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const group = offset + 16 + middle * 12;
      if (codePoint < cmap.getUint32(group)) high = middle - 1;
      else if (codePoint > cmap.getUint32(group + 4)) low = middle + 1;
      else return cmap.getUint32(group + 8) + codePoint - cmap.getUint32(group);
    }
    return 0;
  };
}

function segmentMapping(cmap: DataView, offset: number): (codePoint: number) => number {
  const doubled = cmap.getUint16(offset + 6);
  const ends = offset + 14;
  const starts = ends + doubled + 2;
  return (codePoint) => {
    if (codePoint > 0xffff) return 0;
    for (let segment = 0; segment < doubled; segment += 2) {
      if (cmap.getUint16(ends + segment) < codePoint) continue;
      const start = cmap.getUint16(starts + segment);
      if (start > codePoint) return 0;
      const delta = cmap.getUint16(starts + doubled + segment);
      const rangeAt = starts + doubled * 2 + segment;
      const range = cmap.getUint16(rangeAt);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = cmap.getUint16(rangeAt + range + (codePoint - start) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
