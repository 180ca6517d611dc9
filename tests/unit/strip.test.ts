import { beforeAll, describe, expect, test } from 'vitest';
import { stripOf } from '#lib/features/staff/strip.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';

/** 10:16:03 in the hall. */
const NOW = Date.parse('2026-11-23T10:16:03+08:00');
const minutesAgo = (minutes: number): number => NOW - minutes * 60_000;

beforeAll(() => void ((globalThis as { isSecureContext?: boolean }).isSecureContext = true));

const fact = { class: 'fact' };
const request = { class: 'request' };

const strip = (known: object) =>
  stripOf(
    {
      setup: null,
      session: { practice: false },
      rows: [],
      isUp: true,
      wasUp: true,
      downSince: null,
      savedHereAt: minutesAgo(1),
      savedAtHallAt: minutesAgo(2),
      cannotSave: false,
      hallFailing: false,
      backlog: 0,
      clockOff: 0,
      ...known,
    } as unknown as HallStore,
    NOW,
  );

describe('what is saved where, and since when', () => {
  test('all well: saved here, at the hall, all decided', () => {
    expect(strip({})).toMatchObject({
      state: 'well',
      savedHereAt: '10:15:03',
      savedAtHallAt: '10:14:03',
      unsent: 0,
      proposed: 0,
    });
  });

  test('a question that waits for its answer is nothing unsaved', () => {
    expect(strip({ rows: [request] })).toMatchObject({ state: 'well', unsent: 0, proposed: 0 });
  });

  test('the line is cut: since when, and what the hall does not have yet', () => {
    expect(strip({ isUp: false, downSince: minutesAgo(4), rows: [fact, request, fact] })).toMatchObject({
      state: 'cut',
      cutSince: '10:12',
      cutMinutes: 4,
      unsent: 2,
      proposed: 2,
    });
  });

  test('opened while the line is cut, by what this device remembers', () => {
    expect(strip({ isUp: false, wasUp: false, downSince: minutesAgo(30) })).toMatchObject({
      state: 'cut',
      cutMinutes: 30,
    });
    expect(strip({ isUp: false, wasUp: false }).state).toBe('connecting');
  });

  test('the line is back: how many of how many are sent', () => {
    expect(strip({ backlog: 5, rows: [fact, fact] })).toMatchObject({ state: 'back', sent: 3, toSend: 5, unsent: 2 });
    expect(strip({ backlog: 5, rows: [request] }).state).toBe('well');
  });

  test('the hall cannot save: said, and no alarm, as it is all here', () => {
    expect(strip({ hallFailing: true, rows: [fact] })).toMatchObject({ state: 'hall-failing', unsent: 1 });
    // Without the line nobody knows how the hall is.
    expect(strip({ hallFailing: true, isUp: false, downSince: minutesAgo(1) }).state).toBe('cut');
  });

  test('nothing is saved: louder than anything else', () => {
    for (const more of [
      {},
      { isUp: false, downSince: minutesAgo(1) },
      { hallFailing: true },
      { backlog: 2, rows: [fact] },
    ])
      expect(strip({ cannotSave: true, ...more }).state).toBe('nothing-saved');
  });
});
