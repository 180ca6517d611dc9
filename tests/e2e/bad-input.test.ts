import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPdf } from '../documents/read-pdf.ts';
import { printed, Stage } from './stage.ts';

let stage: Stage;
let kiosk: Page;

beforeAll(async () => {
  stage = await Stage.open();
  kiosk = await stage.kiosk();
});

afterAll(async () => {
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('[Q2] a double tap, then a reload in the middle: one number', async () => {
  await kiosk.getByRole('button', { name: /^企业开办/ }).click();
  await kiosk.getByRole('button', { name: '取号' }).dblclick();
  await kiosk.getByRole('heading', { level: 1, name: 'A001' }).waitFor();
  await kiosk.reload();
  await kiosk.getByRole('heading', { level: 1, name: 'A001' }).waitFor();
  await kiosk.getByRole('button', { name: '好了' }).click();
  expect(await stage.take(kiosk)).toBe('A002');
});

test('[W1] two browsers open one window: the second is told who has it', async () => {
  const first = await stage.window(5, '0317');
  const second = await stage.device('window', '/window');
  await stage.signIn(second, '0318');
  await second.getByText('工号 0317 在用').waitFor();
  expect(await second.getByRole('radio', { name: /^5 / }).isDisabled()).toBe(true);
  await first.context().close();
  await second.context().close();
});

test('a new kiosk is paired by the code that a supervisor types', async () => {
  const fresh = await stage.device('kiosk', '/kiosk');
  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('button', { name: '核对并确认' }).first().click();
  const dialog = tablet.getByRole('dialog');
  await dialog.getByLabel('配对码').fill('000000');
  await dialog.getByLabel('给它起个名').fill('古丽·𠮷 K2');
  await dialog.getByRole('button', { name: '确认', exact: true }).click();
  await dialog.getByText('配对码不对').waitFor();
  await stage.pair(fresh, tablet, '古丽·𠮷 K2');
  await fresh.getByRole('heading', { name: '请问办什么事' }).waitFor();
  expect(await stage.take(fresh)).toBe('A003');

  // Switched off, it gives no more numbers.
  await tablet.getByRole('button', { name: '设备', exact: true }).click();
  await tablet
    .getByRole('dialog')
    .getByRole('listitem')
    .filter({ hasText: '古丽·𠮷 K2' })
    .getByRole('button', { name: '停用' })
    .click();
  await tablet.getByRole('dialog').getByText('已停用').waitFor();
  await fresh.reload();
  await fresh.getByText('这台设备已被停用').first().waitFor();
});

test('no paper: the same number is printed once more, and then somebody comes', async () => {
  await kiosk.getByRole('button', { name: /^企业开办/ }).click();
  await kiosk.getByRole('button', { name: '取号' }).click();
  const label = await kiosk.getByRole('heading', { level: 1, name: /^A\d{3}$/ }).innerText();
  const prints = async (): Promise<number> =>
    (await printed(kiosk)).filter(({ name }) => name === `${label}.pdf`).length;
  await expect.poll(prints).toBe(1);
  await kiosk.getByRole('button', { name: '没出纸' }).click();
  await expect.poll(prints).toBe(2);
  const again = await readPdf((await printed(kiosk)).at(-1)?.pdf ?? new Uint8Array());
  expect(again.text).toContain('补打');
  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0110');
  await kiosk
    .getByRole('button', { name: /没出纸|请导办|过来/ })
    .first()
    .click();
  await tablet.getByText('取号机前有人要帮忙').first().waitFor();
  expect(await prints()).toBe(2);
  await kiosk.getByRole('button', { name: '好了' }).click();
});

test('a queue that was closed gives no number, and says so', async () => {
  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('button', { name: /^水电气网/ }).click();
  await tablet.getByRole('dialog').getByRole('button', { name: '停止取号' }).click();
  await kiosk.getByRole('button', { name: /^水电气网报装/ }).click();
  await kiosk.getByRole('button', { name: /水电气报装与外线/ }).click();
  await kiosk.getByText('这类事现在没有窗口办').first().waitFor();
});

test('a forged token and an unknown short code have their own words', async () => {
  const phone = await stage.device('phone', '/r/AAAAAAAAAAAAAAAAAAAAAA');
  await phone.getByText('没有这个号').first().waitFor();
  await phone.goto(`${stage.hall.url}/r/ZZZZ9999`);
  await phone.getByText('没有这个号').first().waitFor();
});

test('a role that may not use a page is told so, and a wrong password counts down', async () => {
  const page = await stage.device('window', '/admin');
  await page.getByLabel('工号').fill('0319');
  await page.getByLabel('密码', { exact: true }).fill('wrong-password');
  await page.keyboard.press('Enter');
  await page.getByText('还可再试 4 次').waitFor();
  await stage.signIn(page, '0319');
  await page.getByRole('heading', { name: '这个工号不能用这一页' }).waitFor();
});

test('a contingent that is used up and a setup that does not fit', async () => {
  await stage.publish((setup) => {
    for (const queue of setup.queues) if (queue['id'] === 'C') queue['contingent'] = 1;
  });
  await kiosk.reload();
  await kiosk.getByRole('button', { name: /^房屋过户/ }).click();
  await kiosk.getByRole('button', { name: /不动产转移登记与水电气过户/ }).click();
  await kiosk.getByRole('button', { name: '取号' }).click();
  await kiosk.getByRole('heading', { level: 1, name: 'C001' }).waitFor();
  await kiosk.getByRole('button', { name: '好了' }).click();
  await kiosk.getByRole('button', { name: /^房屋过户/ }).click();
  await kiosk.getByRole('button', { name: /不动产转移登记与水电气过户/ }).click();
  await kiosk
    .getByText(/取完了/)
    .first()
    .waitFor();
  await kiosk
    .getByText(/9、10、11、12/)
    .first()
    .waitFor();
});
