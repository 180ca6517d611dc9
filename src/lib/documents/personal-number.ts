const candidate = /(?<!\d)\d{17}[\dXx](?![\dXx])/g;
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/**
 * Whether a text holds a whole identity number of eighteen digits (GB 11643; permanent residence cards
 * of foreigners too), also with spaces between its digits. A wrong check digit does not make it less of
 * a person's number, but a number that begins like a firm's (9) must have a right one.
 */
export function holdsPersonalNumber(text: string): boolean {
  const joined = text.replace(/(?<=\d) (?=[\dXx])/g, '');
  return [text, joined].some((each) => (each.match(candidate) ?? []).some(isPersonal));
}

function isPersonal(number: string): boolean {
  const isDated = /^.{6}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/.test(number);
  return isDated && (!number.startsWith('9') || hasCheckDigit(number));
}

function hasCheckDigit(number: string): boolean {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return '10X98765432'[sum % 11] === number[17]?.toUpperCase();
}
