import type { DocumentDescription } from './description.ts';
import { addressee, businessSeal, closing, officialNotice, permitSeal, prose, subject } from './notice-common.ts';
import type { ApplicantKind, NoticeCommon } from './notice-common.ts';
import { factTable, listTable } from './notice-tables.ts';
import type { Fact, ListColumn } from './notice-tables.ts';
import { paperTime } from './paper-text.ts';

/** 一次性补正材料告知书 (行政许可法 第三十二条第一款第四项): all that is missing, told once, within five working days. */
export interface SupplementNoticeData extends NoticeCommon {
  applicant: string;
  applicantKind: ApplicantKind;
  matter: string;
  receivedOn: string;
  gaps: SupplementGap[];
  handInBy: string;
  /** `到3号窗口，或者邮寄` */
  handInHow: string;
}

export interface SupplementGap {
  material: string;
  problem: string;
  needed: string;
  legalBasis: string | null;
  /** Where a sample hangs or can be had. */
  sample: string | null;
}

/** 补正材料收件清单: what was handed in afterwards. */
export interface SupplementReceiptData extends NoticeCommon {
  /** The number of the notice that asked for it. */
  noticeNo: string;
  applicant: string;
  matter: string;
  receivedAt: string;
  materials: { name: string; method: string; copies: number; pages: number | null; note: string }[];
  isComplete: boolean;
  stillMissing: string[];
}

export function supplementNotice(data: SupplementNoticeData): DocumentDescription {
  const received = paperTime(data.receivedOn.slice(0, 10));
  const told = `${subject(data.applicantKind)}于${received}提出的“${data.matter}”申请收悉。申请材料不齐全或者不符合法定形式，依据《中华人民共和国行政许可法》第三十二条第一款第（四）项，现将需要补正的内容一次告知如下：`;
  const rows = data.gaps.map((gap) => [
    gap.material,
    gap.problem,
    gap.needed,
    gap.legalBasis ?? '—',
    gap.sample ?? '—',
  ]);
  const how = `以上为需要补正的全部内容。请于${paperTime(data.handInBy)}前${data.handInHow}提交补正材料；交齐全部补正材料之日为受理之日。逾期不补正的，视为放弃本次申请，可以另行申请。`;
  return officialNotice(data, { title: '一次性补正材料告知书' }, [
    addressee(data.applicant),
    prose(told, { after: 8 }),
    listTable(gapColumns, rows),
    prose(how),
    prose('逾期不告知的，自收到申请材料之日起即为受理。', { after: 10 }),
    ...closing(data, { scan: '扫码查进度、看样本', seal: permitSeal }),
  ]);
}

const gapColumns: ListColumn[] = [
  { head: '材料名称', width: 96 },
  { head: '问题', width: 'rest' },
  { head: '需要补正的内容', width: 'rest' },
  { head: '依据', width: 76 },
  { head: '样本', width: 50, isCentred: true },
];

export function supplementReceipt(data: SupplementReceiptData): DocumentDescription {
  const facts: Fact[] = [
    ['申请人', data.applicant],
    ['申请事项', data.matter],
    ['补正告知书', data.noticeNo],
    ['收到时间', paperTime(data.receivedAt)],
  ];
  const rows = data.materials.map(({ name, method, copies, pages, note }) => [
    name,
    method,
    String(copies),
    pages === null ? '—' : String(pages),
    note,
  ]);
  const state = data.isComplete
    ? `补正材料已于${paperTime(data.receivedAt)}全部交齐。`
    : `尚缺：${data.stillMissing.join('、')}。交齐全部补正材料之日为受理之日。`;
  return officialNotice(data, { title: '补正材料收件清单' }, [
    factTable(facts),
    listTable(receivedColumns, rows),
    prose(state, { after: 10 }),
    ...closing(data, { scan: '扫码查进度', seal: businessSeal, signer: '提交人签名', signedAt: '提交时间' }),
  ]);
}

const receivedColumns: ListColumn[] = [
  { head: '补正材料', width: 'rest' },
  { head: '方式', width: 75, isCentred: true },
  { head: '份数', width: 40, isCentred: true },
  { head: '页数', width: 40, isCentred: true },
  { head: '备注', width: 110 },
];
