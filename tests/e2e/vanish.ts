import type { Page } from 'playwright';
import type { Stage } from './stage.ts';

/**
 * Deletes databases as a browser does that finds one corrupt: no page of ours is open then. `address`: the device's line;
 * the databases are those whose names begin with `prefix`. Answers a plain page of the same device.
 */
export async function vanish(stage: Stage, page: Page, address: string, prefix: string): Promise<Page> {
  const plain = await stage.page(page.context(), `${address}/manifest.webmanifest`);
  await page.close();
  await plain.evaluate(async (meant) => {
    for (const { name = '' } of await indexedDB.databases()) {
      if (!name.startsWith(meant)) continue;
      await new Promise((resolve, reject) => {
        const gone = indexedDB.deleteDatabase(name);
        gone.onsuccess = resolve;
        gone.onerror = reject;
      });
    }
  }, prefix);
  return plain;
}
