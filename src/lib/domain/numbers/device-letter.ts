/**
 * Letters of the series that a device gives without the line: queue letter + device letter + number (`AK001`).
 * Without I and O, which look like figures, and without the last ten, which are the hall's own after a lost disk.
 */
const LETTERS = 'KLMNPABCDEFGHJ';

/**
 * The first letter that nobody has: one letter, or two when all are given. `series`: after a lost disk new ones begin
 * with it, as nobody knows any more which others were given. Empty: all are given.
 */
export function freeDeviceLetter(given: ReadonlySet<string>, series: string): string {
  const singles = [...LETTERS];
  const pairs = singles.flatMap((first) => singles.map((second) => first + second));
  return [...singles, ...pairs].map((letter) => series + letter).find((letter) => !given.has(letter)) ?? '';
}
