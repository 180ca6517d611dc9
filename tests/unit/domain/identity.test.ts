import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ageOn,
  checkIdentity,
  checkMrz,
  checkPhone,
  checkResidentId,
  checkUscc,
  maskApplicant,
  maskCompany,
  maskIdentity,
  maskMiddle,
  maskPersonName,
  maskPhone,
  residentCheckDigit,
  usccCheckCharacter,
} from '#lib/domain/index.ts';

const today = '2026-11-23';
const code = (result: { ok: boolean; code?: string }): string | undefined => (result.ok ? 'ok' : result.code);

describe('resident identity numbers', () => {
  test.each(['11010519491231002X', '11010519491231002x', '440524188001010014', '110000199001010013'])(
    '[IC1] %s is right',
    (number) => expect(code(checkResidentId(number, today))).toBe('ok'),
  );

  test.each([
    ['110105199001011234', 'id-check-digit'],
    ['110105194912310021', 'id-check-digit'],
    ['11010519490230002X', 'id-date'],
    ['110105190002290020', 'id-date'],
    ['11010520271231002X', 'id-future'],
    ['1101051949123100', 'id-shape'],
    ['11010519491231002Y', 'id-shape'],
    ['１１０105194912310021', 'id-shape'],
    ['', 'id-shape'],
  ])('[IC1] %s is refused: %s', (number, expected) => {
    expect(code(checkResidentId(number, today))).toBe(expected);
  });

  test('[IC1] born today is born, born tomorrow is not', () => {
    const number = (birth: string): string => {
      const digits = `110000${birth}001`;
      return digits + residentCheckDigit(digits);
    };
    expect(code(checkResidentId(number('20261123'), today))).toBe('ok');
    expect(code(checkResidentId(number('20261124'), today))).toBe('id-future');
  });

  test('[IC1] any single wrong digit and any two neighbours exchanged are found', () => {
    const digits = '1101051949123100';
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 16 }),
        fc.integer({ min: 1, max: 9 }),
        (last, at, by) => {
          const body = `${digits}${last}`;
          const number = body + residentCheckDigit(body);
          const wrong = [...number];
          wrong[at] = String((Number(number[at]) + by) % 10);
          expect(checkResidentId(wrong.join(''), today).ok).toBe(false);
          const swapped = [...number];
          [swapped[at], swapped[at + 1]] = [number[at + 1] ?? '', number[at] ?? ''];
          if (number[at] !== number[at + 1]) expect(checkResidentId(swapped.join(''), today).ok).toBe(false);
        },
      ),
    );
  });

  test('[IC2] the kind of card must be the one that its first digits tell', () => {
    const permit = '81000019900101001';
    const number = permit + residentCheckDigit(permit);
    expect(code(checkIdentity('hk_mo_tw_residence', number, today))).toBe('ok');
    expect(code(checkIdentity('resident_id', number, today))).toBe('id-shape');
    const foreign = '91100019900101001';
    expect(code(checkIdentity('foreign_permanent', foreign + residentCheckDigit(foreign), today))).toBe('ok');
    expect(code(checkIdentity('foreign_permanent', number, today))).toBe('id-shape');
  });

  test('[IC2] a passport is five to twenty capital letters and digits', () => {
    expect(code(checkIdentity('passport', 'L898902C3', today))).toBe('ok');
    expect(code(checkIdentity('passport', 'l898902c3', today))).toBe('ok');
    expect(code(checkIdentity('passport', 'E123', today))).toBe('id-shape');
    expect(code(checkIdentity('passport', 'E1234567890123456789A', today))).toBe('id-shape');
    expect(code(checkIdentity('passport', '护照12345', today))).toBe('id-shape');
  });

  test('[IC2] without a kind a card is told from a passport by its digits', () => {
    expect(code(checkIdentity(null, '110105199001011234', today))).toBe('id-check-digit');
    expect(code(checkIdentity(null, 'E12345678', today))).toBe('ok');
  });
});

describe('unified social credit codes', () => {
  test.each([
    ['91350100M000100Y43', 'ok'],
    ['91000000MA0000000N', 'ok'],
    ['91350100m000100y43', 'ok'],
    ['91350100M000100Y4Z', 'uscc-shape'],
    ['91350100M000100Y44', 'uscc-check-digit'],
    ['91350100M000100Y4', 'uscc-shape'],
    ['9135O100M000100Y43', 'uscc-shape'],
  ])('[IC3] %s: %s', (text, expected) => expect(code(checkUscc(text))).toBe(expected));

  test('[IC3] no code has two check characters', () => {
    const right = usccCheckCharacter('91350100M000100Y4');
    const all = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'].filter((last) => checkUscc(`91350100M000100Y4${last}`).ok);
    expect(all).toEqual([right]);
  });
});

describe('passports by machine', () => {
  const first = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<';
  const second = 'L898902C36UTO7408122F1204159ZE184226B<<<<<10';

  test('[IC4] the specimen of ICAO 9303 is read', () => {
    expect(checkMrz(`${first}\n${second}`, today)).toEqual({
      ok: true,
      value: {
        number: 'L898902C3',
        nationality: 'UTO',
        birth: '1974-08-12',
        expires: '2012-04-15',
        surname: 'ERIKSSON',
        given: 'ANNA MARIA',
      },
    });
  });

  test('[IC4] a wrong digit, a wrong length and an impossible day are told apart', () => {
    expect(code(checkMrz(`${first}\n${second.replace('740812', '740813')}`, today))).toBe('mrz-check-digit');
    expect(code(checkMrz(first, today))).toBe('mrz-shape');
  });
});

describe('what of a person is shown', () => {
  test('[IC5] numbers keep six and four, passports two and two', () => {
    expect(maskIdentity('440308199001011234')).toBe('440308********1234');
    expect(maskIdentity('L898902C3')).toBe('L8*****C3');
    expect(maskIdentity('A1')).toBe('**');
    expect(maskPhone('13812346027')).toBe('138****6027');
    expect(maskPhone('88001')).toBe('***01');
  });

  test('[IC5] names count characters, not code units', () => {
    expect(maskPersonName('𠮷田')).toBe('𠮷*');
    expect(maskPersonName(' 张示例 ')).toBe('张*');
    expect(maskMiddle('方天宇')).toBe('方*宇');
    expect(maskMiddle('方宇')).toBe('方*');
    expect(maskMiddle('阿卜杜拉·买买提')).toBe('阿******提');
  });

  test.each([
    ['滨江市青禾文化创意有限公司', '滨江市青禾****有限公司'],
    ['滨江市青禾文化创意有限公司（筹）', '滨江市青禾****有限公司（筹）'],
    ['橙果餐饮管理有限公司', '橙果****有限公司'],
    ['滨江市云杉有限公司', '滨江市云****有限公司'],
    ['旧巷书店', '旧巷****'],
  ])('[IC5] %s is shown as %s', (name, expected) => expect(maskCompany(name)).toBe(expected));

  test('[IC6] a mobile number is eleven digits, written with spaces or not', () => {
    expect(checkPhone('138 0000 0001')).toEqual({ ok: true, value: '13800000001' });
    expect(code(checkPhone('12800000001'))).toBe('phone');
    expect(code(checkPhone('1380000001'))).toBe('phone');
  });

  test('[IC7] years are full ones', () => {
    expect(ageOn('1966-11-23', today)).toBe(60);
    expect(ageOn('1966-11-24', today)).toBe(59);
    expect(ageOn('2004-02-29', '2026-02-28')).toBe(21);
  });
});

describe('names in lists', () => {
  test.each([
    ['罗秋实', '罗*'],
    ['张店', '张*'],
    ['Anna Maria Lopez', 'A*'],
    ['阿卜杜勒·热西提', '阿*'],
    ['滨江市青禾文化传播有限公司', '滨江市青禾****有限公司'],
    ['滨江市青禾小吃店', '滨江市青禾****'],
  ])('[IC5] %s is shown as %s', (name, masked) => {
    expect(maskApplicant(name)).toBe(masked);
  });
});
