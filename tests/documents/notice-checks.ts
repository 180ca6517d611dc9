import { expect } from 'vitest';
import type { DocumentDescription } from '#lib/documents/index.ts';
import { nodePrintEngine } from './node-fonts.ts';
import { compact, outside, overlaps, readPdf } from './read-pdf.ts';
import type { ReadPdf } from './read-pdf.ts';
import { printed } from './samples.ts';

export const engine = nodePrintEngine();
const margin = { x: 22 * (72 / 25.4), y: 11 * (72 / 25.4) };

/** Prints, reads back, and holds the paper against what every paper owes: nothing cut, nothing on top of another. */
export async function readNotice(document: DocumentDescription, withQr = false): Promise<ReadPdf> {
  const read = await readPdf(await printed(engine, document), withQr);
  for (const [index, page] of read.pages.entries()) {
    expect(outside(page, margin)).toEqual([]);
    expect(overlaps(page)).toEqual([]);
    expect(page.text).toContain(`第${index + 1}页共${read.pages.length}页`);
  }
  return read;
}

/** Fields as a person would copy them from the paper; spaces and breaks do not count. */
export function expectFields({ text }: ReadPdf, fields: string[]): void {
  for (const field of fields) expect(text).toContain(compact(field));
}
