import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OneTimeNoticeData } from '#lib/documents/index.ts';
import type { Setup } from '#lib/domain/setup/setup.ts';
import type { BoardView } from '#lib/domain/views/wire.ts';
import { KioskState } from '#lib/features/kiosk/kiosk-state.svelte.ts';
import { SureDate } from '#lib/features/kiosk/sure-date.svelte.ts';

const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../sync-server/sample/${name}`, import.meta.url), 'utf8'));
const setup = { ...(sample('hall.json') as object), catalogue: sample('catalogue.json') } as Setup;
const view = { practice: false, day: '2026-11-23', utcOffsetMinutes: 480, queues: [] } as unknown as BoardView;

const EVENING = Date.parse('2026-11-23T17:50:00+08:00');
const MORNING = Date.parse('2026-11-24T08:40:00+08:00');

// Only the wall clock is set: the steady one stands still, as it does while a machine sleeps.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: EVENING }));
afterEach(() => void vi.useRealTimers());

/** A kiosk in the evening, with a matter chosen, whose line was cut then. */
function cutKiosk(): { kiosk: KioskState; dates: string[] } {
  const kiosk = new KioskState();
  const dates: string[] = [];
  vi.spyOn(kiosk.papers, 'printNotice').mockImplementation(async (data: OneTimeNoticeData) => {
    dates.push(data.toldAt);
    return { ok: true };
  });
  // A steady clock that the sleep stopped.
  const steady = performance.now();
  vi.spyOn(kiosk.live, 'hallNow').mockImplementation(() => EVENING + performance.now() - steady);
  kiosk.live.value = view;
  kiosk.loader.setup = setup;
  kiosk.live.line = 'cut';
  kiosk.alone.heard();
  kiosk.select(kiosk.matters[0]?.code ?? '');
  return { kiosk, dates };
}

function sleepUntilMorning(kiosk: KioskState): void {
  vi.setSystemTime(MORNING);
  kiosk.alone.heard();
}

test('a kiosk that is cut off and knows the date prints the notice at once', async () => {
  const { kiosk, dates } = cutKiosk();
  kiosk.printNotice('自助取号机');
  await expect.poll(() => kiosk.taking.notice).toBe('printed');
  expect([dates, kiosk.asksDate]).toEqual([['2026-11-23 17:50'], false]);
});

test('one that slept overnight asks for the date first, and the notice bears the day that a person has seen', async () => {
  const { kiosk, dates } = cutKiosk();
  sleepUntilMorning(kiosk);
  kiosk.printNotice('自助取号机');
  expect([kiosk.asksDate, kiosk.noticeWaits, kiosk.taking.notice]).toEqual([true, true, 'none']);
  expect(kiosk.alone.day).toBe('2026-11-24');
  kiosk.answerDate(true);
  await expect.poll(() => kiosk.taking.notice).toBe('printed');
  expect([dates, kiosk.asksDate]).toEqual([['2026-11-24 08:40'], false]);
});

test('one whose line was there when it fell asleep knows the morning by its own clock once the line counts as cut', async () => {
  const { kiosk, dates } = cutKiosk();
  kiosk.live.heardAt = EVENING;
  kiosk.live.line = 'live';
  kiosk.alone.heard();
  sleepUntilMorning(kiosk);
  kiosk.printNotice('自助取号机');
  expect([kiosk.asksDate, kiosk.taking.notice]).toEqual([true, 'none']);
  kiosk.live.line = 'cut';
  kiosk.alone.heard();
  kiosk.answerDate(true);
  await expect.poll(() => kiosk.taking.notice).toBe('printed');
  expect(dates).toEqual(['2026-11-24 08:40']);
});

test('a hall that was heard while the kiosk was still opening leaves no doubt', async () => {
  const date = new SureDate(async () => ({ get: async () => undefined, put: async () => undefined }) as never);
  const opened = date.start();
  date.tick(EVENING);
  await opened;
  expect(date.doubt).toBe(false);
});

test('where it is another day no notice is printed, now and at the next press, and that is said', () => {
  const { kiosk, dates } = cutKiosk();
  sleepUntilMorning(kiosk);
  kiosk.printNotice('自助取号机');
  kiosk.answerDate(false);
  expect([kiosk.asksDate, kiosk.taking.notice]).toEqual([false, 'failed']);
  kiosk.taking.clearRefusal();
  kiosk.printNotice('自助取号机');
  expect([kiosk.asksDate, kiosk.taking.notice, dates]).toEqual([false, 'failed', []]);
});
