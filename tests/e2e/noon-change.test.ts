import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Line } from './line.ts';
import { PASSWORD, Stage, printed } from './stage.ts';

let stage: Stage;
let kiosk: Page;
let pc: Page;
let line: Line;

const arrived = () => pc.getByRole('button', { name: /人到了/ });
const strip = () => pc.locator('footer');
const menu = async (entry: string): Promise<void> => {
  await pc.locator('summary', { hasText: '工号' }).click();
  await pc.getByRole('button', { name: entry }).click();
};

beforeAll(async () => {
  stage = await Stage.open();
  kiosk = await stage.kiosk();
  line = await stage.line();
  pc = await stage.device('window', `${line.url}/window`);
  // Whoever comes at noon was let in at this PC by the hall before.
  await stage.signIn(pc, '0318');
  await pc.getByText('已连接大厅').waitFor();
  await menu('断网口令');
  await pc.getByLabel('六位数字').fill('246810');
  await pc.getByLabel('再输一次').fill('246811');
  await pc.getByRole('button', { name: '设断网口令' }).click();
  await pc.getByText('要六位数字，两次一样。').waitFor();
  await pc.getByLabel('再输一次').fill('246810');
  await pc.getByRole('button', { name: '设断网口令' }).click();
  await pc.getByRole('dialog').waitFor({ state: 'detached' });
  await menu('退出登录');
  await stage.signIn(pc, '0317');
  await stage.openWindow(pc, 3);
  for (let n = 0; n < 3; n += 1) await stage.take(kiosk);
  await pc.keyboard.press('F2');
  await arrived().waitFor();
  await pc.keyboard.press('Control+Enter');
  await pc.getByText('办理中').first().waitFor();
  await pc.keyboard.press('F8');
  await pc.getByText('A001 已挂起').waitFor();
  await pc.keyboard.press('F2');
  await arrived().waitFor();
  await pc.keyboard.press('Control+Enter');
  await pc.getByText('办理中').first().waitFor();
  await strip().getByText('待定').waitFor({ state: 'detached' });
  await pc.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
});

afterAll(async () => {
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('a noon change of staff without the line: who leaves, who may come, and what is open at the window', async () => {
  await stage.hall.kill();
  await strip()
    .getByText(/线路 .* 断开/)
    .waitFor();
  await menu('换人接班');
  await pc.getByText('两周内在本机登录过的').waitFor();
  await pc.getByLabel('工号').fill('0501');
  await pc.getByLabel('密码或断网口令').fill(PASSWORD);
  await pc.keyboard.press('Enter');
  await pc.getByText('14 天内在这台电脑登录过的人才能登录').waitFor();
  await pc.getByLabel('工号').fill('0318');
  await pc.getByLabel('密码或断网口令').fill('135791');
  await pc.keyboard.press('Enter');
  await pc
    .getByText(/还可以试 4 次|还能试 4 次|4 次/)
    .first()
    .waitFor();
  await pc.getByLabel('密码或断网口令').fill('246810');
  await pc.keyboard.press('Enter');

  const list = pc.getByRole('dialog', { name: '接手本机：请核对' });
  await list.getByText('A002').waitFor();
  await list.getByText('A001').waitFor();
  await list.getByRole('button', { name: '核对无误，接手' }).click();
  await list.waitFor({ state: 'detached' });
  await pc.getByRole('region', { name: 'A002', exact: true }).waitFor();
  await pc.keyboard.press('F10');
  await pc.getByText('A002 已完成').waitFor();
});

test('a power cut in between: the PC comes up with the same person, window and numbers', async () => {
  await pc.reload();
  await pc.getByRole('heading', { level: 1, name: '3 号窗口' }).waitFor();
  await pc.getByRole('tab', { name: /挂起 ?1/ }).waitFor();
  await strip().getByText('大厅未存 2 件').waitFor();
});

test('the line is back: facts go at once as the colleague’s, requests after one password', async () => {
  await stage.hall.run();
  await strip().getByText('已连接大厅').waitFor();
  await expect.poll(() => strip().getByText('待定').count()).toBe(0);
  const aside = pc.getByRole('complementary', { name: '线路恢复了，请核对密码' });
  await aside.waitFor();
  await pc.keyboard.press('F2');
  await pc.getByText('大厅还没核对您的密码').waitFor();
  await aside.getByLabel('密码').fill('not-the-password');
  await aside.getByRole('button', { name: '核对密码' }).click();
  await aside.getByRole('alert').first().waitFor();
  await aside.getByLabel('密码').fill(PASSWORD);
  await aside.getByRole('button', { name: '核对密码' }).click();
  await aside.waitFor({ state: 'detached' });
  await strip().getByText('已连接大厅').waitFor();
  await pc.keyboard.press('F2');
  await arrived().waitFor();
  await pc.getByRole('region', { name: 'A003', exact: true }).waitFor();
});

test('a clock that is set a day on while the line is cut: the date is asked before a paper bears it', async () => {
  await pc.getByText('断网也能打印').waitFor({ timeout: 30_000 });
  line.cut();
  await strip()
    .getByText(/线路 .* 断开/)
    .waitFor();
  await pc.evaluate(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 24 * 3_600_000;
  });
  await pc.keyboard.press('Control+Enter');
  await pc.getByText('办理中').first().waitFor();
  await pc.getByRole('button', { name: /只告知/ }).click();
  const dialog = pc.getByRole('dialog', { name: '先确认今天的日期' });
  await pc.getByRole('dialog').getByRole('button', { name: '打印告知单' }).click();
  await dialog.waitFor();
  expect(await printed(pc)).toEqual([]);
  // It was set a day on: the person says which day it is.
  await dialog.getByLabel('不对，今天是').fill('2026-11-23');
  await dialog.getByRole('button', { name: '就是这一天' }).last().click();
  await expect.poll(async () => (await printed(pc)).length, { timeout: 20_000 }).toBe(1);
});
