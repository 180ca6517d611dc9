import type { MaterialsReceiptData, NoticeCommon, ReceivedMaterial } from '#lib/documents/index.ts';
import { entryOf } from '#lib/domain/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';
import {
  checkedMaterials,
  copiesOf,
  isCopy,
  itemsOfCase,
  methodOf,
  noteOf,
  type CheckedMaterial,
} from './materials.ts';
import { agentOf, applicantIdentityOf, applicantOf, dueMoment, momentOf, type PaperCase } from './paper-case.ts';

/** Document 3, 申请材料接收凭证: what was taken in, before anything is decided about it. */
export function materialsReceiptData(paper: PaperCase, common: NoticeCommon): MaterialsReceiptData {
  const { setup, matter, day } = paper;
  const items = matter.items.length > 0 ? matter.items : itemsOfCase(paper);
  return {
    ...common,
    applicant: applicantOf(paper),
    applicantIdentity: applicantIdentityOf(paper),
    agent: agentOf(paper),
    items: items.map((item) => entryOf(setup, item)?.name ?? item),
    receivedAt: momentOf(day, matter.receivedAt),
    channel: words.channel,
    materials: checkedMaterials(paper).map(lineOf),
    receiveIsAccept: false,
    answerBy: matter.tellBy === 0 ? null : dueMoment(day, matter.tellBy).slice(0, 10),
    elsewhere: null,
  };
}

function lineOf(material: CheckedMaterial): ReceivedMaterial {
  const { rule, check } = material;
  const isPaper = check.way === 'received';
  return {
    name: rule.name,
    method: methodOf(material),
    copies: copiesOf(material),
    pages: isPaper ? check.pages : null,
    trust: trustOf(material),
    isOriginalReturned: isPaper ? (check.returned ?? null) : null,
    note: noteOf(material),
  };
}

/** Trust level (国办函〔2016〕108号): an original on paper has none. */
function trustOf({ rule, check }: CheckedMaterial): string | null {
  if (check.way === 'checked') return words.trust.checked;
  if (check.way === 'promised') return words.trust.promised;
  return check.way === 'received' && isCopy(rule) ? words.trust.received : null;
}
