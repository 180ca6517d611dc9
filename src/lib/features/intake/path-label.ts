import { fieldAt, itemGroups, itemChoicePath, type FormDefinition, type Label } from '#lib/domain/index.ts';
import { unitOf } from './list-columns.ts';
import type { MatterForm } from './matter-form.svelte.ts';

/** What a path is called in the clerk's language: a field, a field of a row, a material, an item's tick. */
export function labelOfPath(view: MatterForm, path: string, isEnglish: boolean): string {
  const { form } = view;
  const target = path === 'agent' ? 'materials/poa' : path;
  const named = (label: Label): string => unitOf(isEnglish ? label.en : label.zh).name;
  const [head = '', second, third] = target.split('/');
  if (head === 'materials') {
    const material = view.setup?.catalogue.materials.find((entry) => entry.key === second);
    return (isEnglish ? material?.nameEn : material?.name) ?? material?.name ?? second ?? '';
  }
  if (head.startsWith('item:')) return itemName(view, form, head, isEnglish);
  const field = form ? fieldAt(form, head) : undefined;
  if (!field) return head;
  if (third === undefined) return named(field.label);
  const inner = field.fields?.find((one) => one.key === third);
  const row = (view.content.rows[head] ?? []).indexOf(second ?? '') + 1;
  return [named(field.label), row > 0 ? String(row) : '', inner ? named(inner.label) : third].filter(Boolean).join(' ');
}

function itemName(view: MatterForm, form: FormDefinition | null, head: string, isEnglish: boolean): string {
  const group = form ? itemGroups(form).find((one) => itemChoicePath(one) === head) : undefined;
  const item = view.setup?.catalogue.items.find((entry) => entry.code === group?.items[0]);
  return (isEnglish ? item?.nameEn : item?.name) ?? item?.name ?? head;
}
