import type { Catalogue, CatalogueItem } from '../catalogue/index.ts';
import type { FormDefinition, FormField, FormOption, SlotDefinition } from './form-definition.ts';

/** What of a setup forms need: a `Setup` is one. */
export interface FormSource {
  catalogue: Catalogue;
  forms?: FormDefinition[];
  /** The hall's own lists: seal makers, bank branches. */
  optionLists?: Record<string, FormOption[]>;
}

const made = new WeakMap<FormSource, Map<string, FormDefinition | undefined>>();

/**
 * The form of a package or item: its own, else the general one made fit for it. Options are always
 * a list, items follow the catalogue, slots and result fields are filled in. The same object for
 * the same setup. Undefined for an unknown code, and in a setup without forms.
 */
export function formOf(source: FormSource, code: string): FormDefinition | undefined {
  const known = made.get(source) ?? new Map<string, FormDefinition | undefined>();
  made.set(source, known);
  if (!known.has(code)) known.set(code, makeForm(source, code));
  return known.get(code);
}

function makeForm(source: FormSource, code: string): FormDefinition | undefined {
  const { catalogue, forms = [] } = source;
  const members = itemsOf(catalogue, code);
  const own = forms.find((form) => form.package === code);
  const form = own ?? forms.find((other) => other.package === null);
  if (!form || members.length === 0) return undefined;
  const entry = catalogue.packages.find((other) => other.code === code);
  const slots = { ...slotsOf(members), ...form.slots };
  return {
    ...form,
    package: code,
    items: own ? own.items : members.map((item) => item.code),
    optionalItems: own?.optionalItems ?? entry?.optionalItems ?? [],
    fields: form.fields.map((field) => withOptions(field, source.optionLists ?? {})),
    resultFields: resultFieldsOfItems(form, members, slots),
    materialCoverage: own?.materialCoverage ?? entry?.materialCoverage ?? {},
    slots,
    expectedSlots: own?.expectedSlots ?? alwaysExpected(slots),
  };
}

/** The items of a package in its order, or the single one. */
export function itemsOf(catalogue: Catalogue, code: string): CatalogueItem[] {
  const codes = catalogue.packages.find((entry) => entry.code === code)?.items ?? [code];
  return codes.flatMap((member) => catalogue.items.find((item) => item.code === member) ?? []);
}

/** The fields that are filled in when an item's result is registered. */
export function resultFieldsOf(form: FormDefinition, item: string): FormField[] {
  return form.resultFields?.[item] ?? [];
}

/**
 * Fields of the merged form that nobody can know at intake: the department of this item fills them
 * in with its result, before another one may decide (完税凭证号 before the registration ends).
 */
export function lateFieldsOf(form: FormDefinition, item: string): FormField[] {
  return form.fields.filter(
    (field) => field.validation?.requiredBefore !== undefined && field.usedBy?.includes(item) === true,
  );
}

/** Results that somebody must hand over; a purely electronic one has nothing to collect. */
function slotsOf(members: readonly CatalogueItem[]): Record<string, SlotDefinition> {
  const slots: Record<string, SlotDefinition> = {};
  for (const item of members) {
    item.results.forEach((result, index) => {
      if (result.medium === 'electronic') return;
      const slot = result.bundleSlot ?? (index === 0 ? `paper-${item.code}` : `paper-${item.code}-${index + 1}`);
      slots[slot] ??= { zh: result.name, en: result.nameEn ?? result.name, item: item.code };
    });
  }
  return slots;
}

function alwaysExpected(slots: Record<string, SlotDefinition>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(slots).map(([slot, { item }]) => [slot, item ? `${item} chosen` : 'always']),
  );
}

/** An item's own result fields, else the general ones with the pieces of each of its slots. */
function resultFieldsOfItems(
  form: FormDefinition,
  members: readonly CatalogueItem[],
  slots: Record<string, SlotDefinition>,
): Record<string, FormField[]> {
  const general = form.resultFields?.['*'] ?? [];
  const fields: Record<string, FormField[]> = {};
  for (const { code } of members) {
    const own = form.resultFields?.[code];
    fields[code] =
      own ??
      general.flatMap((field) =>
        field.key !== 'pieces'
          ? [field]
          : Object.entries(slots)
              .filter(([, slot]) => slot.item === code)
              .map(([slot, { zh, en }]) => ({
                ...field,
                key: `pieces.${slot}`,
                label: { zh: `${zh} ${field.label.zh}`, en: `${en}: ${field.label.en}` },
              })),
      );
  }
  return fields;
}

/** `setup.sealMakers` becomes the hall's list. */
function withOptions(field: FormField, lists: Record<string, FormOption[]>): FormField {
  const { options, fields } = field;
  if (typeof options === 'string') {
    const list = lists[options.replace(/^setup\./, '')] ?? [];
    return {
      ...field,
      options: list.map((option) => option.value),
      optionLabels: Object.fromEntries(list.map(({ value, zh, en }) => [value, { zh, en }])),
    };
  }
  return fields ? { ...field, fields: fields.map((inner) => withOptions(inner, lists)) } : field;
}
