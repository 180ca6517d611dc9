import {
  dateOfMinute,
  hallMinute,
  minuteOfDayOf,
  stagePlan,
  stagesOf,
  totalOf,
  workingClockOf,
  type HallDate,
  type HallMinute,
  type Matter,
  type Setup,
  type Stage,
} from '#lib/domain/index.ts';

export interface DueStage {
  items: string[];
  /** The stage's own limit; null where its items keep theirs. */
  limit: NonNullable<Stage['limit']> | null;
  at: HallMinute;
  isEstimated: boolean;
}

/** The due times as they would be if the matter were accepted at this minute (rules C8). */
export function dueNow(
  own: Setup,
  published: Setup,
  code: string,
  items: readonly string[],
  now: HallMinute,
): DueStage[] {
  const stages = stagesOf(own, code, items);
  // The calendar that is published now counts for open matters too.
  const plan = stagePlan(workingClockOf(published), now, stages, {
    total: totalOf(own, code),
    endedAt: stages.map(() => null),
  });
  return plan.map((stage, index) => ({
    items: stage.items,
    limit: limitOf(stages[index]),
    at: stage.printed.at,
    isEstimated: stage.printed.estimated,
  }));
}

/** The due times of an accepted matter as they stand. */
export function dueAccepted(own: Setup, matter: Matter, day: HallDate): DueStage[] {
  const stages = stagesOf(
    own,
    matter.code,
    matter.parts.map((part) => part.item),
  );
  return stages.map((stage, index) => {
    const parts = matter.parts.filter((part) => part.stage === index);
    return {
      items: stage.items,
      limit: limitOf(stage),
      at: hallMinute(day, Math.max(...parts.map((part) => part.due))),
      isEstimated: matter.estimated,
    };
  });
}

/** Date and clock of a hall minute. */
export function dateAndClock(at: HallMinute): { date: HallDate; clock: string } {
  const minute = minuteOfDayOf(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return { date: dateOfMinute(at), clock: `${two(Math.floor(minute / 60))}:${two(minute % 60)}` };
}

function limitOf(stage: Stage | undefined): DueStage['limit'] {
  if (!stage) return null;
  if (stage.limit) return stage.limit;
  const [only, ...others] = Object.values(stage.limits);
  return only && others.length === 0 ? only.promised : null;
}
