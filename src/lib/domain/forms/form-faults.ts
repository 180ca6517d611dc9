import type { HallDate } from '../shared/index.ts';
import { circumstancesOf, type InRow } from './circumstances.ts';
import type { CheckContext } from './check-context.ts';
import { filledListFaults, wholeListFaults } from './check-list.ts';
import { checkValue } from './check-value.ts';
import { resultPath, rowPath, type DossierContent } from './dossier-content.ts';
import type { FormFault } from './fault-codes.ts';
import { isRequired, isVisible, visibleFields } from './fields.ts';
import type { FormDefinition, FormField } from './form-definition.ts';
import { fieldAt, fieldValue, valueOf } from './values.ts';

/**
 * receive: papers are taken in, so only what is filled in wrongly counts. accept: everything.
 * result:<item>: the fields of that item's result, and what must be known before it is decided.
 */
export type FormStep = 'receive' | 'accept' | `result:${string}`;

export interface FormCheck {
  /** The chosen items. */
  items: readonly string[];
  today: HallDate;
  stage: FormStep;
  isWorkingDay?: (date: HallDate) => boolean;
}

/** Everything that is wrong at a step, in the form's order; empty when the step may be taken. */
export function formFaults(form: FormDefinition, content: DossierContent, check: FormCheck): FormFault[] {
  if (check.stage.startsWith('result:')) return resultFaults(form, content, check, check.stage.slice(7));
  const context = contextOf(form, content, check);
  const isWhole = check.stage === 'accept';
  const faults: FormFault[] = [];
  for (const field of visibleFields(form, content, check.items)) {
    const isNeeded = isWhole && isRequired(field, context.circumstances);
    if (field.type !== 'list') {
      pushFault(faults, form, content, field, field.key, isNeeded, context);
      continue;
    }
    faults.push(...filledListFaults(form, content, field));
    if (isWhole) faults.push(...wholeListFaults(form, content, field, isNeeded, context.circumstances));
    for (const row of content.rows[field.key] ?? []) {
      faults.push(...rowFaults(form, content, check, { list: field, row }));
    }
  }
  return faults;
}

function rowFaults(form: FormDefinition, content: DossierContent, check: FormCheck, inRow: InRow): FormFault[] {
  const context = contextOf(form, content, check, inRow);
  const faults: FormFault[] = [];
  for (const field of inRow.list.fields ?? []) {
    if (!isVisible(field, context.circumstances)) continue;
    const isNeeded = check.stage === 'accept' && isRequired(field, context.circumstances);
    pushFault(faults, form, content, field, rowPath(inRow.list.key, inRow.row, field.key), isNeeded, context);
  }
  return faults;
}

function resultFaults(form: FormDefinition, content: DossierContent, check: FormCheck, item: string): FormFault[] {
  const context = contextOf(form, content, check);
  const faults: FormFault[] = [];
  for (const field of form.fields) {
    if (field.validation?.requiredBefore !== `${item} decided`) continue;
    pushFault(faults, form, content, field, field.key, true, context);
  }
  for (const field of form.resultFields?.[item] ?? []) {
    if (!isVisible(field, context.circumstances)) continue;
    const isNeeded = isRequired(field, context.circumstances);
    pushFault(faults, form, content, field, resultPath(item, field.key), isNeeded, context);
  }
  return faults;
}

function pushFault(
  faults: FormFault[],
  form: FormDefinition,
  content: DossierContent,
  field: FormField,
  path: string,
  isNeeded: boolean,
  context: CheckContext,
): void {
  const value = fieldValue(form, content, field, path);
  if (value === null) {
    if (isNeeded) faults.push({ path, code: 'field-missing' });
    return;
  }
  const found = checkValue(field, value, {
    ...context,
    // `legalRep.idNumber` reads `legalRep.idType`, a row's number the type of its row.
    sibling: (name) => {
      const beside = path.replace(/[^./]+$/, name);
      return fieldAt(form, beside) ? valueOf(form, content, beside) : null;
    },
  });
  if (found) faults.push({ path, ...found });
}

function contextOf(form: FormDefinition, content: DossierContent, check: FormCheck, inRow?: InRow): CheckContext {
  return {
    today: check.today,
    items: check.items,
    circumstances: circumstancesOf(form, content, check.items, inRow),
    sibling: () => null,
    isWorkingDay: check.isWorkingDay,
  };
}
