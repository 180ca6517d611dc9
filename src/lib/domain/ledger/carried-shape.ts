/**
 * What was carried, in the shape of its blank: a field that is missing or of another kind is as in
 * the blank, and what the blank does not know is left out (L7). So a fold never meets a list that
 * is none. Fields that may be null take any plain value; lists of texts and of figures keep these.
 */
export function shaped<T extends object>(blank: T, value: unknown): T {
  const made = { ...blank };
  if (!isRecord(value)) return made;
  for (const field of Object.keys(blank) as (keyof T & string)[]) {
    const given = Object.hasOwn(value, field) ? value[field] : undefined;
    if (isLike(blank[field], given)) made[field] = given as T[keyof T & string];
  }
  return made;
}

/** The rows of a carried list, each in the shape of its blank. */
export function shapedRows<T extends object>(blank: T, value: unknown): T[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isRecord).map((row) => shaped(blank, row)) : [];
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? (value as unknown[]).filter((part) => typeof part === 'string') : [];
}

export function figures(value: unknown): number[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isFigure) : [];
}

/** Counts by name. */
export function counts(value: unknown): Record<string, number> {
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, number] => isFigure(entry[1])))
    : {};
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lists and records have a reader of their own above. */
function isLike(blank: unknown, given: unknown): boolean {
  if (typeof given === 'object') return given === null && blank === null;
  if (blank === null) return typeof given === 'string' || isFigure(given);
  return typeof given === typeof blank && (typeof given !== 'number' || isFigure(given));
}

function isFigure(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
