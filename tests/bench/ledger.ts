import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright';
import { build } from 'vite';
import * as Y from 'yjs';
import { decodeEntry, keyOfEntry, emptyState, evolveEntry } from '#lib/domain/index.ts';
import { sampleSetup } from '../../sync-server/hall/founding.ts';
import { Hall } from '../../sync-server/hall/hall.ts';
import { foundHall } from '../../sync-server/hall/hall-record.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import { playDay } from './day.ts';
import { DAY_TICKETS, fullDayHall, sharedBrowser } from './hall.ts';
import { median, type Bench, type Measurement } from './measurement.ts';
import type { open } from './ledger-page.ts';
import { openWindowPage } from './window-page.ts';

const RUNS = 5;
/** One less than y-indexeddb keeps before it trims. */
const LONGEST_TAIL = 498;
const OPENS = Date.parse('2026-11-23T08:30:00+08:00');
const CLOSES = Date.parse('2026-11-23T17:00:00+08:00');

/** What a large day weighs, and how long a window takes to have it again. */
export async function benchLedger(bench: Bench): Promise<Measurement[]> {
  return [...(await inNode(bench)), ...(await inBrowser(bench))];
}

async function inNode(bench: Bench): Promise<Measurement[]> {
  const storage = memoryStorage();
  let wall = OPENS;
  await foundHall(storage, sampleSetup());
  const hall = await Hall.open(storage, () => wall);
  let updates = 0;
  let wire = 0;
  hall.onCommitted(({ update }) => {
    updates += 1;
    wire += update.length;
  });
  const start = performance.now();
  await playDay(hall, DAY_TICKETS, (share) => (wall = OPENS + (CLOSES - OPENS) * share), bench.progress);
  const deciding = performance.now() - start;
  const { doc } = hall.engine.log;
  const state = Y.encodeStateAsUpdate(doc);
  const blip = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc));
  const events = hall.engine.state.seq;
  const held = [...doc.getMap('e').values()]
    .flatMap(decodeEntry)
    .filter((event) => event.kind === 'waiting' && event.holder !== 0).length;
  await hall.close();
  const applied: number[] = [];
  const folded: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const copy = new Y.Doc({ gc: false });
    applied.push(timed(() => Y.applyUpdate(copy, state)));
    const map = copy.getMap('e');
    const day = emptyState();
    folded.push(
      timed(() => {
        for (let seq = 1; map.has(keyOfEntry(seq)); seq += 1)
          evolveEntry(day, seq, decodeEntry(map.get(keyOfEntry(seq))));
      }),
    );
    if (day.tickets.size !== DAY_TICKETS) throw new Error(`${day.tickets.size} tickets folded`);
  }
  const work = `${DAY_TICKETS} tickets × 7 events, ${held} rounds held by windows, 8 windows and a kiosk, ${events} entries in ${updates} updates`;
  return [
    { name: 'state of a day per ticket', value: state.length / DAY_TICKETS, unit: 'bytes', target: 260, work },
    { name: 'the whole state, as a first sync sends it', value: state.length / 1000, unit: 'kB' },
    { name: 'updates over the wire per ticket', value: wire / DAY_TICKETS, unit: 'bytes' },
    { name: 'empty reconnect', value: blip.length, unit: 'bytes', target: 2 },
    { name: 'load in Node (apply one update), median', value: median(applied), unit: 'ms', work: `${RUNS} runs` },
    { name: 'fold in Node, median', value: median(folded), unit: 'ms', work: `${RUNS} runs` },
    { name: 'deciding the whole day, relay engine in memory', value: deciding, unit: 'ms' },
  ];
}

async function inBrowser(bench: Bench): Promise<Measurement[]> {
  const hall = await fullDayHall(bench);
  const browser = await sharedBrowser(bench);
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    serviceWorkers: 'block',
  });
  bench.progress('a window page takes over the day');
  const { account } = hall.pages[0] ?? { account: '' };
  const page = await openWindowPage(context, hall.process.url, account, null);
  const room = await page.evaluate(
    async () => ((await (await fetch('/api/session')).json()) as { ledger: string }).ledger,
  );
  const code = await bundle();
  const cdp = await context.newCDPSession(page);
  const tailed = `${room}/tail`;
  // Away from the app, so that nothing else runs while its ledger is opened.
  await away(page, cdp, hall.process.url, code);
  const rows = await run<number>(
    cdp,
    `ledgerPage.keepWithTail(${JSON.stringify(room)}, ${JSON.stringify(tailed)}, ${LONGEST_TAIL})`,
  );
  const opening = async (
    what: string,
    name: string,
    throttle: number,
    target: number,
    work: string,
  ): Promise<Measurement> => {
    const times: number[] = [];
    const loads: number[] = [];
    for (let index = 0; index < RUNS; index += 1) {
      await away(page, cdp, hall.process.url, code);
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: throttle });
      const opened = await run<Awaited<ReturnType<typeof open>>>(cdp, `ledgerPage.open(${JSON.stringify(name)})`);
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      if (opened.tickets === 0) throw new Error('nothing was kept');
      times.push(opened.ms);
      loads.push(opened.loadMs);
    }
    bench.progress(`${what}: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    return {
      name: what,
      value: median(times),
      unit: 'ms',
      target,
      work: `${work}; median of ${RUNS}, best ${Math.min(...times).toFixed(0)}, of it loading ${median(loads).toFixed(0)}`,
    };
  };
  const whole = 'as the app left it in IndexedDB';
  const longTail = `one state and ${rows - 1} single updates`;
  const results = [
    await opening('open the day in the browser (IndexedDB + fold)', room, 1, 250, whole),
    await opening('the same, CPU 4× slower', room, 4, 600, whole),
    await opening('open the day, longest tail', tailed, 1, 250, longTail),
    await opening('the same tail, CPU 4× slower', tailed, 4, 600, longTail),
  ];
  await context.close();
  return results;
}

async function away(page: Page, cdp: CDPSession, base: string, code: string): Promise<void> {
  await page.goto(`${base}/manifest.webmanifest`);
  await cdp.send('Runtime.evaluate', { expression: code });
}

async function run<T>(cdp: CDPSession, expression: string): Promise<T> {
  const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value as T;
}

/** The app's own ledger room as one script, compiled as the app is. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('.', import.meta.url)),
    resolve: { dedupe: ['yjs'] },
    build: {
      write: false,
      target: 'chrome109',
      lib: { entry: fileURLToPath(new URL('ledger-page.ts', import.meta.url)), formats: ['iife'], name: 'ledgerPage' },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (!first || !('output' in first)) throw new Error('nothing was bundled');
  return first.output[0].code;
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
