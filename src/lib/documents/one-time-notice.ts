import { headCell, heiBold, noticePage, paragraph, signatureRow, song, songStrong, table, textCell } from './a4.ts';
import type { Block, Cell, DocumentDescription, GridBlock } from './description.ts';
import { followRow } from './notice-common.ts';
import { fullWidth, paperTime } from './paper-text.ts';

/**
 * 一次性告知单: everything an applicant must know and bring, told once and in writing
 * (行政许可法 第三十二条第一款第四项；国发〔2022〕5号). Texts come as they shall read; time
 * limits are words (`3个工作日`), times are hall time (`2026-11-23 10:06`).
 */
export interface OneTimeNoticeData {
  hall: string;
  kind: 'item' | 'package';
  code: string;
  name: string;
  /** The situation the applicant chose, `新设立、有限责任公司`. */
  situation: string | null;
  itemType: string;
  /** Who decides; for a package all of them, the leading one first. */
  department: string;
  audience: string;
  legalBasis: string[];
  conditions: string[];
  /** Null where no law sets one. */
  legalLimit: string | null;
  promisedLimit: string;
  /** The items of a package in their order; empty for a single item. */
  members: NoticeMember[];
  /** Stages of a package with a limit of their own. */
  stages: { name: string; limit: string }[];
  steps: string[];
  /** How often the applicant comes to the hall; null when it is not fixed. */
  visits: number | null;
  materials: NoticeMaterial[];
  fee: string;
  results: { name: string; medium: string; validity: string | null }[];
  /** `到一窗通取专窗领取`, `可邮寄` … */
  pickup: string[];
  specialProcedures: { name: string; period: string; isExcluded: boolean; note: string | null }[];
  /** Co-departments and their order, extensions, other routes. */
  circumstances: string[];
  consultationPhone: string;
  supervisionPhone: string;
  /** `工号0317　3号窗口`. */
  toldBy: string;
  /** The applicant's full name: this is their own paper. Null when told without giving a name. */
  toldTo: string | null;
  toldAt: string;
  link: string | null;
  shortCode: string | null;
  checksum: string | null;
  /** The item is sample data and not yet replaced by the department's own list. */
  sample: boolean;
  practice: boolean;
  reprint: number;
}

export interface NoticeMember {
  code: string;
  name: string;
  department: string;
  legalLimit: string | null;
  promisedLimit: string;
  /** `第一段`; null when the package has no stages or this item is in none. */
  stage: string | null;
}

export interface NoticeMaterial {
  name: string;
  /** 原件, 复印件, 核验原件 … */
  form: string;
  copies: number;
  issuer: string;
  /** 必要, 可容缺, 可承诺, 特定情形, 免提交（共享）; several may hold. */
  requirements: string[];
  note: string;
  /** What was found when the applicant came with papers and nothing was received. */
  brought?: 'ok' | 'missing' | { problem: string };
}

export function oneTimeNotice(data: OneTimeNoticeData): DocumentDescription {
  const label = data.kind === 'package' ? '套餐编码' : '事项编码';
  const frame = {
    ...data,
    title: '一次性告知单',
    reference: `${label}\u3000${data.code}`,
    runningHead: `一次性告知单（续）\u3000${fullWidth(data.name)}`,
    subtitle: subtitle(data),
  };
  return noticePage(frame, [
    ...greeting(data),
    limitBox(data),
    ...memberTable(data),
    facts(data),
    materialTable(data),
    ...closing(data),
  ]);
}

function subtitle(data: OneTimeNoticeData): Block[] {
  const situation = data.situation ? [song(`\u3000（${fullWidth(data.situation)}）`, 12)] : [];
  const runs = [songStrong(fullWidth(data.name), 14), ...situation];
  return [paragraph(runs, { align: 'center', leading: 21, after: 8 })];
}

function greeting(data: OneTimeNoticeData): Block[] {
  const size = 12;
  const came = '本次带来的材料已逐项核对，结果见材料清单“本次核对”栏；材料已全部退还，本次未收取材料，不计办理时限。';
  const asked = `您咨询的“${fullWidth(data.name)}”，办理依据、条件、程序、时限和需要提交的材料，现一次告知如下。请按材料清单备齐后办理。`;
  const told = wasChecked(data) ? asked + came : asked;
  const name = data.toldTo ? [paragraph([song(`${data.toldTo}：`, size)], { leading: 20, keepWithNext: true })] : [];
  return [...name, paragraph([song(told, size)], { leading: 20, align: 'justify', indent: 24, after: 8 })];
}

function limitBox(data: OneTimeNoticeData): Block {
  const cell = (label: string, value: string): Cell => ({
    align: 'middle',
    blocks: [
      paragraph([song(label, 10.5)], { shrink: true }),
      paragraph([heiBold(value, 15)], { leading: 22, shrink: true }),
    ],
  });
  const total = data.kind === 'package' ? '合计承诺办结' : '承诺办结';
  const cells = [
    cell(total, data.promisedLimit),
    ...data.stages.map(({ name, limit }) => cell(fullWidth(name), limit)),
    ...(data.kind === 'item' ? [cell('法定办结', data.legalLimit ?? '法律未设时限')] : []),
    ...(data.visits === null ? [] : [cell('到大厅次数', `${data.visits}次`)]),
  ];
  return {
    kind: 'grid',
    widths: cells.map(() => 'rest' as const),
    rows: [cells],
    padding: { x: 10, y: 7 },
    outer: { thickness: 1.5 },
    inner: { thickness: 0.6 },
    after: 10,
  };
}

function memberTable(data: OneTimeNoticeData): Block[] {
  if (data.members.length === 0) return [];
  const staged = data.members.some((member) => member.stage !== null);
  const head = ['序号', '联办事项', '办理部门', '法定时限', '承诺时限', ...(staged ? ['阶段'] : [])];
  const rows = data.members.map((member, index) => [
    textCell(String(index + 1), { isCentred: true }),
    textCell(fullWidth(member.name)),
    textCell(fullWidth(member.department)),
    textCell(member.legalLimit ?? '—', { isCentred: true }),
    textCell(member.promisedLimit, { isCentred: true }),
    ...(staged ? [textCell(member.stage ?? '—', { isCentred: true })] : []),
  ]);
  const widths: GridBlock['widths'] = [34, 'rest', 124, 70, 76, ...(staged ? [48] : [])];
  return [table({ widths, rows: [head.map((name) => headCell(name)), ...rows], headRows: 1, after: 10 })];
}

function facts(data: OneTimeNoticeData): Block {
  const labels = 88;
  const row = (label: string, text: string): Cell[] => [headCell(label), textCell(fullWidth(text), { span: 3 })];
  /** Two short answers share a row; the paper is read faster on one page than on two. */
  const pair = (...facts: [label: string, text: string][]): Cell[][] => {
    const isShort = facts.every(([, text]) => [...text].length <= 13 && !text.includes('\n'));
    if (!isShort) return facts.map(([label, text]) => row(label, text));
    return [facts.flatMap(([label, text]) => [headCell(label), textCell(fullWidth(text))])];
  };
  const procedures = data.specialProcedures.map(({ name, period, isExcluded, note }) => {
    const counted = isExcluded ? '不计入办理时限' : '计入办理时限';
    return `${name}：${period}，${counted}${note ? `（${note}）` : ''}`;
  });
  const results = data.results.map(
    ({ name, medium, validity }) => `${name}（${medium}${validity ? `，有效期${validity}` : ''}）`,
  );
  const steps = data.steps.map((step, index) => `${index + 1}.${step}`).join('\u3000');
  const rows = [
    ...pair(['事项类型', data.itemType], ['受理对象', data.audience]),
    row('办理部门', data.department),
    row('设定依据', numbered(data.legalBasis)),
    row('受理条件', numbered(data.conditions)),
    row('办理流程', steps),
    row('结果物', numbered(results)),
    ...pair(['收费标准及依据', data.fee], ['领取方式', data.pickup.join('；')]),
    row('特别程序', procedures.length > 0 ? procedures.join('\n') : '无'),
    ...(data.circumstances.length > 0 ? [row('特殊情形', numbered(data.circumstances))] : []),
  ];
  return table({ widths: [labels, 'rest', labels, 'rest'], rows, after: 10 });
}

function numbered(texts: string[]): string {
  if (texts.length === 0) return '无';
  return texts.length === 1 ? (texts[0] ?? '') : texts.map((text, at) => `（${at + 1}）${text}`).join('\n');
}

function materialTable(data: OneTimeNoticeData): Block {
  const isChecked = wasChecked(data);
  const names = ['序号', '材料名称', '形式', '份数', '出具单位', '要求', '备注', ...(isChecked ? ['本次核对'] : [])];
  const head = names.map((name) => headCell(name));
  const rows = data.materials.map((material, index) => [
    textCell(String(index + 1), { isCentred: true }),
    textCell(fullWidth(material.name)),
    textCell(fullWidth(material.form), { isCentred: true }),
    textCell(String(material.copies), { isCentred: true }),
    textCell(fullWidth(material.issuer), { isCentred: true }),
    textCell(material.requirements.join('\n'), { isCentred: true }),
    textCell(fullWidth(material.note)),
    ...(isChecked ? [checkCell(material)] : []),
  ]);
  const widths: GridBlock['widths'] = isChecked
    ? [33, 'rest', 50, 33, 66, 50, 66, 92]
    : [33, 'rest', 65, 33, 76, 55, 82];
  return table({ widths, rows: [head, ...rows], headRows: 1, keepWithNext: true });
}

function wasChecked(data: OneTimeNoticeData): boolean {
  return data.materials.some(({ brought }) => brought !== undefined);
}

/** A sign and a word: neither a bad copy nor an eye that misses the sign changes what it says. */
function checkCell({ brought }: NoticeMaterial): Cell {
  if (brought === undefined) return textCell('—', { isCentred: true });
  if (brought === 'ok') return textCell('✓\u3000符合', { isCentred: true });
  const block =
    brought === 'missing'
      ? paragraph([songStrong('缺', 10.5)], { align: 'center' })
      : paragraph([songStrong('不符：', 10.5), song(fullWidth(brought.problem), 10.5)]);
  return { blocks: [block], align: 'middle' };
}

const follow = {
  scan: '扫码看本告知单、网上办理',
  helper: '不用手机，可到综合咨询窗口查询。',
  seal: ['（加盖业务专用章处）'],
};

function closing(data: OneTimeNoticeData): Block[] {
  const size = 12;
  const sample = data.sample
    ? [paragraph([song('样例数据，以主管部门公布的实施清单为准', 9)], { before: 4, keepWithNext: true })]
    : [];
  const told: Cell[] = [
    { blocks: [paragraph([song(`告知人\u3000${data.toldBy}`, size)])] },
    { blocks: [paragraph([song(paperTime(data.toldAt), size)], { align: 'right' })] },
  ];
  return [
    ...sample,
    { ...followRow(data, follow), before: 12, keepWithNext: true },
    { kind: 'grid', widths: ['rest', 'rest'], rows: [told], before: 14, keepWithNext: true },
    { ...signatureRow('被告知人签名', '收到时间'), before: 14 },
  ];
}
