import { describe, expect, test } from 'vitest';
import { breakLines, tightenPunctuation } from '#lib/documents/line-breaking.ts';
import type { Glyph } from '#lib/documents/line-breaking.ts';

function glyphs(text: string, keep = 0): Glyph[] {
  return [...text].map((char) => ({
    codePoint: char.codePointAt(0) ?? 0,
    char,
    face: 'serif-400',
    size: 10,
    grey: 0,
    isThickened: false,
    isBoxed: false,
    width: /[\u0000-\u007f]/.test(char) ? 5 : 10,
    spacing: 0,
    tighten: 0,
    keep,
  }));
}

function broken(text: string, width: number): string[] {
  return breakLines(glyphs(text), width, 0).map((line) => line.glyphs.map(({ char }) => char).join(''));
}

describe('line breaking', () => {
  test('no line begins with a closing mark', () => {
    expect(broken('申请人实名登记，材料齐全', 70)).toEqual(['申请人实名登', '记，材料齐全']);
  });

  test('a closing mark may hang its blank half over the edge', () => {
    expect(broken('申请人实名登记，材料齐全', 75)).toEqual(['申请人实名登记，', '材料齐全']);
  });

  test('no line ends with an opening mark', () => {
    expect(broken('依据《行政许可法》', 30)).toEqual(['依据', '《行政', '许可', '法》']);
  });

  test('numbers and Latin words stay whole', () => {
    expect(broken('税务UKey申领第12345号', 40)).toEqual(['税务UKey', '申领第', '12345号']);
  });

  test('what is longer than a line is divided all the same', () => {
    expect(broken('ABCDEFGH', 20)).toEqual(['ABCD', 'EFGH']);
  });

  test('a kept run moves to the next line whole', () => {
    const line = [...glyphs('一层区'), ...glyphs('三四号窗口', 1)];
    expect(breakLines(line, 60, 0).map(({ glyphs: set }) => set.length)).toEqual([3, 5]);
  });

  test('spaces at a break are dropped, and a line break in the text is kept', () => {
    expect(broken('一二三\u3000四五六', 30)).toEqual(['一二三', '四五六']);
    expect(broken('一\n二', 100)).toEqual(['一', '二']);
  });

  test('two marks side by side share the blank between them', () => {
    const set = glyphs('事”，（');
    tightenPunctuation(set);
    expect(set.map(({ width }) => width)).toEqual([10, 5, 5, 10]);
  });
});
