import { circumstancesOf, type InRow } from './circumstances.ts';
import { holds, readCondition, type Circumstances } from './condition.ts';
import type { DossierContent } from './dossier-content.ts';
import type { FormDefinition, FormField } from './form-definition.ts';

/** The fields to show and to ask for: a chosen item reads them, and their condition holds. */
export function visibleFields(form: FormDefinition, content: DossierContent, items: readonly string[]): FormField[] {
  const circumstances = circumstancesOf(form, content, items);
  return form.fields.filter((field) => isUsed(field, items) && isVisible(field, circumstances));
}

export function visibleRowFields(
  form: FormDefinition,
  content: DossierContent,
  list: FormField,
  row: string,
  items: readonly string[],
): FormField[] {
  const circumstances = circumstancesOf(form, content, items, { list, row });
  return (list.fields ?? []).filter((field) => isVisible(field, circumstances));
}

/** Whether a visible field must be filled in. */
export function requiredOf(
  form: FormDefinition,
  content: DossierContent,
  items: readonly string[],
  field: FormField,
  inRow?: InRow,
): boolean {
  return isRequired(field, circumstancesOf(form, content, items, inRow));
}

export function isRequired(field: FormField, circumstances: Circumstances): boolean {
  if (typeof field.required === 'string') return holds(readCondition(field.required), circumstances);
  return field.required || matches(field.validation?.requiredWhen, circumstances) === true;
}

/**
 * `visibleWhen` decides. A field without it that is required under a condition is asked for under
 * that condition only: 营业期限至 has no meaning for a company without an end.
 */
export function isVisible(field: FormField, circumstances: Circumstances): boolean {
  const visible = matches(field.visibleWhen, circumstances);
  if (visible !== null) return visible;
  const required = matches(field.validation?.requiredWhen, circumstances);
  if (required !== null) return required;
  return typeof field.required === 'string' ? holds(readCondition(field.required), circumstances) : true;
}

function isUsed(field: FormField, items: readonly string[]): boolean {
  return !field.usedBy || field.usedBy.some((item) => item === '*' || items.includes(item));
}

function matches(wanted: Record<string, string | boolean> | undefined, circumstances: Circumstances): boolean | null {
  if (!wanted) return null;
  for (const path in wanted) if ((circumstances.value(path) ?? false) !== wanted[path]) return false;
  return true;
}
