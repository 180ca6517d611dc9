import { heiBold, paragraph, song } from './a4.ts';
import type { Block, DocumentDescription } from './description.ts';
import { businessSeal, closing, officialNotice } from './notice-common.ts';
import type { NoticeCommon } from './notice-common.ts';
import { factTable } from './notice-tables.ts';
import type { Fact } from './notice-tables.ts';
import { codeGroups, fullWidth, paperTime } from './paper-text.ts';

/** 领取通知: everything is there, collected once at one window. */
export interface PickupNoticeData extends NoticeCommon {
  matter: string;
  /** Masked: the paper lies about until it is used. */
  recipient: string;
  results: { name: string; detail: string; pieces: number }[];
  place: string;
  openHours: string;
  keepUntil: string | null;
  /** Six digits. */
  pickupCode: string | null;
  /** Empty for the usual words. */
  bring: string[];
  /** Text of at least 18 points, for those who read it better. */
  care: boolean;
}

const usualThings = ['本人领取：本人有效身份证件', '代为领取：授权委托书、领取人和委托人的有效身份证件'];

export function pickupNotice(data: PickupNoticeData): DocumentDescription {
  const size = data.care ? 18 : 12;
  const things = data.bring.length > 0 ? data.bring : usualThings;
  const told = `您办理的“${data.matter}”，结果已全部到齐，请到一窗通取窗口一次领取。`;
  const line = (text: string, after = 0): Block =>
    paragraph([song(fullWidth(text), size)], { leading: size * 1.6, align: 'justify', indent: 2 * size, after });
  return officialNotice(data, { title: '领取通知' }, [
    paragraph([song(`${data.recipient}：`, size)], { leading: size * 1.6, keepWithNext: true }),
    line(told, 10),
    codeBox(data, size),
    factTable(facts(data, things), { size: data.care ? 18 : 11.5 }),
    ...closing(data, {
      scan: '扫码查看领取情况',
      helper: '不用手机，可到综合咨询窗口查询。',
      seal: businessSeal,
      size: data.care ? 18 : 11,
      signer: null,
    }),
  ]);
}

/** Where and by which code: what the applicant looks for on the way there. */
function codeBox(data: PickupNoticeData, size: number): Block {
  const place: Block[] = [
    paragraph([song('领取地点', size - 1.5)], {}),
    paragraph([heiBold(fullWidth(data.place), size + 4)], { leading: (size + 4) * 1.5 }),
  ];
  const code = data.pickupCode ? groups(data.pickupCode).join(' ') : null;
  const codeBlocks: Block[] = [
    paragraph([song('取件码', size - 1.5)], {}),
    paragraph([heiBold(code ?? '', size + 8, { spacing: 40 })], { leading: (size + 8) * 1.4, shrink: true }),
  ];
  return {
    kind: 'grid',
    widths: code ? ['rest', data.care ? 170 : 150] : ['rest'],
    rows: [[{ blocks: place, align: 'middle' }, ...(code ? [{ blocks: codeBlocks, align: 'middle' as const }] : [])]],
    padding: { x: 10, y: 7 },
    outer: { thickness: 1.5 },
    inner: { thickness: 0.6 },
    after: 10,
  };
}

/** Six digits are said in threes, letters in fours. */
function groups(code: string): string[] {
  return /^\d{6}$/.test(code) ? [code.slice(0, 3), code.slice(3)] : codeGroups(code);
}

function facts(data: PickupNoticeData, things: string[]): Fact[] {
  const results = data.results.map(
    ({ name, detail, pieces }) => `${name}\u3000${pieces}件${detail === '' ? '' : `（${detail}）`}`,
  );
  return [
    ['可领结果', results.length > 0 ? results.join('\n') : '无'],
    ['领取时间', data.openHours],
    ...(data.keepUntil ? [['保管至', paperTime(data.keepUntil)] satisfies Fact] : []),
    ['请携带', things.join('\n')],
  ];
}
