import { heiBold, noticePage, paragraph, sealBox, sealWidth, signatureRow, song, songStrong } from './a4.ts';
import type { Block, Cell, DocumentDescription, GridBlock } from './description.ts';
import { codeGroups, fullWidth, matterNumber, paperTime } from './paper-text.ts';

/** In every notice about a matter. Times are hall time, `2026-11-23 10:06`; days `2026-11-23`. */
export interface NoticeCommon {
  hall: string;
  /** `滨政务受字〔2026〕第000123号` */
  documentNo: string;
  /** Given without the line; the relay's number replaces it. */
  provisional: boolean;
  /** 23 digits; null where a paper is not about one matter. */
  matterNo: string | null;
  issuedAt: string;
  /** `工号0317　3号窗口` */
  handler: string;
  consultationPhone: string;
  supervisionPhone: string;
  /** Opens the applicant's page; null leaves the short code alone, never a dead QR code. */
  link: string | null;
  shortCode: string | null;
  /** From `documentChecksum`. */
  checksum: string | null;
  practice: boolean;
  /** 0 is the first print. */
  reprint: number;
}

/** Who acts for the applicant. Identity number and phone come masked. */
export interface Agent {
  name: string;
  identity: string | null;
  phone: string | null;
  /** `授权委托书原件1份` */
  authorization: string | null;
}

/** Pen strokes, each `[x0, y0, x1, y1, …]` in 0..1 × 0..1 from the top left of a pad `aspect` times as wide as high. */
export interface Signature {
  strokes: number[][];
  aspect: number;
}

export type ApplicantKind = 'person' | 'organization';

export const bodySize = 12;

interface NoticeHead {
  title: string;
  /** Under the hall's name stands what is not the hall itself, `一窗通取`. */
  desk?: string;
  copies?: string;
  /** Top left where there is no matter number. */
  reference?: string;
}

export function officialNotice(data: NoticeCommon, head: NoticeHead, blocks: Block[]): DocumentDescription {
  const number = data.provisional ? `${data.documentNo}（暂编号，线路恢复后确认）` : data.documentNo;
  const reference = data.matterNo ? `办件编号\u3000${matterNumber(data.matterNo)}` : (head.reference ?? '');
  const frame = {
    ...data,
    ...head,
    hall: head.desk ? `${data.hall}\u3000${head.desk}` : data.hall,
    reference,
    runningHead: `${head.title}（续）\u3000${data.documentNo}`,
    subtitle: [paragraph([song(number, bodySize)], { align: 'center', leading: 20, after: 10, shrink: true })],
  };
  return noticePage(frame, blocks);
}

export function addressee(name: string): Block {
  return paragraph([song(`${name}：`, bodySize)], { leading: 20, keepWithNext: true });
}

export function prose(text: string, options: { after?: number; keepWithNext?: boolean } = {}): Block {
  return paragraph([song(fullWidth(text), bodySize)], {
    leading: 20,
    align: 'justify',
    indent: 2 * bodySize,
    ...options,
  });
}

/** What the paper is there for, said once more where the eye falls. */
export function heading(text: string): Block {
  return paragraph([songStrong(text, bodySize)], { leading: 20, before: 8, after: 4, keepWithNext: true });
}

/** QR code and short code on the left, the empty field for a seal on the right; without a seal, only the codes. */
export function followRow(
  data: Pick<NoticeCommon, 'link' | 'shortCode'>,
  words: { scan: string; helper: string; seal: string[]; size?: number },
): GridBlock {
  const { scan, helper, size = 11 } = words;
  const code = data.shortCode ? codeGroups(data.shortCode).join(' ') : null;
  const texts: Block[] = [
    ...(data.link === null ? [] : [paragraph([song(scan, size)])]),
    ...(code
      ? [paragraph([song('短码\u3000', size), heiBold(code, size + 4, { spacing: 30 })], { shrink: true })]
      : []),
    ...(data.link === null && !code ? [] : [paragraph([song(helper, size)])]),
  ];
  const text: Cell = { blocks: texts, align: 'middle' };
  const seal: Cell[] = words.seal.length > 0 ? [{ blocks: [sealBox(words.seal)], align: 'middle' }] : [];
  const right = seal.map(() => sealWidth);
  if (data.link === null) return { kind: 'grid', widths: ['rest', ...right], rows: [[text, ...seal]] };
  const symbol: Cell = {
    blocks: [{ kind: 'qr', text: data.link, size: 76, flushLeft: true, flushTop: true }],
    align: 'middle',
  };
  return { kind: 'grid', widths: [90, 'rest', ...right], rows: [[symbol, text, ...seal]] };
}

export const permitSeal = ['（加盖行政许可', '专用章处）'];
export const businessSeal = ['（加盖业务', '专用章处）'];

/** Who made the paper, and when. */
export function handlerRow(data: Pick<NoticeCommon, 'handler' | 'issuedAt'>, label = '经办人'): GridBlock {
  const cells: Cell[] = [
    { blocks: [paragraph([song(`${label}\u3000${data.handler}`, bodySize)], { shrink: true })] },
    { blocks: [paragraph([song(paperTime(data.issuedAt.slice(0, 10)), bodySize)], { align: 'right' })] },
  ];
  return { kind: 'grid', widths: ['rest', 130], rows: [cells] };
}

/** What ends nearly every notice; it is never parted over two pages. */
export function closing(
  data: NoticeCommon,
  words: {
    scan: string;
    helper?: string;
    seal: string[];
    size?: number;
    signer?: string | null;
    signedAt?: string;
    signature?: Signature | null;
    /** When it was signed on the pad; null leaves blanks to write in. */
    signatureTime?: string | null;
  },
): Block[] {
  const { helper = '不用手机，可凭办件编号到综合咨询窗口查询。', signer = '申请人（代理人）签名' } = words;
  const { size = 11, signedAt = '签收时间', signature = null, signatureTime = null } = words;
  const time = signature && signatureTime ? paperTime(signatureTime) : null;
  const signed = signer === null ? [] : [{ ...signatureRow(signer, signedAt, signature, time), before: 9 }];
  return [
    { ...followRow(data, { scan: words.scan, helper, seal: words.seal, size }), keepWithNext: true },
    { ...handlerRow(data), before: 9, keepWithNext: signed.length > 0 },
    ...signed,
  ];
}

export function subject(kind: ApplicantKind): string {
  return kind === 'organization' ? '你单位' : '你';
}

/** `周闻笛　138****6027　授权委托书原件1份` */
export function agentText(agent: Agent | null): string {
  if (!agent) return '无';
  return [agent.name, agent.identity, agent.phone, agent.authorization].filter(Boolean).join('\u3000');
}
