import { describe, expect, test } from 'vitest';
import { dateOfMinute, formOf, hallMinute, type FormDefinition } from '#lib/domain/index.ts';
import { changedBetween } from '#lib/features/intake/changed-between.ts';
import { dateAndClock, dueNow } from '#lib/features/intake/due-times.ts';
import { pageOfPath, pagesOf } from '#lib/features/intake/form-pages.ts';
import { columnsOf, unitOf } from '#lib/features/intake/list-columns.ts';
import { shareOf, shareSum } from '#lib/features/intake/share-sum.ts';
import { tidied } from '#lib/features/intake/typed-values.ts';
import { form, setup, TestDossier } from './domain/form-content.ts';

describe('what was typed, in the form a field wants', () => {
  test.each([
    ['date', '20261123', '2026-11-23'],
    ['date', '2026年11月3日', '2026-11-03'],
    ['date', '2026.1.9', '2026-01-09'],
    ['month', '202612', '2026-12'],
    ['identity', ' 11010519491231002x ', '11010519491231002X'],
    ['identity', '１１０１０５', '110105'],
    ['phone', '138 0000 0001', '13800000001'],
    ['decimal', '1,000.50', '1000.50'],
    ['text', '  云杉　商贸 ', '云杉　商贸'],
  ] as const)('%s %s', (type, typed, wanted) => {
    expect(tidied(type, typed)).toBe(wanted);
  });

  test.each([
    ['date', '明天'],
    ['date', '2026-02-30'],
    ['integer', '三'],
  ] as const)('what is not understood stays for the check to speak of: %s %s', (type, typed) => {
    expect(tidied(type, typed)).toBe(typed);
  });
});

describe('pages of a form', () => {
  test('the data says which; every group is on one of them', () => {
    for (const code of ['YJS-01', 'YJS-03', 'YJS-04', 'XK-03']) {
      const pages = pagesOf(form(code));
      expect(pages.length).toBeLessThanOrEqual(6);
      expect(pages.flatMap((page) => page.groups).sort()).toEqual([...form(code).groups].sort());
    }
    expect(pagesOf(form('YJS-01')).map((page) => page.zh)).toEqual(['企业', '经营', '人员', '税务社保', '领取']);
  });

  test('without them the smallest neighbours are joined until six are left', () => {
    const plain: FormDefinition = { ...form('YJS-01') };
    delete plain.tabs;
    const pages = pagesOf(plain);
    expect(pages).toHaveLength(6);
    expect(pages.flatMap((page) => page.groups)).toEqual(plain.groups);
  });

  test('a path leads to its page, a material to none', () => {
    expect(pageOfPath(form('YJS-01'), 'shareholders/row1/name')).toBe(2);
    expect(pageOfPath(form('YJS-01'), 'company.capital')).toBe(0);
    expect(pageOfPath(form('YJS-01'), 'materials/poa')).toBe(-1);
  });
});

describe('shares of the capital', () => {
  const shareholders = form('YJS-01').fields.find((field) => field.key === 'shareholders');
  if (!shareholders) throw new Error('no shareholders');
  const filled = (amount: string): ReturnType<typeof shareSum> =>
    shareSum(
      form('YJS-01'),
      TestDossier.filled(form('YJS-01')).text('shareholders/row2/amount', amount).content,
      shareholders,
    );

  test('they add up', () => {
    expect(filled('40.00')).toEqual({ wanted: '100.00', percent: '100', difference: '0' });
  });

  test('0.01 too little and too much, exactly', () => {
    expect(filled('39.99')).toEqual({ wanted: '100.00', percent: '99.99', difference: '-0.01' });
    expect(filled('40.01')).toEqual({ wanted: '100.00', percent: '100.01', difference: '0.01' });
  });

  test('99.999 % is not shown as everything', () => {
    expect(shareOf('100000', '99999')).toBe('99.99');
    expect(shareOf('100', 'x')).toBe('');
    expect(shareOf('0', '1')).toBe('');
  });

  test('a list shows whose row it is, the figure, and the number', () => {
    const columns = columnsOf(shareholders);
    expect(columns.name?.key).toBe('name');
    expect(columns.figure?.key).toBe('amount');
    expect(columns.others.map((field) => field.key)).toEqual(['idNumber']);
    expect(unitOf('注册资本(万元)')).toEqual({ name: '注册资本', unit: '万元' });
    expect(unitOf('住所')).toEqual({ name: '住所', unit: '' });
  });
});

test('due times as they would be now: half a day, and half a day after it', () => {
  const items = formOf(setup, 'YJS-01')?.items ?? [];
  const [first, second] = dueNow(setup, setup, 'YJS-01', items, hallMinute('2026-11-23', 606));
  expect(dateAndClock(first?.at ?? 0)).toEqual({ date: '2026-11-23', clock: '15:36' });
  expect(dateAndClock(second?.at ?? 0)).toEqual({ date: '2026-11-24', clock: '10:06' });
  expect(second?.items).toHaveLength(6);
  const [single] = dueNow(setup, setup, 'XK-03', ['XK-03'], hallMinute('2026-11-23', 606));
  expect(single?.limit).toEqual({ value: 15, unit: 'working_day' });
  expect(dateOfMinute(single?.at ?? 0)).toBe('2026-12-14');
});

test('what changed since it was looked at, and by whom where that is known', () => {
  const before = TestDossier.filled(form('YJS-01')).material('articles', {});
  const now = TestDossier.filled(form('YJS-01')).material('articles', { at: 5, by: '0318' });
  now.text('company.scope', '图书零售');
  now.content.choices['company.term'] = { value: 'until', by: '0318', at: 5 };
  now.content.choices['company.type'] = { value: 'llc_legal', by: '0317', at: 5 };
  expect(changedBetween(before.content, now.content, '0317')).toEqual([
    { path: 'company.scope', by: '' },
    { path: 'company.term', by: '0318' },
    { path: 'materials/articles', by: '0318' },
  ]);
});
