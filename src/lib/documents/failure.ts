/**
 * Why a paper was not set.
 * - `glyph-missing`: no font of this program has these characters; nothing was printed.
 * - `font-missing`: a font or the subsetter could not be loaded; `data.face` names it.
 * - `personal-number-unmasked`: a whole identity number stood in the text; papers carry masked ones only.
 * - `page-overflow`: something that may not be divided is larger than the paper.
 */
export type PrintFailure =
  | { ok: false; code: 'glyph-missing'; characters: string[] }
  | { ok: false; code: 'font-missing'; data: { face: string } }
  | { ok: false; code: 'personal-number-unmasked' }
  | { ok: false; code: 'page-overflow' };

export type PrintResult = { ok: true; value: Uint8Array } | PrintFailure;

export function glyphMissing(characters: Iterable<string>): PrintFailure {
  return { ok: false, code: 'glyph-missing', characters: [...characters] };
}

export function fontMissing(face: string): PrintFailure & { code: 'font-missing' } {
  return { ok: false, code: 'font-missing', data: { face } };
}
