import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { HallProcess } from './hall-process.ts';
import { Line } from './line.ts';
import { openStore, signIn, type StoreWindow } from './store-page.ts';

let browser: Browser;
let hall: HallProcess;

beforeAll(async () => {
  [browser, hall] = await Promise.all([launchBrowser(), HallProcess.start()]);
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

interface Pc {
  context: BrowserContext;
  page: Page;
  /** Its own: what is cut is this PC alone. */
  line: Line;
}

const passwords = new Map<string, string>();

/** A PC of its own with a person signed in. */
async function pc(account: string): Promise<Pc> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const line = await Line.open(hall.port);
  onTestFinished(() => line.close());
  const page = await context.newPage();
  await openStore(page, line.url);
  const first = passwords.get(account) ?? hall.password(account);
  await signIn(page, account, first);
  if (!passwords.has(account)) passwords.set(account, `${first}-own`);
  return { context, page, line };
}

/** A matter begun with some fields before the ledger knows of it; its dossier's id. */
function begin(page: Page, window: number, texts: Record<string, string>): Promise<string> {
  return page.evaluate(
    async ({ window, texts }) => {
      const { hall, until } = globalThis as unknown as StoreWindow;
      const id = hall.dossiers.newId();
      const room = hall.dossiers.open(id);
      await room.whenReady;
      for (const [path, text] of Object.entries(texts)) room.editText(path, text);
      await room.stored();
      const tokenHash = hall.dossiers.newId();
      await hall.dispatch('openMatter', { window, ticket: 0, code: 'YJS-01', dossier: id, tokenHash });
      await until(() => hall.dossiers.isNamed(id) && room.savedAtHall);
      return id;
    },
    { window, texts },
  );
}

const textAt = (page: Page, id: string, path: string): Promise<string> =>
  page.evaluate(({ id, path }) => (globalThis as unknown as StoreWindow).hall.dossiers.open(id).text(path), {
    id,
    path,
  });

test('two clerks in one dossier, one cut off and gone before the line is back: both texts arrive', async () => {
  const [one, other] = [await pc('0317'), await pc('0318')];
  const id = await begin(one.page, 3, { 'company.name': '云杉' });
  await other.page.evaluate(async (id) => {
    const { hall, until } = globalThis as unknown as StoreWindow;
    const room = hall.dossiers.open(id);
    await until(() => room.text('company.name') === '云杉');
  }, id);
  one.line.cut();
  const stored = await one.page.evaluate(async (id) => {
    const { hall } = globalThis as unknown as StoreWindow;
    const room = hall.dossiers.open(id);
    room.editText('company.name', '滨江云杉');
    room.editText('note', 'written in the tunnel');
    const isStored = await room.stored();
    return [isStored, room.savedHere, room.isPending];
  }, id);
  expect(stored).toEqual([true, true, true]);
  await other.page.evaluate((id) => {
    (globalThis as unknown as StoreWindow).hall.dossiers.open(id).editText('company.name', '云杉科技');
  }, id);
  await one.page.close();
  one.line.mend();
  const again = await one.context.newPage();
  // Nobody opens the dossier here: what it has not told the hall goes by itself.
  await openStore(again, one.line.url);
  await other.page.evaluate(async (id) => {
    const { hall, until } = globalThis as unknown as StoreWindow;
    const room = hall.dossiers.open(id);
    await until(() => room.text('note') === 'written in the tunnel');
    await until(() => room.savedAtHall);
  }, id);
  expect(await textAt(other.page, id, 'company.name')).toBe('滨江云杉科技');
  const kept = await other.page.evaluate(
    (id) => (globalThis as unknown as StoreWindow).hall.dossiers.now(id)?.hash,
    id,
  );
  const same = await again.evaluate(async (id) => {
    const { hall, until } = globalThis as unknown as StoreWindow;
    const room = hall.dossiers.open(id);
    await until(() => room.isReady && room.text('company.name').length === 6);
    return room.hash();
  }, id);
  expect(same).toBe(kept);
});

test('names come for lists; an erased dossier leaves this device too', async () => {
  const [one, other] = [await pc('0317'), await pc('0318')];
  const id = await begin(one.page, 3, { 'applicant.name': '诸葛云杉' });
  const label = await other.page.evaluate(async (id) => {
    const { hall, until } = globalThis as unknown as StoreWindow;
    await until(() => hall.labels.of(id) !== null);
    return hall.labels.of(id);
  }, id);
  expect(label?.name).toBe('诸葛云杉');
  const databases = (): Promise<boolean> =>
    one.page.evaluate(async (id) => (await indexedDB.databases()).some(({ name }) => name?.includes(id)), id);
  expect(await databases()).toBe(true);
  const administrator = await pc('0001');
  const status = await administrator.page.evaluate(
    async (id) => (await fetch(`/api/dossiers/${id}/erase`, { method: 'POST' })).status,
    id,
  );
  expect(status).toBe(200);
  await one.page.evaluate(async (id) => {
    const { until } = globalThis as unknown as StoreWindow;
    let isThere = true;
    await until(() => {
      void indexedDB.databases().then((all) => (isThere = all.some(({ name }) => name?.includes(id))));
      return !isThere;
    });
  }, id);
  expect(await databases()).toBe(false);
});

test('matter numbers of two tabs and of a device that is cut off are never the same', async () => {
  const { context, page, line } = await pc('0317');
  await begin(page, 3, {});
  const second = await context.newPage();
  await openStore(second, line.url);
  await second.evaluate(() => {
    const { hall, until } = globalThis as unknown as StoreWindow;
    return until(() => hall.isUp);
  });
  line.cut();
  const numbers = await Promise.all(
    [page, second].map((tab) =>
      tab.evaluate(async () => {
        const { hall } = globalThis as unknown as StoreWindow;
        return Promise.all(Array.from({ length: 10 }, () => hall.series.nextMatterNumber()));
      }),
    ),
  );
  const made = numbers.flat().map((number) => (number.ok ? number.value : number.code));
  expect(
    made.every((number) => /^\d{23}$/.test(number)),
    made.join(),
  ).toBe(true);
  expect(new Set(made).size).toBe(20);
});

test('a form of eighty fields with three people typing in it: nothing is lost, all see the same', async () => {
  const people = [await pc('0317'), await pc('0318'), await pc('0110')];
  const texts = Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`field.${n}`, `滨江云杉有限公司 ${n}`]));
  const [first] = people;
  if (!first) throw new Error('three people');
  const id = await begin(first.page, 3, texts);
  await Promise.all(
    people.map(({ page }, place) =>
      page.evaluate(
        async ({ id, place }) => {
          const { hall, until } = globalThis as unknown as StoreWindow;
          const room = hall.dossiers.open(id);
          await until(() => room.text('field.79') !== '');
          // One field each, and one that all three type into at once.
          for (let n = 0; n < 60; n += 1) {
            room.editText(`field.${place}`, `${room.text(`field.${place}`)}x`);
            room.editText('field.40', `${room.text('field.40')}${'abc'[place] ?? ''}`);
            await new Promise((resolve) => requestAnimationFrame(resolve));
          }
        },
        { id, place },
      ),
    ),
  );
  const seen = (page: Page): Promise<Record<string, string>> =>
    page.evaluate((id) => ({ ...(globalThis as unknown as StoreWindow).hall.dossiers.open(id).content.texts }), id);
  const count = (text: string | undefined, letter: string): number => (text ?? '').split(letter).length - 1;
  for (const { page } of people) {
    await expect
      .poll(async () => {
        const now = await seen(page);
        const own = [0, 1, 2].map((place) => count(now[`field.${place}`], 'x'));
        return [...own, ...[...'abc'].map((letter) => count(now['field.40'], letter))];
      })
      .toEqual([60, 60, 60, 60, 60, 60]);
  }
  const [one, ...others] = await Promise.all(people.map(({ page }) => seen(page)));
  for (const other of others) expect(other).toEqual(one);
  expect(Object.keys(one ?? {})).toHaveLength(80);
});
