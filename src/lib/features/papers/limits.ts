import type { AcceptanceDue } from '#lib/documents/index.ts';
import { entryOf, stagesOf, type Setup, type Stage } from '#lib/domain/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';
import { dueMoment, type PaperCase } from './paper-case.ts';

type TimeLimit = NonNullable<Stage['limit']>;

export function limitText({ value, unit }: TimeLimit): string {
  return words.limit(value, unit);
}

/** One line for each stage as it was printed into the acceptance: never what it became since. */
export function duesOf({ setup, matter, day }: PaperCase): AcceptanceDue[] {
  const items = matter.parts.map((part) => part.item);
  const stages = stagesOf(setup, matter.code, items);
  const isStaged = stages.some((stage) => stage.limit !== null) || stages.length > 1;
  return stages.map((stage, index) => {
    const parts = matter.parts.filter((part) => part.stage === index);
    const due = Math.max(...parts.map((part) => part.printedDue));
    return {
      label: isStaged ? words.stageLabel(words.stage(index), stageName(setup, stage.items)) : words.due,
      due: dueMoment(day, due),
      basis: basisOf(setup, stage),
      ...(matter.estimated ? { isEstimated: true } : {}),
    };
  });
}

function stageName(setup: Setup, items: readonly string[]): string {
  return items.length === 1 ? nameOf(setup, items[0] ?? '') : words.parallel(items.length);
}

function basisOf(setup: Setup, stage: Stage): string {
  const [first] = Object.values(stage.limits);
  if (stage.limit !== null) {
    const own = words.stageBasis(limitText(stage.limit), stage.after !== null);
    const legal = Object.values(stage.limits).find((limits) => limits.legal !== null)?.legal;
    return legal ? words.clauses([own, words.lawful(limitText(legal))]) : own;
  }
  if (!first) return '';
  return words.basis(limitText(first.promised), first.legal ? limitText(first.legal) : null);
}

function nameOf(setup: Setup, item: string): string {
  return entryOf(setup, item)?.name ?? item;
}
