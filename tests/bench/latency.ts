import type { Page } from 'playwright';
import { KioskClient } from './clients.ts';
import { COUNTERS, DAY_TICKETS, fullDayHall, sharedBrowser, type BenchHall } from './hall.ts';
import { Background, PER_SECOND } from './load.ts';
import { median, quantile, type Bench, type Measurement } from './measurement.ts';
import { openWindowPage, ready } from './window-page.ts';
import type { Seen, WindowScreen } from './window-probe.ts';

const CYCLES = 60;
const OPENINGS = 10;
const WAITING = 8;

interface Samples {
  /** Key → own proposal painted: begin, park, finish. */
  own: number[];
  /** Key → decided, durable, and painted at the other window: a call. */
  other: number[];
  /** Key → the called number painted at the calling window. */
  called: number[];
}

/** What a clerk feels, and the clerk at the next window, while twenty counters are at work. */
export async function benchLatency(bench: Bench): Promise<Measurement[]> {
  const hall = await fullDayHall(bench);
  const background = await Background.open(hall, bench);
  const kiosk = await new KioskClient(hall.base).pair(hall.kioskTokens.shift() ?? '');
  const browser = await sharedBrowser(bench);
  const [a, b] = await Promise.all(
    hall.pages.map(async ({ account, window }) => {
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
      return openWindowPage(context, hall.process.url, account, window);
    }),
  );
  if (!a || !b) throw new Error('two windows');
  background.start();
  const first: Samples = { own: [], other: [], called: [] };
  const all: Samples = { own: [], other: [], called: [] };
  for (let cycle = 0; cycle < OPENINGS + CYCLES; cycle += 1) {
    await fillQueue(a, kiosk, hall);
    const isFirst = cycle < OPENINGS;
    if (isFirst) {
      await a.reload();
      await ready(a);
    }
    const samples = await serveOne(a, b, cycle % 2 === 0 ? 'F8' : 'F10');
    for (const into of isFirst ? [first, all] : [all]) {
      // Only the first key of each kind after opening is a first key.
      into.own.push(...(into === first ? samples.own.slice(0, 1) : samples.own));
      into.other.push(...samples.other);
      into.called.push(...samples.called);
    }
    if (cycle % 10 === 9) bench.progress(`served ${cycle + 1} of ${OPENINGS + CYCLES}`);
  }
  const commands = background.sent;
  await background.stop();
  for (const page of [a, b]) await page.context().close();
  const work = `${all.own.length} keys, a day of ${DAY_TICKETS} tickets behind, ${COUNTERS} counters × ${PER_SECOND}/s (${commands} commands)`;
  return [
    { name: 'key → own proposal painted, p95', value: quantile(all.own, 0.95), unit: 'ms', target: 50, work },
    { name: 'the same, median', value: median(all.own), unit: 'ms' },
    {
      name: 'the same, first after opening, median',
      value: median(first.own),
      unit: 'ms',
      work: `${OPENINGS} openings of the page`,
    },
    { name: 'the same, first after opening, worst', value: Math.max(...first.own), unit: 'ms' },
    {
      name: 'key → painted at the other window, p95',
      value: quantile(all.other, 0.95),
      unit: 'ms',
      target: 100,
      work: `${all.other.length} calls`,
    },
    { name: 'the same, median', value: median(all.other), unit: 'ms' },
    {
      name: 'the same, first after opening, median',
      value: median(first.other),
      unit: 'ms',
      work: `${OPENINGS} openings of the page`,
    },
    { name: 'the same, first after opening, worst', value: Math.max(...first.other), unit: 'ms' },
    { name: 'key → called number painted here, p95', value: quantile(all.called, 0.95), unit: 'ms' },
    { name: 'the same, median', value: median(all.called), unit: 'ms' },
  ];
}

/** Calls the next number, begins, and parks or finishes it, with real keys. */
async function serveOne(a: Page, b: Page, end: 'F8' | 'F10'): Promise<Samples> {
  const [next = ''] = await a.evaluate(() => globalThis.bench?.queue() ?? []);
  await b.evaluate((gone) => globalThis.bench?.arm({ gone }), next);
  const called = await pressed(a, 'F2', 'called');
  const gone = await seen(b);
  await pause();
  const begun = await pressed(a, 'Control+Enter', 'serving');
  await pause();
  const ended = await pressed(a, end, 'idle');
  await pause();
  return { own: [begun, ended].map(sinceKey), called: [sinceKey(called)], other: [gone.paintedAt - called.keyAt] };
}

async function pressed(page: Page, keys: string, screen: WindowScreen): Promise<Seen> {
  await page.evaluate((wanted) => globalThis.bench?.arm({ screen: wanted }), screen);
  await page.keyboard.press(keys);
  return seen(page);
}

async function seen(page: Page): Promise<Seen> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('nothing was seen for 10 s')), 10_000).unref(),
  );
  const value = await Promise.race([page.evaluate(() => globalThis.bench?.seen()), late]);
  if (!value) throw new Error('no probe in the page');
  return value;
}

function sinceKey({ sinceKey: ms }: Seen): number {
  if (ms === null) throw new Error('painted before its key');
  return ms;
}

/** About as many wait as in a hall; rows come and go while keys are measured. */
async function fillQueue(page: Page, kiosk: KioskClient, hall: BenchHall): Promise<void> {
  const waiting = await page.evaluate(() => globalThis.bench?.queue().length ?? 0);
  for (let taken = waiting; taken < WAITING; taken += 1) {
    const { label } = await kiosk.take(hall.codeOf('A'));
    await page.waitForFunction((wanted) => globalThis.bench?.queue().includes(wanted), label);
  }
}

/** A person's own time between keys; not in step with heartbeats and ticks. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 250));
}
