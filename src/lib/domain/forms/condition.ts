import type { FieldValue } from './dossier-content.ts';

/**
 * The small language in which forms say when something holds:
 * `agent.present`, `not company.electronicLicenceOnly`, `tax.device = ukey`, `staff.insuredCount > 0`,
 * `QY-02`, `QY-02 chosen`, `slot invoice expected`, `always`, joined by `and` and `or` (`and` binds closer).
 */
export type Condition =
  | { kind: 'always' }
  | { kind: 'chosen'; item: string }
  | { kind: 'slot'; slot: string }
  | { kind: 'filled'; path: string }
  | { kind: 'compare'; path: string; operator: Operator; value: string }
  | { kind: 'not'; of: Condition }
  | { kind: 'and' | 'or'; of: Condition[] };

type Operator = '=' | '!=' | '>' | '<' | '>=' | '<=';

/** What a condition is asked of. */
export interface Circumstances {
  value(path: string): FieldValue;
  isChosen(item: string): boolean;
  isExpected(slot: string): boolean;
}

const itemCode = /^[A-Z]+-\w+$/;
const word = /^[\p{L}\d][\w.-]*$/u;
const parsed = new Map<string, Condition | null>();

/** Reads a condition; null when the text is none (`checkForms` refuses a form with such a text). */
export function readCondition(text: string): Condition | null {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const tokens = text.replace(/^when /, '').match(/!=|>=|<=|=|>|<|[^\s=!<>]+/g) ?? [];
  const condition = readAny(tokens);
  parsed.set(text, condition);
  return condition;
}

/** Whether a condition holds. A text that is none never holds. */
export function holds(condition: Condition | null, circumstances: Circumstances): boolean {
  switch (condition?.kind) {
    case undefined:
      return false;
    case 'always':
      return true;
    case 'chosen':
      return circumstances.isChosen(condition.item);
    case 'slot':
      return circumstances.isExpected(condition.slot);
    case 'filled':
      return isFilled(circumstances.value(condition.path));
    case 'compare':
      return compares(circumstances.value(condition.path), condition.operator, condition.value);
    case 'not':
      return !holds(condition.of, circumstances);
    case 'and':
      return condition.of.every((part) => holds(part, circumstances));
    case 'or':
      return condition.of.some((part) => holds(part, circumstances));
  }
}

/** Every path, item and slot that a condition names. */
export function namesIn(condition: Condition): { paths: string[]; items: string[]; slots: string[] } {
  switch (condition.kind) {
    case 'always':
      return { paths: [], items: [], slots: [] };
    case 'chosen':
      return { paths: [], items: [condition.item], slots: [] };
    case 'slot':
      return { paths: [], items: [], slots: [condition.slot] };
    case 'filled':
    case 'compare':
      return { paths: [condition.path], items: [], slots: [] };
    case 'not':
      return namesIn(condition.of);
    case 'and':
    case 'or': {
      const parts = condition.of.map(namesIn);
      return {
        paths: parts.flatMap((part) => part.paths),
        items: parts.flatMap((part) => part.items),
        slots: parts.flatMap((part) => part.slots),
      };
    }
  }
}

/** Filled: a text, a tick, at least one of several choices. */
export function isFilled(value: FieldValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== '' && value !== false;
}

function readAny(tokens: readonly string[]): Condition | null {
  for (const kind of ['or', 'and'] as const) {
    if (!tokens.includes(kind)) continue;
    const parts = split(tokens, kind).map(readAny);
    return parts.some((part) => part === null) ? null : { kind, of: parts as Condition[] };
  }
  return readTerm(tokens);
}

function readTerm(tokens: readonly string[]): Condition | null {
  const [first = '', second, third] = tokens;
  if (first === 'not') {
    const of = readTerm(tokens.slice(1));
    return of && { kind: 'not', of };
  }
  if (tokens.length === 1 && first === 'always') return { kind: 'always' };
  if (!word.test(first)) return null;
  if (first === 'slot')
    return tokens.length === 3 && second && third === 'expected' ? { kind: 'slot', slot: second } : null;
  if (itemCode.test(first)) {
    return tokens.length === 1 || (tokens.length === 2 && second === 'chosen') ? { kind: 'chosen', item: first } : null;
  }
  if (tokens.length === 1) return { kind: 'filled', path: first };
  if (tokens.length !== 3 || !second || third === undefined || !/^(=|!=|>|<|>=|<=)$/.test(second)) return null;
  return { kind: 'compare', path: first, operator: second as Operator, value: third };
}

function split(tokens: readonly string[], at: string): string[][] {
  const parts: string[][] = [[]];
  for (const token of tokens) {
    if (token === at) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function compares(value: FieldValue, operator: Operator, wanted: string): boolean {
  if (operator === '=' || operator === '!=') {
    const isEqual = Array.isArray(value) ? value.includes(wanted) : String(value ?? '') === wanted;
    return isEqual === (operator === '=');
  }
  if (typeof value !== 'string' || value.trim() === '') return false;
  const [a, b] = [Number(value), Number(wanted)];
  if (operator === '>') return a > b;
  if (operator === '<') return a < b;
  return operator === '>=' ? a >= b : a <= b;
}
