import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPdf } from '../documents/read-pdf.ts';
import type { Line } from './line.ts';
import { printed, Stage } from './stage.ts';

let stage: Stage;
/** Of the window that is cut off. */
let line: Line;
const pages: [name: string, page: Page][] = [];

beforeAll(async () => {
  stage = await Stage.open();
  const kiosk = await stage.kiosk();
  await stage.take(kiosk);
  await stage.take(kiosk);
  line = await stage.line();
  const idle = await stage.window(3, '0317', line.url);
  const serving = await stage.window(4, '0318');
  await serving.keyboard.press('F2');
  await serving.getByRole('button', { name: /人到了/ }).waitFor();
  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('heading', { level: 1 }).waitFor();
  const admin = await stage.device('admin', '/admin');
  await stage.signIn(admin, '0001');
  await admin.getByText('已发布第').waitFor();
  const board = await stage.device('board', stage.hall.pairingLink('board'));
  await board.getByText('A001').first().waitFor();
  const care = await stage.page(kiosk.context(), '/kiosk');
  await care.getByRole('button', { name: '关怀版' }).click();
  const pairing = await stage.device('kiosk', '/kiosk');
  await pairing
    .getByText(/值班长/)
    .first()
    .waitFor();
  const signIn = await stage.device('window', '/window');
  await signIn.getByLabel('工号').waitFor();
  const landing = await stage.device('window', '/');
  const code = await stage.device('phone', '/r');
  pages.push(
    ['kiosk', kiosk],
    ['kiosk care', care],
    ['window idle', idle],
    ['window called', serving],
    ['supervise', tablet],
    ['admin', admin],
    ['board', board],
    ['pairing', pairing],
    ['sign-in', signIn],
    ['landing', landing],
    ['phone short code', code],
  );
});

afterAll(async () => {
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('axe-core finds nothing on any screen, in Chinese and in English', async () => {
  const found: string[] = [];
  for (const locale of ['zh-CN', 'en']) {
    for (const [name, page] of pages) {
      await page.evaluate((value) => localStorage.setItem('onewindow-locale', value), locale);
      await page.reload();
      await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const violation of violations) {
        found.push(
          `${name} (${locale}): ${violation.id} ${violation.nodes.map((node) => node.target.join(' ')).join(' | ')}`,
        );
      }
    }
  }
  expect(found).toEqual([]);
});

test('English is complete: no Chinese is left but names of the hall and its people', async () => {
  const left: string[] = [];
  for (const [name, page] of pages) {
    const text = await page.evaluate(() => document.body.innerText);
    for (const line of text.split('\n')) {
      const rest = line.replace(/一窗|中文|^中$|[\p{Script=Han}·]\*/gu, '');
      if (/\p{Script=Han}/u.test(rest) && name !== 'admin') left.push(`${name}: ${line}`);
    }
  }
  expect(left).toEqual([]);
});

test("axe-core finds nothing in dialogs, on an applicant's page, on a ticket, and while the line is cut", async () => {
  const found: string[] = [];
  const check = async (page: Page, name: string): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations)
      found.push(`${name}: ${id} ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
  };
  const of = (name: string): Page => pages.find(([candidate]) => candidate === name)?.[1] as Page;
  for (const [, page] of pages) await page.evaluate(() => localStorage.setItem('onewindow-locale', 'zh-CN'));

  const window = of('window idle');
  await window.reload();
  await window.locator('footer').getByText('已连接大厅').waitFor();
  for (const key of ['Alt+p', 'Control+k']) {
    await window.keyboard.press(key);
    await window.getByRole('dialog').waitFor();
    await check(window, key);
    await window.keyboard.press('Escape');
    await window.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  await window.getByRole('button', { name: '代取号' }).click();
  await window
    .getByRole('dialog')
    .getByLabel(/事项名称/)
    .waitFor();
  await check(window, 'take');
  await window.keyboard.press('Escape');

  const tablet = of('supervise');
  await tablet.reload();
  for (const name of ['恢复号票', '设备', '人员']) {
    await tablet.getByRole('button', { name, exact: true }).first().click();
    await tablet.getByRole('dialog').waitFor();
    await check(tablet, name);
    await tablet.keyboard.press('Escape');
    await tablet.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  const admin = of('admin');
  await admin.reload();
  await admin.getByRole('button', { name: '加人' }).click();
  await check(admin, 'add person');
  await admin.keyboard.press('Escape');

  const kiosk = of('kiosk');
  await kiosk.reload();
  await kiosk.getByRole('button', { name: /^企业开办/ }).click();
  await kiosk.getByRole('button', { name: '取号' }).click();
  await kiosk.getByRole('heading', { level: 1, name: /^A\d{3}$/ }).waitFor();
  await check(kiosk, 'ticket');
  await expect.poll(async () => (await printed(kiosk)).length).toBeGreaterThan(0);
  const slip = await readPdf((await printed(kiosk)).at(-1)?.pdf ?? new Uint8Array(), true);
  const phone = await stage.device('phone', slip.pages[0]?.qr ?? '');
  await phone.getByText(/前面/).first().waitFor();
  await check(phone, 'phone');

  line.cut();
  await window.locator('footer').getByText(/断开/).waitFor();
  await check(window, 'window cut off');
  expect(found).toEqual([]);
});

test('a board without a Chinese voice of its own says so', async () => {
  const board = await stage.device('board', '/board', { voice: false });
  const tablet = pages.find(([name]) => name === 'supervise')?.[1] as Page;
  await stage.pair(board, tablet, 'B2');
  await board
    .getByText(/没有中文语音/)
    .first()
    .waitFor();
});

test('on an address that is not secure the app works and says what is missing there', async () => {
  const page = await stage.device('window', `http://hall.test:${stage.hall.port}/window`);
  await page
    .getByText(/这个地址不加密/)
    .first()
    .waitFor();
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await page.getByLabel('工号').fill('0601');
  await page.getByLabel('密码', { exact: true }).fill(stage.hall.password('0601'));
  await page.keyboard.press('Enter');
  await page.getByLabel('现在的密码').waitFor();
});

test('at 200 % zoom the next action stays in sight and nothing needs scrolling sideways', async () => {
  const page = pages.find(([name]) => name === 'window called')?.[1] as Page;
  await page.setViewportSize({ width: 683, height: 384 });
  await page.reload();
  const next = page.getByRole('button', { name: /人到了/ });
  await next.waitFor();
  const box = await next.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(683);
  expect((box?.y ?? 0) + (box?.height ?? 999)).toBeLessThanOrEqual(384);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(683);
});
