import type { Block, DocumentDescription } from './description.ts';
import {
  addressee,
  agentText,
  businessSeal,
  closing,
  heading,
  officialNotice,
  permitSeal,
  prose,
  subject,
} from './notice-common.ts';
import type { Agent, ApplicantKind, NoticeCommon, Signature } from './notice-common.ts';
import { factTable, listTable } from './notice-tables.ts';
import { paperTime } from './paper-text.ts';

/**
 * 容缺受理: accepted with secondary papers missing, which the applicant promises to hand in. The notice
 * and the promise are two papers from one record. The promised day is within the promised limit.
 */
export interface ToleranceData extends NoticeCommon {
  applicant: string;
  applicantKind: ApplicantKind;
  applicantIdentity: string | null;
  agent: Agent | null;
  matter: string;
  /** `容缺受理事项清单（第二批）`; null when the item is in none that is published. */
  listing: string | null;
  acceptedAt: string;
  received: { name: string; copies: number }[];
  missing: MissingMaterial[];
  promisedBy: string;
  /** When the last of them reached the hall; null while something is missing. */
  completedAt: string | null;
  /** The promise signed on the pad. */
  signature: Signature | null;
}

export interface MissingMaterial {
  name: string;
  /** 原件, 复印件 … */
  form: string;
  /** `到3号窗口补交` */
  handIn: string;
}

const consequence =
  '逾期未补齐的，终止办理并退回申请材料，已出具的结果不予交付；不履行承诺的情况记入信用记录，履行补齐义务前不再适用容缺受理。';

export function toleranceNotice(data: ToleranceData): DocumentDescription {
  const listed = data.listing ? `该事项已列入${data.listing}。` : '';
  const told = `${subject(data.applicantKind)}提出的“${data.matter}”申请，主要材料齐全、符合法定形式，次要材料暂缺。${listed}经${subject(data.applicantKind)}自愿申请并书面承诺，于${paperTime(data.acceptedAt)}予以容缺受理。`;
  return officialNotice(data, { title: '容缺受理通知书' }, [
    addressee(data.applicant),
    prose(told, { after: 8 }),
    factTable([
      ['申请人', [data.applicant, data.applicantIdentity].filter(Boolean).join('\u3000')],
      ['代理人', agentText(data.agent)],
    ]),
    receivedTable(data),
    ...missingPart(data),
    prose(consequence, { after: 6 }),
    ...completion(data),
    ...closing(data, { scan: '扫码查进度', seal: permitSeal }),
  ]);
}

export function toleranceCommitment(data: ToleranceData): DocumentDescription {
  const who = [data.applicant, data.applicantIdentity].filter(Boolean).join('\u3000');
  return officialNotice(data, { title: '容缺受理承诺书' }, [
    addressee(data.hall),
    prose(`本人（本单位）申请办理“${data.matter}”，自愿适用容缺受理，现就所缺材料作出承诺。`, { after: 8 }),
    factTable([
      ['承诺人', who],
      ['代理人', agentText(data.agent)],
    ]),
    ...missingPart(data),
    prose('一、所提交的材料和填报的内容真实、合法、有效。'),
    prose(`二、在${paperTime(data.promisedBy)}前补齐上述材料，补交的材料符合要求。`),
    prose('三、已知悉未按期补齐的后果：终止办理，退回申请材料，已出具的结果不予交付，不履行承诺的情况记入信用记录。'),
    prose('四、以上承诺是本人（本单位）的真实意思表示，愿意承担相应的法律责任。', { after: 10 }),
    ...completion(data),
    ...closing(data, {
      scan: '扫码查进度',
      seal: businessSeal,
      signer: '承诺人签名或盖章',
      signedAt: '承诺时间',
      signature: data.signature,
      signatureTime: data.acceptedAt,
    }),
  ]);
}

function receivedTable({ received }: ToleranceData): Block {
  const rows = received.map(({ name, copies }) => [name, String(copies)]);
  return listTable(
    [
      { head: '已收到的主要材料', width: 'rest' },
      { head: '份数', width: 60, isCentred: true },
    ],
    rows,
  );
}

function missingPart({ missing, promisedBy }: ToleranceData): Block[] {
  const columns = [
    { head: '所缺材料', width: 'rest' as const },
    { head: '形式', width: 70, isCentred: true },
    { head: '补交方式', width: 150 },
  ];
  const rows = missing.map(({ name, form, handIn }) => [name, form, handIn]);
  return [heading(`所缺材料，${paperTime(promisedBy)}前补齐`), listTable(columns, rows)];
}

function completion({ completedAt }: ToleranceData): Block[] {
  return completedAt ? [prose(`补齐确认：所缺材料已于${paperTime(completedAt)}全部补齐。`, { after: 8 })] : [];
}
