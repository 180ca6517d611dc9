import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { Stage } from '../e2e/stage.ts';

/** Where `npm run pictures -- --all` puts what is only looked at. */
export const out = `${fileURLToPath(new URL('.', import.meta.url))}all/`;
mkdirSync(out, { recursive: true });

/** Words behind `--all`: only these parts of the tour. */
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));

export async function shot(page: Page, name: string): Promise<void> {
  // Fonts are there and the frame is drawn: one that is still being drawn shows the state before.
  await page.evaluate(() =>
    document.fonts.ready.then(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    ),
  );
  await page.screenshot({ path: `${out}${name}.png`, animations: 'disabled' });
  console.log(name);
}

/** One face in both languages; the page's own switch is pressed, behind a dialog too, so that nothing is loaded anew. */
export async function both(page: Page, name: string): Promise<void> {
  await shot(page, name);
  await switchTo(page, 'en');
  await shot(page, `${name}-en`);
  await switchTo(page, 'zh-CN');
}

async function switchTo(page: Page, locale: 'en' | 'zh-CN'): Promise<void> {
  await page.evaluate(() => {
    const isSwitch = ({ textContent }: Element): boolean => /^(EN|中)$|English|中文/.test(textContent?.trim() ?? '');
    const button = [...document.querySelectorAll('button')].find(isSwitch);
    if (!button) throw new Error('no switch of language here');
    button.click();
  });
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted, locale);
}

/** When the hall's day of a tour begins. */
const MORNING = '2026-11-24T10:00:00+08:00';

/** What a part plays in: a hall of its own, and a device's clock that is right there (the hall's is not this machine's). */
export interface Part {
  stage: Stage;
  inTime: { clockOff: number };
}

/** One part of a tour; a failing one is told, with a picture of every page, and does not hide the others. */
export async function part(name: string, play: (part: Part) => Promise<void>): Promise<void> {
  if (only.length > 0 && !only.includes(name)) return;
  const inTime = { clockOff: Date.parse(MORNING) - Date.now() };
  const stage = await Stage.open(MORNING);
  try {
    await play({ stage, inTime });
  } catch (error) {
    console.log(`FAILED ${name}`, error);
    process.exitCode = 1;
    for (const [index, context] of stage.browser.contexts().entries())
      for (const page of context.pages()) await page.screenshot({ path: `${out}failed-${name}-${index}.png` });
  } finally {
    await stage.close();
  }
}

export const strip = (page: Page) => page.locator('footer');

/** The page has noticed that its line is cut. */
export async function isCut(page: Page): Promise<void> {
  await strip(page)
    .getByText(/线路 .* 断开/)
    .waitFor();
}

/** What the page is made of is kept on this device: it opens without the line. */
export async function isKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}
