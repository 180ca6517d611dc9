import type { Matter } from './matter-state.ts';
import type { HallState } from './state.ts';

/**
 * P6: the right by which a bundle's keeper hands it over, as no other day or epoch has it: what devices keep their marks
 * by. Named by the keeper's own command, so that it has its name before anybody hears of it. '' when nobody keeps it.
 */
export function bundleRight({ custody, custodyGrant, dossier }: Matter): string {
  if (custody === 0) return '';
  // Kept since before rights had names.
  return custodyGrant === '' ? `${dossier}/1970-01-01/0` : custodyGrant;
}

/** Bundles with something to hand over that each device keeps, by its number. */
export function heldBundles(state: HallState): Map<number, Matter[]> {
  const held = new Map<number, Matter[]>();
  for (const matter of state.matters.values()) {
    if (matter.custody === 0 || !matter.slots.some((slot) => slot.phase === 'in')) continue;
    held.set(matter.custody, [...(held.get(matter.custody) ?? []), matter]);
  }
  return held;
}
