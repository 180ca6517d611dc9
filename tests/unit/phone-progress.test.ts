import { expect, test } from 'vitest';
import { blankReceipt, blankMatterReceipt } from './phone-samples.ts';
import { dayClock, type DayWords } from '../../src/lib/features/phone/day-text.ts';
import { faceOf } from '../../src/lib/features/phone/face.ts';
import { matterSteps, type StepWords } from '../../src/lib/features/phone/matter-steps.ts';
import { sillWords } from '../../src/lib/features/phone/matter-words.ts';
import { progress as t } from '../../src/lib/i18n/zh-CN/progress.ts';
import { common } from '../../src/lib/i18n/zh-CN/common.ts';

const at = (clock: string): number => Date.parse(`${clock}+08:00`);
const words: StepWords = {
  t,
  date: common.date,
  now: at('2026-11-23T10:31'),
  offset: 480,
  pick: ({ name }) => name,
  department: ({ department }) => department,
};
const titles = (steps: ReturnType<typeof matterSteps>): string[] =>
  steps.map(({ state, title, note }) => `${state} ${title} | ${note}`);
const part = (
  item: string,
  name: string,
  department: string,
  phase: 'waiting' | 'running' | 'granted' | 'refused',
) => ({
  item,
  name,
  nameEn: name,
  department,
  departmentEn: department,
  phase,
  due: 0,
  decidedAt: phase === 'granted' || phase === 'refused' ? at('2026-11-23T15:10') : 0,
});

const accepted = {
  ...blankMatterReceipt,
  phase: 'accepted' as const,
  acceptedAt: at('2026-11-23T10:06'),
  stages: [
    {
      phase: 'running' as const,
      due: at('2026-11-23T15:36'),
      printedDue: at('2026-11-23T15:36'),
      endedAt: 0,
      parts: [part('QY-01', '公司设立登记', '市场监督管理局', 'running')],
    },
    {
      phase: 'waiting' as const,
      due: at('2026-11-24T10:06'),
      printedDue: at('2026-11-24T10:06'),
      endedAt: 0,
      parts: [
        part('QY-02', '公章刻制', '公安局', 'waiting'),
        part('QY-03', '发票领用', '税务局', 'waiting'),
        part('QY-04', '社保登记', '人社局', 'waiting'),
      ],
    },
  ],
  slots: [{ slot: 'licence', name: '营业执照', nameEn: 'Licence', icon: 'box', state: 'working' as const }],
};

test('a day is named the way people name it', () => {
  const days: DayWords = words;
  expect(dayClock(days, at('2026-11-23T10:06'))).toBe('今天 10:06');
  expect(dayClock(days, at('2026-11-24T10:06'))).toBe('明天 10:06');
  expect(dayClock(days, at('2026-11-22T23:59'))).toBe('昨天 23:59');
  expect(dayClock(days, at('2026-12-01T09:00'))).toBe('12 月 1 日 09:00');
});

test('papers that are in: until when the hall tells what is missing', () => {
  const matter = {
    ...blankMatterReceipt,
    phase: 'received' as const,
    receivedAt: at('2026-11-23T10:00'),
    tellBy: at('2026-11-30T17:30'),
  };
  expect(titles(matterSteps(words, matter))).toEqual([
    'done 已收件 | 今天 10:00 · 3 号窗口',
    'now 正在看材料 | 受理或要补正，11 月 30 日 17:30 前告诉您',
  ]);
  expect(sillWords(t, matter)).toBe('现在不用做什么，有结果会在这里显示');
});

test('an accepted package: the stage that runs, the stage that waits, and where it ends', () => {
  expect(titles(matterSteps(words, accepted))).toEqual([
    'done 已受理 | 今天 10:06 · 3 号窗口',
    'now 正在办：公司设立登记 | 市场监督管理局 · 今天 15:36 前',
    'next 公章刻制等 3 项 | 前一步办好后同时办理 · 明天 10:06 前',
    'next 到一窗通取领取 | 16 号窗口',
  ]);
  expect(sillWords(t, accepted)).toBe('现在不用做什么，到齐后会在这里显示');
});

test('of a stage that is half done both halves are told', () => {
  const [first, second] = accepted.stages;
  const matter = {
    ...accepted,
    stages: [
      { ...first!, phase: 'done' as const, parts: [part('QY-01', '公司设立登记', '市场监督管理局', 'granted')] },
      {
        ...second!,
        phase: 'running' as const,
        parts: [
          part('QY-02', '公章刻制', '公安局', 'granted'),
          part('QY-03', '发票领用', '税务局', 'running'),
          part('QY-04', '社保登记', '人社局', 'refused'),
        ],
      },
    ],
  };
  expect(titles(matterSteps(words, matter)).slice(1, 5)).toEqual([
    'done 办好了：公司设立登记 | 今天 15:10',
    'done 办好了：公章刻制 | 今天 15:10',
    'ended 不予许可：社保登记 | 今天 15:10',
    'now 正在办：发票领用 | 税务局 · 明天 10:06 前',
  ]);
});

test('a bundle that is ready, collected in part, collected', () => {
  const ready = { ...accepted, phase: 'decided' as const, readyAt: at('2026-11-24T09:30'), pickupCode: '123456' };
  expect(matterSteps(words, ready).at(-1)).toEqual({ state: 'now', title: '可以领取了', note: '16 号窗口' });
  expect(sillWords(t, ready)).toBe('带上证件，到 16 号窗口说取件码');
  const part = {
    ...ready,
    readyAt: 0,
    handedAt: at('2026-11-24T09:50'),
    slots: [{ ...accepted.slots[0]!, state: 'later' as const }],
  };
  expect(titles(matterSteps(words, part)).slice(-2)).toEqual([
    'done 已领一部分 | 明天 09:50',
    'next 到一窗通取领取 | 16 号窗口',
  ]);
  const all = { ...part, phase: 'closed' as const, slots: [{ ...accepted.slots[0]!, state: 'out' as const }] };
  expect(matterSteps(words, all).at(-1)?.title).toBe('已领取');
});

test('the page is about the number while it counts, then about the matter', () => {
  const view = { ...blankReceipt, matters: [accepted] };
  expect(faceOf({ ...view, ticket: { ...blankReceipt.ticket!, phase: 'serving' } })).toBe('ticket');
  expect(faceOf({ ...view, ticket: { ...blankReceipt.ticket!, phase: 'done' } })).toBe('matter');
  expect(faceOf({ ...view, ticket: null })).toBe('matter');
  expect(faceOf({ ...blankReceipt, ticket: { ...blankReceipt.ticket!, phase: 'done' } })).toBe('ticket');
  expect(faceOf({ ...blankReceipt, ticket: null })).toBe('nothing');
});
