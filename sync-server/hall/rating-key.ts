import { sha256Text } from './hash.ts';

/** The table of what was rated. */
export const RATED = 'rated';

/** Where it is remembered that a visit has rated an item; of no use to who wants to know whose visit. */
export function ratingKey(visit: string, item: string): string {
  return sha256Text(`${visit} ${item}`);
}
