import { expect, test } from 'vitest';
import { readScan, readTyped, ScanBuffer } from '#lib/features/kiosk/check-in-code.ts';

const TOKEN = 'aBcDeFgHiJkLmNoPqRsT-_';

test('a phone ending has four to six digits, a code eight characters', () => {
  expect(readTyped('phone', '441')).toMatchObject({ key: '441', isComplete: false });
  expect(readTyped('phone', '4410')).toMatchObject({ isComplete: true, isFull: false });
  expect(readTyped('phone', '44101234')).toMatchObject({ key: '441012', isFull: true });
  expect(readTyped('code', 'm8d4 r3w')).toMatchObject({ key: 'M8D4R3W', isComplete: false });
  expect(readTyped('code', 'M8D4R3WP')).toMatchObject({ isComplete: true, isFull: true });
});

test('a scanner types a voucher’s link or its token; anything else is not a code', () => {
  expect(readScan(`http://hall.example:8080/r/${TOKEN}`)).toBe(TOKEN);
  expect(readScan(TOKEN)).toBe(TOKEN);
  expect(readScan('http://elsewhere.example/x')).toBeNull();
  expect(readScan('6901234567892')).toBeNull();
});

test('what a person types slowly is no scan', () => {
  const scan = new ScanBuffer();
  [...TOKEN].forEach((character, index) => scan.add(character, index * 10));
  expect(scan.end(TOKEN.length * 10)).toBe(TOKEN);
  [...TOKEN].forEach((character, index) => scan.add(character, 10_000 + index * 300));
  expect(scan.end(20_000)).toBeNull();
});
