import type { NoticeCommon, ToleranceData } from '#lib/documents/index.ts';
import { clockText, dateOf, type DossierContent } from '#lib/domain/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';
import { checkedMaterials, copiesOf } from './materials.ts';
import {
  agentOf,
  applicantIdentityOf,
  applicantKindOf,
  applicantOf,
  dueMoment,
  matterName,
  momentOf,
  type PaperCase,
} from './paper-case.ts';

/** Documents 7 and 7b, 容缺受理通知书 and 承诺书: null when nothing was tolerated. */
export function toleranceData(paper: PaperCase, common: NoticeCommon): ToleranceData | null {
  const { matter, content, day } = paper;
  const checked = checkedMaterials(paper);
  const madeGood = madeGoodOf(content);
  const missing = checked.filter(({ rule, check }) => check.way === 'tolerated' || madeGood.has(rule.key));
  if (missing.length === 0) return null;
  const signature = content.signatures['tolerance'];
  return {
    ...common,
    applicant: applicantOf(paper),
    applicantKind: applicantKindOf(paper),
    applicantIdentity: applicantIdentityOf(paper),
    agent: agentOf(paper),
    matter: matterName(paper),
    listing: null,
    acceptedAt: momentOf(day, matter.acceptedAt),
    received: checked
      .filter((material) => copiesOf(material) > 0 && !missing.includes(material))
      .map((material) => ({ name: material.rule.name, copies: copiesOf(material) })),
    missing: missing.map(({ rule }) => ({
      name: rule.name,
      form: rule.form,
      handIn: words.handInAt(words.windowNo(matter.window)),
    })),
    promisedBy: dueMoment(day, matter.goodBy),
    completedAt: matter.tolerated.length === 0 && madeGood.size > 0 ? lastOf(paper, madeGood) : null,
    signature: signature ? { strokes: signature.strokes, aspect: signature.aspect } : null,
  };
}

/** When each material that was owed came, epoch ms: the mark `madeGood` of the dossier. */
export function madeGoodOf(content: DossierContent): Map<string, number> {
  const mark = content.marks['madeGood'];
  if (typeof mark !== 'object' || mark === null) return new Map();
  return new Map(Object.entries(mark).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}

function lastOf({ setup }: PaperCase, times: ReadonlyMap<string, number>): string {
  const at = Math.max(...times.values());
  const offset = setup.hall.utcOffsetMinutes;
  return `${dateOf(at, offset)} ${clockText(at, offset)}`;
}
