import type { Block, DocumentDescription, Run } from './description.ts';
import { facesOf, fallbackOf } from './faces.ts';
import type { FontFace, FontSource, Paper } from './faces.ts';
import { fontMissing, glyphMissing } from './failure.ts';
import type { PrintFailure, PrintResult } from './failure.ts';
import { FontLibrary } from './font-library.ts';
import { cleanText } from './layout.ts';
import { composePages } from './pages.ts';
import { holdsPersonalNumber } from './personal-number.ts';
import { writePdf } from './pdf-writer.ts';

export interface PrintEngine {
  /** Loads faces ahead of the first print. */
  warm(faces: FontFace[]): Promise<{ ok: true; value: undefined } | PrintFailure>;
  /** Whether a paper of this kind can be set without waiting for a font. */
  isReady(paper: Paper): boolean;
  /** The bytes of a PDF, or a named reason why nothing was set. */
  render(document: DocumentDescription): Promise<PrintResult>;
}

export function createPrintEngine(sources: { loadFont: FontSource }): PrintEngine {
  const fonts = new FontLibrary(sources.loadFont);
  return {
    async warm(faces) {
      const loaded = await Promise.all(faces.map((face) => fonts.ensure(face)));
      const missing = faces.find((_, index) => !loaded[index]);
      return missing ? fontMissing(missing) : { ok: true, value: undefined };
    },
    isReady: (paper) => facesOf[paper].every((face) => fonts.has(face)),
    async render(document) {
      if (textsOf(document).some(holdsPersonalNumber)) return { ok: false, code: 'personal-number-unmasked' };
      const failure = await coverText(document, fonts);
      if (failure) return failure;
      const pages = composePages(document, fonts);
      if (!pages) return { ok: false, code: 'page-overflow' };
      return { ok: true, value: await writePdf(document, pages, fonts) };
    },
  };
}

/** Makes sure, before anything is set, that every character has a glyph in a loaded face. */
async function coverText(document: DocumentDescription, fonts: FontLibrary): Promise<PrintFailure | undefined> {
  const texts = textByFace(document);
  const faces = [...texts.keys()];
  const loaded = await Promise.all(faces.map((face) => fonts.ensure(face)));
  for (const [index, face] of faces.entries()) {
    // Without Song, Hei throughout: a paper in the other type is better than none.
    if (!loaded[index] && !(await fonts.ensure(fallbackOf[face]))) return fontMissing(face);
  }
  const missing = new Set<string>();
  for (const [face, characters] of texts) {
    for (const char of characters) {
      const codePoint = char.codePointAt(0) ?? 0;
      if (fonts.faceFor(face, codePoint)) continue;
      await fonts.ensure(fallbackOf[face]);
      if (!fonts.faceFor(face, codePoint)) missing.add(char);
    }
  }
  return missing.size > 0 ? glyphMissing(missing) : undefined;
}

function textByFace(document: DocumentDescription): Map<FontFace, Set<string>> {
  const texts = new Map<FontFace, Set<string>>();
  const add = (face: FontFace, text: string): void => {
    const characters = texts.get(face) ?? new Set<string>();
    texts.set(face, characters);
    for (const char of cleanText(text)) if (char !== '\n') characters.add(char);
  };
  for (const run of blocksOf(document).flatMap(runsOf)) add(run.face, run.field ? '0123456789' : run.text);
  if (document.watermark) add('sans-700', document.watermark);
  return texts;
}

function blocksOf(document: DocumentDescription): Block[] {
  const { header, footer } = document;
  return [...document.blocks, ...(header ? [...header.first, ...header.rest] : []), ...(footer?.blocks ?? [])];
}

/** Everything that can be read from the paper: its text block by block, its codes, its title. */
function textsOf(document: DocumentDescription): string[] {
  const read = (block: Block): string[] => {
    if (block.kind === 'qr') return [block.text];
    if (block.kind === 'paragraph') return [block.runs.map((run) => run.text).join('')];
    if (block.kind !== 'grid') return [];
    return block.rows.flatMap((row) => row.flatMap((cell) => cell.blocks.flatMap(read)));
  };
  return [document.title, ...blocksOf(document).flatMap(read)];
}

function runsOf(block: Block): Run[] {
  if (block.kind === 'paragraph') return block.runs;
  if (block.kind !== 'grid') return [];
  return block.rows.flatMap((row) => row.flatMap((cell) => cell.blocks.flatMap(runsOf)));
}
