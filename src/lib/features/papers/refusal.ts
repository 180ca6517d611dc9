import type { NoticeCommon, RefusalNoticeData, RefusalReason } from '#lib/documents/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';
import { checkedMaterials, copiesOf } from './materials.ts';
import { applicantKindOf, applicantOf, dayOf, matterName, type PaperCase } from './paper-case.ts';

/** Document 5, 不予受理通知书. Its words are texts of the dossier: `refusal.reason`, `.basis`, `.authority`, `.address`. */
export function refusalNoticeData(paper: PaperCase, common: NoticeCommon): RefusalNoticeData {
  const { matter, day } = paper;
  return {
    ...common,
    applicant: applicantOf(paper),
    applicantKind: applicantKindOf(paper),
    matter: matterName(paper),
    receivedOn: dayOf(day, matter.receivedAt),
    reason: reasonOf(paper),
    returned: checkedMaterials(paper)
      .filter((material) => copiesOf(material) > 0)
      .map((material) => ({ name: material.rule.name, copies: copiesOf(material) })),
    reviewBody: words.reviewBody,
    court: words.court,
  };
}

function reasonOf({ matter, content }: PaperCase): RefusalReason {
  const text = (path: string): string => (content.texts[path] ?? '').trim();
  const orNull = (path: string): string | null => text(path) || null;
  if (matter.refusal === 'not-needed') return { kind: 'notNeeded', explanation: orNull('refusal.reason') };
  if (matter.refusal === 'not-authority') {
    return { kind: 'notOurs', authority: text('refusal.authority'), address: orNull('refusal.address') };
  }
  return { kind: 'other', explanation: text('refusal.reason'), legalBasis: text('refusal.basis') };
}
