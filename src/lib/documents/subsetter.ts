/**
 * HarfBuzz' subsetter. Faces stay in its memory between prints: loading ten megabytes
 * costs more than setting a whole ticket.
 */
export type FaceHandle = number & { readonly brand: unique symbol };

interface HarfBuzz {
  memory: WebAssembly.Memory;
  _initialize(): void;
  malloc(size: number): number;
  free(pointer: number): void;
  hb_blob_create(data: number, length: number, mode: number, user: number, destroy: number): number;
  hb_blob_destroy(blob: number): void;
  hb_blob_get_data(blob: number, length: number): number;
  hb_blob_get_length(blob: number): number;
  hb_face_create(blob: number, index: number): number;
  hb_face_destroy(face: number): void;
  hb_face_reference_blob(face: number): number;
  hb_set_add(set: number, value: number): void;
  hb_subset_input_create_or_fail(): number;
  hb_subset_input_destroy(input: number): void;
  hb_subset_input_unicode_set(input: number): number;
  hb_subset_input_set(input: number, kind: number): number;
  hb_subset_input_set_flags(input: number, flags: number): void;
  hb_subset_or_fail(face: number, input: number): number;
}

const readOnly = 1;
const dropTables = 3;
const noHinting = 0x1;
const noLayoutClosure = 0x200;

/** A PDF sets each glyph itself, so nothing that shapes text or names the font is needed. */
const notForPrint = [
  'BASE',
  'DSIG',
  'GDEF',
  'GPOS',
  'GSUB',
  'OS/2',
  'STAT',
  'VORG',
  'name',
  'post',
  'vhea',
  'vmtx',
  'gasp',
];

export class Subsetter {
  readonly #hb: HarfBuzz;

  constructor(module: WebAssembly.Module) {
    // The shape of a WebAssembly module is not known to TypeScript.
    this.#hb = new WebAssembly.Instance(module).exports as unknown as HarfBuzz;
    this.#hb._initialize();
  }

  keep(font: Uint8Array): FaceHandle {
    const pointer = this.#hb.malloc(font.length);
    if (pointer === 0) throw new Error('no memory left for a font');
    new Uint8Array(this.#hb.memory.buffer).set(font, pointer);
    const blob = this.#hb.hb_blob_create(pointer, font.length, readOnly, 0, 0);
    const face = this.#hb.hb_face_create(blob, 0);
    this.#hb.hb_blob_destroy(blob);
    return face as FaceHandle;
  }

  /** A font file with only these characters. Glyphs are numbered anew. */
  subset(face: FaceHandle, codePoints: Iterable<number>): Uint8Array {
    const hb = this.#hb;
    const input = hb.hb_subset_input_create_or_fail();
    const unicodes = hb.hb_subset_input_unicode_set(input);
    for (const codePoint of codePoints) hb.hb_set_add(unicodes, codePoint);
    const dropped = hb.hb_subset_input_set(input, dropTables);
    for (const tag of notForPrint) hb.hb_set_add(dropped, tagNumber(tag));
    hb.hb_subset_input_set_flags(input, noHinting | noLayoutClosure);
    const subset = hb.hb_subset_or_fail(face, input);
    hb.hb_subset_input_destroy(input);
    if (subset === 0) throw new Error('HarfBuzz could not subset the font');
    const blob = hb.hb_face_reference_blob(subset);
    const length = hb.hb_blob_get_length(blob);
    const start = hb.hb_blob_get_data(blob, 0);
    const bytes = new Uint8Array(hb.memory.buffer, start, length).slice();
    hb.hb_blob_destroy(blob);
    hb.hb_face_destroy(subset);
    return bytes;
  }
}

function tagNumber(tag: string): number {
  return [...tag].reduce((sum, letter) => (sum << 8) | letter.charCodeAt(0), 0);
}
