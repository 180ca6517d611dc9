import type { CatalogueItem, CatalogueMaterial, MaterialCoverage, Necessity } from '../catalogue/index.ts';
import type { DossierContent, MaterialWay } from './dossier-content.ts';
import { formOf, itemsOf, type FormSource } from './form-of.ts';
import { valueOf } from './values.ts';

/** Why nobody is asked for a material. */
export interface Covered {
  /** produced: by an earlier item · material, form: said there already · identity: the person present · package: its own list does without. */
  how: 'produced' | 'material' | 'form' | 'identity' | 'package';
  /** The item, material or fields. */
  by: string;
}

export interface MaterialRule {
  key: string;
  name: string;
  nameEn: string;
  /** 原件, 复印件, 核验原件 … */
  form: string;
  copies: number;
  necessity: Necessity;
  /** Nothing is accepted without an answer to it. */
  required: boolean;
  /** Ways that catalogue and rules allow, in the order of the columns; none for a covered one. */
  ways: MaterialWay[];
  covered: Covered | null;
  /** What the form's answers suggest: 住所申报承诺 makes `premises` a promise. */
  suggested: MaterialWay | null;
}

/** The authorisation and who holds it: asked for when an agent comes, else not at all (rules D3). */
const agentMaterials = ['poa', 'agent_id'];

const strictness: Necessity[] = ['shared', 'conditional', 'supplementable', 'required'];

/**
 * What the chosen items ask of the applicant: the package's merged list (rules C7), each material
 * once (C33), and in which ways. 免交—核验 for what the government holds or can be shared (C30),
 * 容缺 only for listed secondary papers (C26), 承诺 only where the catalogue allows it (C27).
 * Nothing is asked that an earlier item produces or that form, identity or another paper covers;
 * a package never asks for more than its own limit.
 */
export function materialRules(
  source: FormSource,
  code: string,
  content: DossierContent,
  items: readonly string[],
): MaterialRule[] {
  const { catalogue } = source;
  const entry = catalogue.packages.find((other) => other.code === code);
  const form = formOf(source, code);
  const members = itemsOf(catalogue, code);
  const chosen = members.filter((item) => items.includes(item.code));
  const hasAgent = form !== undefined && valueOf(form, content, 'agent.present') === true;
  const keys = new Set([
    ...(entry?.mergedMaterials ?? []),
    ...chosen.flatMap((item) => item.materials.map((line) => line.material)),
    ...(hasAgent ? agentMaterials : []),
  ]);
  const rules: MaterialRule[] = [];
  let asked = 0;
  for (const key of keys) {
    const material = catalogue.materials.find((other) => other.key === key);
    if (!material || !isConcerned(key, members, chosen, hasAgent)) continue;
    const necessity = necessityOf(key, chosen);
    const required = necessity === 'required' || necessity === 'supplementable' || agentMaterials.includes(key);
    const most = entry?.limits.maxMaterials ?? Infinity;
    const covered =
      coverageOf(form?.materialCoverage?.[key], items) ??
      (entry && !entry.mergedMaterials.includes(key) && necessity !== 'shared' && !agentMaterials.includes(key)
        ? ({ how: 'package', by: code } as const)
        : asked >= most && necessity !== 'shared'
          ? ({ how: 'package', by: code } as const)
          : null);
    const ways = covered ? [] : waysOf(material, necessity);
    if (!covered && necessity !== 'shared') asked += 1;
    rules.push({
      key,
      name: material.name,
      nameEn: material.nameEn ?? material.name,
      form: material.form,
      copies: material.copies,
      necessity,
      required: required && covered === null,
      ways,
      covered,
      suggested: suggestionOf(key, ways, form !== undefined && valueOf(form, content, `${key}.byCommitment`) === true),
    });
  }
  return rules;
}

/** The rows that are shown and answered. */
export function askedMaterials(rules: readonly MaterialRule[]): MaterialRule[] {
  return rules.filter((rule) => rule.covered === null);
}

/** A chosen item lists it, or no item of the package does (then the package itself asks). Agents by their presence. */
function isConcerned(
  key: string,
  members: readonly CatalogueItem[],
  chosen: readonly CatalogueItem[],
  hasAgent: boolean,
): boolean {
  if (agentMaterials.includes(key)) return hasAgent;
  const lists = (item: CatalogueItem): boolean => item.materials.some((line) => line.material === key);
  return chosen.some(lists) || !members.some(lists);
}

/** The strictest of the chosen items; what the package alone names is required. */
function necessityOf(key: string, chosen: readonly CatalogueItem[]): Necessity {
  const named = chosen.flatMap((item) => item.materials.filter((line) => line.material === key));
  if (named.length === 0) return agentMaterials.includes(key) ? 'conditional' : 'required';
  return strictness[Math.max(...named.map((line) => strictness.indexOf(line.necessity)))] ?? 'required';
}

function coverageOf(coverage: MaterialCoverage | undefined, items: readonly string[]): Covered | null {
  if (!coverage) return null;
  const { producedBy, coveredBy, check, fields } = coverage;
  // Who does without the producing item brings the paper.
  if (producedBy !== undefined) return items.includes(producedBy) ? { how: 'produced', by: producedBy } : null;
  if (coveredBy === undefined) return null;
  if (check !== undefined) return { how: 'identity', by: coveredBy };
  return fields === undefined ? { how: 'material', by: coveredBy } : { how: 'form', by: fields };
}

function waysOf(material: CatalogueMaterial, necessity: Necessity): MaterialWay[] {
  const isShared = necessity === 'shared';
  const ways: MaterialWay[] = isShared ? [] : ['received'];
  if (isShared || material.sourceType === 'government' || material.electronicLicenceReusable) ways.push('checked');
  if (necessity === 'supplementable') ways.push('tolerated');
  if (material.commitmentAllowed) ways.push('promised');
  return ways;
}

function suggestionOf(key: string, ways: readonly MaterialWay[], byCommitment: boolean): MaterialWay | null {
  if (byCommitment && ways.includes('promised')) return 'promised';
  // What the government holds is looked up before anybody is asked for paper.
  return ways.includes('checked') && !agentMaterials.includes(key) ? 'checked' : null;
}
