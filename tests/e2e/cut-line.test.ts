import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Stage } from './stage.ts';

let stage: Stage;
let kiosk: Page;
let three: Page;
let four: Page;

const arrived = (page: Page) => page.getByRole('button', { name: /人到了/ });
const strip = (page: Page) => page.locator('footer');

beforeAll(async () => {
  stage = await Stage.open();
  [kiosk, three, four] = await Promise.all([stage.kiosk(), stage.window(3, '0317'), stage.window(4, '0318')]);
  await stage.take(kiosk);
  await stage.take(kiosk);
  await three.keyboard.press('F2');
  await arrived(three).waitFor();
  await three.keyboard.press('Control+Enter');
  await three.getByText('办理中').first().waitFor();
  // The shell is there once its worker is.
  await three.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
});

afterAll(async () => {
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('cut off and reloaded: the app opens, the day is there, the own ticket goes on, and all arrives once', async () => {
  await three.context().setOffline(true);
  await strip(three).getByText(/线路 .* 断开/).waitFor();
  await three.reload();
  await three.getByRole('region', { name: 'A001', exact: true }).waitFor();
  await three.getByText(/时在等/).first().waitFor();

  await three.keyboard.press('F10');
  await three.getByText('A001 已完成').waitFor();
  await strip(three).getByText('大厅未存 1 件').waitFor();
  await strip(three).getByText('待定 1 件').waitFor();

  // Calling while cut off is refused with its reason.
  expect(await three.getByRole('button', { name: /呼叫下一位/ }).isDisabled()).toBe(true);
  await three.getByText('线路断了，这件事要等线路通了再办').first().waitFor();

  await three.context().setOffline(false);
  await strip(three).getByText('已连接大厅').waitFor();
  await expect.poll(() => strip(three).getByText('大厅未存').count()).toBe(0);
  // Once: the window has served one person, not two.
  await expect.poll(() => three.getByText('已办（人）').locator('..').innerText()).toContain('1');
});

test('the relay is killed in the middle of a visit: everything acknowledged is there, work goes on', async () => {
  await four.keyboard.press('F2');
  await arrived(four).waitFor();
  await stage.hall.kill();
  await strip(four).getByText(/线路 .* 断开/).waitFor();
  await four.keyboard.press('Control+Enter');
  await four.getByRole('region', { name: 'A002', exact: true }).getByText('待定').waitFor();
  await stage.hall.run();
  await strip(four).getByText('已连接大厅').waitFor();
  await expect.poll(() => four.getByRole('region', { name: 'A002', exact: true }).getByText('待定').count()).toBe(0);
  await four.keyboard.press('F10');
  await four.getByText('A002 已完成').waitFor();
  expect(await stage.take(kiosk)).toBe('A003');
});

test('a kiosk that is cut off sends people to the guide and gives numbers again afterwards', async () => {
  await kiosk.context().setOffline(true);
  await kiosk.getByText(/线路断了/).first().waitFor();
  await kiosk.getByText(/导办/).first().waitFor();
  await kiosk.context().setOffline(false);
  await expect.poll(() => kiosk.getByText(/线路断了/).count(), { timeout: 20_000 }).toBe(0);
  expect(await stage.take(kiosk)).toBe('A004');
});
