import type { DocumentDescription } from './description.ts';
import { businessSeal, closing, heading, officialNotice, prose } from './notice-common.ts';
import type { NoticeCommon, Signature } from './notice-common.ts';
import { factTable, listTable } from './notice-tables.ts';
import { paperTime } from './paper-text.ts';

/**
 * 告知承诺书 (国办发〔2020〕42号): the authority tells, the applicant promises, in person; nobody
 * promises on another's behalf.
 */
export interface CommitmentData extends NoticeCommon {
  applicant: string;
  applicantIdentity: string | null;
  matter: string;
  legalBasis: string[];
  conditions: string[];
  /** The papers that the promise stands for, and what they would show. */
  replaced: { material: string; fact: string }[];
  /** When a promise is not allowed; empty for the usual words. */
  exclusions: string[];
  /** By when it is checked; null when no day is set. */
  checkBy: string | null;
  isPublished: boolean;
  signature: Signature | null;
}

const usualExclusion = '有较严重的不良信用记录或者曾作出虚假承诺且未修复的，不适用告知承诺';

export function commitmentLetter(data: CommitmentData): DocumentDescription {
  const told = data.exclusions.length > 0 ? data.exclusions.join('；') : usualExclusion;
  const check = data.checkBy ? `，并在${paperTime(data.checkBy)}前对承诺内容进行核查` : '，并对承诺内容进行核查';
  const open = data.isPublished ? '承诺书向社会公开。' : '承诺书不向社会公开。';
  const rows = data.replaced.map(({ material, fact }) => [material, fact]);
  return officialNotice(data, { title: '告知承诺书' }, [
    factTable([
      ['申请人', [data.applicant, data.applicantIdentity].filter(Boolean).join('\u3000')],
      ['申请事项', data.matter],
    ]),
    heading('一、行政机关告知'),
    factTable([
      ['设定依据', numbered(data.legalBasis)],
      ['办理条件', numbered(data.conditions)],
      ['不适用情形', told],
    ]),
    listTable(
      [
        { head: '以承诺代替的材料', width: 190 },
        { head: '承诺的事实', width: 'rest' },
      ],
      rows,
    ),
    prose(
      `行政机关可以通过信息共享、现场检查等方式核实${check}。承诺不实的，依法终止办理、撤销决定，并记入信用记录；构成犯罪的，依法追究刑事责任。在作出决定前，申请人可以撤回承诺，改为提交材料。`,
    ),
    heading('二、申请人承诺'),
    prose(
      '本人（本单位）已经知晓并理解上述告知的全部内容，已经符合规定的条件，所填报和承诺的事实真实、准确，愿意接受核查，愿意承担承诺不实的法律责任。以上承诺是真实意思表示。' +
        open,
      { after: 10 },
    ),
    ...closing(data, {
      scan: '扫码查进度',
      seal: businessSeal,
      signer: '申请人签名或盖章',
      signedAt: '承诺时间',
      signature: data.signature,
      signatureTime: data.issuedAt,
    }),
  ]);
}

function numbered(texts: string[]): string {
  if (texts.length <= 1) return texts[0] ?? '无';
  return texts.map((text, at) => `（${at + 1}）${text}`).join('\n');
}
