import { cellPadding, columnWidth, headCell, table, textCell } from './a4.ts';
import type { Cell, GridBlock } from './description.ts';
import { fullWidth } from './paper-text.ts';

export interface ListColumn {
  head: string;
  width: number | 'rest';
  isCentred?: boolean;
}

/** A numbered list; an empty one says so in words, because a blank table looks like a fault. */
export function listTable(columns: ListColumn[], rows: string[][], options: Partial<GridBlock> = {}): GridBlock {
  const all: ListColumn[] = [{ head: '序号', width: 34, isCentred: true }, ...columns];
  const filled = rows.map((row, index) =>
    [String(index + 1), ...row].map((text, column) =>
      textCell(fullWidth(text), { isCentred: all[column]?.isCentred === true }),
    ),
  );
  const none = [textCell('无', { isCentred: true, span: all.length })];
  const heads = all.map(({ head }) => headCell(head));
  return table({
    widths: all.map(({ width }) => width),
    rows: [heads, ...(filled.length > 0 ? filled : [none])],
    headRows: 1,
    after: 10,
    ...options,
  });
}

export type Fact = [label: string, text: string];

/** Labelled facts; two short ones share a row, so that the paper stays on one page. */
export function factTable(facts: Fact[], options: Partial<GridBlock> & { size?: number } = {}): GridBlock {
  const { size = 10.5, ...grid } = options;
  const label = Math.max(4, ...facts.map(([name]) => [...name].length)) * size + 24;
  const left = (columnWidth - 2 * label) * 0.42;
  const right = columnWidth - 2 * label - left;
  const rows: Cell[][] = [];
  const cell = (text: string, span = 1): Cell => textCell(fullWidth(text), { span, size });
  for (let at = 0; at < facts.length; at++) {
    const [fact, next] = facts.slice(at, at + 2);
    if (!fact) break;
    const isPair = next && fits(fact[1], left, size) && fits(next[1], right, size);
    if (isPair) {
      at++;
      rows.push([headCell(fact[0], size), cell(fact[1]), headCell(next[0], size), cell(next[1])]);
      continue;
    }
    divided(fact[1], left + label + right, size).forEach((part, index) => {
      rows.push([headCell(index === 0 ? fact[0] : `${fact[0]}\n（续）`, size), cell(part, 3)]);
    });
  }
  return table({ widths: [label, left, label, 'rest'], rows, after: 10, minimumRow: 10.5 + size, ...grid });
}

/** A row is never divided over two pages, so that what could fill one is divided here, between its lines. */
function divided(text: string, width: number, size: number): string[] {
  const room = 420 / (size * 1.45);
  const parts: string[][] = [[]];
  let used = 0;
  for (const line of text.split('\n')) {
    const lines = lineCount(line, width, size);
    if (used > 0 && used + lines > room) {
      parts.push([]);
      used = 0;
    }
    parts.at(-1)?.push(line);
    used += lines;
  }
  return parts.map((lines) => lines.join('\n'));
}

function fits(text: string, width: number, size: number): boolean {
  return !text.includes('\n') && lineCount(text, width, size) === 1;
}

/** Before the fonts are asked: digits and Latin letters take about half of a Han character. */
export function lineCount(text: string, width: number, size: number): number {
  const ems = [...text].reduce((sum, char) => sum + (char < '\u00ff' ? 0.56 : 1), 0);
  return Math.max(1, Math.ceil((ems * size) / (width - 2 * cellPadding)));
}
