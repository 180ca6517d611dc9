import type { DocumentDescription } from './description.ts';
import { businessSeal, closing, officialNotice } from './notice-common.ts';
import type { NoticeCommon, Signature } from './notice-common.ts';
import { factTable } from './notice-tables.ts';
import type { Fact } from './notice-tables.ts';
import { paperTime } from './paper-text.ts';

/** 延时服务登记单: service past closing time is never refused; another clerk may take it over. */
export interface ExtendedServiceFormData extends NoticeCommon {
  applicant: string;
  items: string[];
  askedAt: string;
  /** 特殊原因, 紧急需求 */
  reason: string;
  agreedUntil: string;
  clerk: string;
  /** The chief representative assigned somebody else. */
  reassigned: { from: string; to: string; reason: string; chief: string } | null;
  startedAt: string | null;
  endedAt: string | null;
  signature: Signature | null;
}

export function extendedServiceForm(data: ExtendedServiceFormData): DocumentDescription {
  const { reassigned } = data;
  const handedOver: Fact[] = reassigned
    ? [
        ['改派', `由${reassigned.from}改派${reassigned.to}`],
        ['改派原因', reassigned.reason],
        ['首席代表', reassigned.chief],
      ]
    : [['改派', '无']];
  const facts: Fact[] = [
    ['申请人', data.applicant],
    ['办理事项', data.items.join('、')],
    ['申请时间', paperTime(data.askedAt)],
    ['申请原因', data.reason],
    ['约定服务至', paperTime(data.agreedUntil)],
    ['服务人员', data.clerk],
    ...handedOver,
    ['开始时间', timeOrBlank(data.startedAt)],
    ['结束时间', timeOrBlank(data.endedAt)],
    ['收费', '本服务不另收费用，仅按法律法规规定收取事项本身的费用。'],
  ];
  const head = { title: '延时服务登记单', reference: `登记编号\u3000${data.documentNo}` };
  return officialNotice(data, head, [
    factTable(facts, { size: 11.5 }),
    ...closing(data, {
      scan: '扫码评价本次服务',
      helper: '不用手机，可在窗口填写纸质评价表。',
      seal: businessSeal,
      signer: '申请人确认签名',
      signedAt: '确认时间',
      signature: data.signature,
      signatureTime: data.endedAt,
    }),
  ]);
}

function timeOrBlank(time: string | null): string {
  return time ? paperTime(time) : '____时__分';
}
