import {
  cardOf,
  hallMinute,
  minutesOfWorkingDay,
  remainingWorking,
  workingBetween,
  workingClockOf,
  type Card,
  type HallDate,
  type Part,
  type Setup,
} from '#lib/domain/index.ts';

/** How a limit stands: working minutes, and the share of it that is used up (0..1). */
export interface PartClock {
  card: Card;
  left: number;
  share: number;
  /** Working minutes of the hall's day, for words. */
  perDay: number;
}

/** A running part's clock at a moment of the open day; `at` is the minute it is read at, or it ended at. */
export function partClock(part: Pick<Part, 'since' | 'due'>, day: HallDate, at: number, setup: Setup): PartClock {
  const clock = workingClockOf(setup);
  const [since, due, now] = [part.since, part.due, at].map((minute) => hallMinute(day, minute)) as [
    number,
    number,
    number,
  ];
  const limit = workingBetween(clock, since, due);
  const left = remainingWorking(clock, now, due);
  return {
    card: cardOf(clock, since, due, now, { yellowShare: setup.service.yellowShare }),
    left,
    share: limit <= 0 ? 1 : Math.min(1, Math.max(0, (limit - left) / limit)),
    perDay: minutesOfWorkingDay(clock),
  };
}
