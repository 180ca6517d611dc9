import { describe, expect, test } from 'vitest';
import {
  blankMatter,
  blankTicket,
  completeSetup,
  emptyState,
  type EventKind,
  type HallState,
  type Matter,
  type Setup,
} from '#lib/domain/index.ts';
import hall from '../../sync-server/sample/hall.json' with { type: 'json' };
import catalogue from '../../sync-server/sample/catalogue.json' with { type: 'json' };
import { areSessions, draftFigures, figureOf, readFigure } from '../../src/lib/features/admin/draft-fields.ts';
import { todaysOffers } from '../../src/lib/features/rating/paper-offers.ts';
import { screenOffers, windowOfDevice } from '../../src/lib/features/rating/screen-offers.ts';
import { bundleLines, keeperOf } from '../../src/lib/features/supervise/bundle-lines.ts';
import { findMatters } from '../../src/lib/features/supervise/find-matters.ts';
import { openMatters, splitWorking } from '../../src/lib/features/supervise/matter-clocks.ts';
import { draft } from '../../src/lib/i18n/zh-CN/draft.ts';
import { supervise as zh } from '../../src/lib/i18n/zh-CN/supervise.ts';
import { supervise as en } from '../../src/lib/i18n/en/supervise.ts';
import { timeline } from '../../src/lib/i18n/zh-CN/timeline.ts';

const setup = completeSetup({ ...hall, catalogue } as unknown as Setup);
const MINUTE = 60_000;
const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const part = (item: string, due: string, phase: 'running' | 'waiting' | 'granted' = 'running') => ({
  item,
  department: 'scjg',
  stage: 0,
  after: null,
  phase,
  since: clock('10:00'),
  due: clock(due),
  printedDue: clock(due),
  decidedAt: phase === 'granted' ? clock('10:30') * MINUTE : 0,
  decidedElsewhereAt: 0,
  decidedBy: 0,
});
const slot = (name: string, phase: 'expected' | 'in', of = 0) => ({
  slot: name,
  part: of,
  phase,
  waived: false,
  pieces: 1,
  sentAt: 0,
  sentBy: 0,
  inAt: 0,
  inBy: 0,
  condition: 'good' as const,
  outAt: 0,
  chasedAt: 0,
  chases: 0,
  returned: '',
});
const matter = (id: number, patch: Partial<Matter>): Matter => ({
  ...blankMatter(id),
  dossier: `dossier-${id}`,
  code: 'YJS-01',
  no: `9900001120261124001${String(id).padStart(4, '0')}`,
  phase: 'accepted',
  ...patch,
});
const stateWith = (...matters: Matter[]): HallState => ({
  ...emptyState(),
  day: '2026-11-24',
  matters: new Map(matters.map((entry) => [entry.id, entry])),
});

describe('what the supervisor watches', () => {
  const late = matter(1, { parts: [part('QY-01', '11:00')] });
  const soon = matter(2, { parts: [part('QY-01', '11:40')] });
  const calm = matter(3, { parts: [part('QY-01', '16:00')] });
  const waiting = matter(4, { phase: 'supplement' });
  const received = matter(5, { phase: 'received', receivedAt: clock('10:00') * MINUTE, tellBy: 7 * 1440 + 1050 });
  const over = matter(6, { phase: 'closed' });
  const state = stateWith(calm, waiting, over, received, soon, late);
  const lines = openMatters(state, setup, clock('11:30') * MINUTE);

  test('the most urgent matter first; one that waits for its applicant last; what is over not at all', () => {
    expect(lines.map((line) => line.matter.id)).toEqual([1, 2, 3, 5, 4]);
    expect(lines.map((line) => line.card)).toEqual(['red', 'yellow', 'green', 'green', null]);
  });

  test('what is left counts in the hall’s working minutes, and a late one says by how much', () => {
    expect(lines.map((line) => line.clocks[0]?.left)).toEqual([-30, 10, 150, 5 * 420 + 240, undefined]);
    expect(splitWorking(-30, 420)).toEqual({ days: 0, hours: 0, minutes: 30 });
    expect(splitWorking(5 * 420 + 245, 420)).toEqual({ days: 5, hours: 4, minutes: 5 });
  });

  test('a result that was decided and is not at the desk runs its own clock (行政许可法 44)', () => {
    const decided = matter(7, {
      phase: 'decided',
      parts: [part('QY-01', '16:00', 'granted')],
      slots: [slot('licence', 'expected'), slot('seal', 'in')],
    });
    const [line] = openMatters(stateWith(decided), setup, clock('11:30') * MINUTE);
    expect(line?.clocks).toMatchObject([{ kind: 'slot', what: 'licence', department: 'scjg', card: 'green' }]);
  });

  test('found by card, department and words in any order', () => {
    const text = ({ matter: { no } }: (typeof lines)[number]): string => `${no.slice(-4)} 企业开办一件事 橙果`;
    const filter = { card: 'all' as const, department: '', text: '' };
    expect(findMatters(lines, filter, text)).toHaveLength(5);
    expect(findMatters(lines, { ...filter, card: 'red' }, text).map((line) => line.matter.id)).toEqual([1]);
    expect(findMatters(lines, { ...filter, department: 'scjg' }, text)).toHaveLength(3);
    expect(findMatters(lines, { ...filter, text: '橙果 ０００２' }, text).map((line) => line.matter.id)).toEqual([2]);
  });

  test('bundles: complete ones first, what is missing, how long they are kept and by whom', () => {
    const ready = matter(8, {
      phase: 'decided',
      readyAt: -40 * 1440 * MINUTE,
      slots: [slot('seal', 'in')],
      custody: 5,
    });
    const half = matter(9, { slots: [slot('licence', 'in'), slot('seal', 'expected')] });
    const none = matter(10, { slots: [slot('licence', 'expected')] });
    const hallState = stateWith(half, ready, none);
    const bundles = bundleLines(hallState, setup);
    expect(bundles.map((line) => line.matter.id)).toEqual([8, 9]);
    expect(bundles[0]).toMatchObject({ state: 'ready', isOver: true, keepUntil: '2026-11-14' });
    expect(bundles[1]).toMatchObject({ state: 'waiting', inside: 1, of: 2, missing: ['seal'] });
    hallState.devices.set(5, { no: 5, incarnation: 'abcdefgh', surface: 'staff', label: '' });
    expect(keeperOf(hallState, 5)).toEqual({ window: null, label: '' });
    expect(keeperOf(hallState, 0)).toBeNull();
  });

  test('every state that a misfit may name has its words in both languages', () => {
    const found = [
      'matter-open',
      'supplement',
      'waived',
      'bundle-not-ready',
      'part-not-decided',
      'escalated',
      'passed',
    ];
    for (const code of found) {
      expect(zh.found[code], code).toBeTruthy();
      expect(en.found[code], code).toBeTruthy();
    }
    expect(Object.keys(zh.found).sort()).toEqual(Object.keys(en.found).sort());
    expect(Object.keys(zh.acts).sort()).toEqual(Object.keys(en.acts).sort());
  });

  test('every kind of entry has its sentence in the time-line', () => {
    const kinds: EventKind[] = [
      'matterOpened',
      'accepted',
      'partDecided',
      'handedOver',
      'tokenRenewed',
      'booked',
      'seal',
    ];
    for (const kind of kinds) expect(typeof timeline[kind]).toBe('function');
  });
});

describe('who may rate what now', () => {
  const done = {
    ...blankTicket(11),
    label: 'A001',
    token: 'token-a',
    items: ['YJS-01', 'QY-08'],
    phase: 'done' as const,
    window: 3,
    endedAt: clock('10:00') * MINUTE,
  };
  const state: HallState = { ...emptyState(), day: '2026-11-24', tickets: new Map([[11, done]]) };
  const window = {
    no: 3,
    phase: 'open' as const,
    device: 4,
    staff: 1,
    queues: ['A'],
    ticket: null,
    since: 0,
    reason: '',
    served: 1,
  };

  test('the second screen offers each item of the visit for a minute, and nobody else’s', () => {
    const at = done.endedAt;
    expect(screenOffers(state, setup, window, at + 5000).map(({ item }) => item)).toEqual(['YJS-01', 'QY-08']);
    expect(screenOffers(state, setup, window, at + 60_000)).toEqual([]);
    expect(screenOffers(state, setup, { ...window, no: 4 }, at + 5000)).toEqual([]);
    // Somebody else has been called: the one who was there has gone.
    expect(screenOffers(state, setup, { ...window, ticket: 12 }, at + 5000)).toEqual([]);
  });

  test('a device without an open window has nothing to offer', () => {
    const open = { ...state, windows: new Map([[3, window]]) };
    expect(windowOfDevice(open, 4)?.no).toBe(3);
    expect(windowOfDevice(open, 0)).toBeNull();
    expect(windowOfDevice({ ...open, windows: new Map([[3, { ...window, phase: 'closed' as const }]]) }, 4)).toBeNull();
  });

  test('paper is entered for a number or for a collected matter, by what people know it as', () => {
    const collected = matter(12, { handedAt: clock('10:30') * MINUTE });
    const offers = todaysOffers({ ...state, matters: new Map([[12, collected]]) }, setup);
    expect(offers.map(({ label, isPickup, window: no }) => [label, isPickup, no])).toEqual([
      ['0012', true, 16],
      ['A001', false, 3],
      ['A001', false, 3],
    ]);
  });
});

describe('figures that are drafted', () => {
  const figures = Object.values(draftFigures).flat();

  test('each stands in the setup within its range, and has its words', () => {
    for (const figure of figures) {
      const value = figureOf(setup, figure.path);
      expect(value, figure.path).toBeGreaterThanOrEqual(figure.least);
      expect(value, figure.path).toBeLessThanOrEqual(figure.most);
      expect(draft.names[figure.path], figure.path).toBeTruthy();
    }
  });

  test('what was typed is a figure in its range or nothing', () => {
    const calls = { path: 'policy.calls', least: 1, most: 9 };
    expect(readFigure(' ５ ', calls)).toBe(5);
    for (const typed of ['', '0', '10', '2.5', 'x', '1e9']) expect(readFigure(typed, calls), typed).toBeNull();
    expect(readFigure('0.25', { path: 'service.yellowShare', least: 0, most: 1, step: 0.05 })).toBe(0.25);
  });

  test('sessions follow each other', () => {
    expect(
      areSessions([
        [510, 720],
        [840, 1050],
      ]),
    ).toBe(true);
    expect(areSessions([[510, 510]])).toBe(false);
    expect(
      areSessions([
        [510, 900],
        [840, 1050],
      ]),
    ).toBe(false);
  });
});
