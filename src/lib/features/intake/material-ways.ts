import type { MaterialWay } from '#lib/domain/index.ts';

/** Columns of the materials matrix, keys 1 to 4. */
export const allWays = ['received', 'checked', 'tolerated', 'promised'] as const satisfies readonly MaterialWay[];
