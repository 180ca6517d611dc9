import { createHash, randomBytes } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPdf } from '../documents/read-pdf.ts';
import { decideAll, decidePart, Desk, fileMatter, handOver, type Filed } from './matters.ts';
import { printed, Stage } from './stage.ts';

/** A Tuesday morning: both stages of a package end within the same and the next day. */
const MORNING = '2026-11-24T10:00:00+08:00';

let stage: Stage;
let kiosk: Page;
let clerk: Desk;
let pickup: Desk;
let phone: Page;
let link = '';
let filed: Filed;

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const post = (path: string, body: unknown): Promise<Response> =>
  fetch(`${stage.hall.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stage.hall.url },
    body: JSON.stringify(body),
  });
const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { code?: unknown }).code;
const axe = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
};

beforeAll(async () => {
  stage = await Stage.open(MORNING);
  kiosk = await stage.kiosk();
  [clerk, pickup] = [await Desk.open(stage, '0317'), await Desk.open(stage, '0601')];
  await clerk.act('openWindow', { window: 3 });
});

afterAll(async () => {
  clerk.close();
  pickup.close();
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('one QR: the number is called and served, and the page says that the papers are in', async () => {
  await stage.take(kiosk);
  const slip = await readPdf((await printed(kiosk)).at(-1)?.pdf ?? new Uint8Array(), true);
  link = slip.pages[0]?.qr ?? '';
  phone = await stage.device('phone', link);
  await heading(phone, 'A001').waitFor();

  const ticket = await clerk.until((state) => [...state.tickets.values()].find(({ label }) => label === 'A001'));
  await clerk.act('call', { window: 3, ticket: ticket.id });
  await clerk.act('begin', { window: 3, ticket: ticket.id });
  await heading(phone, '3 号窗口正在办理').waitFor();
  filed = await fileMatter(clerk, { window: 3, ticket: ticket.id, until: 'received' });
  await phone.getByText('您办的事').waitFor();
  await phone.getByText('已收件').waitFor();
  await phone.getByText(`办件尾号 ${filed.no.slice(-4)}`, { exact: false }).waitFor();

  const hash = await clerk.hash(filed.dossier);
  filed.pickupCode = '204518';
  await clerk.act('accept', { dossier: filed.dossier, hash, window: 3, pickupCode: filed.pickupCode });
  await clerk.act('finish', { window: 3, ticket: ticket.id, outcome: 'done' });
  await heading(phone, '企业开办一件事').waitFor();
});

test('accepted: due time, card, stages with their departments, what will be collected', async () => {
  await phone.getByText(/^明天 10:\d\d 前$/).waitFor();
  await phone.getByText('11 月 25 日 周三 · 共 1 个工作日').waitFor();
  await phone.getByText('正常').waitFor();
  await phone.getByText('正在办：公司设立登记').waitFor();
  await phone.getByText(/^市场监督管理局 · 今天 15:\d\d 前$/).waitFor();
  await phone.getByText('公章刻制等 6 项').waitFor();
  await phone.getByText('要领的 4 样').waitFor();
  await phone.getByText('现在不用做什么，到齐后会在这里显示').waitFor();
  // The applicant's full name and identity never cross the line.
  const view = await (await fetch(`${stage.hall.url}/api/receipts/${filed.token}`)).text();
  expect(view).not.toContain('橙果餐饮管理');
  expect(view).not.toMatch(/\d{17}[\dX]/);
  expect(await axe(phone)).toEqual([]);
});

test('the visit is rated once, with no level chosen beforehand, and skipping is as near', async () => {
  await phone.getByRole('button', { name: '评价这次服务' }).click();
  await heading(phone, '请评价这次服务').waitFor();
  expect(await phone.getByRole('radio', { checked: true }).count()).toBe(0);
  expect(await axe(phone)).toEqual([]);
  await phone.getByRole('button', { name: '提交评价' }).click();
  await phone.getByText('先点一档，再提交。也可以不评。').waitFor();
  await phone.getByRole('radio', { name: '非常满意' }).check();
  await phone.getByText('说得清楚').click();
  await phone.getByLabel('还想说的（可不写）').fill('林师傅讲得很清楚');
  await phone.getByRole('button', { name: '提交评价' }).click();
  await heading(phone, '评价收到了，谢谢您').waitFor();
  await phone.getByRole('button', { name: '回到我的办件' }).click();
  await heading(phone, '企业开办一件事').waitFor();
  expect(await phone.getByRole('button', { name: '评价这次服务' }).count()).toBe(0);

  const again = await post(`/api/receipts/${new URL(link).pathname.split('/')[2] ?? ''}/ratings`, {
    item: 'YJS-01',
    level: 1,
    aspects: [],
  });
  expect(again.status).toBe(422);
  expect(await codeOf(again)).toBe('rated-before');
});

test('stage by stage to the bundle: the phone hears of the last delivery by itself', async () => {
  const registrar = await Desk.open(stage, '0501');
  await decidePart(registrar, filed.dossier, 'QY-01');
  registrar.close();
  await phone.getByText('办好了：公司设立登记').waitFor();
  await phone.getByText('正在办：公章刻制等 6 项').waitFor();
  await decideAll(stage, filed.dossier, ['QY-01']);
  const slots = await pickup.until((state) => {
    const matter = state.matters.get(state.mattersByDossier.get(filed.dossier) ?? 0);
    return matter?.slots.every(({ phase }) => phase === 'sent') ? matter.slots : null;
  });
  for (const { slot } of slots.slice(1)) {
    await pickup.act('confirmDelivery', { dossier: filed.dossier, slot, shelf: 'A-01', condition: 'good' });
  }
  const last = slots[0]?.slot ?? '';
  await expect.poll(() => phone.getByText('送来中').count()).toBe(1);
  await pickup.act('confirmDelivery', { dossier: filed.dossier, slot: last, shelf: 'A-01', condition: 'good' });
  // How soon is the bench's to say (`npm run bench -- --only chain`).
  await phone.getByRole('heading', { name: '可以领取了' }).waitFor();
  await phone.getByText('一层 B 区 16 号窗口').waitFor();
  await phone.getByText('204 518').waitFor();
  await phone.getByText('工作日 08:30–12:00、14:00–17:30').waitFor();
  await phone.getByText('代人领：授权委托书、双方身份证件原件').waitFor();
  await phone.getByText('带上证件，到 16 号窗口说取件码').waitFor();
  expect(await axe(phone)).toEqual([]);
});

test('关怀版 and English say all of it', async () => {
  await phone.getByRole('button', { name: '关怀版' }).click();
  await phone.getByRole('button', { name: '读给我听' }).click();
  await expect
    .poll(() => phone.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken))
    .toEqual([expect.stringContaining('企业开办一件事')]);
  expect(await axe(phone)).toEqual([]);
  await phone.getByRole('button', { name: '回标准版' }).click();
  await phone.getByRole('button', { name: /English/ }).click();
  await phone.getByRole('heading', { name: 'Ready to collect' }).waitFor();
  await phone.getByText('Please go to Floor 1, Zone B window 16').waitFor();
  const text = await phone.evaluate(() => document.body.innerText);
  // What is left of Chinese: the applicant's own name and the number of the notice.
  const left = text
    .split('\n')
    .filter((line) => /\p{Script=Han}/u.test(line.replace(/中|滨江市橙果\S*公司|滨政务受字\S+号/gu, '')));
  expect(left).toEqual([]);
  await phone.getByRole('button', { name: /中文/ }).click();
  await phone.getByText('可以领取了').first().waitFor();
});

test('collected: a bad rating opens a work order for the supervisor, who does not learn whose it is', async () => {
  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('heading', { name: '红黄牌' }).waitFor();
  await handOver(pickup, filed.dossier);
  await phone.getByText('领到的 4 样').waitFor();
  await phone.getByText('已领取').waitFor();
  await phone.getByRole('button', { name: '评价这次服务' }).click();
  await phone.getByText('16 号窗口 · 企业开办一件事', { exact: false }).waitFor();
  await phone.getByRole('radio', { name: '非常不满意' }).check();
  await phone.getByText('等候时间').click();
  await phone.getByRole('button', { name: '提交评价' }).click();
  await phone.getByText('会有专人核实并整改').waitFor();

  await tablet.getByRole('button', { name: /差评 1 16 号窗口 · 等待核实/ }).click();
  const dialog = tablet.getByRole('dialog', { name: '办件和评价' });
  await dialog.getByText('非常不满意 · 16 号窗口 · 企业开办一件事').waitFor();
  await dialog.getByText('林师傅讲得很清楚').waitFor();
  const text = await dialog.innerText();
  for (const secret of ['A001', filed.no.slice(-4), '橙果', '张示例']) expect(text).not.toContain(secret);
  await tablet.keyboard.press('Escape');
  await tablet.getByText('50.00').waitFor();
  await tablet.context().close();
});

test('a lost receipt: after the identity check the new one leads there, the old one nowhere', async () => {
  const other = await fileMatter(clerk, { until: 'received', name: '滨江市蓝莓商贸有限公司' });
  const token = randomBytes(16).toString('base64url');
  const tokenHash = createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
  const before = await stage.device('phone', `/r/${other.token}`);
  await before.getByText('已收件').waitFor();
  await clerk.act('renewToken', { dossier: other.dossier, tokenHash });
  const after = await stage.device('phone', `/r/${token}`);
  await after.getByText('已收件').waitFor();
  await before.reload();
  await before.getByRole('heading', { level: 1, name: '没有这个号' }).waitFor();
  await Promise.all([before.context().close(), after.context().close()]);
});

test('two matters of one visit: a list to choose from, each with its state', async () => {
  await stage.take(kiosk);
  const slip = await readPdf((await printed(kiosk)).at(-1)?.pdf ?? new Uint8Array(), true);
  const ticket = await clerk.until((state) => [...state.tickets.values()].find(({ label }) => label === 'A002'));
  await clerk.act('call', { window: 3, ticket: ticket.id });
  await clerk.act('begin', { window: 3, ticket: ticket.id });
  await fileMatter(clerk, { ticket: ticket.id, until: 'received', name: '滨江市红枣商贸有限公司' });
  const second = await fileMatter(clerk, { ticket: ticket.id, until: 'received', name: '滨江市核桃商贸有限公司' });
  await clerk.act('askSupplement', { dossier: second.dossier, until: 15 * 24 * 60 });
  await clerk.act('finish', { window: 3, ticket: ticket.id, outcome: 'done' });
  const page = await stage.device('phone', slip.pages[0]?.qr ?? '');
  await page.getByRole('radio', { name: '企业开办一件事 已收件' }).waitFor();
  await page.getByText('要补材料').click();
  await page.getByRole('heading', { level: 2, name: '要补材料' }).waitFor();
  await page.getByText('带上要补的材料，到任一综合窗口').waitFor();
  expect(await axe(page)).toEqual([]);
  // 不评了 is final on this phone and sends nothing.
  await page.getByRole('button', { name: '评价这次服务' }).click();
  await page.getByRole('button', { name: '不评了' }).click();
  await page.getByRole('heading', { level: 1, name: '企业开办一件事' }).waitFor();
  expect(await page.getByRole('button', { name: '评价这次服务' }).count()).toBe(0);
  await page.reload();
  await page.getByRole('radio', { name: '企业开办一件事 要补材料' }).waitFor();
  expect(await page.getByRole('button', { name: '评价这次服务' }).count()).toBe(0);
  await page.context().close();
});

test('a booking: when and where, until when it may be changed, cancelled by its holder', async () => {
  const offers = (await (await fetch(`${stage.hall.url}/api/bookings/offers?code=YJS-01`)).json()) as {
    days: { date: string; slots: { at: number; free: number }[] }[];
  };
  const [day] = offers.days;
  const slot = day?.slots.find(({ free }) => free > 0);
  const booked = (await (
    await post('/api/bookings', {
      code: 'YJS-01',
      date: day?.date,
      at: slot?.at,
      service: 'ordinary',
      name: '张示例',
      phone: '13800000001',
    })
  ).json()) as { token: string };
  const page = await stage.device('phone', `/r/${booked.token}`);
  await page.getByRole('heading', { level: 1, name: '您的预约' }).waitFor();
  await page.getByText('明天', { exact: true }).waitFor();
  await page.getByText('08:30–09:00').waitFor();
  await page.getByText('本服务不另收费用').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: '取消预约' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '取消预约' }).click();
  await page.getByText('已取消', { exact: true }).waitFor();
  await page.getByRole('link', { name: '重新预约' }).waitFor();
  await page.context().close();
});

test('a token that leads nowhere, and a hall that cannot be reached: each in words', async () => {
  const nowhere = await stage.device('phone', `/r/${randomBytes(16).toString('base64url')}`);
  await nowhere.getByRole('heading', { level: 1, name: '没有这个号' }).waitFor();
  await nowhere.context().close();
  await phone.goto(`${stage.hall.url}/r/${filed.token}`);
  await phone.getByText('领到的 4 样').waitFor();
  await stage.hall.kill();
  await phone.getByText(/连不上大厅。下面是 今天 10:\d\d 的情况/).waitFor();
  await phone.getByText('领到的 4 样').waitFor();
  await stage.hall.run();
  await phone.getByText(/连不上大厅/).waitFor({ state: 'detached' });
});
