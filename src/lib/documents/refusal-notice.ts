import { paragraph, song, tickBox } from './a4.ts';
import type { Block, Cell, DocumentDescription } from './description.ts';
import { addressee, bodySize, closing, heading, officialNotice, permitSeal, prose, subject } from './notice-common.ts';
import type { ApplicantKind, NoticeCommon } from './notice-common.ts';
import { listTable } from './notice-tables.ts';
import { fullWidth, paperTime } from './paper-text.ts';

/** 不予受理通知书 (行政许可法 第三十二条第一款第一、二项、第二款): with its reason, its law and where to complain. */
export interface RefusalNoticeData extends NoticeCommon {
  applicant: string;
  applicantKind: ApplicantKind;
  matter: string;
  receivedOn: string;
  reason: RefusalReason;
  returned: { name: string; copies: number }[];
  /** Who hears a 行政复议 within 60 days. */
  reviewBody: string;
  /** Which court hears the case within six months. */
  court: string;
}

export type RefusalReason =
  | { kind: 'notNeeded'; explanation: string | null }
  | { kind: 'notOurs'; authority: string; address: string | null }
  | { kind: 'other'; explanation: string; legalBasis: string };

export function refusalNotice(data: RefusalNoticeData): DocumentDescription {
  const told = `${subject(data.applicantKind)}于${paperTime(data.receivedOn.slice(0, 10))}提出的“${data.matter}”申请，经审查，依据${basisOf(data.reason)}，决定不予受理。`;
  const remedy = `如不服本决定，可以自收到本通知书之日起六十日内向${data.reviewBody}申请行政复议，或者六个月内向${data.court}提起行政诉讼。`;
  const rows = data.returned.map(({ name, copies }) => [name, String(copies)]);
  return officialNotice(data, { title: '不予受理通知书' }, [
    addressee(data.applicant),
    prose(told),
    heading('不予受理的理由'),
    ...reasons(data.reason),
    heading('退还的申请材料'),
    listTable(
      [
        { head: '材料名称', width: 'rest' },
        { head: '份数', width: 60, isCentred: true },
      ],
      rows,
    ),
    prose(remedy, { after: 10 }),
    ...closing(data, { scan: '扫码查看本通知', seal: permitSeal }),
  ]);
}

function basisOf(reason: RefusalReason): string {
  if (reason.kind === 'other') return reason.legalBasis;
  const number = reason.kind === 'notNeeded' ? '（一）' : '（二）';
  return `《中华人民共和国行政许可法》第三十二条第一款第${number}项`;
}

/** All three stand there, and one is ticked: the applicant sees that there are no others. */
function reasons(reason: RefusalReason): Block[] {
  const line = (kind: RefusalReason['kind'], text: string): Block => {
    const cells = [
      { blocks: [paragraph([tickBox(reason.kind === kind, bodySize)], { leading: 20 })] },
      { blocks: [paragraph([song(fullWidth(text), bodySize)], { leading: 20, align: 'justify' })] },
    ] satisfies Cell[];
    return { kind: 'grid', widths: [2 * bodySize, 'rest'], rows: [cells] };
  };
  return [
    line('notNeeded', `申请事项依法不需要取得行政许可${detail(reason, 'notNeeded')}`),
    line('notOurs', `申请事项依法不属于本机关职权范围${detail(reason, 'notOurs')}`),
    line('other', `其他法定情形${detail(reason, 'other')}`),
  ];
}

function detail(reason: RefusalReason, kind: RefusalReason['kind']): string {
  if (reason.kind !== kind) return '';
  if (reason.kind !== 'notOurs') return reason.explanation ? `：${reason.explanation}` : '';
  const address = reason.address ? `（地址：${reason.address}）` : '';
  return `，请向${reason.authority}${address}提出申请`;
}
