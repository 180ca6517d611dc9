import type { TimeLimit } from '../catalogue/index.ts';
import { formOf, itemsOf, type FormSource } from './form-of.ts';
import type { FormStage } from './form-definition.ts';

/** Items that run side by side, after another stage or from acceptance. */
export interface Stage {
  items: string[];
  /** The stage's own limit (分段时限); null where each item keeps its own. */
  limit: TimeLimit | null;
  limits: Record<string, ItemLimits>;
  /** Index of the stage that ends first; null: begins at acceptance. */
  after: number | null;
  /** Its time is no part of the package's total. */
  outsideTotal: boolean;
}

export interface ItemLimits {
  promised: TimeLimit;
  legal: TimeLimit | null;
  /** The stage's limit, where the data sets this item under it. */
  staged: TimeLimit | null;
}

/**
 * The order in which the chosen items run (rules C8): by the catalogue's stages, else the form's.
 * Items that no stage names begin with the first one under their own limits; a stage nobody chose
 * falls away, and the next one follows what is left. A single item is one stage.
 */
export function stagesOf(source: FormSource, code: string, items: readonly string[]): Stage[] {
  const members = itemsOf(source.catalogue, code).filter((item) => items.includes(item.code));
  const declared = declaredStages(source, code);
  const named = new Set(declared.flatMap((stage) => stage.items));
  const unnamed = members.filter((item) => !named.has(item.code)).map((item) => item.code);
  const stages: Stage[] = [];
  for (const [index, stage] of (declared.length > 0 ? declared : ([{ items: [] }] as FormStage[])).entries()) {
    const own = members.map((item) => item.code).filter((item) => stage.items.includes(item));
    const all =
      index === 0 ? members.map((item) => item.code).filter((i) => own.includes(i) || unnamed.includes(i)) : own;
    if (all.length === 0) continue;
    const limit = stage.limit ?? null;
    stages.push({
      items: all,
      limit,
      limits: Object.fromEntries(
        members
          .filter((item) => all.includes(item.code))
          .map((item) => [
            item.code,
            { promised: item.promisedLimit, legal: item.legalLimit, staged: own.includes(item.code) ? limit : null },
          ]),
      ),
      after: stages.length === 0 ? null : stages.length - 1,
      outsideTotal: stage.outsideTotal ?? false,
    });
  }
  return stages;
}

/** The limit of a package as a whole; a single item has its own alone. */
export function totalOf(source: FormSource, code: string): TimeLimit | null {
  return source.catalogue.packages.find((entry) => entry.code === code)?.limits.total ?? null;
}

function declaredStages(source: FormSource, code: string): FormStage[] {
  const entry = source.catalogue.packages.find((other) => other.code === code);
  return entry?.limits.stages ?? formOf(source, code)?.stages ?? [];
}
