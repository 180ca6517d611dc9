import { circumstancesOf } from './circumstances.ts';
import type { DossierContent } from './dossier-content.ts';
import type { FormDefinition, SlotDefinition } from './form-definition.ts';

/**
 * What is waited for at pickup, by the choices made: an electronic licence has no slot (rules D1, G15).
 * A slot whose item was unticked is never expected. Acceptance fixes them.
 */
export function expectedSlots(form: FormDefinition, content: DossierContent, items: readonly string[]): string[] {
  const circumstances = circumstancesOf(form, content, items);
  return Object.keys(form.expectedSlots ?? {}).filter((slot) => {
    const item = slotOf(form, slot).item;
    return (item === null || items.includes(item)) && circumstances.isExpected(slot);
  });
}

/** A slot's name and the item that brings it. */
export function slotOf(form: FormDefinition, slot: string): SlotDefinition {
  return form.slots?.[slot] ?? { zh: slot, en: slot, item: null };
}
