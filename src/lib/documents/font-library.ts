import type { FontFace, FontSource } from './faces.ts';
import { fallbackOf } from './faces.ts';
import { subsetFont } from './font-subset.ts';
import type { ThinnedGlyphs } from './font-subset.ts';
import { SfntFont } from './sfnt.ts';

interface LoadedFace {
  font: SfntFont;
  thinned: ThinnedGlyphs;
}

/** The faces at hand. What did not load is asked for again at the next print. */
export class FontLibrary {
  readonly #loadFont: FontSource;
  readonly #faces = new Map<FontFace, LoadedFace>();
  readonly #pending = new Map<FontFace, Promise<boolean>>();

  constructor(loadFont: FontSource) {
    this.#loadFont = loadFont;
  }

  has(face: FontFace): boolean {
    return this.#faces.has(face);
  }

  /** Whether the face is at hand now. */
  async ensure(face: FontFace): Promise<boolean> {
    if (this.#faces.has(face)) return true;
    const loading = this.#pending.get(face) ?? this.#load(face);
    this.#pending.set(face, loading);
    return loading.finally(() => this.#pending.delete(face));
  }

  /** The face to set this character in: the one asked for, else its fallback, else none. */
  faceFor(face: FontFace, codePoint: number): FontFace | undefined {
    if (this.#faces.get(face)?.font.glyph(codePoint)) return face;
    const fallback = fallbackOf[face];
    return this.#faces.get(fallback)?.font.glyph(codePoint) ? fallback : undefined;
  }

  /** In thousandths of the type size. */
  advance(face: FontFace, codePoint: number): number {
    const { font } = this.#loaded(face);
    return font.advance(font.glyph(codePoint));
  }

  metrics(face: FontFace): SfntFont['metrics'] {
    return this.#loaded(face).font.metrics;
  }

  /** A font file with the glyphs of these characters, in their order, from glyph 1. */
  subset(face: FontFace, codePoints: number[]): Uint8Array {
    const { font, thinned } = this.#loaded(face);
    return subsetFont(
      font,
      codePoints.map((codePoint) => font.glyph(codePoint)),
      thinned,
    );
  }

  #loaded(face: FontFace): LoadedFace {
    const loaded = this.#faces.get(face);
    if (!loaded) throw new Error(`${face} used before it was loaded`);
    return loaded;
  }

  async #load(face: FontFace): Promise<boolean> {
    try {
      this.#faces.set(face, { font: new SfntFont(await this.#loadFont(face)), thinned: new Map() });
      return true;
    } catch {
      // Whatever the cause, the answer is the same named refusal; the next print tries again.
      return false;
    }
  }
}
