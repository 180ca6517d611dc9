import { describe, expect, test } from 'vitest';
import { groupShortCode, readShortCode } from '#lib/features/phone/short-code.ts';

describe('short code', () => {
  test('any case, spaces and hyphens', () => {
    for (const typed of ['M8D4R3WP', 'm8d4 r3wp', ' m8d4-r3wp ', 'M8D4—R3WP', 'm 8 d 4 r 3 w p']) {
      expect(readShortCode(typed)).toEqual({ code: 'M8D4R3WP', stranger: null, complete: true });
    }
  });

  test('I and L are 1, O is 0', () => {
    expect(readShortCode('oiL0 1OIl').code).toBe('01101011');
    expect(readShortCode('OIL').code).toBe('011');
  });

  test('full-width characters of a Chinese input method', () => {
    expect(readShortCode('Ｍ８Ｄ４　Ｒ３ＷＰ').complete).toBe(true);
  });

  test('a character that no code contains is named', () => {
    expect(readShortCode('M8D4R3WU')).toEqual({ code: 'M8D4R3W', stranger: 'U', complete: false });
    expect(readShortCode('号M8D4').stranger).toBe('号');
  });

  test('too short and too long are not complete', () => {
    expect(readShortCode('M8D4').complete).toBe(false);
    expect(readShortCode('M8D4R3WPX').complete).toBe(false);
  });

  test('two groups, as printed', () => {
    expect(groupShortCode('M8D4R3WP')).toBe('M8D4 R3WP');
    expect(groupShortCode('M8D4')).toBe('M8D4');
  });
});
