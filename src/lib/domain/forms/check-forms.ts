import type { FormSource } from './form-of.ts';
import { namesIn, readCondition } from './condition.ts';
import { ONE_NATURAL_PERSON } from './check-list.ts';
import type { FormDefinition, FormField } from './form-definition.ts';

export interface FormsFault {
  /** `forms.open_form.seal.maker.options`. */
  path: string;
  fault: 'duplicate' | 'unknown-reference' | 'out-of-range';
}

/**
 * Faults of a setup's forms: keys are unique, every item, material, slot, path and list that they
 * name exists, every condition and pattern can be read. A form with such a fault is never published.
 */
export function checkForms(source: FormSource): FormsFault[] {
  const forms = source.forms ?? [];
  const faults: FormsFault[] = [];
  const seen = new Set<string>();
  for (const form of forms) {
    for (const id of [form.key, `package ${form.package ?? ''}`]) {
      if (seen.has(id)) faults.push({ path: `forms.${form.key}`, fault: 'duplicate' });
      seen.add(id);
    }
    faults.push(...formFaultsOf(source, form));
  }
  return faults;
}

function formFaultsOf(source: FormSource, form: FormDefinition): FormsFault[] {
  const faults: FormsFault[] = [];
  const add = (path: string, fault: FormsFault['fault']): void =>
    void faults.push({ path: `forms.${form.key}.${path}`, fault });
  const { catalogue } = source;
  const codes = new Set(catalogue.items.map((item) => item.code));
  const materials = new Set(catalogue.materials.map((material) => material.key));
  const entry = catalogue.packages.find((other) => other.code === form.package);
  if (form.package !== null && !entry && !codes.has(form.package)) add('package', 'unknown-reference');
  const named = [...form.items, ...(form.optionalItems ?? []), ...(form.stages ?? []).flatMap((stage) => stage.items)];
  if (named.some((item) => !codes.has(item))) add('items', 'unknown-reference');
  for (const key of Object.keys(form.materialCoverage ?? {}))
    if (!materials.has(key)) add(`materialCoverage.${key}`, 'unknown-reference');

  const shown = form.tabs?.flatMap((tab) => tab.groups);
  if (shown?.some((group) => !form.groups.includes(group))) add('tabs', 'unknown-reference');
  // A group on no page is never filled in; one on two is filled in twice.
  if (shown && form.groups.some((group) => shown.filter((other) => other === group).length !== 1)) {
    add('tabs', 'out-of-range');
  }

  const keys = form.fields.map((field) => field.key);
  keys.forEach((key, index) => {
    if (keys.indexOf(key) !== index) add(key, 'duplicate');
  });
  const knows = (path: string, list?: FormField): boolean =>
    keys.includes(path) || (list?.fields ?? []).some((field) => field.key === path);
  const slots = Object.keys(form.expectedSlots ?? {});
  const condition = (path: string, text: string, list?: FormField): void => {
    const read = readCondition(text);
    if (!read) return add(path, 'out-of-range');
    const { paths, items, slots: awaited } = namesIn(read);
    const isKnown =
      paths.every((other) => knows(other, list)) &&
      items.every((item) => form.items.includes(item)) &&
      awaited.every((slot) => slots.includes(slot));
    if (!isKnown) add(path, 'unknown-reference');
  };
  for (const [slot, text] of Object.entries(form.expectedSlots ?? {})) condition(`expectedSlots.${slot}`, text);

  const check = (field: FormField, path: string, list?: FormField): void => {
    const rules = field.validation ?? {};
    if (typeof field.required === 'string') condition(`${path}.required`, field.required, list);
    for (const other of Object.keys({ ...field.visibleWhen, ...rules.requiredWhen })) {
      if (!knows(other, list)) add(`${path}.when`, 'unknown-reference');
    }
    for (const [text, rule] of Object.entries(rules.when ?? {})) {
      condition(`${path}.when`, text, list);
      if (rule !== ONE_NATURAL_PERSON) add(`${path}.when`, 'unknown-reference');
    }
    if (rules.sumEquals?.when !== undefined) condition(`${path}.sumEquals`, rules.sumEquals.when, list);
    for (const bound of [rules.min, rules.max, rules.lengthEquals, rules.sumEquals?.of]) {
      if (typeof bound === 'string' && !knows(bound, list)) add(`${path}.validation`, 'unknown-reference');
    }
    for (const inner of [
      rules.unique,
      rules.sumEquals?.field,
      rules.exclusiveRoles?.field,
      rules.exclusiveRoles?.person,
    ]) {
      if (inner !== undefined && !(field.fields ?? []).some((one) => one.key === inner))
        add(`${path}.validation`, 'unknown-reference');
    }
    if (rules.pattern !== undefined && !compiles(rules.pattern)) add(`${path}.pattern`, 'out-of-range');
    if (field.type === 'choice' || field.type === 'multiChoice') {
      const list =
        typeof field.options === 'string' ? source.optionLists?.[field.options.replace(/^setup\./, '')] : field.options;
      if (!list || list.length === 0) add(`${path}.options`, 'unknown-reference');
    }
    if (field.usedBy?.some((item) => item !== '*' && !codes.has(item))) add(`${path}.usedBy`, 'unknown-reference');
    if (field.group !== undefined && !form.groups.includes(field.group)) add(`${path}.group`, 'unknown-reference');
    for (const inner of field.fields ?? []) check(inner, `${path}.${inner.key}`, field);
  };
  for (const field of form.fields) check(field, field.key);
  for (const [item, fields] of Object.entries(form.resultFields ?? {})) {
    if (item !== '*' && !codes.has(item)) add(`resultFields.${item}`, 'unknown-reference');
    for (const field of fields) check(field, `resultFields.${item}.${field.key}`);
  }
  return faults;
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== '';
  } catch {
    return false;
  }
}
