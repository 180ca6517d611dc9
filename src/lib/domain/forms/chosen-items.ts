import type { DossierContent } from './dossier-content.ts';
import type { FormDefinition } from './form-definition.ts';

/** Items that are ticked and unticked together (社保医保参保); the first names the choice's path. */
export interface ItemGroup {
  items: string[];
  optional: boolean;
}

/** The rows of ticks above a form, in its order. */
export function itemGroups(form: FormDefinition): ItemGroup[] {
  const groups: ItemGroup[] = [];
  for (const item of form.items) {
    const together = form.displayAsOne?.find((group) => group.includes(item)) ?? [item];
    if (groups.some((group) => group.items.includes(item))) continue;
    groups.push({
      items: form.items.filter((other) => together.includes(other)),
      optional: together.every((other) => form.optionalItems?.includes(other) ?? false),
    });
  }
  return groups;
}

/** The path at which a group's tick is kept. */
export function itemChoicePath(group: ItemGroup): string {
  return `item:${group.items[0] ?? ''}`;
}

/** The items that the applicant wants, in the form's order: all but the optional ones that were unticked. */
export function chosenItems(form: FormDefinition, content: DossierContent): string[] {
  const left = itemGroups(form)
    .filter((group) => group.optional && content.choices[itemChoicePath(group)]?.value === false)
    .flatMap((group) => group.items);
  return form.items.filter((item) => !left.includes(item));
}
