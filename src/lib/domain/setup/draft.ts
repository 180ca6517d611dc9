import type { Setup } from './setup.ts';

/** Parts of a setup that may be drafted; the catalogue and the forms by parts of theirs. */
const drafted = [
  'hall',
  'hours',
  'ticketsOpenBefore',
  'calendar',
  'areas',
  'queues',
  'windowKinds',
  'windows',
  'departments',
  'catalogue',
  'forms',
  'routes',
  'lifeEvents',
  'careLifeEvents',
  'pauseReasons',
  'policy',
  'numbers',
  'service',
  'booking',
  'rating',
  'slots',
  'shelf',
] as const;

const PATH = /^[A-Za-z]{1,40}(?:\.[\w-]{1,64}){0,6}$/;
/** Fields that name an element of a list: `windows.3`, `catalogue.items.GD-01.name`. */
const names = ['id', 'code', 'key', 'no'] as const;

/** Why a draft may not hold a value under this path; null: it may. */
export function draftKeyFault(path: string): 'path' | 'part' | null {
  if (!PATH.test(path)) return 'path';
  return (drafted as readonly string[]).includes(path.split('.')[0] ?? '') ? null : 'part';
}

/**
 * The setup as it would be with a draft's values in their places: `policy.calls`, `hours`,
 * `windows.3.queues`. Shorter paths first, so that a part of a list that is drafted as well wins.
 * What it means to each other is `checkSetup`'s; a path that leads nowhere adds the value there and
 * is found by the shape's check.
 */
export function applyDraft(setup: Setup, draft: Readonly<Record<string, unknown>>): unknown {
  let result: unknown = setup;
  const paths = Object.keys(draft).filter((path) => draftKeyFault(path) === null);
  paths.sort((one, other) => one.split('.').length - other.split('.').length || (one < other ? -1 : 1));
  for (const path of paths) result = put(result, path.split('.'), draft[path]);
  return result;
}

function put(target: unknown, [step = '', ...rest]: readonly string[], value: unknown): unknown {
  const next = (before: unknown): unknown => (rest.length === 0 ? value : put(before, rest, value));
  if (Array.isArray(target)) {
    const elements = target as unknown[];
    const place = elements.findIndex((element) => isNamed(element, step));
    if (place === -1) return [...elements, next({})];
    return elements.map((element, index) => (index === place ? next(element) : element));
  }
  const object = typeof target === 'object' && target !== null ? (target as Record<string, unknown>) : {};
  // `__proto__` and its like are no parts of a setup.
  if (step in Object.prototype) return object;
  return { ...object, [step]: next(object[step]) };
}

function isNamed(element: unknown, name: string): boolean {
  if (typeof element !== 'object' || element === null) return false;
  return names.some((field) => String((element as Record<string, unknown>)[field] ?? '') === name);
}
