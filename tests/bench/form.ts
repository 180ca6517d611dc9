import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { decodeEntry, type FormField, type Setup } from '#lib/domain/index.ts';
import { intake } from '#lib/i18n/zh-CN/intake.ts';
import { CounterClient, KioskClient, Profile } from './clients.ts';
import { installFormProbe } from './form-probe.ts';
import { PASSWORD, sharedBrowser, startHall, type BenchHall } from './hall.ts';
import { busyMeter, median, quantile, type Bench, type Measurement } from './measurement.ts';
import { openWindowPage } from './window-page.ts';

const FIELDS = 80;
const OPENINGS = 12;
const KEYS = 400;
/** What a quick typist does; both colleagues at once. */
const KEYS_PER_SECOND = 8;
const COLLEAGUES = ['premises.address', 'company.scope'];

/**
 * A form of eighty fields at a window: how long it takes to stand, and how soon a key shows while two
 * colleagues type in the same dossier. The first page carries the additional fields: the worst one.
 */
export async function benchForm(bench: Bench): Promise<Measurement[]> {
  const hall = await startHall(bench, 200, widened);
  const kiosk = await new KioskClient(hall.base).pair(hall.kioskTokens.shift() ?? '');
  const browser = await sharedBrowser(bench);
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  await context.addInitScript(installFormProbe, { form: intake.form });
  const [seat] = hall.pages;
  if (!seat) throw new Error('no window to measure at');
  const page = await openWindowPage(context, hall.process.url, seat.account, seat.window);

  const openings: number[] = [];
  for (let index = 0; index < OPENINGS; index += 1) {
    const { label } = await kiosk.take('YJS-01');
    await page.waitForFunction((wanted) => globalThis.bench?.queue().includes(wanted), label);
    await page.keyboard.press('F2');
    await page.waitForFunction(() => globalThis.bench?.screen() === 'called');
    await pause(700);
    await page.evaluate((inputs) => globalThis.formBench?.armOpening(inputs), 30);
    await page.keyboard.press('Control+Enter');
    openings.push((await page.evaluate(() => globalThis.formBench?.opened())) ?? Number.NaN);
    if (index < OPENINGS - 1) await page.keyboard.press('F10');
    await page.waitForFunction((last) => last || globalThis.bench?.canCall(), index === OPENINGS - 1);
  }

  bench.progress('three people in one dossier');
  const field = page.getByLabel('附加项 1', { exact: true });
  await field.fill('一');
  const typing = await colleagues(hall, bench);
  await field.focus();
  await page.evaluate(() => globalThis.formBench?.keys());
  const busy = busyMeter();
  for (let index = 0; index < KEYS; index += 1) {
    await page.keyboard.press('abcdefghij'[index % 10] ?? 'a');
    await pause(30 + Math.random() * 60);
  }
  const busyPercent = busy();
  const keys = (await page.evaluate(() => globalThis.formBench?.keys())) ?? [];
  const others = await typing.stop();
  await context.close();
  const painted = keys.map((key) => key.painted);
  const handled = keys.map((key) => key.handled);
  const work = `${keys.length} keys while two colleagues typed ${others} (all cores ${busyPercent} % busy)`;
  return [
    {
      name: `key → form of ${FIELDS} fields painted, p95`,
      value: quantile(openings, 0.95),
      unit: 'ms',
      target: 200,
      work: `${openings.length} numbers begun; 37 fields on the page that is shown`,
    },
    { name: 'the same, median', value: median(openings), unit: 'ms' },
    { name: 'key → own text painted, three people, p95', value: quantile(painted, 0.95), unit: 'ms', target: 16, work },
    { name: 'the same, median', value: median(painted), unit: 'ms' },
    { name: 'of it until all is handled (no wait for a frame), p95', value: quantile(handled, 0.95), unit: 'ms' },
    { name: 'the same, median', value: median(handled), unit: 'ms' },
  ];
}

/** Two more people in the one open dossier, each in a field of their own, until they are stopped. */
async function colleagues(hall: BenchHall, bench: Bench): Promise<{ stop: () => Promise<number> }> {
  const [first] = hall.counters;
  if (!first) throw new Error('no counters');
  const counter = await new CounterClient(hall.base, first.account, first.window).open();
  bench.onEnd(() => counter.close());
  const dossier = await openDossier(counter);
  const ends: (() => void)[] = [];
  let typed = 0;
  for (const [index, path] of COLLEAGUES.entries()) {
    const account = hall.counters[index + 1]?.account ?? '';
    const profile = new Profile(hall.base);
    const { incarnation } = profile;
    await profile.ask('POST', '/api/session', { account, password: PASSWORD, incarnation });
    const session = await profile.ask<{ hall: string; epoch: string }>('GET', '/api/session');
    const doc = new Y.Doc();
    class WithCookies extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols, { headers: profile.headers });
      }
    }
    const provider = new WebsocketProvider(
      `${hall.base.replace('http', 'ws')}/rooms`,
      `dossier/${session.hall}/${dossier}/${session.epoch}`,
      doc,
      { WebSocketPolyfill: WithCookies as unknown as typeof globalThis.WebSocket, disableBc: true },
    );
    await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
    const text = doc.getText(`t/${path}`);
    const timer = setInterval(() => {
      text.insert(text.length, '字');
      typed += 1;
      if (text.length > 60) text.delete(0, text.length);
    }, 1000 / KEYS_PER_SECOND);
    const end = (): void => {
      clearInterval(timer);
      provider.destroy();
    };
    ends.push(end);
    bench.onEnd(end);
  }
  return {
    stop: () => {
      for (const end of ends) end();
      counter.close();
      return Promise.resolve(typed);
    },
  };
}

/** The dossier of the matter that was opened last. */
async function openDossier(counter: CounterClient): Promise<string> {
  const find = (): string | null => {
    let found: string | null = null;
    for (const tuple of counter.doc.getMap('e').values()) {
      for (const event of decodeEntry(tuple)) if (event.kind === 'matterOpened') found = event.dossier;
    }
    return found;
  };
  const known = find();
  if (known !== null) return known;
  return new Promise((resolve) => {
    const look = (): void => {
      const dossier = find();
      if (dossier === null) return;
      counter.doc.off('update', look);
      resolve(dossier);
    };
    counter.doc.on('update', look);
  });
}

/** 企业开办 with as many fields as are asked for, the additional ones on its first page. */
function widened(setup: Setup): Setup {
  return {
    ...setup,
    forms: (setup.forms ?? []).map((form) => {
      if (form.package !== 'YJS-01') return form;
      const more = Array.from({ length: FIELDS - form.fields.length }, (_, index): FormField => ({
        key: `company.more${index + 1}`,
        label: { zh: `附加项 ${index + 1}`, en: `More ${index + 1}` },
        type: 'text',
        required: false,
        group: 'company',
        validation: { maxChars: 600 },
      }));
      return { ...form, fields: [...form.fields, ...more] };
    }),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
