import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Line } from './line.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let three: Page;
let kiosk: Page;
/** The kiosk's, and the window's. */
let line: Line;
let windowLine: Line;

const cutNote = '线路断了，这台机器照常出号';

/** Two touches, whatever the line does; answers the number. */
async function take(matter = '企业开办'): Promise<string> {
  await kiosk.getByRole('button', { name: new RegExp(`^${matter}`) }).click();
  await kiosk.getByRole('button', { name: '取号' }).click();
  const label = await kiosk.getByRole('heading', { level: 1, name: /^[A-Z]{1,2}\d{3}$/ }).innerText();
  await kiosk.getByText('号票在下面的出纸口').waitFor();
  await kiosk.getByRole('button', { name: '好了' }).click();
  return label;
}

const keptFonts = (): Promise<number> =>
  kiosk.evaluate(async () => {
    const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return kept.flat().filter(({ url }) => url.endsWith('.ttf')).length;
  });

/** The letter of this kiosk's own series: without it there is nothing to go on with. */
const keptSeries = (): Promise<unknown> =>
  kiosk.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('onewindow-device');
        opening.onerror = () => reject(opening.error ?? new Error('no database'));
        opening.onsuccess = () => {
          const asked = opening.result.transaction('kept').objectStore('kept').get('kiosk-series');
          asked.onerror = () => reject(asked.error ?? new Error('nothing kept'));
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result);
          };
        };
      }),
  );

const printed = (): Promise<string[]> =>
  kiosk.evaluate(() => (globalThis as unknown as { printed: { name: string }[] }).printed.map(({ name }) => name));

/** Calls the next number, serves it and answers its label. */
async function serve(page: Page): Promise<string> {
  await page.keyboard.press('F2');
  await page.getByRole('button', { name: /人到了/ }).waitFor();
  const label = await page.getByRole('heading', { level: 2, name: /^[A-Z]{1,2}\d{3}$/ }).innerText();
  await page.keyboard.press('Control+Enter');
  await page.getByText('办理中').first().waitFor();
  await page.keyboard.press('F10');
  await page.getByText(`${label} 已完成`).waitFor();
  return label;
}

beforeAll(async () => {
  stage = await Stage.open();
  [line, windowLine] = await Promise.all([stage.line(), stage.line()]);
  three = await stage.window(3, '0317', windowLine.url);
  kiosk = await stage.device('kiosk', `${line.url}/kiosk`);
  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await stage.pair(kiosk, tablet, 'K2');
  await tablet.context().close();
  await kiosk.getByRole('heading', { name: '请问办什么事' }).waitFor();
  await kiosk.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
});

afterAll(async () => {
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('[TA2] cut off: real numbers, real slips, also after a reload; back: all join in order and are called', async () => {
  expect(await take()).toBe('A001');
  // What it goes on with is kept on this machine, and what printing needs.
  await expect.poll(keptSeries).toMatchObject({ letter: expect.stringMatching(/^[A-HJ-NP]$/) });
  await expect.poll(keptFonts, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  line.cut();
  await kiosk.getByText(cutNote).first().waitFor();
  const labels = [await take(), await take(), await take('领取办理结果')];
  await kiosk.reload();
  await kiosk.getByText(cutNote).first().waitFor();
  labels.push(await take());
  const [first = ''] = labels;
  const letter = first.slice(1, 2);
  expect(letter).toMatch(/[A-HJ-NP]/);
  expect(labels).toEqual([`A${letter}001`, `A${letter}002`, `E${letter}001`, `A${letter}003`]);
  expect(await printed()).toEqual([`${labels[3]}.pdf`]);
  line.mend();
  await expect.poll(() => kiosk.getByText(cutNote).count(), { timeout: 20_000 }).toBe(0);
  expect(await take()).toBe('A002');
  await three.getByText(`A${letter}003`).first().waitFor();
  const called = [];
  for (let n = 0; n < 5; n += 1) called.push(await serve(three));
  expect(called).toEqual(['A001', `A${letter}001`, `A${letter}002`, `A${letter}003`, 'A002']);
});

test('[TA4] the relay is killed under a wish: the kiosk gives its own number, and nobody is called twice', async () => {
  await stage.hall.kill();
  // The line is not known to be cut yet: the wish is asked for, nobody answers, and the kiosk goes on by itself.
  const label = await take();
  expect(label).toMatch(/^A[A-Z]004$/);
  await stage.hall.run();
  await three.getByText('已连接大厅').waitFor();
  await three.getByText(label).first().waitFor();
  expect(await serve(three)).toBe(label);
});

test('[TA2] 代取号 at a window that is cut off: a number of its own, printed, and in the queue once it is back', async () => {
  await three.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  windowLine.cut();
  await three
    .getByText(/线路 .* 断开/)
    .first()
    .waitFor();
  await three.getByRole('button', { name: '代取号' }).click();
  const dialog = three.getByRole('dialog');
  await dialog.getByText('线路断着：号由本机出').waitFor();
  await dialog.getByLabel(/事项名称/).fill('qykb');
  await dialog.getByRole('radio', { name: /企业开办一件事/ }).check();
  await dialog.getByRole('button', { name: '取号并打印' }).click();
  const said = await three.getByText(/已取 A[A-Z]001，号票在打印/).innerText();
  const label = /A[A-Z]\d{3}/.exec(said)?.[0] ?? '';
  const letters = await kiosk.evaluate(() => (globalThis as unknown as { printed: { name: string }[] }).printed);
  expect(letters.map(({ name }) => name)).not.toContain(`${label}.pdf`);
  windowLine.mend();
  await three.getByText('已连接大厅').waitFor();
  expect(await serve(three)).toBe(label);
});

test('after a long time without the line somebody has to look at the date before a number bears it', async () => {
  line.cut();
  await kiosk.context().addInitScript('{ const now = Date.now; Date.now = () => now() + 26 * 3600_000; }');
  await kiosk.reload();
  await kiosk.getByText(cutNote).first().waitFor();
  await kiosk.getByRole('button', { name: /^企业开办/ }).click();
  await kiosk.getByRole('button', { name: '取号' }).click();
  await kiosk.getByText(/^今天是 .* 吗？$/).waitFor();
  expect(await printed()).toEqual([]);
  await kiosk.getByRole('button', { name: '不是', exact: true }).click();
  await kiosk.getByText('这台机器的日期不对，请到导办台取号').waitFor();
  expect(await kiosk.getByRole('button', { name: '取号' }).isDisabled()).toBe(true);
  await kiosk.reload();
  await kiosk.getByRole('button', { name: /^企业开办/ }).click();
  await kiosk.getByRole('button', { name: '取号' }).click();
  await kiosk.getByRole('button', { name: '是今天，出号' }).click();
  await kiosk.getByText('号票在下面的出纸口').waitFor();
});
