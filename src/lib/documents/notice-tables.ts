import { headCell, table, textCell } from './a4.ts';
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
  const label = 6 * size + 12;
  const isShort = ([, text]: Fact): boolean => [...text].length <= 13 && !text.includes('\n');
  const rows: Cell[][] = [];
  for (let at = 0; at < facts.length; at++) {
    const [fact, next] = [facts[at], facts[at + 1]];
    if (!fact) continue;
    const isPair = next !== undefined && isShort(fact) && isShort(next);
    if (isPair) at++;
    const cell = ([, text]: Fact, span: number): Cell => textCell(fullWidth(text), { span, size });
    rows.push(
      isPair
        ? [headCell(fact[0], size), cell(fact, 1), headCell(next[0], size), cell(next, 1)]
        : [headCell(fact[0], size), cell(fact, 3)],
    );
  }
  return table({ widths: [label, 'rest', label, 'rest'], rows, after: 10, minimumRow: 12 + size, ...grid });
}
