import {
  askedMaterials,
  chosenItems,
  materialRules,
  type MaterialCheck,
  type MaterialRule,
} from '#lib/domain/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';
import type { PaperCase } from './paper-case.ts';

/** A row of the materials list with what was done about it. */
export interface CheckedMaterial {
  rule: MaterialRule;
  check: MaterialCheck;
}

/** The items that are applied for: as received or accepted, else as the form has them now. */
export function itemsOfCase({ form, matter, content }: PaperCase): string[] {
  if (matter.parts.length > 0) return matter.parts.map((part) => part.item);
  return chosenItems(form, content);
}

/** What the chosen items ask for. */
export function rulesOfCase(paper: PaperCase): MaterialRule[] {
  const { setup, matter, content } = paper;
  return askedMaterials(materialRules(setup, matter.code, content, itemsOfCase(paper)));
}

/** Rows that were answered, in the list's order; what was looked for and is not there is left out. */
export function checkedMaterials(paper: PaperCase): CheckedMaterial[] {
  return rulesOfCase(paper).flatMap((rule) => {
    const check = paper.content.materials[rule.key];
    return check && check.way !== 'missing' ? { rule, check } : [];
  });
}

export function methodOf({ rule, check }: CheckedMaterial): string {
  return check.way === 'received' ? words.method.received(isCopy(rule)) : words.method[check.way];
}

/** Whether the catalogue asks for a copy, which is compared with the original. */
export function isCopy(rule: MaterialRule): boolean {
  return rule.form.includes(words.copy);
}

/** Paper in hand; a look-up, a promise and a gap bring none. */
export function copiesOf({ check }: CheckedMaterial): number {
  return check.way === 'received' ? check.copies : 0;
}

/** `2页`; '' where nobody counted, or nothing was brought. */
export function pagesOf({ check }: CheckedMaterial): string {
  return check.way === 'received' && check.pages !== null ? words.pages(check.pages) : '';
}

export function noteOf({ check }: CheckedMaterial): string {
  return check.problem ? words.wrong(check.evidence) : check.evidence;
}
