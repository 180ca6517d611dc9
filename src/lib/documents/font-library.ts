import type { FontFace, FontSource, WasmSource } from './faces.ts';
import { fallbackOf } from './faces.ts';
import { SfntFont } from './sfnt.ts';
import { Subsetter } from './subsetter.ts';
import type { FaceHandle } from './subsetter.ts';

interface LoadedFace {
  font: SfntFont;
  /** The handle means nothing to any other subsetter. */
  subsetter: Subsetter;
  handle: FaceHandle;
}

/** The faces at hand. What did not load is asked for again at the next print. */
export class FontLibrary {
  readonly #loadFont: FontSource;
  readonly #loadWasm: WasmSource;
  readonly #faces = new Map<FontFace, LoadedFace>();
  readonly #pending = new Map<FontFace, Promise<boolean>>();
  #subsetter: Promise<Subsetter> | undefined;

  constructor(loadFont: FontSource, loadWasm: WasmSource) {
    this.#loadFont = loadFont;
    this.#loadWasm = loadWasm;
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

  subset(face: FontFace, codePoints: Iterable<number>): Uint8Array {
    const { subsetter, handle } = this.#loaded(face);
    return subsetter.subset(handle, codePoints);
  }

  #loaded(face: FontFace): LoadedFace {
    const loaded = this.#faces.get(face);
    if (!loaded) throw new Error(`${face} used before it was loaded`);
    return loaded;
  }

  async #load(face: FontFace): Promise<boolean> {
    try {
      const [subsetter, bytes] = await Promise.all([this.#startSubsetter(), this.#loadFont(face)]);
      const font = new SfntFont(bytes);
      this.#faces.set(face, { font, subsetter, handle: subsetter.keep(bytes) });
      return true;
    } catch {
      // Whatever the cause, the answer is the same named refusal; the next print tries again.
      return false;
    }
  }

  async #startSubsetter(): Promise<Subsetter> {
    this.#subsetter ??= this.#loadWasm().then((module) => new Subsetter(module));
    try {
      return await this.#subsetter;
    } catch (error) {
      this.#subsetter = undefined;
      throw error;
    }
  }
}
