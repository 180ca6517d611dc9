import type { Block, Cell, DocumentDescription, ParagraphBlock, Run } from './description.ts';
import { codeGroups } from './paper-text.ts';
import { slipMeasures } from './slip-measures.ts';
import type { SlipMeasures } from './slip-measures.ts';

/** 排队号票: what a visitor takes from the kiosk. It never carries an identity number. */
export interface TicketSlipData {
  hall: string;
  /** `A022`. */
  number: string;
  /** All item names; the first three are printed, then 等n项. */
  items: string[];
  /** `一层 A 区`. */
  area: string;
  /** `3、4 号窗口`. */
  windows: string;
  ahead: number;
  /** Minutes; null when it cannot be worked out now. */
  estimate: { from: number; to: number } | null;
  /** By the device's own series, without the line: nobody knows who is ahead. */
  alone?: boolean;
  /** Hall time, `2026-11-23 10:00`. */
  takenAt: string;
  /** `老年优先`, `预约`, `军人优先` …, or null. */
  priority: string | null;
  /** `周*`. */
  maskedName: string | null;
  /** What the QR code opens; null where the hall has no public address: no QR is drawn then. */
  link: string | null;
  /** Eight characters, printed in two groups. */
  shortCode: string;
  /** `取号机 K2`. */
  device: string;
  /** 关怀版: nothing smaller than 18 points. */
  care: boolean;
  practice: boolean;
  /** 0 for the first print, n for the n-th reprint. */
  reprint: number;
  /** Paper width in millimetres. */
  width: 80 | 58;
}

const line = { thickness: 3 };
const dashed = { thickness: 3, dash: [8, 5] as [number, number] };

export function ticketSlip(data: TicketSlipData): DocumentDescription {
  const measures = slipMeasures(data.width, data.care);
  return {
    paper: 'slip',
    title: `排队号票 ${data.number}`,
    unit: 72 / 203,
    width: measures.paper,
    height: 'fit',
    margins: { top: 40, right: measures.side, bottom: 56, left: measures.side },
    blocks: [
      ...practiceBand(data, measures, 'before'),
      centred([bold(data.hall, measures.hall)], { after: 14 }),
      { kind: 'rule', stroke: line },
      number(data, measures),
      ...priority(data, measures),
      centred(itemRuns(data.items, measures), { before: 4 }),
      centred(placeRuns(data, measures), { before: 2, after: 16 }),
      ...(data.care ? careWaiting(data, measures) : waiting(data, measures)),
      ...follow(data, measures),
      ...(data.care ? careAdvice(data, measures) : advice(data, measures)),
      ...practiceBand(data, measures, 'after'),
    ],
  };
}

interface Spacing {
  before?: number;
  after?: number;
}

function plain(text: string, size: number): Run {
  return { text, face: 'sans-400', size };
}

function bold(text: string, size: number): Run {
  return { text, face: 'sans-700', size };
}

function left(runs: Run[], spacing: Spacing = {}): ParagraphBlock {
  const size = Math.max(...runs.map((run) => run.size));
  return { kind: 'paragraph', runs, leading: Math.round(size * 1.32), ...spacing };
}

function centred(runs: Run[], spacing: Spacing = {}): ParagraphBlock {
  return { ...left(runs, spacing), align: 'center' };
}

function number(data: TicketSlipData, { number: size }: SlipMeasures): Block {
  const leading = Math.round(size * 0.93);
  const runs = [bold(data.number, size)];
  return { kind: 'paragraph', runs, leading, align: 'center', shrink: true, before: 14, after: 6 };
}

function priority(data: TicketSlipData, { label, inner }: SlipMeasures): Block[] {
  if (!data.priority) return [];
  const width = Math.min(inner, [...data.priority].length * label + 56);
  const runs: Run[] = [{ ...bold(data.priority, label), grey: 1 }];
  const leading = Math.round(label * 1.36);
  const text: Block = { kind: 'paragraph', runs, leading, align: 'center', shrink: true };
  const reversed: Cell = { fill: 0, blocks: [text] };
  const row: Cell[] = [{ blocks: [] }, reversed, { blocks: [] }];
  return [{ kind: 'grid', widths: ['rest', width, 'rest'], rows: [row], padding: { x: 8, y: 2 }, after: 12 }];
}

function itemRuns(items: string[], { items: size }: SlipMeasures): Run[] {
  const shown = items.slice(0, 3);
  const runs = shown.map((item, index): Run => {
    const mark = index < shown.length - 1 ? '、' : '';
    return { ...bold(item + mark, size), keep: true };
  });
  return items.length > 3 ? [...runs, { ...bold(`等${items.length}项`, size), keep: true }] : runs;
}

function placeRuns(data: TicketSlipData, { text }: SlipMeasures): Run[] {
  const place = { ...plain(data.area, text), keep: true };
  return [place, plain('\u3000', text), { ...plain(data.windows, text), keep: true }];
}

function minutes(estimate: { from: number; to: number }): string {
  const { from, to } = estimate;
  return from === to ? `${from} 分钟` : `${from}–${to} 分钟`;
}

function waiting(data: TicketSlipData, measures: SlipMeasures): Block[] {
  const cell = (label: string, value: string): Cell => ({
    align: 'middle',
    blocks: [centred([plain(label, measures.small)]), { ...centred([bold(value, measures.value)]), shrink: true }],
  });
  const estimate = data.estimate ? cell('大约等', minutes(data.estimate)) : cell('等候时间', '暂时算不出');
  const widths = data.alone ? ['rest' as const] : [Math.round(measures.inner * 0.445), 'rest' as const];
  const rows = data.alone ? [[cell('等候时间', '暂时算不出')]] : [[cell('前面', `${data.ahead} 人`), estimate]];
  return [
    { kind: 'grid', widths, rows, padding: { x: 8, y: 12 }, outer: line, inner: line, after: 16 },
    ...aloneLine(data, measures, left),
    ...stamp(data, measures),
    ...reprintLine(data, measures),
  ];
}

function stamp(data: TicketSlipData, { small, inner }: SlipMeasures): Block[] {
  const taken = left([{ ...plain(`取号 ${data.takenAt}`, small), keep: true }]);
  if (!data.maskedName) return [taken];
  const name = left([plain(data.maskedName, small)]);
  const width = [...data.maskedName].length * small;
  // The date takes a little over ten characters; a long name goes below it.
  if (width + small * 11 > inner) return [taken, name];
  const cells: Cell[] = [{ blocks: [taken] }, { blocks: [{ ...name, align: 'right' }] }];
  return [{ kind: 'grid', widths: ['rest', width], rows: [cells] }];
}

function careWaiting(data: TicketSlipData, measures: SlipMeasures): Block[] {
  const estimate = data.estimate && !data.alone ? `约等 ${minutes(data.estimate)}` : '等候时间暂时算不出';
  return [
    { kind: 'rule', stroke: line, after: 14 },
    ...(data.alone ? [] : [centred([bold(`前面 ${data.ahead} 人`, measures.value)])]),
    centred([plain(estimate, measures.text)]),
    ...aloneLine(data, measures, centred),
    ...reprintLine(data, measures),
  ];
}

function aloneLine(data: TicketSlipData, { small }: SlipMeasures, place: (runs: Run[]) => ParagraphBlock): Block[] {
  if (!data.alone) return [];
  return [
    place([bold('线路断时本机出的号，', small), bold('按取号时间排。', small)].map((run) => ({ ...run, keep: true }))),
  ];
}

function reprintLine(data: TicketSlipData, { small }: SlipMeasures): Block[] {
  if (data.reprint === 0) return [];
  const runs = [bold(`补打 第${data.reprint}次`, small)];
  return [data.care ? centred(runs) : left(runs)];
}

function follow(data: TicketSlipData, measures: SlipMeasures): Block[] {
  const { code, small, qr, inner, beside } = measures;
  const [first = '', ...rest] = codeGroups(data.shortCode);
  const rule: Block = { kind: 'rule', stroke: dashed, before: 14 };
  const spaced = (text: string): Run => ({ ...bold(text, code), spacing: 30 });
  if (data.link === null) {
    const whole = [first, ...rest].join(' ');
    return [rule, left([plain('查排队，报短码', small)], { before: 14 }), left([spaced(whole)], { after: 12 })];
  }
  const symbol: Block = { kind: 'qr', text: data.link, size: qr, wholeModules: true, flushLeft: true };
  const heading = data.care
    ? [left([plain('扫码看排队', small)])]
    : [
        left([bold('手机看排队', measures.emphasis)]),
        left([plain(data.width === 80 ? '扫码，或输短码' : '扫码或输短码', small)], { after: 12 }),
      ];
  const words = [...heading, ...[first, ...rest].map((group) => left([spaced(group)]))];
  if (!beside) return [rule, symbol, ...words, { kind: 'space', height: 12 }];
  const cells: Cell[] = [{ blocks: [symbol] }, { blocks: words, align: 'middle' }];
  const column = Math.min(qr + 36, inner / 2 + 36);
  const air = data.width === 58 ? { before: 8, after: 6 } : {};
  return [rule, { kind: 'grid', widths: [column, 'rest'], rows: [cells], ...air }];
}

function advice(data: TicketSlipData, { small }: SlipMeasures): Block[] {
  const gap = '\u3000';
  const facts = ['当日有效', gap, data.device, gap, '服务热线 12345'];
  return [
    { kind: 'rule', stroke: line, after: 14 },
    left([bold('请留意叫号', small)]),
    left([plain('过号后自动后排一次，再过号请到导办台。', small)], { before: 3 }),
    left([plain('没有手机也可以，听到叫号到窗口即可。', small)], { before: 3 }),
    left(
      facts.map((text) => ({ ...plain(text, small), keep: text !== gap })),
      { before: 3 },
    ),
  ];
}

function careAdvice(data: TicketSlipData, { small }: SlipMeasures): Block[] {
  const [, month, day, time = ''] = /-(\d\d)-(\d\d) (.*)/.exec(data.takenAt) ?? [];
  const taken = month ? `${Number(month)}月${Number(day)}日 ${time}` : data.takenAt;
  const gap = plain(' ', small);
  const kept = (text: string): Run => ({ ...plain(text, small), keep: true });
  const name = data.maskedName ? [kept(data.maskedName), plain('\u3000', small)] : [];
  return [
    { kind: 'rule', stroke: line, after: 10 },
    left([bold('听到叫号，再去窗口。', small)]),
    left([kept('过号后自动后排一次，'), kept('再过号请到导办台。')]),
    left([kept(taken), gap, kept('当日有效')], { before: 8 }),
    left([...name, kept(data.device)]),
    left([kept('服务热线 12345')]),
  ];
}

function practiceBand(data: TicketSlipData, { emphasis }: SlipMeasures, edge: 'before' | 'after'): Block[] {
  if (!data.practice) return [];
  const runs = [bold('练习\u3000不排队', emphasis)];
  const cell: Cell = { blocks: [{ ...centred(runs), shrink: true }] };
  const gap = edge === 'before' ? { after: 18 } : { before: 18 };
  return [{ kind: 'grid', widths: ['rest'], rows: [[cell]], padding: { x: 8, y: 6 }, outer: line, ...gap }];
}
