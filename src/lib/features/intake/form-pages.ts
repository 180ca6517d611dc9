import { fieldAt, type FormDefinition, type FormField, type FormTab } from '#lib/domain/index.ts';

const MOST_PAGES = 6;

/** The pages of a form: its data's own, else its groups, the smallest neighbours joined until six are left. */
export function pagesOf(form: FormDefinition): FormTab[] {
  if (form.tabs) return form.tabs;
  const pages = form.groups.map((group) => {
    const label = form.groupLabels?.[group] ?? { zh: group, en: group };
    return { ...label, groups: [group], size: form.fields.filter((field) => field.group === group).length };
  });
  while (pages.length > MOST_PAGES) {
    const at = smallestPair(pages.map((page) => page.size));
    const [one, other] = pages.splice(at, 2);
    if (!one || !other) break;
    pages.splice(at, 0, {
      zh: one.zh,
      en: one.en,
      groups: [...one.groups, ...other.groups],
      size: one.size + other.size,
    });
  }
  return pages.map(({ zh, en, groups }) => ({ zh, en, groups }));
}

/** The page on which a path stands: `shareholders/<row>/name` with its list, `materials/…` and `agent` nowhere. */
export function pageOfPath(form: FormDefinition, path: string): number {
  const head = path.split('/')[0] ?? '';
  const group = fieldAt(form, head)?.group;
  if (group === undefined) return -1;
  return pagesOf(form).findIndex((page) => page.groups.includes(group));
}

export function fieldsOfPage(page: FormTab | undefined, fields: readonly FormField[]): FormField[] {
  if (!page) return [];
  return page.groups.flatMap((group) => fields.filter((field) => (field.group ?? page.groups[0]) === group));
}

function smallestPair(sizes: readonly number[]): number {
  let best = 0;
  for (let at = 0; at + 1 < sizes.length; at += 1) {
    if (sumAt(sizes, at) < sumAt(sizes, best)) best = at;
  }
  return best;
}

function sumAt(sizes: readonly number[], at: number): number {
  return (sizes[at] ?? 0) + (sizes[at + 1] ?? 0);
}
