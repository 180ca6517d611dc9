import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Setup } from '#lib/domain/setup/setup.ts';
import type { BoardView } from '#lib/domain/views/wire.ts';
import { refusalWords } from '#lib/features/kiosk/kiosk-words.ts';
import { choicesOf, departmentsOf, lifeEventsOf, mattersOf } from '#lib/features/kiosk/matters.ts';
import { hoursText, waitingFacts } from '#lib/features/kiosk/waiting-facts.ts';
import { kioskMessages } from '#lib/i18n/kiosk.ts';

const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../sync-server/sample/${name}`, import.meta.url), 'utf8'));
const setup = { ...(sample('hall.json') as object), catalogue: sample('catalogue.json') } as Setup;
const matters = mattersOf(setup);

function board(change: Partial<BoardView['queues'][number]> = {}, open = true): BoardView {
  const queue = { waiting: 12, closed: false, left: null, windows: [3, 4], estimate: null, ...change };
  return {
    hall: '',
    hallEn: '',
    practice: false,
    day: '2026-11-23',
    now: 0,
    utcOffsetMinutes: 480,
    setup: 1,
    zones: [],
    queues: setup.queues.map(({ id, name, nameEn }) => ({ id, name, nameEn, ...queue })),
    open,
  };
}

describe('what can be chosen', () => {
  test('every life event of the sample hall leads somewhere', () => {
    expect(lifeEventsOf(setup, matters).length).toBe(setup.lifeEvents.length);
  });

  test('every matter is found by its department', () => {
    const found = departmentsOf(setup, matters).flatMap((department) => department.matters);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(matters.map(({ code }) => code)));
  });

  test('企业开办一件事 is the single choice of its tile: a number in two touches', () => {
    const event = setup.lifeEvents.find(({ id }) => id === 'open-company');
    expect(event && choicesOf(event, matters).map(({ code }) => code)).toEqual(['YJS-01']);
  });

  test('what has no route cannot be chosen', () => {
    const { 'YJS-01': _, ...routes } = setup.routes;
    expect(mattersOf({ ...setup, routes }).some(({ code }) => code === 'YJS-01')).toBe(false);
  });
});

describe('before the number is taken', () => {
  test('place, open windows, people ahead', () => {
    expect(waitingFacts(setup, board(), 'YJS-01')).toMatchObject({
      area: { floor: '一层', name: 'A 区' },
      windows: [3, 4],
      ahead: 12,
      locked: null,
    });
  });

  test('with no window open, those that would serve it', () => {
    expect(waitingFacts(setup, board({ windows: [] }), 'YJS-01')?.windows).toEqual([3, 4, 7, 8]);
  });

  test('why no number is given', () => {
    expect(waitingFacts(setup, board({}, false), 'YJS-01')?.locked).toBe('hall-closed');
    expect(waitingFacts(setup, board({ closed: true }), 'YJS-01')?.locked).toBe('queue-closed');
    expect(waitingFacts(setup, board({ left: 0 }), 'YJS-01')?.locked).toBe('contingent-used-up');
    expect(waitingFacts(setup, board({ left: 3 }), 'YJS-01')).toMatchObject({ locked: null, left: 3 });
  });

  test('opening hours as people write them', () => {
    expect(hoursText(setup.hours, '、')).toBe('8:30–12:00、14:00–17:30');
  });
});

describe('refusals in words', () => {
  const windows = (numbers: readonly number[]): string => (numbers.length > 0 ? `${numbers.join('、')} 号窗口` : '');

  test('a used-up contingent names the windows that still help', () => {
    const refusal = { code: 'contingent-used-up', data: { windows: [3, 4] } };
    expect(refusalWords(kioskMessages['zh-CN'], refusal, windows).join('')).toContain('3、4 号窗口');
  });

  test('a number that waits already is shown', () => {
    const refusal = { code: 'already-waiting', data: { label: 'A021' } };
    expect(refusalWords(kioskMessages['zh-CN'], refusal, windows)[0]).toContain('A021');
  });

  test('a code without words of its own still says what to do', () => {
    for (const messages of Object.values(kioskMessages)) {
      const [what, next] = refusalWords(messages, { code: 'internal-error', data: {} }, windows);
      expect(what.length * next.length).toBeGreaterThan(0);
    }
  });
});
