import { isHallDate, type HallDate } from '../shared/index.ts';
import type { CheckContext, ValueFault } from './check-context.ts';
import type { Validation } from './form-definition.ts';

/** Whether a date exists and stands where its field wants it: `2026-02-30` is date-unreal. */
export function checkDate(validation: Validation, text: string, context: CheckContext): ValueFault {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return { code: 'date-shape' };
  if (!isHallDate(text)) return { code: 'date-unreal' };
  const { notBefore, notAfter, after, maxYearsAhead, workingDay } = validation;
  const earliest = limitOf(notBefore, context);
  if (earliest !== null && text < earliest) {
    return notBefore === 'today' ? { code: 'date-past' } : { code: 'date-too-early', data: { earliest } };
  }
  const latest = limitOf(notAfter, context);
  if (latest !== null && text > latest) {
    return notAfter === 'today' ? { code: 'date-future' } : { code: 'date-too-late', data: { latest } };
  }
  const before = limitOf(after, context);
  if (before !== null && text <= before) {
    return after === 'today' ? { code: 'date-past' } : { code: 'date-too-early', data: { after: before } };
  }
  if (maxYearsAhead !== undefined) {
    const farthest = addYears(context.today, maxYearsAhead);
    if (text > farthest) return { code: 'date-too-far', data: { latest: farthest } };
  }
  return workingDay && context.isWorkingDay?.(text) === false ? { code: 'not-working-day' } : null;
}

/** `today`, `today-18y for WG-01` (nothing for others), or the path of another date; null: no limit. */
function limitOf(text: string | undefined, { today, items, circumstances }: CheckContext): HallDate | null {
  if (text === undefined) return null;
  const relative = /^today(?:([+-])(\d+)y)?(?: for (\S+))?$/.exec(text);
  if (!relative) {
    const other = circumstances.value(text);
    return typeof other === 'string' && isHallDate(other) ? other : null;
  }
  const [, sign, years = '0', item] = relative;
  if (item !== undefined && !items.includes(item)) return null;
  return addYears(today, Number(years) * (sign === '-' ? -1 : 1));
}

/** Compared as texts, so that 29 February of a year without one orders rightly all the same. */
export function addYears(date: HallDate, years: number): HallDate {
  return `${String(Number(date.slice(0, 4)) + years).padStart(4, '0')}${date.slice(4)}`;
}
