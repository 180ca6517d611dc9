import {
  fromMillionths,
  isDecimal,
  rowPath,
  toMillionths,
  valueOf,
  type DossierContent,
  type FormDefinition,
  type FormField,
} from '#lib/domain/index.ts';

export interface ShareSum {
  /** The figure that the rows must add up to, as it was typed. */
  wanted: string;
  /** Share of it that is given out, per cent with at most two decimals. */
  percent: string;
  /** What is missing (negative) or too much; '0' when it adds up. */
  difference: string;
}

/** What a list's rows add up to against its target; null where there is none, or a figure is not one yet. */
export function shareSum(form: FormDefinition, content: DossierContent, list: FormField): ShareSum | null {
  const rule = list.validation?.sumEquals;
  if (!rule) return null;
  const target = typeof rule.of === 'number' ? String(rule.of) : valueOf(form, content, rule.of);
  if (typeof target !== 'string' || !isDecimal(target) || toMillionths(target) === 0n) return null;
  let sum = 0n;
  for (const row of content.rows[list.key] ?? []) {
    const value = valueOf(form, content, rowPath(list.key, row, rule.field));
    if (typeof value === 'string' && isDecimal(value)) sum += toMillionths(value);
  }
  const whole = toMillionths(target);
  return {
    wanted: target,
    percent: percentOf(sum, whole),
    difference: sum === whole ? '0' : fromMillionths(sum - whole),
  };
}

/** One row's share of the target, per cent; '' while one of both is no figure. */
export function shareOf(target: string, amount: string): string {
  if (!isDecimal(target) || !isDecimal(amount) || toMillionths(target) === 0n) return '';
  return percentOf(toMillionths(amount), toMillionths(target));
}

/** Cut, not rounded: 99.999 % is not shown as everything. */
function percentOf(part: bigint, whole: bigint): string {
  return fromMillionths(((part * 10_000n) / whole) * 10_000n, 0);
}
