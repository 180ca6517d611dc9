import type { Browser, BrowserContext, Page } from 'playwright';
import { launchBrowser } from './browser.ts';
import { HallProcess } from './hall-process.ts';
import { Line } from './line.ts';

export const PASSWORD = 'hall-pass-1';

const sizes = {
  window: { width: 1366, height: 768 },
  supervise: { width: 1024, height: 768 },
  admin: { width: 1366, height: 768 },
  department: { width: 1366, height: 768 },
  pickup: { width: 1366, height: 768 },
  kiosk: { width: 1080, height: 1920 },
  board: { width: 1920, height: 1080 },
  phone: { width: 390, height: 844 },
} as const;
export type Surface = keyof typeof sizes;

/** Voice and paper are ports: what was spoken and printed is kept in the page for the test. */
const ports = `
  globalThis.printed = [];
  globalThis.spoken = [];
  globalThis.oneWindowPorts = {
    printer: { print: async (pdf, name) => { globalThis.printed.push({ name, bytes: Array.from(pdf) }); } },
    voice: { speak: async (text) => { globalThis.spoken.push(text); } },
  };
`;

/** A hall with its real relay, and browsers as its devices: one context is one device. */
export class Stage {
  /** The one that was opened last. */
  static last: Stage | null = null;

  readonly hall: HallProcess;
  readonly browser: Browser;
  /** Errors of pages that nobody expects; network failures while a line is cut are expected. */
  readonly errors: string[] = [];

  readonly #lines: Line[] = [];

  /** People whose password is no longer the one-time one. */
  readonly #known = new Set<string>();

  private constructor(hall: HallProcess, browser: Browser) {
    this.hall = hall;
    this.browser = browser;
  }

  /** `clock`: where the hall's wall clock begins, ISO. */
  static async open(clock?: string): Promise<Stage> {
    const [hall, browser] = await Promise.all([HallProcess.start(clock), launchBrowser()]);
    return (Stage.last = new Stage(hall, browser));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await Promise.all(this.#lines.map((line) => line.close()));
    await this.hall.stop();
  }

  /** A device's own line to this hall, to be cut by a switch: the browser's emulation may end its network service. */
  async line(): Promise<Line> {
    const line = await Line.open(this.hall.port);
    this.#lines.push(line);
    return line;
  }

  async device(surface: Surface, path: string, options: { clockOff?: number; voice?: boolean } = {}): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: sizes[surface],
      locale: 'zh-CN',
      reducedMotion: 'reduce',
    });
    if (options.clockOff)
      await context.addInitScript(`{ const now = Date.now; Date.now = () => now() + ${options.clockOff}; }`);
    context.setDefaultTimeout(10_000);
    await context.addInitScript(ports);
    if (options.voice === false) await context.addInitScript('delete globalThis.oneWindowPorts.voice;');
    return this.page(context, path);
  }

  /** One more tab of a device. */
  async page(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => this.errors.push(`${path}: ${error.message}`));
    await page.goto(path.startsWith('http') ? path : `${this.hall.url}${path}`);
    return page;
  }

  /** Whether an account has left its one-time password behind; whoever changes it without a page says so. */
  isKnown(account: string): boolean {
    return this.#known.has(account);
  }

  know(account: string): void {
    this.#known.add(account);
  }

  /** Signs in; the first time the one-time password is changed. */
  async signIn(page: Page, account: string): Promise<void> {
    const isFirst = !this.#known.has(account);
    const once = this.hall.password(account);
    await page.getByLabel('工号').fill(account);
    await page.getByLabel('密码', { exact: true }).fill(isFirst ? once : PASSWORD);
    await page.keyboard.press('Enter');
    if (isFirst) {
      await page.getByLabel('现在的密码').fill(once);
      await page.getByLabel('新密码', { exact: true }).fill(PASSWORD);
      await page.getByLabel('再输一次新密码').fill(PASSWORD);
      await page.keyboard.press('Enter');
    }
    await page
      .getByRole('heading', { level: 1, name: isFirst ? '先改一次性密码' : '登录' })
      .waitFor({ state: 'detached' });
    this.#known.add(account);
  }

  /** A window that is signed in and open. `base`: where it reaches the hall, when that is a line that can be cut. */
  async window(no: number, account: string, base = ''): Promise<Page> {
    const page = await this.device('window', `${base}/window`);
    await this.signIn(page, account);
    await this.openWindow(page, no);
    return page;
  }

  async openWindow(page: Page, no: number): Promise<void> {
    // A window is asked for; without the line it would be refused.
    await page.getByText('已连接大厅').waitFor();
    await page.getByRole('radio', { name: new RegExp(`^${no} `) }).check();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { level: 1, name: `${no} 号窗口` }).waitFor();
  }

  async kiosk(): Promise<Page> {
    const page = await this.device('kiosk', this.hall.pairingLink('kiosk'));
    await page.getByRole('heading', { name: '请问办什么事' }).waitFor();
    return page;
  }

  /** A new kiosk or board shows its digits; the supervisor's tablet confirms them. */
  async pair(device: Page, tablet: Page, label: string): Promise<void> {
    const code = (
      await device
        .getByText(/^\d{3} ?\d{3}$/)
        .first()
        .innerText()
    ).replace(/\D/g, '');
    const dialog = tablet.getByRole('dialog');
    if (!(await dialog.isVisible())) await tablet.getByRole('button', { name: '核对并确认' }).first().click();
    await dialog.getByLabel('配对码').fill(code);
    await dialog.getByLabel('给它起个名').fill(label);
    await dialog.getByRole('button', { name: '确认', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Two touches: the matter, and the number. Answers the number's label. */
  async take(kiosk: Page, matter = '企业开办'): Promise<string> {
    await kiosk.getByRole('button', { name: new RegExp(`^${matter}`) }).click();
    await kiosk.getByRole('button', { name: '取号' }).click();
    const label = await kiosk.getByRole('heading', { level: 1, name: /^[A-Z]\d{3}$/ }).innerText();
    await kiosk.getByRole('button', { name: '好了' }).click();
    return label;
  }

  /** Changes the published setup as an administrator would by importing a file. */
  async publish(
    change: (
      setup: Record<string, unknown> & { policy: Record<string, unknown>; queues: Record<string, unknown>[] },
    ) => void,
  ): Promise<void> {
    const page = await this.device('admin', '/admin');
    await this.signIn(page, '0001');
    await page.getByText('已发布第').waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: '导出设置' }).click();
    const stream = await (await downloading).createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const setup = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Parameters<typeof change>[0];
    change(setup);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'setup.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(setup)) });
    await page.getByText('版已发布').waitFor();
    await page.context().close();
  }
}

/** What was spoken on a page, in order. */
export function spoken(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken);
}

/** A scanner's keys come so long after each other, s: the page tells it from a person by that, and not how busy this machine is. */
const SCANNER_PACE = 0.005;

/** A hand scanner types what it reads, and Enter. */
export async function scan(page: Page, text: string): Promise<void> {
  const keys = [...text].map((key) => ({ key, text: key }));
  const session = await page.context().newCDPSession(page);
  const began = Date.now() / 1000;
  await Promise.all(
    [...keys, { key: 'Enter', text: '\r' }].map((key, place) =>
      session.send('Input.dispatchKeyEvent', { ...key, type: 'keyDown', timestamp: began + place * SCANNER_PACE }),
    ),
  );
  await session.detach();
}

/** What was printed on a page, in order. */
export async function printed(page: Page): Promise<{ name: string; pdf: Uint8Array }[]> {
  const papers = await page.evaluate(
    () => (globalThis as unknown as { printed: { name: string; bytes: number[] }[] }).printed,
  );
  return papers.map(({ name, bytes }) => ({ name, pdf: Uint8Array.from(bytes) }));
}
