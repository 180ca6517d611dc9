import type { DocumentDescription } from './description.ts';
import { agentText, businessSeal, closing, officialNotice, prose } from './notice-common.ts';
import type { Agent, NoticeCommon } from './notice-common.ts';
import { factTable, listTable } from './notice-tables.ts';
import type { Fact, ListColumn } from './notice-tables.ts';
import { paperTime } from './paper-text.ts';

/** 申请材料接收凭证: what was handed over, before anything is decided about it. Identity numbers come masked. */
export interface MaterialsReceiptData extends NoticeCommon {
  applicant: string;
  applicantIdentity: string | null;
  agent: Agent | null;
  items: string[];
  receivedAt: string;
  /** 窗口, 邮寄, 代收 */
  channel: string;
  materials: ReceivedMaterial[];
  /** For such items the receipt and the acceptance are one moment (收件即受理). */
  receiveIsAccept: boolean;
  /** By when acceptance or 补正 is told, five working days at most (行政许可法 第三十二条第一款第四项). */
  answerBy: string | null;
  /** Received here for an authority elsewhere. */
  elsewhere: { authority: string; waybill: string | null } | null;
}

export interface ReceivedMaterial {
  name: string;
  /** 收取原件, 免交，核验, 告知承诺, 容缺 */
  method: string;
  copies: number;
  pages: number | null;
  /** 原件核对, 电子证照 … */
  trust: string | null;
  isOriginalReturned: boolean | null;
  note: string;
}

export function materialsReceipt(data: MaterialsReceiptData): DocumentDescription {
  const head = { title: '申请材料接收凭证' };
  return officialNotice(data, head, [
    prose(`今收到下列申请材料，共${data.materials.length}项。`, { after: 8, keepWithNext: true }),
    factTable(facts(data)),
    listTable(columns, data.materials.map(row)),
    prose(meaning(data), { after: 6 }),
    ...closing(data, { scan: '扫码查进度', seal: businessSeal, signer: '提交人签名', signedAt: '提交时间' }),
  ]);
}

function facts(data: MaterialsReceiptData): Fact[] {
  const { elsewhere } = data;
  return [
    ['申请人', [data.applicant, data.applicantIdentity].filter(Boolean).join('\u3000')],
    ['代理人', agentText(data.agent)],
    ['申请事项', data.items.join('、')],
    ['收件时间', paperTime(data.receivedAt)],
    ['收件方式', data.channel],
    ...(elsewhere
      ? ([
          ['属地办理机关', elsewhere.authority],
          ['寄递单号', elsewhere.waybill ?? '尚未寄出'],
        ] satisfies Fact[])
      : []),
  ];
}

const columns: ListColumn[] = [
  { head: '材料名称', width: 'rest' },
  { head: '方式', width: 66, isCentred: true },
  { head: '份数', width: 34, isCentred: true },
  { head: '页数', width: 34, isCentred: true },
  { head: '核验', width: 62, isCentred: true },
  { head: '原件退还', width: 58, isCentred: true },
  { head: '备注', width: 68 },
];

function row({ name, method, copies, pages, trust, isOriginalReturned, note }: ReceivedMaterial): string[] {
  const returned = isOriginalReturned === null ? '—' : isOriginalReturned ? '已退还' : '未退还';
  return [name, method, String(copies), pages === null ? '—' : String(pages), trust ?? '—', returned, note];
}

function meaning({ receiveIsAccept, answerBy }: MaterialsReceiptData): string {
  if (receiveIsAccept) return '本事项收件即受理，办结期限以同时出具的受理通知书为准。';
  const by = answerBy ? `是否受理或者需要补正，在${paperTime(answerBy)}前告知。` : '';
  return `本凭证不代表受理。${by}逾期不告知的，自收到申请材料之日起即为受理。`;
}
