import { afterEach } from 'vitest';
import { Stage } from './stage.ts';

/** What every page showed when a test failed: where it failed nobody can look. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of Stage.last?.browser.contexts().flatMap((context) => context.pages()) ?? []) {
    const text = await page.evaluate(() => document.body.innerText).catch((error: unknown) => String(error));
    console.error(`${task.name}\n${page.url()}\n${text.replaceAll(/\n+/g, ' | ')}\n`);
  }
});
