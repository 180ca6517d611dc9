import { isFilled } from './condition.ts';
import type { DossierContent, FieldValue } from './dossier-content.ts';
import type { FormDefinition, FormField } from './form-definition.ts';

const indexes = new WeakMap<FormDefinition, Map<string, FormField>>();

/** A form's fields by key. */
export function fieldsOf(form: FormDefinition): ReadonlyMap<string, FormField> {
  let index = indexes.get(form);
  if (!index) {
    index = new Map(form.fields.map((field) => [field.key, field]));
    indexes.set(form, index);
  }
  return index;
}

/** The field of a path: `company.capital`, `shareholders/<row>/name`, `result/<item>/<field>`. */
export function fieldAt(form: FormDefinition, path: string): FormField | undefined {
  const [head = '', second, third] = path.split('/');
  if (second === undefined) return fieldsOf(form).get(head);
  if (head === 'result') return form.resultFields?.[second]?.find((field) => field.key === third);
  return fieldsOf(form)
    .get(head)
    ?.fields?.find((field) => field.key === third);
}

/** What stands in a field, trimmed and in NFC, else its default; null when there is nothing. */
export function valueOf(form: FormDefinition, content: DossierContent, path: string): FieldValue {
  return fieldValue(form, content, fieldAt(form, path), path);
}

/** The same for a caller that has the field at hand. */
export function fieldValue(
  form: FormDefinition,
  content: DossierContent,
  field: FormField | undefined,
  path: string,
): FieldValue {
  const own = ownValue(content, field, path);
  if (own !== null || !field || field.default === undefined) return own;
  return defaultValue(form, content, field);
}

/** Whether a choice is kept in `choices`; everything else is text. */
export function isChoice(field: Pick<FormField, 'type'>): boolean {
  return field.type === 'choice' || field.type === 'multiChoice' || field.type === 'boolean';
}

function ownValue(content: DossierContent, field: FormField | undefined, path: string): FieldValue {
  if (field && isChoice(field)) {
    const value = content.choices[path]?.value ?? null;
    return Array.isArray(value) && value.length === 0 ? null : value === '' ? null : value;
  }
  const text = content.texts[path];
  if (text === undefined) return field ? null : (content.choices[path]?.value ?? null);
  const trimmed = text.trim().normalize('NFC');
  return trimmed === '' ? null : trimmed;
}

function defaultValue(form: FormDefinition, content: DossierContent, field: FormField): FieldValue {
  const value = field.default;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || isChoice(field) || !value.includes(' ?? ')) return value ?? null;
  for (const path of value.split(' ?? ')) {
    const other = valueOf(form, content, path);
    if (isFilled(other)) return other;
  }
  return null;
}
