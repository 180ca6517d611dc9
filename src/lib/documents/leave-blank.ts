import type { Block, DocumentDescription, Run } from './description.ts';

/** As wide as a Han character, on the line: where a pen writes what no font has. */
const BLANK = '＿';

/**
 * The same paper with room to write by hand instead of the characters that no font has: never a box
 * in a person's name (rules.md §2.12). Whoever prints it is asked first.
 */
export function leaveBlank(document: DocumentDescription, characters: readonly string[]): DocumentDescription {
  const missing = new Set(characters);
  const text = (whole: string): string => [...whole].map((char) => (missing.has(char) ? BLANK : char)).join('');
  const run = (one: Run): Run => ({ ...one, text: text(one.text) });
  const block = (one: Block): Block => {
    if (one.kind === 'paragraph') return { ...one, runs: one.runs.map(run) };
    if (one.kind !== 'grid') return one;
    return { ...one, rows: one.rows.map((row) => row.map((cell) => ({ ...cell, blocks: cell.blocks.map(block) }))) };
  };
  const { header, footer } = document;
  return {
    ...document,
    title: text(document.title),
    blocks: document.blocks.map(block),
    ...(header ? { header: { ...header, first: header.first.map(block), rest: header.rest.map(block) } } : {}),
    ...(footer ? { footer: { ...footer, blocks: footer.blocks.map(block) } } : {}),
  };
}
