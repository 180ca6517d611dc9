import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { Desk } from '../../e2e/matters.ts';
import { Stage } from '../../e2e/stage.ts';

/** A hall on a Tuesday at ten, and what its parts take pictures with. */
export interface Tour {
  stage: Stage;
  /** A clerk without a browser: fills in what a part is not about. */
  clerk: Desk;
  kiosk: Page;
  shot(page: Page, name: string, fullPage?: boolean): Promise<void>;
  /** The page in English for as long as that takes, then in Chinese again. */
  inEnglish(page: Page, then: () => Promise<void>): Promise<void>;
}

const out = fileURLToPath(new URL('../all/', import.meta.url));

const shot = async (page: Page, name: string, fullPage = false): Promise<void> => {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: `${out}${name}.png`, fullPage, animations: 'disabled' });
  console.log(name);
};

const inEnglish = async (page: Page, then: () => Promise<void>): Promise<void> => {
  for (const locale of ['en', 'zh-CN']) {
    await page.evaluate((wanted) => localStorage.setItem('onewindow-locale', wanted), locale);
    await page.reload();
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    if (locale === 'en') await then();
  }
};

/** Plays the parts in order; a failing one is told and does not hide the others. */
export async function playTour(parts: readonly ((tour: Tour) => Promise<void>)[]): Promise<void> {
  mkdirSync(out, { recursive: true });
  const stage = await Stage.open('2026-11-24T10:00:00+08:00');
  try {
    const clerk = await Desk.open(stage, '0318');
    const tour: Tour = { stage, clerk, kiosk: await stage.kiosk(), shot, inEnglish };
    for (const play of parts) await play(tour).catch((error: unknown) => tellFailure(stage, play.name, error));
    clerk.close();
    console.log(stage.errors);
  } finally {
    await stage.close();
  }
}

async function tellFailure(stage: Stage, part: string, error: unknown): Promise<void> {
  console.log(`FAILED ${part}`, error);
  process.exitCode = 1;
  for (const [index, context] of stage.browser.contexts().entries())
    for (const page of context.pages()) await page.screenshot({ path: `${out}failed-${part}-${index}.png` });
}
