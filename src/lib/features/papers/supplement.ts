import type { NoticeCommon, SupplementGap, SupplementNoticeData, SupplementReceiptData } from '#lib/documents/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';
import { checkedMaterials, copiesOf, methodOf, noteOf, rulesOfCase } from './materials.ts';
import { applicantKindOf, applicantOf, dayOf, dueMoment, matterName, momentOf, type PaperCase } from './paper-case.ts';

/** A gap as the clerk words it; kept in the dossier's mark `gaps`, so that the paper can be printed again. */
export interface Gap {
  /** The material's key, or '' for the form. */
  material: string;
  problem: string;
  needed: string;
}

export function gapsOf(paper: Pick<PaperCase, 'content'>): Gap[] {
  const kept = paper.content.marks['gaps'];
  if (!Array.isArray(kept)) return [];
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return (kept as Record<string, unknown>[]).map((gap) => ({
    material: text(gap['material']),
    problem: text(gap['problem']),
    needed: text(gap['needed']),
  }));
}

/** Document 6, 一次性补正材料告知书: all that is missing, told once. */
export function supplementNoticeData(paper: PaperCase, common: NoticeCommon): SupplementNoticeData {
  const { matter, day } = paper;
  return {
    ...common,
    applicant: applicantOf(paper),
    applicantKind: applicantKindOf(paper),
    matter: matterName(paper),
    receivedOn: dayOf(day, matter.receivedAt),
    gaps: gapsOf(paper).map((gap): SupplementGap => ({
      material: materialName(paper, gap.material),
      problem: gap.problem,
      needed: gap.needed,
      legalBasis: null,
      sample: null,
    })),
    handInBy: dueMoment(day, matter.supplementUntil).slice(0, 10),
    handInHow: words.handInHow,
  };
}

/** Document 6b, 补正材料收件清单: what was handed in of what the notice asked for. */
export function supplementReceiptData(paper: PaperCase, common: NoticeCommon, noticeNo: string): SupplementReceiptData {
  const { matter, day } = paper;
  const asked = new Set(gapsOf(paper).map((gap) => gap.material));
  const checked = checkedMaterials(paper).filter(({ rule }) => asked.has(rule.key));
  const missing = rulesOfCase(paper).filter(
    (rule) =>
      asked.has(rule.key) && !checked.some((material) => material.rule.key === rule.key && !material.check.problem),
  );
  return {
    ...common,
    noticeNo,
    applicant: applicantOf(paper),
    matter: matterName(paper),
    receivedAt: momentOf(day, matter.suppliedAt),
    materials: checked.map((material) => ({
      name: material.rule.name,
      method: methodOf(material),
      copies: copiesOf(material),
      pages: material.check.way === 'received' ? material.check.pages : null,
      note: noteOf(material),
    })),
    isComplete: missing.length === 0,
    stillMissing: missing.map((rule) => rule.name),
  };
}

function materialName(paper: PaperCase, key: string): string {
  if (key === '') return words.formName;
  return paper.setup.catalogue.materials.find((material) => material.key === key)?.name ?? key;
}
