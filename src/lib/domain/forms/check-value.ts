import { checkIdentity, checkMrz, checkPhone, checkUscc } from '../identity/index.ts';
import type { CheckContext, ValueFault } from './check-context.ts';
import { checkDate } from './check-date.ts';
import { decimalsOf, isDecimal, toMillionths } from './decimals.ts';
import type { FormFaultCode } from './fault-codes.ts';
import type { FieldType, FormField } from './form-definition.ts';

/** Fields without a length of their own: nothing may grow without an end. */
const usualLength: Partial<Record<FieldType, number>> = { text: 200, longText: 4000, 'list<text>': 2000 };

/** What is wrong with a filled value, the first thing only; null when it is right. */
export function checkValue(field: FormField, value: string | boolean | string[], context: CheckContext): ValueFault {
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : { code: 'bad-option' };
    case 'choice':
      return typeof value === 'string' && isOption(field, value) ? null : { code: 'bad-option' };
    case 'multiChoice':
      return checkTicks(field, value);
    case 'list':
      return null;
    default:
      return typeof value === 'string' ? checkText(field, value, context) : { code: 'bad-option' };
  }
}

function checkTicks(field: FormField, value: string | boolean | string[]): ValueFault {
  if (!Array.isArray(value) || !value.every((one) => isOption(field, one)) || new Set(value).size !== value.length) {
    return { code: 'bad-option' };
  }
  const least = field.validation?.minItems ?? 0;
  return value.length < least ? { code: 'list-too-short', data: { least } } : null;
}

function checkText(field: FormField, text: string, context: CheckContext): ValueFault {
  const isLong = field.type === 'longText' || field.type === 'list<text>';
  // Line breaks belong to long texts; anything else that cannot be seen cannot be printed.
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(isLong ? text.replace(/[\n\t]/g, '') : text)) {
    return { code: 'has-control-characters' };
  }
  const { minChars, maxChars = usualLength[field.type] ?? 100, pattern } = field.validation ?? {};
  const length = lengthOf(text);
  if (length > maxChars) return { code: 'too-long', data: { most: maxChars, over: length - maxChars } };
  if (minChars !== undefined && length < minChars) return { code: 'too-short', data: { least: minChars } };
  const kind = checkKind(field, text, context);
  if (kind) return kind;
  if (pattern === undefined || field.type === 'phone' || patternOf(pattern).test(text)) return null;
  const hint = field.validation?.patternHint;
  return hint ? { code: 'bad-pattern', data: { hint } } : { code: 'bad-pattern' };
}

function checkKind(field: FormField, text: string, context: CheckContext): ValueFault {
  const { validation } = field;
  switch (field.type) {
    case 'phone':
      return fault(checkPhone(text));
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : { code: 'email' };
    case 'uscc':
      return fault(checkUscc(text));
    case 'identity':
      if (validation?.pattern !== undefined) return null;
      return fault(checkIdentity(identityTypeOf(field, context), text, context.today));
    case 'decimal':
      return checkDecimal(field, text, context);
    case 'integer':
      return /^(?:0|[1-9]\d{0,8})$/.test(text) ? checkRange(field, text, context) : { code: 'integer-shape' };
    case 'date':
      return checkDate(validation ?? {}, text, context);
    case 'longText':
      return validation?.check?.startsWith('ICAO 9303') ? fault(checkMrz(text, context.today)) : null;
    default:
      return null;
  }
}

function checkDecimal(field: FormField, text: string, context: CheckContext): ValueFault {
  if (!isDecimal(text)) return { code: 'decimal-shape' };
  const most = field.validation?.decimals;
  if (most !== undefined && decimalsOf(text) > most) return { code: 'too-many-decimals', data: { most } };
  return checkRange(field, text, context);
}

function checkRange(field: FormField, text: string, context: CheckContext): ValueFault {
  const { min, max, exclusiveMin } = field.validation ?? {};
  const value = toMillionths(text);
  const least = figure(min, context);
  const most = figure(max, context);
  if (exclusiveMin !== undefined && value <= toMillionths(String(exclusiveMin))) {
    return { code: 'too-small', data: { above: exclusiveMin } };
  }
  if (least !== null && value < toMillionths(least)) return { code: 'too-small', data: { least } };
  if (most !== null && value > toMillionths(most)) return { code: 'too-large', data: { most } };
  return null;
}

/** A figure of the data, or of the field that it names; null when that one is empty or wrong itself. */
function figure(of: number | string | undefined, { circumstances }: CheckContext): string | null {
  if (typeof of === 'number') return String(of);
  const value = of === undefined ? null : circumstances.value(of);
  return typeof value === 'string' && isDecimal(value) ? value : null;
}

function identityTypeOf(field: FormField, context: CheckContext): string | null {
  const sibling = /^\$sibling\.(\w+)$/.exec(field.validation?.typeField ?? '')?.[1];
  const type = sibling === undefined ? null : context.sibling(sibling);
  return typeof type === 'string' ? type : null;
}

function isOption(field: FormField, value: string): boolean {
  return Array.isArray(field.options) && field.options.includes(value);
}

function fault(result: { ok: true } | { ok: false; code: FormFaultCode }): ValueFault {
  return result.ok ? null : { code: result.code };
}

/** In code points: a character of plane 2 is one (rules.md §2.12). */
function lengthOf(text: string): number {
  let count = 0;
  for (const character of text) count += character.length > 0 ? 1 : 0;
  return count;
}

const patterns = new Map<string, RegExp>();

/** Compiled once; `checkForms` has refused what does not compile. */
function patternOf(source: string): RegExp {
  let pattern = patterns.get(source);
  if (!pattern) patterns.set(source, (pattern = new RegExp(source, 'u')));
  return pattern;
}
