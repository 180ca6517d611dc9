import { existsSync, readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright';
import { KioskClient } from './clients.ts';
import { countingProxy, type CountingProxy } from './counting-proxy.ts';
import { sharedBrowser, startHall, type BenchHall } from './hall.ts';
import type { Bench, Measurement } from './measurement.ts';
import { Transfer, type File } from './transfer.ts';
import { openWindowPage } from './window-page.ts';

const LARGEST = 8;

/** What must cross the hall's network before a page is of use, on a browser that has nothing yet. */
export async function benchWire(bench: Bench): Promise<Measurement[]> {
  const hall = await startHall(bench, 0);
  const proxy = await countingProxy(hall.process.port);
  bench.onEnd(() => proxy.close());
  const kiosk = await new KioskClient(hall.base).pair(hall.kioskTokens.shift() ?? '');
  const phone = await phonePage(bench, proxy, kiosk, hall);
  const window = await windowPage(bench, proxy, kiosk, hall);
  return [...phone, ...window];
}

async function phonePage(
  bench: Bench,
  proxy: CountingProxy,
  kiosk: KioskClient,
  hall: BenchHall,
): Promise<Measurement[]> {
  const { token, label } = await kiosk.take(hall.codeOf('A'));
  const browser = await sharedBrowser(bench);
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', isMobile: true });
  const page = await context.newPage();
  const transfer = await Transfer.of(page);
  const before = proxy.received();
  await page.goto(`${proxy.url}/r/${token}`, { waitUntil: 'commit' });
  await page.getByRole('heading', { name: label }).waitFor();
  const { total, files } = transfer;
  const crossed = proxy.received() - before;
  bench.progress('the applicant’s page is shown');
  await context.close();
  return [
    {
      name: 'applicant’s page until shown',
      value: total / 1000,
      unit: 'kB',
      target: 60,
      work: `${files.length} responses, ${[...transfer.encodings].join(' and ')}, no cache`,
    },
    { name: 'of it response headers', value: transfer.headers / 1000, unit: 'kB' },
    { name: 'the same, counted on the line', value: crossed / 1000, unit: 'kB' },
    ...largest(files),
  ];
}

async function windowPage(
  bench: Bench,
  proxy: CountingProxy,
  kiosk: KioskClient,
  hall: BenchHall,
): Promise<Measurement[]> {
  for (let index = 0; index < 3; index += 1) await kiosk.take(hall.codeOf('A'));
  const { account, window } = hall.pages[0] ?? { account: '', window: 0 };
  const browser = await sharedBrowser(bench);
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  const page = await openWindowPage(context, proxy.url, account, window);
  await forgetAllButSession(context, page, proxy.url);
  const transfer = await Transfer.of(page);
  const before = proxy.received();
  await page.goto(`${proxy.url}/window`, { waitUntil: 'commit' });
  // The key that works is the last of these; what came until its effect was seen is counted.
  const start = performance.now();
  while ((await page.evaluate(() => globalThis.bench?.screen())) !== 'called') {
    await page.keyboard.press('F2');
    if (performance.now() - start > 30_000) throw new Error('no key worked for 30 s');
  }
  const { total, files } = transfer;
  const crossed = proxy.received() - before;
  const elapsed = performance.now() - start;
  bench.progress('the window’s first key worked');
  await fallenSilent(proxy);
  const laterCrossed = proxy.received() - before;
  await context.close();
  return [
    {
      name: 'window until its first key works',
      value: total / 1000,
      unit: 'kB',
      target: 300,
      work: `${files.length} responses, ${[...transfer.encodings].join(' and ')}, no cache, setup and an almost empty day included`,
    },
    { name: 'the same, counted on the line (service worker too)', value: crossed / 1000, unit: 'kB' },
    { name: 'the same, time on this machine', value: elapsed, unit: 'ms' },
    ...largest(files),
    {
      name: 'all that crossed the line until it fell silent (print code, fonts)',
      value: laterCrossed / 1000,
      unit: 'kB',
    },
  ];
}

/** Heartbeats go on, so that a line is silent when it brings less than `bytes` in `ms`; print code follows 1.5 s after the screen. */
const SILENCE = { bytes: 4000, ms: 3000 };

async function fallenSilent(proxy: CountingProxy): Promise<void> {
  let [from, at] = [proxy.received(), performance.now()];
  while (performance.now() - at < SILENCE.ms) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (proxy.received() - from > SILENCE.bytes) [from, at] = [proxy.received(), performance.now()];
  }
}

/** As on the day a PC joins: signed in, but without program, setup or ledger. */
async function forgetAllButSession(context: BrowserContext, page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/manifest.webmanifest`);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'cache_storage,service_workers' });
  await cdp.detach();
  await page.evaluate(async () => {
    const done = (request: IDBRequest): Promise<void> =>
      new Promise((resolve) => (request.onsuccess = () => resolve()));
    for (const { name } of await indexedDB.databases()) {
      if (name?.startsWith('ledger/')) await done(indexedDB.deleteDatabase(name));
    }
    const asked = indexedDB.open('onewindow-device');
    await done(asked);
    const store = asked.result.transaction('kept', 'readwrite').objectStore('kept');
    const keys = store.getAllKeys();
    await done(keys);
    for (const key of keys.result) if (String(key).startsWith('setup:')) await done(store.delete(key));
    asked.result.close();
  });
}

function largest(files: readonly File[]): Measurement[] {
  const names = chunkNames();
  return files.slice(0, LARGEST).map(({ path, bytes }) => {
    const name = names.get(path.slice(1));
    return {
      name: `  ${path.split('/').slice(-2).join('/')}${name === undefined ? '' : ` (${name})`}`,
      value: bytes / 1000,
      unit: 'kB',
    };
  });
}

/** What a hashed file holds, in the words of the last build's manifest, where there is one. */
function chunkNames(): Map<string, string> {
  const manifest = new URL('../../.svelte-kit/output/client/.vite/manifest.json', import.meta.url);
  if (!existsSync(manifest)) return new Map();
  const chunks = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, { file: string; name?: string }>;
  return new Map(Object.values(chunks).flatMap(({ file, name }) => (name === undefined ? [] : [[file, name]])));
}
