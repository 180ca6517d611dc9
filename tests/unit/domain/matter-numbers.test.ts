import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkDigitOf,
  checkMatterNumber,
  documentNumber,
  groupMatterNumber,
  makeMatterNumber,
  matterTail,
  provisionalDocumentNumber,
  readMatterNumber,
} from '#lib/domain/index.ts';

const parts = { region: '990000', hall: '11', date: '2026-11-23', terminal: 3, serial: 17 };
const number = '99000011202611230030172';

describe('matter numbers', () => {
  test('[MN1] region, hall, day, terminal, serial and a check digit make 23 digits', () => {
    expect(makeMatterNumber(parts)).toEqual({ ok: true, value: number });
    expect(groupMatterNumber(number)).toBe('9900 0011 2026 1123 003 017 2');
    expect(readMatterNumber('9900 0011 2026 1123 003 017 2')).toEqual(parts);
    expect(matterTail(number)).toBe('0172');
  });

  test('[MN2] the check digit is ISO 7064 MOD 11,10', () => {
    // German tax numbers use the same procedure: DE136695976 is the published specimen.
    expect(checkDigitOf('13669597')).toBe('6');
    expect(checkDigitOf('00200667308')).toBe('5');
  });

  test('[MN2] any single wrong digit is found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 22 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const wrong = [...number];
        wrong[at] = String((Number(number[at]) + by) % 10);
        expect(checkMatterNumber(wrong.join(''))).toBe(false);
      }),
    );
  });

  test('[MN3] two terminals never give the same number', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 })),
        fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 })),
        ([terminal, serial], [otherTerminal, otherSerial]) => {
          const one = makeMatterNumber({ ...parts, terminal, serial });
          const other = makeMatterNumber({ ...parts, terminal: otherTerminal, serial: otherSerial });
          const isSame = terminal === otherTerminal && serial === otherSerial;
          expect(one.ok && other.ok && one.value === other.value).toBe(isSame);
        },
      ),
    );
  });

  test('[MN3] after 999 numbers of a day a terminal says so, and parts out of shape make none', () => {
    expect(makeMatterNumber({ ...parts, serial: 1000 })).toEqual({
      ok: false,
      code: 'serials-used-up',
      data: { terminal: 3 },
    });
    expect(makeMatterNumber({ ...parts, region: '99' }).ok).toBe(false);
    expect(makeMatterNumber({ ...parts, date: '2026-02-30' }).ok).toBe(false);
    expect(makeMatterNumber({ ...parts, terminal: 0 }).ok).toBe(false);
  });

  test('[MN4] notices carry short, word, year and serial; a provisional one says 暂', () => {
    expect(documentNumber('滨政务', '受', 2026, 123)).toBe('滨政务受字〔2026〕第000123号');
    expect(provisionalDocumentNumber('滨政务', '受', 2026, 3, 17)).toBe('滨政务受字〔2026〕暂003-017号');
  });
});
