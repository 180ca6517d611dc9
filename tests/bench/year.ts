import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, CDPSession, Page } from 'playwright';
import { intake } from '#lib/i18n/zh-CN/intake.ts';
import { staff as words } from '#lib/i18n/zh-CN/staff.ts';
import { window as windowWords } from '#lib/i18n/zh-CN/window.ts';
import { hashPassword } from '../../sync-server/identity/secrets.ts';
import { createRelay, type Relay } from '../../sync-server/relay.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import { launchProfile } from '../e2e/browser.ts';
import { crewOf, Player, playDay } from './day.ts';
import { PASSWORD, person } from './hall.ts';
import { MattersOfDays } from './matters-of-days.ts';
import { median, type Bench, type Measurement } from './measurement.ts';
import { ready } from './window-page.ts';
import { installProbe } from './window-probe.ts';

const DAYS = 250;
const MATTERS = 300;
/** A tenth of a large day: numbers end with their day, matters go on. */
const TICKETS = 500;
/** Before the tenth day the first matters are not closed yet. */
const EARLY = [10, 11, 12, 13, 14];
const LATE = [246, 247, 248, 249, 250];
const RELOADS = 3;
const ACCOUNT = 'B100';
const WINDOW = 8;
const DAY = 86_400_000;

/** What a window PC has after a day's work. */
interface Evening {
  heapMb: number;
  storedMb: number;
  databases: number;
  startMs: number;
  /** Of the relay's ledger, as the day begins: what was carried into it. */
  carriedKb: number;
}

/**
 * One browser profile on the disk through a year of working days, ended each evening with its PC: does what it keeps, or
 * its start, grow with them?
 */
export async function benchYear(bench: Bench): Promise<Measurement[]> {
  const year = await Year.open(bench);
  const evenings = new Map<number, Evening>();
  for (let day = 1; day <= DAYS; day += 1) {
    const carriedKb = await year.morning();
    const isMeasured = EARLY.includes(day) || LATE.includes(day);
    const evening = await year.day(isMeasured);
    if (evening) evenings.set(day, { ...evening, carriedKb });
    if (day % 10 === 0) bench.progress(`${day} of ${DAYS} days`);
  }
  await year.close();
  const of = (days: readonly number[], figure: keyof Evening): number =>
    median(days.map((day) => evenings.get(day)?.[figure] ?? Number.NaN));
  const work = `${DAYS} working days × ${MATTERS} matters, ${TICKETS} numbers; one served by keys each day; medians of five days`;
  const rows = (name: string, figure: keyof Evening, unit: string, most: number): Measurement[] => [
    { name: `${name}, days 10–14`, value: of(EARLY, figure), unit },
    { name: 'the same, days 246–250', value: of(LATE, figure), unit },
    { name: 'ratio', value: of(LATE, figure) / of(EARLY, figure), unit: '×', target: most },
  ];
  return [
    ...rows('heap of a window page in the evening, collected', 'heapMb', 'MB', 1.1).map((row, index) =>
      index === 0 ? { ...row, work } : row,
    ),
    ...rows('start: reload → next key works, end of day', 'startMs', 'ms', 1.2),
    ...rows('stored by the browser profile', 'storedMb', 'MB', 1.2),
    ...rows('databases of the browser profile', 'databases', '', 1),
    ...rows('ledger as the day begins: carried', 'carriedKb', 'kB', 1.1),
  ];
}

/** A hall in this process, whose clock goes from morning to morning, and one PC at it. */
class Year {
  readonly #relay: Relay;
  readonly #base: string;
  readonly #profile: string;
  /** Of the day; the PC is off between two. */
  #context: BrowserContext | null = null;
  readonly #matters: MattersOfDays;
  readonly #crew: ReturnType<typeof crewOf>;
  readonly #guide: Player;
  /** The hall's wall clock minus this machine's. */
  readonly #clock: { ahead: number };

  private constructor(relay: Relay, base: string, profile: string, clock: { ahead: number }) {
    this.#relay = relay;
    this.#base = base;
    this.#profile = profile;
    this.#clock = clock;
    this.#matters = new MattersOfDays(relay.hall, MATTERS);
    this.#crew = crewOf(relay.hall);
    const author = { surface: 'staff', label: '', account: '0110', roles: ['guide'] } as const;
    this.#guide = new Player(relay.hall, 'guide of the year', author);
  }

  static async open(bench: Bench): Promise<Year> {
    const clock = { ahead: Date.parse('2026-11-20T08:55:00+08:00') - Date.now() };
    const storage = memoryStorage();
    const passwordHash = await hashPassword(PASSWORD);
    await storage.commit([{ op: 'put', table: 'account', key: ACCOUNT, value: person(ACCOUNT, passwordHash) }]);
    const relay = await createRelay({
      storage,
      build: fileURLToPath(new URL('../../build', import.meta.url)),
      publicUrl: '',
      secure: false,
      wall: () => Date.now() + clock.ahead,
    });
    await relay.hall.openForReal();
    relay.server.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    const base = `http://localhost:${(relay.server.address() as AddressInfo).port}`;
    const profile = mkdtempSync(join(tmpdir(), 'onewindow-year-'));
    bench.onEnd(() => rmSync(profile, { recursive: true, force: true }));
    const year = new Year(relay, base, profile, clock);
    bench.onEnd(() => year.close());
    return year;
  }

  /** The next working morning; the answer: kB of the ledger that is carried into it. */
  async morning(): Promise<number> {
    const { hall } = this.#relay;
    do this.#clock.ahead += DAY;
    while ([0, 6].includes(new Date(hall.clock.wall() + 8 * 3_600_000).getUTCDay()));
    const drift = (hall.clock.wall() % DAY) - (Date.parse('2026-11-20T08:55:00+08:00') % DAY);
    this.#clock.ahead -= drift;
    await hall.tick();
    return hall.engine.log.fullState().length / 1000;
  }

  /** The PC is switched on, the hall has its day, the PC's person serves somebody; then it is looked at. */
  async day(isMeasured: boolean): Promise<Omit<Evening, 'carriedKb'> | null> {
    const context = await this.#switchedOn();
    const page = await context.newPage();
    await page.goto(`${this.#base}/window`);
    await page.getByLabel(words.account).fill(ACCOUNT);
    await page.getByLabel(words.password).first().fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator(`input[type=radio][value="${WINDOW}"]`).check({ force: true });
    const open = page.getByRole('button', { name: windowWords.openWindow(WINDOW), disabled: false });
    await open.waitFor();
    await this.#matters.play();
    await playDay(this.#relay.hall, TICKETS, () => undefined, undefined, this.#crew);
    // Only now: what is taken while a window is open may be its device's to call.
    await open.waitFor();
    await page.keyboard.press('Control+Enter');
    await ready(page);
    await this.#serve(page);
    const evening = isMeasured ? await this.#look(context, page) : null;
    await this.#switchedOff();
    return evening;
  }

  async close(): Promise<void> {
    await this.#switchedOff();
    await this.#relay.close();
  }

  async #switchedOn(): Promise<BrowserContext> {
    const context = await launchProfile(this.#profile, { viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
    this.#context = context;
    await context.addInitScript(installProbe, {
      arrived: windowWords.arrived,
      callNext: windowWords.callNext,
      queue: windowWords.queueList,
    });
    // The PC's clock is the hall's.
    await context.addInitScript(`{
      const now = Date.now;
      Date.now = () => now() + (${this.#clock.ahead});
    }`);
    return context;
  }

  async #switchedOff(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
  }

  /** One visitor by real keys: called, begun, which opens a dossier with its form, and finished. */
  async #serve(page: Page): Promise<void> {
    const tokenHash = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
    await this.#guide.act('take', { code: 'YJS-01', care: false, tokenHash, channel: 'staff' });
    await page.waitForFunction(() => (globalThis.bench?.queue().length ?? 0) > 0);
    await page.keyboard.press('F2');
    await page.waitForFunction(() => globalThis.bench?.screen() === 'called');
    await page.keyboard.press('Control+Enter');
    await page.waitForFunction(() => globalThis.bench?.screen() === 'serving');
    await page.locator(`[aria-label="${intake.form}"] input`).first().waitFor();
    await page.keyboard.press('F10');
    await ready(page);
  }

  async #look(context: BrowserContext, page: Page): Promise<Omit<Evening, 'carriedKb'>> {
    const starts: number[] = [];
    for (let turn = 0; turn < RELOADS; turn += 1) {
      const from = performance.now();
      await page.reload({ waitUntil: 'commit' });
      await ready(page);
      starts.push(performance.now() - from);
    }
    const cdp = await context.newCDPSession(page);
    const heapMb = await heapOf(cdp);
    const stored = (await cdp.send('Storage.getUsageAndQuota', { origin: this.#base })).usageBreakdown.find(
      ({ storageType }) => storageType === 'indexeddb',
    );
    const databases = await page.evaluate(async () => (await indexedDB.databases()).length);
    await cdp.detach();
    return { heapMb, storedMb: (stored?.usage ?? Number.NaN) / 1e6, databases, startMs: median(starts) };
  }
}

async function heapOf(cdp: CDPSession): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize / 1e6;
}
