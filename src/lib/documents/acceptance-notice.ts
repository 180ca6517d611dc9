import { heiBold, paragraph, song } from './a4.ts';
import type { Block, Cell, DocumentDescription } from './description.ts';
import { addressee, closing, officialNotice, permitSeal, prose, subject } from './notice-common.ts';
import type { ApplicantKind, NoticeCommon } from './notice-common.ts';
import { factTable, listTable } from './notice-tables.ts';
import type { Fact } from './notice-tables.ts';
import { dueText, fullWidth, paperTime } from './paper-text.ts';

/**
 * 受理通知书 (行政许可法 第三十二条第一款第五项、第二款): one for a package, which lists what it holds.
 * Due times are the earlier of promise and law, worked out by the caller in the hall's calendar.
 */
export interface AcceptanceNoticeData extends NoticeCommon {
  applicant: string;
  applicantKind: ApplicantKind;
  /** The item, or the package. */
  matter: string;
  /** The items of a package; empty for a single item. */
  members: { name: string; department: string }[];
  appliedOn: string;
  acceptedAt: string;
  /** Null stands for the law's own words on acceptance. */
  legalBasis: string | null;
  dues: AcceptanceDue[];
  materials: { name: string; method: string; copies: number; note: string }[];
  /** The phone comes masked. */
  contact: { name: string; phone: string | null } | null;
  fee: string;
  /** Procedures whose time is not counted, and that time. */
  specialProcedures: string | null;
  pickup: string;
  results: string;
}

export interface AcceptanceDue {
  /** `第一段　公司设立登记`, or `承诺办结` for a single limit. */
  label: string;
  due: string;
  /** `承诺半个工作日，法定3个工作日` */
  basis: string;
  /** Reaches into a year without calendar data. */
  isEstimated?: boolean;
}

const acceptanceBasis = '《中华人民共和国行政许可法》第三十二条第一款第（五）项';

const awaitsNumber =
  '待确认：本通知书在线路断时打印，编号为暂编号。线路恢复后由大厅确认，换发正式编号的受理通知书；期限自受理时起算。';

export function acceptanceNotice(data: AcceptanceNoticeData): DocumentDescription {
  const basis = data.legalBasis ?? acceptanceBasis;
  const told = `${subject(data.applicantKind)}于${paperTime(data.appliedOn.slice(0, 10))}提出的“${data.matter}”申请，材料齐全、符合法定形式。依据${basis}，于${paperTime(data.acceptedAt)}予以受理。`;
  return officialNotice(data, { title: '受理通知书' }, [
    addressee(data.applicant),
    prose(told, { after: 8 }),
    ...(data.provisional ? [prose(awaitsNumber, { after: 8 })] : []),
    ...dueBox(data),
    received(data),
    facts(data),
    ...closing(data, { scan: '扫码查进度、评价本次服务', seal: permitSeal }),
  ]);
}

function dueBox({ dues, acceptedAt }: AcceptanceNoticeData): Block[] {
  if (dues.length === 0) return [];
  const across = Math.min(dues.length, dues.length === 3 ? 3 : 2);
  const rows: Cell[][] = [];
  for (let at = 0; at < dues.length; at += across) {
    const cells = dues.slice(at, at + across).map((due) => dueCell(due, acceptedAt));
    while (cells.length < across) cells.push({ blocks: [] });
    rows.push(cells);
  }
  return [
    {
      kind: 'grid',
      widths: Array.from({ length: across }, () => 'rest' as const),
      rows,
      padding: { x: 10, y: 7 },
      outer: { thickness: 1.5 },
      inner: { thickness: 0.6 },
      keepTogether: true,
      after: 10,
    },
  ];
}

function dueCell({ label, due, basis, isEstimated }: AcceptanceDue, since: string): Cell {
  const estimated = isEstimated ? '（暂按周一至周五推算）' : '';
  return {
    align: 'middle',
    blocks: [
      paragraph([song(fullWidth(label), 10.5)]),
      paragraph([heiBold(`${dueText(due, since)}前办结`, 16)], { leading: 24, shrink: true }),
      paragraph([song(fullWidth(basis) + estimated, 10)]),
    ],
  };
}

function received({ materials }: AcceptanceNoticeData): Block {
  const columns = [
    { head: '收到的材料', width: 'rest' as const },
    { head: '方式', width: 66, isCentred: true },
    { head: '份数', width: 36, isCentred: true },
    { head: '备注', width: 88 },
  ];
  const rows = materials.map(({ name, method, copies, note }) => [name, method, String(copies), note]);
  return listTable(columns, rows);
}

function facts(data: AcceptanceNoticeData): Block {
  const contact = data.contact ? [data.contact.name, data.contact.phone].filter(Boolean).join('\u3000') : '无';
  // With many of them the departments would cost the paper its single page.
  const isLong = data.members.length > 3;
  const members = data.members.map(({ name, department }) => (isLong ? name : `${name}（${department}）`)).join('、');
  const list: Fact[] = [
    ['联系人', contact],
    ['收费', data.fee],
    ['特别程序', data.specialProcedures ?? '无'],
    ['领取方式', data.pickup],
    ...(members === '' ? [] : [['联办事项', members] satisfies Fact]),
    ['可领结果', `${data.results}\n凭本通知书及有效身份证件领取。`],
  ];
  return factTable(list);
}
