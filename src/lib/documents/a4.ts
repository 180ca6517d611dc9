import type { Block, Cell, DocumentDescription, GridBlock, ParagraphBlock, Run, Stroke } from './description.ts';

/** What every A4 notice has in common: measures, type, head, foot, seal and signature. */
export interface NoticeFrame {
  hall: string;
  title: string;
  /** Below the title: the document's number, or what it is about. */
  subtitle: Block[];
  /** `申请人一份　存档一份`; who gets which copy. */
  copies?: string;
  /** Top left, `事项编码　QY-01`. */
  reference: string;
  /** Top of the pages after the first. */
  runningHead: string;
  consultationPhone: string;
  supervisionPhone: string;
  /** Shortened hashes of the data this paper rests on; integrity only, never called a seal. */
  checksum: string | null;
  practice: boolean;
  reprint: number;
}

export const millimetre = 72 / 25.4;
/** Between the side margins. */
export const columnWidth = (210 - 2 * 22) * millimetre;
/** Left and right of the text in a table's cell. */
export const cellPadding = 6;
export const tableRule: Stroke = { thickness: 0.6 };
export const tableEdge: Stroke = { thickness: 1 };
const tableSize = 10.5;

export function song(text: string, size: number, options: Partial<Run> = {}): Run {
  return { text, face: 'serif-400', size, ...options };
}

/** Heads of tables and names: the weight of Song without the outlines of a second font. */
export function songStrong(text: string, size: number, options: Partial<Run> = {}): Run {
  return song(text, size, { isThickened: true, ...options });
}

/** The title alone. */
export function songBold(text: string, size: number, options: Partial<Run> = {}): Run {
  return { text, face: 'serif-700', size, ...options };
}

/** Due dates, times and codes: what the eye must find at once. */
export function heiBold(text: string, size: number, options: Partial<Run> = {}): Run {
  return { text, face: 'sans-700', size, ...options };
}

export function paragraph(runs: Run[], options: Partial<Omit<ParagraphBlock, 'kind' | 'runs'>> = {}): ParagraphBlock {
  const size = Math.max(...runs.map((run) => run.size));
  return { kind: 'paragraph', runs, leading: Math.round(size * 1.45 * 2) / 2, ...options };
}

export function textCell(text: string, options: { isCentred?: boolean; span?: number; size?: number } = {}): Cell {
  const { isCentred = false, span = 1, size = tableSize } = options;
  const block = paragraph([song(text, size)], isCentred ? { align: 'center' } : {});
  return { blocks: [block], align: 'middle', span };
}

export function headCell(text: string, size = tableSize): Cell {
  return { blocks: [paragraph([songStrong(text, size)], { align: 'center' })], align: 'middle' };
}

export function table(parts: Pick<GridBlock, 'widths' | 'rows'> & Partial<GridBlock>): GridBlock {
  return {
    kind: 'grid',
    padding: { x: cellPadding, y: 3.5 },
    outer: tableEdge,
    inner: tableRule,
    minimumRow: 21,
    ...parts,
  };
}

/** A box to tick, drawn: the fonts have none. */
export function tickBox(isTicked: boolean, size: number): Run {
  return song(isTicked ? '√' : '\u3000', size, { isBoxed: true });
}

/** An empty dashed field: this program never draws a seal. */
export function sealBox(words: string[]): Block {
  const grey = 0.4;
  const lines = words.map((word) => paragraph([song(word, 10, { grey })], { align: 'center' }));
  return {
    kind: 'grid',
    widths: ['rest'],
    rows: [[{ blocks: lines, align: 'middle' }]],
    outer: { thickness: 0.6, dash: [3, 2], grey },
    minimumRow: 30 * millimetre,
  };
}

export const sealWidth = 46 * millimetre;

export function noticePage(frame: NoticeFrame, blocks: Block[]): DocumentDescription {
  return {
    paper: 'a4',
    title: `${frame.title} ${frame.reference}`,
    unit: 1,
    width: 210 * millimetre,
    height: 297 * millimetre,
    margins: {
      top: 26 * millimetre,
      right: 22 * millimetre,
      bottom: 28.5 * millimetre,
      left: 22 * millimetre,
    },
    header: {
      top: 17.5 * millimetre - (marksOf(frame) ? marksLeading : 0),
      first: header(frame, frame.reference, frame.copies ?? '一式两份\u3000申请人一份\u3000存档一份'),
      rest: header(frame, frame.runningHead, frame.reference),
    },
    footer: { bottom: 15 * millimetre, blocks: footer(frame) },
    ...(frame.practice ? { watermark: '练习' } : {}),
    blocks: [
      paragraph([song(frame.hall, 15, { spacing: 60 })], { align: 'center', keepWithNext: true }),
      paragraph([songBold(frame.title, 24, { spacing: 250 })], {
        align: 'center',
        leading: 37,
        keepWithNext: true,
        shrink: true,
      }),
      ...frame.subtitle,
      ...blocks,
    ],
  };
}

const marksLeading = 17;

/** What this copy is besides an ordinary first print; stands above the head of every page. */
function marksOf(frame: NoticeFrame): string | null {
  const marks = [
    ...(frame.practice ? ['练习\u3000不作办事依据'] : []),
    ...(frame.reprint > 0 ? [`补打 第${frame.reprint}次`] : []),
  ];
  return marks.length > 0 ? marks.join('\u3000\u3000') : null;
}

function header(frame: NoticeFrame, left: string, right: string): Block[] {
  const size = 10;
  const marks = marksOf(frame);
  const above = marks ? [paragraph([heiBold(marks, 11)], { align: 'center', leading: marksLeading })] : [];
  const cells: Cell[] = [
    { blocks: [paragraph([song(left, size)], { shrink: true })] },
    { blocks: [paragraph([song(right, size)], { align: 'right', shrink: true })] },
  ];
  return [...above, { kind: 'grid', widths: ['rest', 170], rows: [cells] }];
}

function footer(frame: NoticeFrame): Block[] {
  const size = 9;
  const gap = '\u3000\u3000';
  const phones = [
    `咨询电话\u3000${frame.consultationPhone}`,
    `监督电话\u3000${frame.supervisionPhone}`,
    '政务服务热线\u300012345',
  ].join(gap);
  const pages: Run[] = [
    song('第', size),
    song('', size, { field: 'page' }),
    song('页\u3000共', size),
    song('', size, { field: 'pages' }),
    song('页', size),
  ];
  const row = (left: Run[], right: Run[]): Cell[] => [
    { blocks: [paragraph(left, { shrink: true })] },
    { blocks: [paragraph(right, { align: 'right' })] },
  ];
  const rows = [
    row([song(phones, size)], pages),
    row(
      [song(frame.checksum ? `校验\u3000${frame.checksum}` : '', size)],
      [song(`第${frame.reprint + 1}次打印`, size)],
    ),
  ];
  return [
    { kind: 'rule', stroke: tableRule, after: 4 },
    { kind: 'grid', widths: ['rest', 84], rows },
  ];
}

/** A signature on a line, by hand or from the pad, and the time; `time` null leaves blanks to write in. */
export function signatureRow(
  label: string,
  timeLabel: string,
  pad: { strokes: number[][]; aspect: number } | null = null,
  time: string | null = null,
): GridBlock {
  const size = 12;
  const width = [...label].length * size + 12;
  const line: Block = { kind: 'rule', stroke: tableRule };
  const drawn: Block[] = pad ? [{ kind: 'strokes', ...pad, height: 36, thickness: 1.2 }] : [];
  const when = `${timeLabel}\u3000${time ?? '____年__月__日__时__分'}`;
  const cells: Cell[] = [
    { blocks: [paragraph([song(label, size)])], align: 'bottom' },
    { blocks: [...drawn, line, { kind: 'space', height: 2 }], align: 'bottom' },
    { blocks: [paragraph([song(when, size)], { align: 'right' })], align: 'bottom' },
  ];
  return { kind: 'grid', widths: [width, 110, 'rest'], rows: [cells] };
}
