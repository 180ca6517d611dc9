import type { BrowserContext, Page } from 'playwright';
import { staff } from '#lib/i18n/zh-CN/staff.ts';
import { window as words } from '#lib/i18n/zh-CN/window.ts';
import { PASSWORD } from './hall.ts';
import { installProbe } from './window-probe.ts';

/** Signs in on a fresh profile and, with a window's number, opens that window. */
export async function openWindowPage(
  context: BrowserContext,
  base: string,
  account: string,
  window: number | null,
): Promise<Page> {
  await context.addInitScript(installProbe, {
    arrived: words.arrived,
    callNext: words.callNext,
    queue: words.queueList,
  });
  const page = await context.newPage();
  await page.goto(`${base}/window`);
  await page.getByLabel(staff.account).fill(account);
  await page.getByLabel(staff.password).first().fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText(words.chooseTitle).first().waitFor();
  if (window === null) return page;
  await page.locator(`input[type=radio][value="${window}"]`).check({ force: true });
  // Opening is a request: the line must be up first.
  await page.getByRole('button', { name: words.openWindow(window), disabled: false }).waitFor();
  await page.keyboard.press('Control+Enter');
  await ready(page);
  return page;
}

/** The window stands, nobody is at it, the line is up: the next key works. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => globalThis.bench?.canCall(), undefined, { polling: 'raf', timeout: 30_000 });
}
