/** Hei (sans) sets slips and the dates and codes on notices; Song (serif) sets notices. */
export type FontFace = 'sans-400' | 'sans-700' | 'serif-400' | 'serif-700';

export type Paper = 'slip' | 'a4';

/** Gives the whole font file. A refusal (offline, file gone) is a rejected promise. */
export type FontSource = (face: FontFace) => Promise<Uint8Array>;

export const facesOf: Record<Paper, FontFace[]> = {
  slip: ['sans-400', 'sans-700'],
  a4: ['serif-400', 'serif-700', 'sans-700'],
};

/** Where to look next for a character that a face has not, or for a face that did not load. */
export const fallbackOf: Record<FontFace, FontFace> = {
  'sans-400': 'serif-400',
  'sans-700': 'serif-700',
  'serif-400': 'sans-400',
  'serif-700': 'sans-700',
};
