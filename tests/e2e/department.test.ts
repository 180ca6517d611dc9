import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addWorking,
  clockTextOfT,
  hallMinute,
  minuteOfDayOf,
  MINUTE,
  minutesSince,
  workingClockOf,
} from '#lib/domain/index.ts';
import { readPdf } from '../documents/read-pdf.ts';
import type { Line } from './line.ts';
import { decidePart, Desk, fileMatter, type Filed } from './matters.ts';
import { printed, Stage } from './stage.ts';

let stage: Stage;
let clerk: Desk;
let registry: Page;
let tax: Page;
let lineOfTax: Line;
let first: Filed;
let second: Filed;

const row = (page: Page, filed: Filed) =>
  page.getByRole('tabpanel').getByRole('button', { name: new RegExp(`^${filed.no.slice(-4)} `) });
const detail = (page: Page) => page.getByRole('region', { name: '办件', exact: true });
const field = (page: Page, name: string) => detail(page).locator(`[name="${name}"]`);

async function open(account: string, base = ''): Promise<Page> {
  const page = await stage.device('department', `${base}/department`);
  await stage.signIn(page, account);
  await page.getByRole('tablist', { name: '本部门办件' }).waitFor();
  return page;
}

async function choose(page: Page, filed: Filed): Promise<void> {
  await row(page, filed).click();
  await detail(page)
    .getByRole('heading', { level: 2, name: `办件 ${filed.no.slice(-4)}` })
    .waitFor();
  await detail(page).getByText('登记本部门的决定').waitFor();
}

beforeAll(async () => {
  stage = await Stage.open();
  clerk = await Desk.open(stage, '0317');
  first = await fileMatter(clerk, { name: '滨江市橘洲网络科技有限公司' });
  second = await fileMatter(clerk, { name: '滨江市晴川印务有限公司' });
  lineOfTax = await stage.line();
  [registry, tax] = [await open('0501'), await open('0502', lineOfTax.url)];
});

afterAll(async () => {
  clerk.close();
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('a department sees its own sub-matters: the first stage runs, the next one waits for it', async () => {
  await row(registry, first).getByText('正常').waitFor();
  await row(registry, first).getByText('滨江市橘洲网络科技有限公司').waitFor();
  await row(tax, first).getByText('等第一段办结').waitFor();
  await row(tax, first).getByText('待前段').waitFor();
  // Nothing of another department is here.
  expect(await registry.getByRole('tabpanel').getByText('公章刻制').count()).toBe(0);
});

test('one key copies the department’s fields in its order, with a tab between', async () => {
  await registry.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await choose(registry, first);
  await registry.keyboard.press('Alt+c');
  await registry.getByText(/已复制 \d+ 项/).waitFor();
  const lines = (await registry.evaluate(() => navigator.clipboard.readText())).split('\n');
  expect(lines[0]).toBe('公司名称\t滨江市橘洲网络科技有限公司');
  expect(lines.some((line) => line.endsWith('\t110000199001010013'))).toBe(true);
});

test('a decision without its result is not made: the first gap is named and focused', async () => {
  await choose(registry, first);
  await registry.keyboard.press('Control+Enter');
  await detail(registry).getByText('先选准予或不予').waitFor();
  await registry.keyboard.press('1');
  await registry.keyboard.press('Control+Enter');
  await expect
    .poll(() => field(registry, 'result/QY-01/uscc').evaluate((e) => e === document.activeElement))
    .toBe(true);
  await registry.keyboard.type('91000000ma0000000x');
  await detail(registry).getByText('最后一位校验不符').waitFor();
  expect(clerk.matter(first.dossier).parts[0]?.phase).toBe('running');
});

test('decided and sent in one act: the slip is printed, the next stage starts with half a working day', async () => {
  await field(registry, 'result/QY-01/uscc').fill('91000000MA0000000N');
  await detail(registry).getByRole('button', { name: '今天' }).click();
  await field(registry, 'result/QY-01/copies').fill('1/1');
  await field(registry, 'pieces/licence').fill('2');
  await field(registry, 'externalNo').fill('示市监 20261124-01');
  await registry.keyboard.press('Control+Enter');
  await registry.getByText(`${first.no.slice(-4)} 已办结，交接单在打印`).waitFor();

  await expect.poll(async () => (await printed(registry)).length).toBe(1);
  const slip = (await readPdf((await printed(registry))[0]?.pdf ?? new Uint8Array())).text.replaceAll(/\s/g, '');
  for (const part of [
    '部门交接单（出件）',
    '市场监督管理局',
    '滨江市橘洲网络科技有限公司',
    '营业执照',
    '91000000MA0000000N',
    '1项，2件',
    '工号0501',
    '接收人签名',
  ])
    expect(slip).toContain(part);

  await clerk.until((state) => state.matters.get(clerk.matter(first.dossier).id)?.parts[1]?.phase === 'running');
  const { parts, slots } = clerk.matter(first.dossier);
  expect(slots.find((slot) => slot.slot === 'licence')).toMatchObject({ phase: 'sent', pieces: 2 });
  const day = clerk.state.day;
  const ended = hallMinute(day, Math.floor((parts[0]?.decidedAt ?? 0) / MINUTE));
  const own = minutesSince(day, addWorking(workingClockOf(clerk.setup), ended, 0.5));
  const bank = parts.find((part) => part.item === 'QY-07');
  expect(bank?.due).toBe(Math.min(bank?.printedDue ?? 0, own));

  // The tax office sees it at once, with the new company's code to copy.
  await row(tax, first).getByText('正常').waitFor();
  await row(tax, first)
    .getByText(clockTextOfT(minuteOfDayOf(hallMinute(day, bank?.due ?? 0)) * MINUTE))
    .waitFor();
  await choose(tax, first);
  await detail(tax).getByText('91000000MA0000000N').waitFor();
});

test('sent back by the desk: on top again with the reason, and sent once more', async () => {
  const pickup = await Desk.open(stage, '0601');
  await pickup.act('returnDelivery', { dossier: first.dossier, slot: 'licence', reason: 'pieces-wrong' });
  await registry.getByRole('tabpanel').getByRole('button').first().getByText('被退回').waitFor();
  await row(registry, first).click();
  await detail(registry).getByText('件数不符').waitFor();
  await registry.keyboard.press('Control+Enter');
  await registry.getByText(/已送出，交接单在打印/).waitFor();
  await pickup.until(
    (state) =>
      state.matters.get(pickup.matter(first.dossier).id)?.slots.find((s) => s.slot === 'licence')?.phase === 'sent',
  );
  pickup.close();
});

test('what the desk asks for is marked, and before the others', async () => {
  const third = await fileMatter(clerk, { name: '滨江市青禾文化创意有限公司' });
  const pickup = await Desk.open(stage, '0601');
  await pickup.act('chase', { dossier: third.dossier, slot: 'licence' });
  await row(registry, third).getByText('催').waitFor();
  await registry.getByRole('tabpanel').getByRole('button').first().getByText(third.no.slice(-4)).waitFor();
  pickup.close();
});

test('a refusal says what falls with it, needs its reason, and cancels the later stage', async () => {
  await choose(registry, second);
  await detail(registry).getByRole('radio', { name: /不予/ }).check();
  await detail(registry)
    .getByText(/公章刻制.*随之取消/)
    .waitFor();
  await registry.keyboard.press('Control+Enter');
  await detail(registry).getByText('写明理由和法律依据').waitFor();
  await field(registry, 'result/QY-01/refusal').fill('住所材料与登记信息不一致，《市场主体登记管理条例》第十九条');
  await registry.keyboard.press('Control+Enter');
  await registry.getByText(`${second.no.slice(-4)} 已办结`).waitFor();
  await clerk.until((state) => state.matters.get(clerk.matter(second.dossier).id)?.phase === 'closed');
  expect(new Set(clerk.matter(second.dossier).parts.map((part) => part.phase))).toEqual(
    new Set(['refused', 'cancelled']),
  );
  await tax.getByRole('tab', { name: /已办/ }).click();
  await row(tax, second).getByText('随前段取消').waitFor();
  await tax.getByRole('tab', { name: /待办/ }).click();
});

test('two of one department at once: the second is told, nothing is decided twice', async () => {
  const other = await fileMatter(clerk, { name: '滨江市山止设计有限公司' });
  await choose(registry, other);
  await registry.keyboard.press('2');
  await field(registry, 'result/QY-01/refusal').fill('不符合登记条件');
  const colleague = await Desk.open(stage, '0201');
  await decidePart(colleague, other.dossier, 'QY-01');
  await detail(registry)
    .getByRole('button', { name: /补打交接单/ })
    .waitFor();
  expect(clerk.state.conflicts).toEqual([]);
  colleague.close();
});

test('one slip for several rows of today', async () => {
  const before = (await printed(registry)).length;
  await registry.getByRole('tab', { name: /已办/ }).click();
  const ticks = registry.getByRole('tabpanel').getByRole('checkbox');
  await expect.poll(() => ticks.count()).toBeGreaterThan(1);
  await ticks.nth(0).check();
  await ticks.nth(1).check();
  await registry.getByRole('button', { name: '打印交接单（2 件）' }).click();
  await expect.poll(async () => (await printed(registry)).length).toBe(before + 1);
  const slip = (await readPdf((await printed(registry)).at(-1)?.pdf ?? new Uint8Array())).text.replaceAll(/\s/g, '');
  expect(slip).toContain('2项，4件');
  await registry.getByRole('tab', { name: /待办/ }).click();
});

test('axe-core finds nothing, English is complete, and a cut line locks the decision with its reason', async () => {
  const found: string[] = [];
  const check = async (page: Page, name: string): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations)
      found.push(`${name}: ${id} ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
  };
  await choose(tax, first);
  await tax.keyboard.press('1');
  await field(tax, 'result/QY-03/invoiceRange').waitFor();
  await check(tax, 'department');
  await detail(tax).getByRole('button', { name: '逐项', exact: true }).click();
  await tax.getByRole('dialog').waitFor();
  await check(tax, 'extract');
  await tax.keyboard.press('Escape');
  await detail(tax).getByRole('button', { name: '查看' }).click();
  await tax.getByRole('dialog').getByText('公司章程').waitFor();
  await check(tax, 'materials');
  await tax.keyboard.press('Escape');

  lineOfTax.cut();
  await tax.locator('footer').getByText(/断开/).waitFor();
  await detail(tax).getByText('线路断了，这件事要等线路通了再办').waitFor();
  expect(
    await detail(tax)
      .getByRole('button', { name: /办结，送出件窗口/ })
      .isDisabled(),
  ).toBe(true);
  await check(tax, 'cut off');
  lineOfTax.mend();
  await tax.locator('footer').getByText('已连接大厅').waitFor();

  await tax.evaluate(() => localStorage.setItem('onewindow-locale', 'en'));
  await tax.reload();
  await tax.getByRole('tablist', { name: 'Matters of this department' }).waitFor();
  await tax.getByText('Register the decision').waitFor();
  await check(tax, 'English');
  const left = (await tax.evaluate(() => document.body.innerText))
    .split('\n')
    .map((line) => line.replace(/滨江市\p{Script=Han}+公司|\p{Script=Han}\*/gu, ''))
    .filter((line) => /\p{Script=Han}/u.test(line));
  expect(left).toEqual([]);
  expect(found).toEqual([]);
});
