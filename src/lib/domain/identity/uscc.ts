import { accepted, refused, type Result } from '../shared/index.ts';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/**
 * Checks a 统一社会信用代码: 18 characters without I O S V Z, and its check character
 * (GB 32100-2015). Accepted: the code in capitals.
 */
export function checkUscc(text: string): Result<string, 'uscc-shape' | 'uscc-check-digit'> {
  const code = text.trim().toUpperCase();
  if (code.length !== 18 || [...code].some((character) => !alphabet.includes(character))) return refused('uscc-shape');
  return usccCheckCharacter(code) === code[17] ? accepted(code) : refused('uscc-check-digit');
}

/** The check character that belongs to the first 17. */
export function usccCheckCharacter(code: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * alphabet.indexOf(code[index] ?? '0'), 0);
  return alphabet[(31 - (sum % 31)) % 31] ?? '';
}
