import type { CommitmentData, NoticeCommon } from '#lib/documents/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';
import { checkedMaterials, itemsOfCase } from './materials.ts';
import { applicantIdentityOf, applicantOf, matterName, type PaperCase } from './paper-case.ts';

/** Document 8, 告知承诺书: null when nothing was promised. Basis and conditions are of the items that ask for the paper. */
export function commitmentData(paper: PaperCase, common: NoticeCommon): CommitmentData | null {
  const promised = checkedMaterials(paper).filter(({ check }) => check.way === 'promised');
  if (promised.length === 0) return null;
  const { setup, content } = paper;
  const chosen = itemsOfCase(paper);
  const keys = new Set(promised.map(({ rule }) => rule.key));
  const items = setup.catalogue.items.filter(
    (item) => chosen.includes(item.code) && item.materials.some((line) => keys.has(line.material)),
  );
  const unique = (texts: string[]): string[] => [...new Set(texts)];
  const signature = content.signatures['commitment'];
  return {
    ...common,
    applicant: applicantOf(paper),
    applicantIdentity: applicantIdentityOf(paper),
    matter: matterName(paper),
    legalBasis: unique(items.flatMap((item) => item.legalBasis)),
    conditions: unique(items.flatMap((item) => item.conditions)),
    replaced: promised.map(({ rule, check }) => ({
      material: rule.name,
      fact: check.evidence.trim() || words.promisedFact(rule.name),
    })),
    exclusions: [],
    checkBy: null,
    isPublished: false,
    signature: signature ? { strokes: signature.strokes, aspect: signature.aspect } : null,
  };
}
