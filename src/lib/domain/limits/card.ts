import type { HallMinute } from './hall-minute.ts';
import { minutesOfWorkingDay, workingBetween, type WorkingClock } from './working-clock.ts';

/** 正常, 黄牌, 红牌 (rules F14). */
export type Card = 'green' | 'yellow' | 'red';

/** When a clock turns yellow: no source gives a figure, so it is a hall's data (rules.md §2.7). */
export interface CardPolicy {
  /** Share of the limit that is left. */
  yellowShare: number;
  /** Longer limits turn yellow at the latest with so many working days left. */
  yellowDays: number;
}

export const usualCards: CardPolicy = { yellowShare: 0.2, yellowDays: 1 };

/** Working minutes that are left; negative once it is over. */
export function remainingWorking(clock: WorkingClock, now: HallMinute, due: HallMinute): number {
  return workingBetween(clock, now, due);
}

/**
 * Red once the due time is past. Yellow with at most 20 % left for limits up to one working day,
 * for longer ones with at most one working day or 20 % left, whichever is more.
 */
export function cardOf(
  clock: WorkingClock,
  start: HallMinute,
  due: HallMinute,
  now: HallMinute,
  policy: Partial<CardPolicy> = {},
): Card {
  if (now > due) return 'red';
  const { yellowShare, yellowDays } = { ...usualCards, ...policy };
  const limit = workingBetween(clock, start, due);
  const day = minutesOfWorkingDay(clock);
  const share = limit * yellowShare;
  const threshold = limit <= day ? share : Math.max(share, yellowDays * day);
  return remainingWorking(clock, now, due) <= threshold ? 'yellow' : 'green';
}
