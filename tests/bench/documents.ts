import { noticeFromCatalogue, oneTimeNotice, ticketSlip } from '#lib/documents/index.ts';
import type { DocumentDescription, PrintEngine } from '#lib/documents/index.ts';
import { facesOf } from '#lib/documents/index.ts';
import { loadFont, nodePrintEngine } from '../documents/node-fonts.ts';
import { quantile, type Measurement } from './measurement.ts';
import { notices as matterNotices } from '../documents/notice-samples.ts';
import { catalogue, noticeExtra, printed, usualTicket } from '../documents/samples.ts';

/** How long a person waits for paper, and how large it is. Font files are in memory, as a browser's cache would have them. */
export async function benchDocuments(): Promise<Measurement[]> {
  await Promise.all([...facesOf.slip, ...facesOf.a4].map(loadFont));
  const engine = nodePrintEngine();
  const first = await timed(engine, ticketSlip(usualTicket));
  const tickets: number[] = [];
  for (let index = 0; index < 200; index++) {
    const number = `A${String(index + 1).padStart(3, '0')}`;
    tickets.push((await timed(engine, ticketSlip({ ...usualTicket, number, ahead: index }))).elapsed);
  }
  const single = notice('QY-01');
  const bundle = notice('YJS-05');
  await timed(engine, single);
  const notices: number[] = [];
  let singleBytes = 0;
  for (let index = 0; index < 50; index++) {
    const result = await timed(engine, single);
    notices.push(result.elapsed);
    singleBytes = result.bytes;
  }
  const largest = await timed(engine, bundle);
  const matters: Measurement[] = [];
  for (const [name, build] of matterNotices) matters.push(...(await noticeFigures(engine, name, build())));
  return [
    { name: 'first ticket, fresh engine', value: first.elapsed, unit: 'ms', target: 150 },
    { name: 'warm ticket, median of 200', value: quantile(tickets, 0.5), unit: 'ms', target: 10 },
    { name: 'warm ticket, p95 of 200', value: quantile(tickets, 0.95), unit: 'ms' },
    { name: 'ticket', value: first.bytes, unit: 'bytes', target: 60_000 },
    { name: 'warm 一次性告知单 of an item, median of 50', value: quantile(notices, 0.5), unit: 'ms', target: 15 },
    { name: '一次性告知单 of an item', value: singleBytes, unit: 'bytes', target: 60_000 },
    { name: '一次性告知单 of the largest package', value: largest.bytes, unit: 'bytes', target: 60_000 },
    ...matters,
  ];
}

/** With the data of an ordinary day; worst data runs over several pages and has no target. */
async function noticeFigures(engine: PrintEngine, name: string, document: DocumentDescription): Promise<Measurement[]> {
  const { bytes } = await timed(engine, document);
  const warm: number[] = [];
  for (let index = 0; index < 50; index++) warm.push((await timed(engine, document)).elapsed);
  return [
    { name: `warm ${name}, median of 50`, value: quantile(warm, 0.5), unit: 'ms', target: 15 },
    { name, value: bytes, unit: 'bytes', target: 60_000 },
  ];
}

async function timed(engine: PrintEngine, document: DocumentDescription): Promise<{ elapsed: number; bytes: number }> {
  const start = performance.now();
  const bytes = await printed(engine, document);
  return { elapsed: performance.now() - start, bytes: bytes.length };
}

function notice(code: string): DocumentDescription {
  const result = noticeFromCatalogue(catalogue, code, noticeExtra);
  if (!result.ok) throw new Error(result.code);
  return oneTimeNotice(result.value);
}
