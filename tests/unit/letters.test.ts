import { beforeAll, describe, expect, test } from 'vitest';
import {
  findByLetters,
  indexLetters,
  loadInitials,
  nextLetters,
  type InitialsOf,
} from '#lib/features/kiosk/letters.ts';
import type { Matter } from '#lib/features/kiosk/matters.ts';

function matter(code: string, name: string, nameEn = '', isPackage = code.startsWith('YJS')): Matter {
  return { code, name, nameEn, isPackage, department: '', queue: 'A' };
}

const matters = [
  matter('YJS-01', '企业开办一件事', 'Open a company'),
  matter('YJS-02', '企业注销一件事', 'Close a company'),
  matter('QY-03', '发票领用和税控设备(税务UKey)申领', 'Invoices and tax control device'),
  matter('QY-09', '企业简易注销登记', 'Simplified company deregistration'),
  matter('XK-01', '食品经营许可(新办)', 'Food business licence (new)'),
];

let initialsOf: InitialsOf;
beforeAll(async () => {
  initialsOf = await loadInitials();
});

const find = (typed: string): string[] =>
  findByLetters(indexLetters(matters, initialsOf), typed).map(({ code }) => code);

describe('finding by letters', () => {
  test('initials of pinyin; brackets are left out, Latin letters stay', () => {
    expect(initialsOf('企业开办一件事')).toBe('QYKBYJS');
    expect(initialsOf('税控(税务UKey)')).toBe('SKSWUKEY');
  });

  test('what begins with the letters, packages first', () => {
    expect(find('QY')).toEqual(['YJS-01', 'YJS-02', 'QY-09']);
    expect(find('qykb')).toEqual(['YJS-01']);
  });

  test('letters from the middle of a name are found after those from its beginning', () => {
    expect(find('ZX')).toEqual(['YJS-02', 'QY-09']);
  });

  test('one letter does not search inside names', () => {
    expect(find('Y')).toEqual([]);
  });

  test('English by initials or by its beginning', () => {
    expect(find('OAC')).toEqual(['YJS-01']);
    expect(find('FOOD')).toEqual(['XK-01']);
  });

  test('only letters that lead on are open', () => {
    const index = indexLetters(matters, initialsOf);
    expect(nextLetters(index, '').has('Q')).toBe(true);
    expect(nextLetters(index, 'QYK')).toEqual(new Set(['B']));
    for (const letter of nextLetters(index, 'QY')) {
      expect(findByLetters(index, `QY${letter}`).length).toBeGreaterThan(0);
    }
  });

  test('300 packages are searched well within a touch', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      matter(`YJS-${index}`, `${['企业', '房屋', '社保', '许可'][index % 4] ?? ''}第${index}件一件事`),
    );
    const index = indexLetters(many, initialsOf);
    const before = performance.now();
    findByLetters(index, 'QY');
    nextLetters(index, 'QY');
    expect(performance.now() - before).toBeLessThan(100);
  });
});
