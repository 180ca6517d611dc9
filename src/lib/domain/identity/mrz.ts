import { accepted, isHallDate, refused, type HallDate, type Result } from '../shared/index.ts';

/** What the two lines of a passport say (ICAO 9303 part 4, TD3). */
export interface Mrz {
  number: string;
  /** ISO 3166-1 alpha-3, or ICAO's own codes. */
  nationality: string;
  birth: HallDate;
  expires: HallDate;
  surname: string;
  given: string;
}

/**
 * Reads a passport's machine-readable zone and checks its check digits (ICAO 9303).
 * Refusals: mrz-shape (not two lines of 44), mrz-check-digit, mrz-date.
 */
export function checkMrz(text: string, today: HallDate): Result<Mrz, 'mrz-shape' | 'mrz-check-digit' | 'mrz-date'> {
  const lines = text.trim().toUpperCase().split(/\s+/);
  const [first, second] = lines;
  if (lines.length !== 2 || !first || !second || ![first, second].every((line) => /^[A-Z0-9<]{44}$/.test(line))) {
    return refused('mrz-shape');
  }
  const holds = (part: string, digit: string | undefined): boolean => mrzCheckDigit(part) === digit;
  const personal = second.slice(28, 42);
  const isPersonalRight = holds(personal, second[42]) || (/^<+$/.test(personal) && second[42] === '<');
  const isRight =
    holds(second.slice(0, 9), second[9]) &&
    holds(second.slice(13, 19), second[19]) &&
    holds(second.slice(21, 27), second[27]) &&
    isPersonalRight &&
    holds(second.slice(0, 10) + second.slice(13, 20) + second.slice(21, 43), second[43]);
  if (!isRight) return refused('mrz-check-digit');
  const birth = pastDate(second.slice(13, 19), today);
  const expires = `20${second.slice(21, 23)}-${second.slice(23, 25)}-${second.slice(25, 27)}`;
  if (birth === null || !isHallDate(expires)) return refused('mrz-date');
  const [surname = '', given = ''] = first.slice(5).split('<<');
  const spaced = (name: string): string => name.replace(/</g, ' ').trim();
  return accepted({
    number: second.slice(0, 9).replace(/<+$/, ''),
    nationality: second.slice(10, 13).replace(/<+$/, ''),
    birth,
    expires,
    surname: spaced(surname),
    given: spaced(given),
  });
}

/** Weights 7 3 1; A is 10, `<` is 0. */
export function mrzCheckDigit(part: string): string {
  const sum = [...part].reduce((total, character, index) => {
    const value = character === '<' ? 0 : Number.parseInt(character, 36);
    return total + value * ([7, 3, 1][index % 3] ?? 0);
  }, 0);
  return String(sum % 10);
}

/** Six digits as a date of this century unless that were in the future. */
function pastDate(digits: string, today: HallDate): HallDate | null {
  const rest = `${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4, 6)}`;
  const date = [`20${rest}`, `19${rest}`].find((candidate) => isHallDate(candidate) && candidate <= today);
  return date ?? null;
}
