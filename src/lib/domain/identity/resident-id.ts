import { accepted, refused, type HallDate, type Result } from '../shared/index.ts';
import { birthDateIn } from './birth-date.ts';

export interface ResidentId {
  /** With a capital X. */
  number: string;
  birth: HallDate;
}

export type ResidentIdFault = 'id-shape' | 'id-date' | 'id-future' | 'id-check-digit';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigits = '10X98765432';

/**
 * Checks an 18-digit number as resident identity cards, residence permits of Hong Kong, Macao and
 * Taiwan residents (810000, 820000, 830000) and foreigners' permanent residence cards (9…) carry
 * it: shape, a birth date that exists and is not in the future, check digit (GB 11643-1999).
 */
export function checkResidentId(text: string, today: HallDate): Result<ResidentId, ResidentIdFault> {
  const number = text.trim().toUpperCase();
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) return refused('id-shape');
  const birth = birthDateIn(number);
  if (birth === null || birth < '1880-01-01') return refused('id-date');
  if (birth > today) return refused('id-future');
  if (residentCheckDigit(number) !== number[17]) return refused('id-check-digit');
  return accepted({ number, birth });
}

/** The check digit that belongs to the first 17 digits. */
export function residentCheckDigit(number: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return checkDigits[sum % 11] ?? '';
}
