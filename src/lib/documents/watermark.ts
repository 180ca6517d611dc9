import type { FontLibrary } from './font-library.ts';
import type { FontOf } from './pdf-font.ts';
import { factor, n } from './pdf-number.ts';

/** Pale letters on a slope across the page, drawn first so that nothing is hidden by them. */
export function watermarkOperators(
  text: string,
  page: { width: number; height: number },
  fonts: FontLibrary,
  fontOf: FontOf,
): string[] {
  const characters = [...text];
  const size = page.width / (characters.length + 0.6);
  const faces = characters.map((char) => fonts.faceFor('sans-700', char.codePointAt(0) ?? 0));
  const face = faces[0];
  if (!face) return [];
  const font = fontOf(face);
  const codes = characters.map((char) => font.code(char.codePointAt(0) ?? 0)).join('');
  const [cosine, sine] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
  const half = (characters.length * size) / 2;
  const x = page.width / 2 - half * cosine + size * 0.38 * sine;
  const y = page.height / 2 - half * sine - size * 0.38 * cosine;
  const slope = [...[cosine, sine, -sine, cosine].map(factor), n(x), n(y)].join(' ');
  return [`BT /${font.name} ${n(size)} Tf 0.93 g 0 Tc ${slope} Tm <${codes}> Tj ET`];
}
