import { isVisible, visibleFields, visibleRowFields } from './fields.ts';
import { circumstancesOf } from './circumstances.ts';
import { resultPath, rowPath, type DossierContent, type FieldValue } from './dossier-content.ts';
import type { FormDefinition, FormField, Label } from './form-definition.ts';
import { fieldValue } from './values.ts';

export interface ExtractLine {
  path: string;
  field: FormField;
  label: Label;
  /** As it is typed into the department's system: in Chinese, unmasked; '' where nothing was filled in. */
  text: string;
}

/**
 * A department's share of the form in its order, for copying out (rules C61). Rows of lists stand
 * one after another with their number; results of other items that it needs (the new company's
 * 统一社会信用代码) come last, so that nobody types them twice.
 */
export function departmentExtract(
  form: FormDefinition,
  content: DossierContent,
  items: readonly string[],
  item: string,
): ExtractLine[] {
  const lines: ExtractLine[] = [];
  for (const field of visibleFields(form, content, items)) {
    if (!isReadBy(field, item)) continue;
    if (field.type !== 'list') {
      lines.push(lineOf(form, content, field, field.key, field.label));
      continue;
    }
    (content.rows[field.key] ?? []).forEach((row, index) => {
      for (const inner of visibleRowFields(form, content, field, row, items)) {
        const label = {
          zh: `${field.label.zh} ${index + 1} ${inner.label.zh}`,
          en: `${field.label.en} ${index + 1}: ${inner.label.en}`,
        };
        lines.push(lineOf(form, content, inner, rowPath(field.key, row, inner.key), label));
      }
    });
  }
  return [...lines, ...resultsFor(form, content, items, item)];
}

/** The lines as one text, a field a line with a tab between: what the clipboard gets. */
export function extractText(lines: readonly ExtractLine[]): string {
  return lines.map(({ label, text }) => `${label.zh}\t${text.replace(/\s*\n\s*/g, ' ')}`).join('\n');
}

/** A value in the words of the form's data, Chinese ones: option names, 是 and 否. */
export function valueText(form: FormDefinition, field: FormField, value: FieldValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return form.booleanLabels?.[value ? 'true' : 'false'].zh ?? String(value);
  const name = (one: string): string => field.optionLabels?.[one]?.zh ?? one;
  if (Array.isArray(value)) return value.map(name).join('、');
  return field.type === 'choice' ? name(value) : value;
}

/** Result fields that name the item as a reader, of the other chosen items. */
function resultsFor(
  form: FormDefinition,
  content: DossierContent,
  items: readonly string[],
  item: string,
): ExtractLine[] {
  const circumstances = circumstancesOf(form, content, items);
  return items
    .filter((other) => other !== item)
    .flatMap((other) =>
      (form.resultFields?.[other] ?? [])
        .filter((field) => field.usedBy?.includes(item) && isVisible(field, circumstances))
        .map((field) => lineOf(form, content, field, resultPath(other, field.key), field.label)),
    );
}

function lineOf(
  form: FormDefinition,
  content: DossierContent,
  field: FormField,
  path: string,
  label: Label,
): ExtractLine {
  return { path, field, label, text: valueText(form, field, fieldValue(form, content, field, path)) };
}

function isReadBy(field: FormField, item: string): boolean {
  return !field.usedBy || field.usedBy.includes('*') || field.usedBy.includes(item);
}
