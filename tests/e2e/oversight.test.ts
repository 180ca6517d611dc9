import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Line } from './line.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let line: Line;
let three: Page;
let tablet: Page;

const axe = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
};

beforeAll(async () => {
  stage = await Stage.open();
  const kiosk = await stage.kiosk();
  // A switch, not the browser's own emulation: with that its network service may end, and every cookie with it.
  line = await Line.open(stage.hall.port);
  three = await stage.device('window', `${line.url}/window`);
  await stage.signIn(three, '0317');
  await stage.openWindow(three, 3);
  tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('heading', { name: '红黄牌' }).waitFor();
  await stage.take(kiosk);
  await three.keyboard.press('F2');
  await three.getByRole('button', { name: /人到了/ }).waitFor();
  await three.keyboard.press('Control+Enter');
  await three.getByText('办理中').first().waitFor();
});

afterAll(async () => {
  await stage.close();
  await line.close();
  expect(stage.errors).toEqual([]);
});

test('a PC that is switched off while it is cut off hands in what it did: not recorded, and the supervisor sees it', async () => {
  line.cut();
  await three
    .locator('footer')
    .getByText(/线路 .* 断开/)
    .waitFor();
  await three.keyboard.press('F10');
  await three.getByText('A001 已完成').waitFor();
  const incarnation = await three.evaluate(() => localStorage.getItem('onewindow-incarnation'));
  await tablet.getByRole('button', { name: '设备' }).click();
  const row = tablet
    .getByRole('dialog')
    .getByRole('listitem')
    .filter({ hasText: incarnation?.slice(0, 6) ?? 'none' });
  await row.getByRole('button', { name: '停用' }).click();
  await row.getByText('已停用').waitFor();
  await tablet.keyboard.press('Escape');
  line.mend();
  await three.getByText('本机已停用。还没送到大厅的 1 件已交给值班长，没有记入账。').waitFor();

  await tablet.getByRole('button', { name: /^迟到 1/ }).click();
  const lists = tablet.getByRole('dialog', { name: '办件和评价' });
  const fact = lists.getByRole('listitem').filter({ hasText: '完成 · A001 · 3 号窗口' });
  await fact.getByText(/工号 0317 · 设备 .* · 电脑已停用/).waitFor();
  expect(await axe(tablet)).toEqual([]);
  await fact.getByRole('button', { name: '已处理' }).click();
  await fact.getByText(/工号 0100 .* 处理/).waitFor();
  await tablet.keyboard.press('Escape');
  await expect.poll(() => tablet.getByRole('button', { name: /^迟到/ }).count()).toBe(0);
});

test('an administrator reads what was noted, by kind, and ends a sign-in elsewhere', async () => {
  const admin = await stage.device('admin', '/admin');
  await stage.signIn(admin, '0001');
  const notes = admin.getByRole('region', { name: '进出和处置记录' });
  await notes.getByRole('listitem').filter({ hasText: '停用设备' }).waitFor();
  await notes.getByLabel('种类').selectOption({ label: '迟到的事项放在一边' });
  const entry = notes.getByRole('listitem').filter({ hasText: '工号 0317' });
  await entry.getByText(/原因 device-revoked/).waitFor();
  expect(await notes.getByRole('listitem').count()).toBe(1);
  const now = admin.getByRole('region', { name: '现在的登录' });
  const tabletRow = now.getByRole('listitem').filter({ hasText: '0100' });
  await tabletRow.getByRole('button', { name: '退出' }).click();
  await expect.poll(() => tabletRow.count()).toBe(0);
  await tablet.getByRole('heading', { level: 1, name: '登录' }).waitFor();
  expect(await axe(admin)).toEqual([]);
  await admin.context().close();
});

test('everybody sees where they are signed in, and ends what is not theirs', async () => {
  const here = await stage.device('window', '/window');
  await stage.signIn(here, '0318');
  const there = await stage.device('window', '/window');
  await stage.signIn(there, '0318');
  await there.getByText('已连接大厅').waitFor();
  await here.getByText('已连接大厅').waitFor();
  await here.getByText(/工号 0318/).click();
  await here.getByRole('button', { name: '我的登录' }).click();
  const dialog = here.getByRole('dialog', { name: '我的登录' });
  await dialog.getByText('本机', { exact: true }).waitFor();
  expect(await dialog.getByRole('listitem').count()).toBe(2);
  await dialog.getByRole('button', { name: '退出' }).click();
  await there.getByRole('heading', { level: 1, name: '登录' }).waitFor();
  await expect.poll(() => dialog.getByRole('listitem').count()).toBe(1);
});
