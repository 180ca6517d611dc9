import type { HallState } from '#lib/domain/index.ts';

/** A state as text, so that two are compared by what they say: a map that shares its entries with another is a map. */
export function plainState(state: HallState): string {
  return JSON.stringify(state, (_, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value,
  );
}
