import { holds, readCondition, type Circumstances } from './condition.ts';
import { rowPath, type DossierContent } from './dossier-content.ts';
import type { FormDefinition, FormField } from './form-definition.ts';
import { fieldValue, valueOf } from './values.ts';

/** A row of a list: what a condition names is looked for there first. */
export interface InRow {
  list: FormField;
  row: string;
}

/** What the conditions of a form are asked of. */
export function circumstancesOf(
  form: FormDefinition,
  content: DossierContent,
  items: readonly string[],
  inRow?: InRow,
): Circumstances {
  const circumstances: Circumstances = {
    value: (path) => {
      const own = inRow?.list.fields?.find((field) => field.key === path);
      return inRow && own
        ? fieldValue(form, content, own, rowPath(inRow.list.key, inRow.row, path))
        : valueOf(form, content, path);
    },
    isChosen: (item) => items.includes(item),
    isExpected: (slot) => {
      const condition = form.expectedSlots?.[slot];
      return condition !== undefined && holds(readCondition(condition), circumstances);
    },
  };
  return circumstances;
}
