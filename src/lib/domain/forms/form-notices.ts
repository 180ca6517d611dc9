import type { HallDate } from '../shared/index.ts';
import { isHallDate } from '../shared/index.ts';
import type { DossierContent } from './dossier-content.ts';
import { visibleFields } from './fields.ts';
import type { FormDefinition } from './form-definition.ts';
import { fieldValue } from './values.ts';

/** Worth saying, and no reason to refuse anything. */
export interface FormNotice {
  path: string;
  code: 'expires-soon' | 'ends-before-due';
  date: HallDate;
}

/** A passport that runs out within six months; a stay that ends before the matter is due. */
export function formNotices(
  form: FormDefinition,
  content: DossierContent,
  { items, today, due = null }: { items: readonly string[]; today: HallDate; due?: HallDate | null },
): FormNotice[] {
  const notices: FormNotice[] = [];
  for (const field of visibleFields(form, content, items)) {
    const { warnWithinMonths, alarmBeforeDue } = field.validation ?? {};
    if (warnWithinMonths === undefined && !alarmBeforeDue) continue;
    const date = fieldValue(form, content, field, field.key);
    if (typeof date !== 'string' || !isHallDate(date) || date < today) continue;
    if (warnWithinMonths !== undefined && date <= addMonths(today, warnWithinMonths)) {
      notices.push({ path: field.key, code: 'expires-soon', date });
    }
    if (alarmBeforeDue && due !== null && date < due) notices.push({ path: field.key, code: 'ends-before-due', date });
  }
  return notices;
}

function addMonths(date: HallDate, months: number): HallDate {
  const month = Number(date.slice(5, 7)) - 1 + months;
  const year = Number(date.slice(0, 4)) + Math.floor(month / 12);
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}${date.slice(7)}`;
}
