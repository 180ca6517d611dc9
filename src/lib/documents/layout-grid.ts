import type { Cell, GridBlock } from './description.ts';
import type { LayBlocks, Mark, Setting, Strip } from './strips.ts';

interface Row {
  height: number;
  cells: { left: number; width: number; cell: Cell; strips: Strip[] }[];
}

/** Rows are strips: a grid may be divided between rows, never inside one. */
export function layGrid(block: GridBlock, width: number, setting: Setting, layBlocks: LayBlocks): Strip[] {
  const columns = columnWidths(block.widths, width);
  const rows = block.rows.map((cells) =>
    layRow(cells, columns, block, (blocks, room) => layBlocks(blocks, room, setting)),
  );
  const headRows = block.headRows ?? 0;
  const strips = rows.map((row, index): Strip => {
    const isLast = index === rows.length - 1;
    // A head alone, or a single last row alone on a page, tells the reader nothing.
    const keepWithNext = !isLast && (block.keepTogether === true || index < headRows || index === rows.length - 2);
    return {
      height: row.height,
      marks: rowMarks(row, block, { isFirst: index === 0, isLast, width }),
      keepWithNext,
      atPageEnd: isLast ? [] : edge(block, row.height, width),
    };
  });
  const head = strips.slice(0, headRows);
  for (const strip of strips.slice(headRows + 1)) strip.repeatedHead = head;
  if (headRows === 0)
    for (const strip of strips.slice(1)) {
      const top = edge(block, 0, width);
      strip.repeatedHead = [{ height: 0, marks: top, keepWithNext: true }];
    }
  return strips;
}

function columnWidths(widths: GridBlock['widths'], width: number): number[] {
  const fixed = widths.reduce<number>((sum, column) => sum + (column === 'rest' ? 0 : column), 0);
  const shares = widths.filter((column) => column === 'rest').length;
  return widths.map((column) => (column === 'rest' ? (width - fixed) / shares : column));
}

function layRow(
  cells: Cell[],
  columns: number[],
  block: GridBlock,
  lay: (blocks: Cell['blocks'], width: number) => Strip[],
): Row {
  const { x = 0, y = 0 } = block.padding ?? {};
  let left = 0;
  let column = 0;
  const laid = cells.map((cell) => {
    const span = cell.span ?? 1;
    const width = columns.slice(column, column + span).reduce((sum, each) => sum + each, 0);
    const strips = lay(cell.blocks, cell.isFlush ? width : width - 2 * x);
    const placed = { left, width, cell, strips };
    left += width;
    column += span;
    return placed;
  });
  const tallest = Math.max(...laid.map(({ cell, strips }) => heightOf(strips) + (cell.isFlush ? 0 : 2 * y)));
  return { height: Math.max(tallest, block.minimumRow ?? 0), cells: laid };
}

function rowMarks(row: Row, block: GridBlock, place: { isFirst: boolean; isLast: boolean; width: number }): Mark[] {
  const { x = 0, y = 0 } = block.padding ?? {};
  const marks: Mark[] = [];
  for (const { left, width, cell, strips } of row.cells) {
    if (cell.fill !== undefined) {
      marks.push({ kind: 'fill', x: left, y: 0, width, height: row.height, grey: cell.fill });
    }
    const inset = cell.isFlush ? { x: 0, y: 0 } : { x, y };
    const free = row.height - 2 * inset.y - heightOf(strips);
    const lead = cell.align === 'middle' ? free / 2 : cell.align === 'bottom' ? free : 0;
    marks.push(...flatten(strips, left + inset.x, inset.y + lead));
  }
  for (const { left } of row.cells.slice(1)) {
    if (!block.inner) break;
    marks.push({ kind: 'line', x: left, y: 0, toX: left, toY: row.height, stroke: block.inner });
  }
  if (block.inner && !place.isFirst) {
    marks.push({ kind: 'line', x: 0, y: 0, toX: place.width, toY: 0, stroke: block.inner });
  }
  const sides = block.outer ? [0, place.width] : [];
  for (const side of sides) {
    if (!block.outer) break;
    // Half a thickness further, so that the corners close.
    const reach = block.outer.thickness / 2;
    const top = place.isFirst ? -reach : 0;
    const bottom = row.height + (place.isLast ? reach : 0);
    marks.push({ kind: 'line', x: side, y: top, toX: side, toY: bottom, stroke: block.outer });
  }
  if (place.isFirst) marks.push(...edge(block, 0, place.width));
  if (place.isLast) marks.push(...edge(block, row.height, place.width));
  return marks;
}

function edge(block: GridBlock, y: number, width: number): Mark[] {
  return block.outer ? [{ kind: 'line', x: 0, y, toX: width, toY: y, stroke: block.outer }] : [];
}

export function heightOf(strips: Strip[]): number {
  return strips.reduce((sum, strip) => sum + strip.height, 0);
}

/** The marks of strips set one below the other, moved to one place. */
export function flatten(strips: Strip[], x: number, y: number): Mark[] {
  let top = y;
  return strips.flatMap((strip) => {
    const marks = strip.marks.map((mark) => moved(mark, x, top));
    top += strip.height;
    return marks;
  });
}

export function moved(mark: Mark, x: number, y: number): Mark {
  if (mark.kind !== 'line') return { ...mark, x: mark.x + x, y: mark.y + y };
  return { ...mark, x: mark.x + x, y: mark.y + y, toX: mark.toX + x, toY: mark.toY + y };
}
