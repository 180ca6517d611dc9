import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Line } from './line.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let kiosk: Page;
let three: Page;
let lineOfThree: Line;
let four: Page;

const arrived = (page: Page) => page.getByRole('button', { name: /人到了/ });
const strip = (page: Page) => page.locator('footer');

beforeAll(async () => {
  stage = await Stage.open();
  lineOfThree = await stage.line();
  [kiosk, three, four] = await Promise.all([
    stage.kiosk(),
    stage.window(3, '0317', lineOfThree.url),
    stage.window(4, '0318'),
  ]);
  await stage.take(kiosk);
  await stage.take(kiosk);
  await three.keyboard.press('F2');
  await arrived(three).waitFor();
  await three.keyboard.press('Control+Enter');
  await three.getByText('办理中').first().waitFor();
  await strip(three).getByText('已定').waitFor();
  // The shell is there once its worker is.
  await three.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
});

afterAll(async () => {
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('cut off and reloaded: the app opens, the day is there, the own ticket goes on, and all arrives once', async () => {
  lineOfThree.cut();
  await strip(three)
    .getByText(/线路 .* 断开/)
    .waitFor();
  await three.reload();
  await three.getByRole('region', { name: 'A001', exact: true }).waitFor();
  await three
    .getByText(/时在等/)
    .first()
    .waitFor();

  await three.keyboard.press('F10');
  await three.getByText('A001 已完成').waitFor();
  await strip(three).getByText('大厅未存 1 件').waitFor();
  await strip(three).getByText('待定 1 件').waitFor();

  // The one who waits is window 4's to call: here it is refused with its reason.
  expect(await three.getByRole('button', { name: /呼叫下一位/ }).isDisabled()).toBe(true);
  await three.getByText('在等的 1 位由大厅和别的窗口叫，线路通了再叫').waitFor();
  await three.keyboard.press('F2');
  await three.getByText('线路断着，本窗口手上没有号').waitFor();

  lineOfThree.mend();
  await strip(three).getByText('已连接大厅').waitFor();
  await expect.poll(() => strip(three).getByText('大厅未存').count()).toBe(0);
  // Once: the window has served one person, not two.
  await expect.poll(() => three.getByText('已办（人）').locator('..').innerText()).toContain('1');
});

test('a tablet that is cut off and reloaded shows the hall as it was, and locks what cannot be done', async () => {
  const line = await stage.line();
  const tablet = await stage.device('supervise', `${line.url}/supervise`);
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('heading', { level: 1, name: '大厅实时' }).waitFor();
  await tablet.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  line.cut();
  await tablet.reload();
  await tablet.getByRole('heading', { level: 1, name: '大厅实时' }).waitFor();
  await strip(tablet)
    .getByText(/线路 .* 断开/)
    .waitFor();
  await tablet.getByRole('button', { name: /^3 企业开办/ }).waitFor();
  expect(await tablet.getByRole('button', { name: '代取号' }).isDisabled()).toBe(true);
  await tablet.getByText('线路断着：这里是断开时的情况').waitFor();
  await tablet.context().close();
});

test('the relay is killed in the middle of a visit: everything acknowledged is there, work goes on', async () => {
  await four.keyboard.press('F2');
  await arrived(four).waitFor();
  await stage.hall.kill();
  await strip(four)
    .getByText(/线路 .* 断开/)
    .waitFor();
  await four.keyboard.press('Control+Enter');
  await four.getByRole('region', { name: 'A002', exact: true }).getByText('待定').waitFor();
  await stage.hall.run();
  await strip(four).getByText('已连接大厅').waitFor();
  await expect.poll(() => four.getByRole('region', { name: 'A002', exact: true }).getByText('待定').count()).toBe(0);
  await four.keyboard.press('F10');
  await four.getByText('A002 已完成').waitFor();
  expect(await stage.take(kiosk)).toBe('A003');
});

test('a kiosk that has no letter of its own yet sends people to the guide while its line is silent, and gives numbers afterwards', async () => {
  const line = await stage.line();
  const other = await stage.device('kiosk', `${line.url}/kiosk`);
  await other.context().route('**/api/series', (route) => route.abort());
  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await stage.pair(other, tablet, 'K2');
  await other.getByRole('heading', { name: '请问办什么事' }).waitFor();

  line.cut();
  await other.getByText('线路断了，请到导办台取号').first().waitFor();
  line.mend();
  await expect.poll(() => other.getByText('线路断了').count(), { timeout: 20_000 }).toBe(0);
  expect(await stage.take(other)).toBe('A004');
});

test('a window whose line goes silent knows it within seconds, and its facts arrive once', async () => {
  const line = await stage.line();
  const five = await stage.device('window', `${line.url}/window`);
  await stage.signIn(five, '0319');
  await stage.openWindow(five, 8);
  await five.keyboard.press('F2');
  await arrived(five).waitFor();
  const label = await five.getByRole('heading', { level: 2, name: /^A\d{3}$/ }).innerText();
  line.cut();
  await strip(five)
    .getByText(/线路 .* 断开/)
    .waitFor();
  await five.keyboard.press('Control+Enter');
  await five.keyboard.press('F8');
  await five.getByText(`${label} 已挂起`).waitFor();
  await strip(five).getByText('待定 2 件').waitFor();
  line.mend();
  await strip(five).getByText('已连接大厅').waitFor();
  await expect.poll(() => strip(five).getByText('待定').count()).toBe(0);
  await five.getByRole('tab', { name: /挂起 ?1/ }).waitFor();
});

test("a clock that is a day off: the hall's time counts, and the strip says so", async () => {
  const page = await stage.device('window', '/window', { clockOff: 24 * 3600_000 });
  await stage.signIn(page, '0601');
  await stage.openWindow(page, 16);
  await strip(page)
    .getByText(/本机时钟快 14\d\d 分钟/)
    .waitFor();
  const header = page.getByRole('banner');
  const shown = await header.getByText(/^\d\d:\d\d$/).innerText();
  const hall = await four
    .getByRole('banner')
    .getByText(/^\d\d:\d\d$/)
    .innerText();
  const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  expect(Math.abs(minutes(shown) - minutes(hall))).toBeLessThanOrEqual(1);
});
