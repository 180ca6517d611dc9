import type { FormField } from '#lib/domain/index.ts';

const narrow: readonly FormField['type'][] = [
  'choice',
  'boolean',
  'integer',
  'decimal',
  'date',
  'month',
  'code',
  'phone',
];
/** A name of a person fits half a row, the name of a company does not. */
const SHORT = 50;

/** Whether a field takes a row of its own. */
export function isWide(field: FormField): boolean {
  if (narrow.includes(field.type)) return false;
  const { maxChars } = field.validation ?? {};
  return field.type !== 'text' || maxChars === undefined || maxChars > SHORT;
}
