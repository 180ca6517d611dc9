import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Page } from 'playwright';
import { build } from 'vite';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';

/** The store in a page without a screen: what a window PC's browser does for it, IndexedDB and sockets, is real. */
export interface StoreWindow {
  hall: HallStore;
  /** Waits for a condition that is evaluated in the page. */
  until(condition: () => unknown): Promise<void>;
}

let bundle: Promise<string> | null = null;

function storeBundle(): Promise<string> {
  bundle ??= bundled();
  return bundle;
}

async function bundled(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [svelte({ configFile: false })],
    resolve: { dedupe: ['yjs'] },
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('../../src/lib/store/hall-store.svelte.ts', import.meta.url)),
        formats: ['iife'],
        name: 'store',
      },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (!chunk || chunk.type !== 'chunk') throw new Error('the store was not bundled');
  return chunk.code;
}

/** Opens the store in a page of the hall's origin that is no screen; what a page of the app may do, it may. */
export async function openStore(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/manifest.webmanifest`);
  await page.evaluate(`${await storeBundle()}
    globalThis.hall = new store.HallStore();
    globalThis.until = async (condition) => {
      const end = Date.now() + 15_000;
      while (!condition()) {
        if (Date.now() > end) throw new Error('waited in vain for ' + condition);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };`);
  await page.evaluate(() => (globalThis as unknown as StoreWindow).hall.start());
}

/** Signs somebody in for the first time, with a password of their own. */
export async function signIn(page: Page, account: string, first: string): Promise<void> {
  const standing = await page.evaluate(
    async ({ account, first }) => {
      const { hall, until } = globalThis as unknown as StoreWindow;
      const entered = await hall.signIn(account, first);
      if (!entered.ok) return entered.code;
      if (hall.standing === 'must-change-password') {
        const changed = await hall.changePassword(first, `${first}-own`);
        if (!changed.ok) return changed.code;
      }
      if (hall.standing === 'ready') await until(() => hall.isUp);
      return hall.standing;
    },
    { account, first },
  );
  if (standing !== 'ready') throw new Error(`${account}: ${standing}`);
}
