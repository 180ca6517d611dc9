import type { DossierContent } from '#lib/domain/index.ts';

/** What somebody else changed since a content was looked at. `by`: their account where the dossier knows it, else ''. */
export interface Change {
  path: string;
  by: string;
}

/** Texts say what changed, choices and materials also who did it. Own changes are left out where that is known. */
export function changedBetween(before: DossierContent, now: DossierContent, own: string): Change[] {
  const changes: Change[] = [];
  for (const path of keysOf(before.texts, now.texts)) {
    if (before.texts[path] !== now.texts[path]) changes.push({ path, by: '' });
  }
  for (const path of keysOf(before.choices, now.choices)) {
    const by = now.choices[path]?.by ?? '';
    if (before.choices[path]?.at !== now.choices[path]?.at && by !== own) changes.push({ path, by });
  }
  for (const key of keysOf(before.materials, now.materials)) {
    const by = now.materials[key]?.by ?? '';
    if (before.materials[key]?.at !== now.materials[key]?.at && by !== own) {
      changes.push({ path: `materials/${key}`, by });
    }
  }
  return changes;
}

function keysOf(before: object, now: object): Set<string> {
  return new Set([...Object.keys(before), ...Object.keys(now)]);
}
