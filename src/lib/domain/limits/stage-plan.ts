import type { TimeLimit } from '../catalogue/index.ts';
import type { Stage } from '../forms/index.ts';
import { dueInMinutes, dueOf, dueOfItem, earlier, type Due } from './due.ts';
import type { HallMinute } from './hall-minute.ts';
import type { WorkingClock } from './working-clock.ts';

export interface PlannedStage {
  items: string[];
  /** When its clock begins; null while the stage before has not ended. */
  startsAt: HallMinute | null;
  /** As it stands on the acceptance notice: the latest of its items. */
  printed: Due;
  /** As it is now: never later than printed, once the stage before has ended. */
  due: Due;
  printedOfItem: Record<string, Due>;
  dueOfItem: Record<string, Due>;
}

/**
 * The due times of a package's stages (rules C8). A staged limit runs in working minutes: the
 * first from acceptance, the next printed as if the one before took all its time, so that 0.5 + 0.5
 * working days accepted at 10:06 are printed as tomorrow 10:06. When a stage ends, the next one is
 * accepted: due at min(printed, end + its own limit). Items without a staged limit keep their own.
 * Law counts from each stage's acceptance; the package's total bounds every stage but those outside it.
 * `endedAt`: when each stage ended, null for those that have not.
 */
export function stagePlan(
  clock: WorkingClock,
  acceptedAt: HallMinute,
  stages: readonly Stage[],
  { total, endedAt = [] }: { total: TimeLimit | null; endedAt?: readonly (HallMinute | null)[] },
): PlannedStage[] {
  const isStaged = stages.some((stage) => stage.limit !== null);
  const most: Due | null = total && {
    ...(isStaged ? dueInMinutes : dueOf)(clock, acceptedAt, total),
    by: 'total',
  };
  const plan: PlannedStage[] = [];
  for (const stage of stages) {
    const before = stage.after === null ? null : plan[stage.after];
    const printedStart = before ? before.printed.at : acceptedAt;
    const startsAt = before ? (endedAt[stage.after ?? 0] ?? null) : acceptedAt;
    const bound = stage.outsideTotal ? null : most;
    const printedOfItem = duesFrom(clock, stage, printedStart, bound);
    const dueNow: Record<string, Due> = {};
    for (const item of stage.items) {
      const printed = printedOfItem[item];
      const fresh = startsAt === null ? undefined : duesFrom(clock, stage, startsAt, bound)[item];
      if (!printed) continue;
      if (!fresh) dueNow[item] = printed;
      // Outside the total nothing was promised from acceptance on: its limit is its own.
      else dueNow[item] = stage.outsideTotal ? fresh : earlier(fresh, printed);
    }
    plan.push({
      items: stage.items,
      startsAt,
      printed: latest(printedOfItem),
      due: latest(dueNow),
      printedOfItem,
      dueOfItem: dueNow,
    });
  }
  return plan;
}

function duesFrom(clock: WorkingClock, stage: Stage, start: HallMinute, bound: Due | null): Record<string, Due> {
  const dues: Record<string, Due> = {};
  for (const [item, { promised, legal, staged }] of Object.entries(stage.limits)) {
    const own: Due = staged
      ? { ...dueInMinutes(clock, start, staged), by: 'stage' as const }
      : dueOfItem(clock, start, promised, legal);
    const lawful = staged && legal ? earlier<Due>(own, { ...dueOf(clock, start, legal), by: 'law' as const }) : own;
    dues[item] = bound ? earlier(lawful, bound) : lawful;
  }
  return dues;
}

function latest(dues: Record<string, Due>): Due {
  const all = Object.values(dues);
  const last = all.reduce<Due | null>((late, due) => (late && late.at >= due.at ? late : due), null);
  // A stage has at least one item (stagesOf drops the empty ones).
  return last ?? { at: 0, estimated: false, by: 'stage' };
}
