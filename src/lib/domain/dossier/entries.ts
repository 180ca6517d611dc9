import {
  emptyContent,
  type DossierContent,
  type FieldValue,
  type MaterialCheck,
  type Signature,
} from '../forms/index.ts';

/**
 * A dossier's shared document in plain values: what its Yjs roots hold, without Yjs. The relay reads
 * them out of its document and a device out of its own; `contentOf` makes the same content of both.
 */
export interface DossierEntries {
  /** Root `t/<path>`: one text for each field. */
  texts: Iterable<readonly [path: string, text: string]>;
  /** Root `c`: path → `[value, account, at]`. */
  choices: Iterable<readonly [path: string, choice: unknown]>;
  /** Root `r`: `<list>/<row>` → order. */
  rows: Iterable<readonly [key: string, order: unknown]>;
  /** Roots `m`, `s`, `i`. */
  materials: Iterable<readonly [key: string, check: unknown]>;
  signatures: Iterable<readonly [name: string, signature: unknown]>;
  marks: Iterable<readonly [name: string, mark: unknown]>;
}

/** Roots that are maps, by the part of the content they hold. */
export const mapRoots = { choices: 'c', rows: 'r', materials: 'm', signatures: 's', marks: 'i' } as const;
export type MapRoot = (typeof mapRoots)[keyof typeof mapRoots];

const TEXT = 't/';
const PATH = /^[A-Za-z][\w.-]{0,60}(?:\/[\w.-]{1,40}){0,3}$/;
const CHOICE = /^(?:item:)?[A-Za-z][\w.-]{0,60}(?:\/[\w.-]{1,40}){0,3}$/;
const ROW = /^([A-Za-z][\w.-]{0,60})\/([\w-]{4,12})$/;
const NAME = /^[A-Za-z][\w.:-]{0,60}$/;
const ACCOUNT = /^[\w-]{0,32}$/;
const LONGEST_VALUE = 2000;
const MOST_VALUES = 100;
const LARGEST_MARK = 8 * 1024;
const MOST_POINTS = 20_000;
const ways = ['received', 'checked', 'tolerated', 'promised', 'missing'] as const satisfies MaterialCheck['way'][];

export function textRoot(path: string): string {
  return TEXT + path;
}

/** The path of a text root; null when the root is another one, or its path is none. */
export function pathOfRoot(root: string): string | null {
  const path = root.slice(TEXT.length);
  return root.startsWith(TEXT) && PATH.test(path) ? path : null;
}

/** Why an entry of a map root may not be: its key or its value has another shape. Null: it may. */
export function entryFault(root: string, key: string, value: unknown): 'key' | 'value' | 'root' | null {
  switch (root) {
    case mapRoots.choices:
      return !CHOICE.test(key) ? 'key' : isChoice(value) ? null : 'value';
    case mapRoots.rows:
      return !ROW.test(key) ? 'key' : isFinite(value) ? null : 'value';
    case mapRoots.materials:
      return !NAME.test(key) ? 'key' : isMaterialCheck(value) ? null : 'value';
    case mapRoots.signatures:
      return !NAME.test(key) ? 'key' : isSignature(value) ? null : 'value';
    case mapRoots.marks:
      return !NAME.test(key) ? 'key' : isMark(value) ? null : 'value';
    default:
      return 'root';
  }
}

/** The plain form; empty texts are none, and entries of another shape (an older program's) are left out. */
export function contentOf(entries: DossierEntries): DossierContent {
  const content = emptyContent();
  for (const [path, text] of entries.texts) if (text !== '') content.texts[path] = text;
  for (const [path, choice] of entries.choices) {
    if (!isChoice(choice)) continue;
    const [value, by, at] = choice;
    content.choices[path] = { value, by, at };
  }
  const orders: [list: string, row: string, order: number][] = [];
  for (const [key, order] of entries.rows) {
    const [, list, row] = ROW.exec(key) ?? [];
    if (list !== undefined && row !== undefined && isFinite(order)) orders.push([list, row, order]);
  }
  // Two clerks who add a row apart may give it one order: the id decides, the same way everywhere.
  orders.sort(([, one, first], [, other, second]) => first - second || (one < other ? -1 : 1));
  for (const [list, row] of orders) {
    // A list may be named as something that every object has.
    if (!Object.hasOwn(content.rows, list)) content.rows[list] = [];
    content.rows[list]?.push(row);
  }
  for (const [key, check] of entries.materials) if (isMaterialCheck(check)) content.materials[key] = check;
  for (const [name, signature] of entries.signatures) if (isSignature(signature)) content.signatures[name] = signature;
  for (const [name, mark] of entries.marks) content.marks[name] = mark;
  return content;
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function isShort(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_VALUE;
}

function isChoice(value: unknown): value is [value: FieldValue, by: string, at: number] {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [chosen, by, at] = value as unknown[];
  const isValue =
    chosen === null ||
    typeof chosen === 'boolean' ||
    isShort(chosen) ||
    (Array.isArray(chosen) && chosen.length <= MOST_VALUES && chosen.every(isShort));
  return isValue && typeof by === 'string' && ACCOUNT.test(by) && isFinite(at);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMaterialCheck(value: unknown): value is MaterialCheck {
  if (!isObject(value)) return false;
  const { way, copies, pages, evidence, by, at, returned, problem } = value;
  return (
    (ways as readonly unknown[]).includes(way) &&
    isFinite(copies) &&
    (pages === null || isFinite(pages)) &&
    isShort(evidence) &&
    typeof by === 'string' &&
    ACCOUNT.test(by) &&
    isFinite(at) &&
    (returned === undefined || typeof returned === 'boolean') &&
    (problem === undefined || typeof problem === 'boolean')
  );
}

function isSignature(value: unknown): value is Signature {
  if (!isObject(value)) return false;
  const { strokes, aspect, by, at } = value;
  if (!Array.isArray(strokes) || !isFinite(aspect) || typeof by !== 'string' || !ACCOUNT.test(by) || !isFinite(at))
    return false;
  const points = (strokes as unknown[]).reduce<number>(
    (sum, stroke) => sum + (Array.isArray(stroke) && stroke.every(isFinite) ? stroke.length : MOST_POINTS + 1),
    0,
  );
  return points <= MOST_POINTS;
}

function isMark(value: unknown): boolean {
  const text = JSON.stringify(value) as string | undefined;
  return text !== undefined && text.length <= LARGEST_MARK;
}
