import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Line } from './line.ts';
import { Desk } from './matters.ts';
import { PASSWORD, Stage } from './stage.ts';

let stage: Stage;
let line: Line;
let pc: Page;
let colleague: Desk;

const strip = () => pc.locator('footer');
const menu = async (entry: string): Promise<void> => {
  await pc.locator('summary', { hasText: '工号' }).click();
  await pc.getByRole('button', { name: entry }).click();
};

beforeAll(async () => {
  stage = await Stage.open();
  line = await stage.line();
  const kiosk = await stage.kiosk();
  pc = await stage.device('window', `${line.url}/window`);
  // Whoever comes at noon was let in at this PC by the hall before.
  await stage.signIn(pc, '0318');
  await strip().getByText('已连接大厅').waitFor();
  await menu('退出登录');
  await stage.signIn(pc, '0317');
  await stage.openWindow(pc, 3);
  colleague = await Desk.open(stage, '0319');
  await stage.take(kiosk);
  await pc.getByRole('tabpanel').getByRole('button').first().waitFor();
  await pc.keyboard.press('F2');
  await pc.getByRole('button', { name: /人到了/ }).waitFor();
  await pc.keyboard.press('Control+Enter');
  await pc.getByLabel('公司类型').selectOption('llc_natural');
  await pc.getByLabel('公司名称').fill('滨江区明远');
  await strip().getByText('待定').waitFor({ state: 'detached' });
  await pc.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await pc.getByText('断网也能打印').waitFor({ timeout: 30_000 });
});

afterAll(async () => {
  colleague.close();
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('a form goes on over the change of staff and the password that is asked for when the line is back', async () => {
  line.cut();
  await strip()
    .getByText(/线路 .* 断开/)
    .waitFor();
  await menu('换人接班');
  await pc.getByLabel('工号').fill('0318');
  await pc.getByLabel('密码或断网口令').fill(PASSWORD);
  await pc.keyboard.press('Enter');
  const list = pc.getByRole('dialog', { name: '接手本机：请核对' });
  // The switch is dead: what is asked over it is given up after a while.
  await list.getByRole('button', { name: '核对无误，接手' }).click({ timeout: 20_000 });
  const name = pc.getByLabel('公司名称');
  await expect.poll(() => name.inputValue()).toBe('滨江区明远');
  await name.fill('滨江区明远商贸');

  line.mend();
  const aside = pc.getByRole('complementary', { name: '线路恢复了，请核对密码' });
  await aside.getByLabel('密码').fill(PASSWORD);
  await aside.getByRole('button', { name: '核对密码' }).click();
  await aside.waitFor({ state: 'detached' });

  await expect.poll(() => name.inputValue()).toBe('滨江区明远商贸');
  await name.fill('滨江区明远商贸有限公司');
  const dossier = await colleague.until((state) => [...state.matters.values()][0]?.dossier);
  await expect
    .poll(async () => (await colleague.content(dossier)).texts['company.nameApproved'])
    .toBe('滨江区明远商贸有限公司');
  await pc.reload();
  await expect.poll(() => pc.getByLabel('公司名称').inputValue()).toBe('滨江区明远商贸有限公司');
});
