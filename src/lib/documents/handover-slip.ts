import { paragraph, signatureRow, song } from './a4.ts';
import type { Block, Cell, DocumentDescription } from './description.ts';
import { bodySize, officialNotice, prose } from './notice-common.ts';
import type { NoticeCommon } from './notice-common.ts';
import { factTable, listTable } from './notice-tables.ts';
import type { ListColumn } from './notice-tables.ts';
import { matterNumber, paperTime } from './paper-text.ts';

/** 部门交接单（出件）: results pass from a department to the pickup desk, and both sides say so. */
export interface HandoverSlipData extends NoticeCommon {
  department: string;
  rows: HandoverRow[];
  deliveredBy: string;
  deliveredAt: string;
  /** Null while the desk has not confirmed: a line to sign on stands there. */
  receivedBy: string | null;
  receivedAt: string | null;
  shelf: string;
}

export interface HandoverRow {
  matterNo: string;
  applicant: string;
  result: string;
  number: string;
  pieces: number;
}

export function handoverSlip(data: HandoverSlipData): DocumentDescription {
  const head = {
    title: '部门交接单（出件）',
    desk: '一窗通取',
    copies: '一式两份\u3000移交部门一份\u3000出件窗口一份',
    reference: `交接编号\u3000${data.documentNo}`,
  };
  const pieces = data.rows.reduce((sum, row) => sum + row.pieces, 0);
  const rows = data.rows.map(({ matterNo, applicant, result, number, pieces: count }) => [
    matterNumber(matterNo),
    applicant,
    result,
    number,
    String(count),
  ]);
  return officialNotice(data, head, [
    factTable([
      ['移交部门', data.department],
      ['货架', data.shelf],
      ['移交时间', paperTime(data.deliveredAt)],
      ['合计', `${data.rows.length}项，${pieces}件`],
    ]),
    listTable(columns, rows),
    prose('上列结果已当面清点，名称、编号和件数相符，外观完好。', { after: 16 }),
    ...side('移交人', data.deliveredBy, data.deliveredAt),
    ...side('接收人', data.receivedBy, data.receivedAt),
  ]);
}

const columns: ListColumn[] = [
  { head: '办件编号', width: 104 },
  { head: '申请人', width: 'rest' },
  { head: '结果', width: 88 },
  { head: '编号', width: 96 },
  { head: '件数', width: 38, isCentred: true },
];

/** A confirmation made on the device is a name and a time; without one there is a line for the pen. */
function side(label: string, name: string | null, time: string | null): Block[] {
  if (name === null) return [{ ...signatureRow(`${label}签名`, `${label}时间`), before: 12 }];
  const when = time ? paperTime(time) : '';
  const cells: Cell[] = [
    { blocks: [paragraph([song(`${label}\u3000${name}`, bodySize)], { shrink: true })] },
    { blocks: [paragraph([song(when, bodySize)], { align: 'right' })] },
  ];
  return [{ kind: 'grid', widths: ['rest', 190], rows: [cells], before: 12 }];
}
