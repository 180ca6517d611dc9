import { holds, readCondition, type Circumstances } from './condition.ts';
import { fromMillionths, isDecimal, toMillionths } from './decimals.ts';
import { rowPath, type DossierContent } from './dossier-content.ts';
import type { FormFault } from './fault-codes.ts';
import type { FormDefinition, FormField } from './form-definition.ts';
import { fieldValue, valueOf } from './values.ts';

/** Rules between the rows of a list that are asked only of a complete form. */
export function wholeListFaults(
  form: FormDefinition,
  content: DossierContent,
  list: FormField,
  isNeeded: boolean,
  circumstances: Circumstances,
): FormFault[] {
  const rows = content.rows[list.key] ?? [];
  const { minItems = 0, lengthEquals, sumEquals, when = {} } = list.validation ?? {};
  if (rows.length === 0 && (isNeeded || minItems > 0)) return [{ path: list.key, code: 'field-missing' }];
  const faults: FormFault[] = [];
  if (rows.length < minItems) faults.push({ path: list.key, code: 'list-too-short', data: { least: minItems } });
  const wanted = lengthEquals === undefined ? null : circumstances.value(lengthEquals);
  if (typeof wanted === 'string' && /^\d+$/.test(wanted) && Number(wanted) !== rows.length) {
    faults.push({ path: list.key, code: 'list-length', data: { wanted: Number(wanted), found: rows.length } });
  }
  if (sumEquals && (sumEquals.when === undefined || holds(readCondition(sumEquals.when), circumstances))) {
    faults.push(...sumFaults(form, content, list, sumEquals, circumstances));
  }
  for (const [condition, rule] of Object.entries(when)) {
    if (rule !== ONE_NATURAL_PERSON || !holds(readCondition(condition), circumstances)) continue;
    const kinds = rows.map((row) => valueOf(form, content, rowPath(list.key, row, 'kind')));
    if (kinds.length !== 1 || kinds[0] !== 'natural') faults.push({ path: list.key, code: 'one-natural-person' });
  }
  return [...faults, ...roleFaults(form, content, list)];
}

/** The one rule of `validation.when` that the data knows. */
export const ONE_NATURAL_PERSON = 'exactly 1 natural person';

/** Rules that a list breaks by what is in it already. */
export function filledListFaults(form: FormDefinition, content: DossierContent, list: FormField): FormFault[] {
  const rows = content.rows[list.key] ?? [];
  const { maxItems, unique } = list.validation ?? {};
  const faults: FormFault[] = [];
  if (maxItems !== undefined && rows.length > maxItems) {
    faults.push({ path: list.key, code: 'list-too-long', data: { most: maxItems } });
  }
  if (unique === undefined) return faults;
  const field = list.fields?.find((one) => one.key === unique);
  const seen = new Map<string, number>();
  rows.forEach((row, index) => {
    const path = rowPath(list.key, row, unique);
    const value = fieldValue(form, content, field, path);
    if (typeof value !== 'string') return;
    const first = seen.get(value.toUpperCase());
    if (first === undefined) seen.set(value.toUpperCase(), index);
    else faults.push({ path, code: 'not-unique', data: { row: first + 1 } });
  });
  return faults;
}

/** The rows' figures must add up to the cent; said only when every figure is one. */
function sumFaults(
  form: FormDefinition,
  content: DossierContent,
  list: FormField,
  { field, of }: { field: string; of: number | string },
  circumstances: Circumstances,
): FormFault[] {
  const target = typeof of === 'number' ? String(of) : circumstances.value(of);
  if (typeof target !== 'string' || !isDecimal(target)) return [];
  const figure = list.fields?.find((one) => one.key === field);
  let sum = 0n;
  for (const row of content.rows[list.key] ?? []) {
    const value = fieldValue(form, content, figure, rowPath(list.key, row, field));
    if (typeof value !== 'string' || !isDecimal(value)) return [];
    sum += toMillionths(value);
  }
  const difference = sum - toMillionths(target);
  if (difference === 0n) return [];
  const data = { sum: fromMillionths(sum), wanted: fromMillionths(toMillionths(target)) };
  return [{ path: list.key, code: 'sum-mismatch', data: { ...data, difference: fromMillionths(difference) } }];
}

/** Nobody supervises themselves: 董事、高级管理人员不得兼任监事 (公司法 第七十六条; verify). */
function roleFaults(form: FormDefinition, content: DossierContent, list: FormField): FormFault[] {
  const rule = list.validation?.exclusiveRoles;
  if (!rule) return [];
  const [one, other] = rule.groups;
  const text = (path: string): string => {
    const value = valueOf(form, content, path);
    return typeof value === 'string' ? value.toUpperCase() : '';
  };
  const rows = (content.rows[list.key] ?? []).map((row) => ({
    path: rowPath(list.key, row, rule.field),
    role: String(valueOf(form, content, rowPath(list.key, row, rule.field)) ?? ''),
    person: text(rowPath(list.key, row, rule.person)),
  }));
  const others = new Set([
    ...rows.filter(({ role }) => other.includes(role)).map(({ person }) => person),
    ...(rule.also ?? []).map(text),
  ]);
  return rows
    .filter(({ role, person }) => person !== '' && one.includes(role) && others.has(person))
    .map(({ path }) => ({ path, code: 'officer-role-clash' as const }));
}
