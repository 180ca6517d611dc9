import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { confirmAll, decidePart, Desk, fileMatter, handOver, type Filed } from './matters.ts';
import { Stage } from './stage.ts';

const MORNING = '2026-11-24T10:00:00+08:00';

let stage: Stage;
let clerk: Desk;
let pickup: Desk;
let tablet: Page;
let filed: Filed;

const lists = (page: Page) => page.getByRole('dialog', { name: '办件和评价' });
const tab = async (page: Page, name: string): Promise<void> => {
  await lists(page)
    .getByRole('tab', { name: new RegExp(`^${name}`) })
    .click();
};
const axe = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
};

beforeAll(async () => {
  stage = await Stage.open(MORNING);
  [clerk, pickup] = [await Desk.open(stage, '0317'), await Desk.open(stage, '0601')];
  await pickup.act('openWindow', { window: 16 });
  tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('heading', { name: '红黄牌' }).waitFor();
});

afterAll(async () => {
  clerk.close();
  pickup.close();
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('open matters, each with its clocks by part; found by department and by the end of a number', async () => {
  await fileMatter(clerk, { until: 'received', name: '滨江市蓝莓商贸有限公司' });
  filed = await fileMatter(clerk);
  await tablet.getByText('在办 2 件').waitFor();
  await tablet.getByRole('button', { name: /没有红牌、黄牌/ }).click();
  const dialog = lists(tablet);
  const row = dialog.getByRole('button', { name: new RegExp(`^${filed.no.slice(-4)} 企业开办一件事`) });
  await row.waitFor();
  await row.getByText('公司设立登记').waitFor();
  expect(await row.innerText()).toMatch(/剩 3 小时 (29|30) 分/);
  await row.getByText('滨江市橙果****有限公司').waitFor();
  await dialog.getByText('告知补正或受理').waitFor();
  await dialog.getByLabel('部门').selectOption({ label: '税务局' });
  await dialog.getByText('1 件', { exact: true }).waitFor();
  await dialog.getByLabel('部门').selectOption('');
  await dialog.getByLabel('尾号、号票、事项、申请人').fill('蓝莓');
  await expect.poll(() => row.count()).toBe(0);
  await dialog.getByText('1 件', { exact: true }).waitFor();
  expect(await axe(tablet)).toEqual([]);
  await tablet.keyboard.press('Escape');
});

test('the time-line of a matter: what, when, who, from which device', async () => {
  const registrar = await Desk.open(stage, '0501');
  await decidePart(registrar, filed.dossier, 'QY-01');
  registrar.close();
  await tablet.getByRole('button', { name: /没有红牌、黄牌/ }).click();
  await lists(tablet)
    .getByRole('button', { name: new RegExp(`^${filed.no.slice(-4)} `) })
    .click();
  const timeline = tablet.getByRole('dialog', { name: /：经过$/ });
  const steps = timeline.getByRole('listitem');
  await steps.filter({ hasText: '公司设立登记 办结' }).waitFor();
  const text = await steps.allInnerTexts();
  expect(text[0]).toMatch(
    /11 月 24 日 \d\d:\d\d:\d\d[\s\S]*开始办理：企业开办一件事，3 号窗口[\s\S]*工号 0317[\s\S]*设备 /,
  );
  expect(text[1]).toMatch(/收件，尾号 \d{4}，12 月 1 日 17:30 前告知结果/);
  expect(text[2]).toMatch(/受理，最晚 11 月 25 日 10:\d\d 办结/);
  expect(text[3]).toMatch(/公司设立登记 办结，部门 11 月 24 日 10:\d\d 决定[\s\S]*工号 0501/);
  expect(text[4]).toMatch(/部门送出 营业执照，2 件/);
  expect(text[5]).toMatch(/下一段开始，11 月 24 日 \d\d:\d\d 前办结/);
  expect(await axe(tablet)).toEqual([]);
  await timeline.getByRole('button', { name: '返回' }).click();
  await lists(tablet).waitFor();
  await tablet.keyboard.press('Escape');
});

test('a bundle kept by a silent desk: what a release risks is said, then another desk may take it', async () => {
  await confirmAll(pickup, filed.dossier);
  await tablet.getByRole('button', { name: /可领 0 1 份还在等齐/ }).click();
  const dialog = lists(tablet);
  await dialog.getByText('货架 A-01').waitFor();
  await dialog.getByText('还差 印章、发票、税控设备').waitFor();
  await dialog.getByText('16 号窗口保管').waitFor();
  await dialog.getByRole('button', { name: '收回保管' }).click();
  await dialog.getByText(/就可能一件交两次/).waitFor();
  expect(await axe(tablet)).toEqual([]);
  await dialog.getByRole('button', { name: '看过了，收回' }).click();
  await dialog.getByText('没人保管').waitFor();
  await tablet.keyboard.press('Escape');
  const other = await Desk.open(stage, '0602');
  await other.act('takeCustody', { dossier: filed.dossier });
  expect(other.matter(filed.dossier).custody).toBe(other.device);
  // The first desk hands over what it no longer keeps: a fact, recorded for a person to resolve.
  await handOver(pickup, filed.dossier);
  other.close();
  await tablet.getByRole('button', { name: /对不上 1/ }).click();
  await dialog.getByText(`交付 企业开办一件事 ${filed.no.slice(-4)} 与大厅对不上`).waitFor();
  await dialog.getByText('当时已是“没到齐”，工号 0601').waitFor();
  await tablet.keyboard.press('Escape');
});

test('the second screen of a window asks for a rating; paper is entered; neither twice', async () => {
  const kiosk = await stage.kiosk();
  await stage.take(kiosk);
  const three = await stage.window(3, '0318');
  const screen = await stage.page(three.context(), '/rate');
  await screen.getByRole('heading', { name: '办完事，请在这里评价' }).waitFor();
  await screen.getByText('3 号窗口').waitFor();
  await three.keyboard.press('F2');
  await three.getByRole('button', { name: /人到了/ }).waitFor();
  await three.keyboard.press('Control+Enter');
  await three.getByText('办理中').first().waitFor();
  await three.keyboard.press('F10');
  await screen.getByRole('heading', { name: '请评价这次服务' }).waitFor();
  expect(await screen.getByRole('radio', { checked: true }).count()).toBe(0);
  expect(await axe(screen)).toEqual([]);
  await screen.getByRole('button', { name: '提交评价' }).click();
  await screen.getByText('先点一档，再提交。也可以不评。').waitFor();
  await screen.getByRole('radio', { name: '满意', exact: true }).check();
  await screen.getByText('服务态度').click();
  await screen.getByRole('button', { name: '提交评价' }).click();
  await screen.getByRole('heading', { name: '评价收到了，谢谢您' }).waitFor();
  await tablet.getByText('好评率（1 条）').waitFor();
  await tablet.getByText('100.00').waitFor();

  await tablet.getByRole('button', { name: /^评价/ }).click();
  const enter = async (level: string): Promise<void> => {
    await lists(tablet).getByRole('button', { name: '录入纸质评价' }).click();
    const paper = tablet.getByRole('dialog', { name: '录入纸质评价' });
    await paper.getByRole('button', { name: '录入', exact: true }).click();
    await paper.getByText('先选哪个号、哪件事，再点一档。').waitFor();
    await paper.getByLabel('哪个号、哪件事').selectOption({ label: 'A001 · 企业开办一件事 · 3 号窗口' });
    await paper.getByRole('radio', { name: level, exact: true }).check();
    await paper.getByRole('button', { name: '录入', exact: true }).click();
  };
  await enter('不满意');
  await tablet
    .getByText(/已经评价过了/)
    .first()
    .waitFor();
  expect(await axe(tablet)).toEqual([]);
  await tablet.keyboard.press('Escape');
  await tablet.keyboard.press('Escape');

  await stage.take(kiosk);
  await three.keyboard.press('F2');
  await three.getByRole('button', { name: /人到了/ }).waitFor();
  await three.keyboard.press('Control+Enter');
  await three.getByText('办理中').first().waitFor();
  await three.keyboard.press('F10');
  await screen.getByRole('button', { name: '不评了' }).click();
  await screen.getByRole('heading', { name: '办完事，请在这里评价' }).waitFor();
  await three.keyboard.press('Control+k');
  await three.getByRole('dialog').getByLabel('输入命令名').fill('纸质');
  await three.keyboard.press('Enter');
  const paper = three.getByRole('dialog', { name: '录入纸质评价' });
  await paper.getByLabel('哪个号、哪件事').selectOption({ label: 'A002 · 企业开办一件事 · 3 号窗口' });
  await paper.getByRole('radio', { name: '不满意', exact: true }).check();
  await paper.getByRole('button', { name: '录入', exact: true }).click();
  await three.getByText('纸质评价已录入').waitFor();
  await tablet.getByRole('button', { name: /差评 1 3 号窗口 · 等待核实/ }).waitFor();
  await tablet.getByText('50.00').waitFor();
  await Promise.all([kiosk.context().close(), three.context().close()]);
});

test('the setup drafted together: seen by the other at once, published as a whole by the administrator', async () => {
  const admin = await stage.device('admin', '/admin');
  await stage.signIn(admin, '0001');
  await admin.getByText('已发布第 1 版').waitFor();
  await tablet.getByRole('button', { name: /刻线 15 分、30 分/ }).click();
  const draft = tablet.getByRole('dialog', { name: '一起起草设置' });
  await draft.getByLabel('等候黄线（分）').fill('20');
  await draft.getByLabel('等候红线（分）').focus();
  await admin.getByText('草稿里改了 1 处').waitFor();
  await admin.getByText('工号 0100 在改').waitFor();
  expect(await admin.getByRole('textbox', { name: '等候黄线（分）' }).inputValue()).toBe('20');
  expect(await axe(tablet)).toEqual([]);
  await draft.getByLabel('过号前叫几次').fill('0');
  await draft.getByLabel('等候红线（分）').focus();
  await draft.getByText('填 1 到 9 之间的数').waitFor();
  await draft.getByText('草稿由管理员发布。').waitFor();
  await tablet.keyboard.press('Escape');
  await admin.getByLabel('第 2 段 结束').fill('17:00');
  await admin.getByLabel('第 2 段 开始').focus();
  await admin.getByText('草稿里改了 2 处').waitFor();
  await admin.getByRole('button', { name: '检查并发布草稿' }).click();
  await admin.getByText('第 2 版已发布，草稿清空了').waitFor();
  await tablet.getByRole('button', { name: /刻线 20 分、30 分/ }).waitFor();
  await admin.context().close();
});

test('three windows call for help: red and yellow cards stay in reach', async () => {
  for (const window of [5, 6, 7]) {
    await clerk.act('openWindow', { window });
    await clerk.act('callHelp', { from: 'window', window });
    await clerk.act('closeWindow', { window });
  }
  const todo = tablet.getByRole('region', { name: '要处理的' });
  await expect.poll(() => todo.getByRole('listitem').count()).toBeGreaterThanOrEqual(3);
  const cards = tablet.getByRole('region', { name: '红黄牌' });
  const [panel, row] = [await cards.boundingBox(), await cards.getByRole('button').first().boundingBox()];
  expect(row && panel && row.y + row.height <= panel.y + panel.height).toBe(true);
  await cards.getByRole('button').first().click();
  await lists(tablet).waitFor();
  await tablet.keyboard.press('Escape');
  const answer = todo.getByRole('button', { name: '我去' });
  for (let left = 2; left >= 0; left -= 1) {
    await answer.first().click();
    await expect.poll(() => answer.count()).toBe(left);
  }
});

test('English is complete here too', async () => {
  await tablet.evaluate(() => localStorage.setItem('onewindow-locale', 'en'));
  await tablet.reload();
  await tablet.getByRole('heading', { name: 'Cards' }).waitFor();
  await tablet.getByRole('button', { name: /No red or yellow cards/ }).click();
  const dialog = tablet.getByRole('dialog', { name: 'Matters and ratings' });
  const left: string[] = [];
  for (const name of ['Matters', 'Bundles', 'Bookings', 'Ratings', 'Mismatches']) {
    await dialog.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
    const text = await dialog.innerText();
    // Applicants have Chinese names.
    left.push(...text.split('\n').filter((line) => /\p{Script=Han}/u.test(line.replace(/滨江市\S*公司/gu, ''))));
  }
  expect(left).toEqual([]);
  await dialog.getByRole('tab', { name: /^Bundles/ }).click();
  await dialog.getByRole('button', { name: 'Time-line' }).click();
  const timeline = tablet.getByRole('dialog', { name: /time-line$/ });
  await timeline.getByText('The pickup desk has Business licence').waitFor();
  expect((await timeline.innerText()).split('\n').filter((line) => /\p{Script=Han}/u.test(line))).toEqual([]);
  await tablet.evaluate(() => localStorage.setItem('onewindow-locale', 'zh-CN'));
  await tablet.reload();
});

test('late ones turn red, and a cut tablet keeps what it knew', async () => {
  await stage.hall.restartAt('2026-11-24T16:30:00+08:00');
  await tablet.getByRole('button', { name: /红牌 1 .*超 / }).click();
  const dialog = lists(tablet);
  await dialog.getByRole('radio', { name: '红牌' }).check({ force: true });
  await dialog.getByText('1 件', { exact: true }).waitFor();
  await stage.hall.kill();
  await tablet.locator('footer').getByText(/断开/).waitFor();
  await tab(tablet, '出件');
  await dialog.getByText('货架 A-01').waitFor();
  await dialog.getByRole('button', { name: '看经过' }).click();
  await tablet.getByText('经过没取到。线路通了再看。').waitFor();
  await stage.hall.run();
});
