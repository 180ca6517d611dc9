import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { pagePictures } from '../documents/page-picture.ts';
import { confirmAll, decideAll, decidePart, Desk, fileMatter, handOver } from '../e2e/matters.ts';
import { companyContent } from '../e2e/sample-content.ts';
import { printed, Stage } from '../e2e/stage.ts';
import { deliveries, receiveAll } from './deliveries.ts';

/**
 * The other half of `npm run pictures`: one visit on every surface it touches, from the form to the
 * proof of delivery. `--all` takes the English ones and the states without a line too.
 */
const folder = fileURLToPath(new URL('.', import.meta.url));
const all = process.argv.includes('--all');
const out = all ? `${folder}all/` : folder;
mkdirSync(out, { recursive: true });

const stage = await Stage.open('2026-11-24T10:00:00+08:00');
const shot = async (page: Page, name: string): Promise<void> => {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: `${out}${name}.png` });
  console.log(name);
};
const english = async (page: Page, name: string, back: () => Promise<void>): Promise<void> => {
  if (!all) return;
  for (const locale of ['en', 'zh-CN']) {
    await page.evaluate((wanted) => localStorage.setItem('onewindow-locale', wanted), locale);
    await page.reload();
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    await back();
    if (locale === 'en') await shot(page, `${name}-en`);
  }
};
const cut = async (page: Page, name: string): Promise<void> => {
  if (!all) return;
  await page.context().setOffline(true);
  await page.locator('footer').getByText(/断开/).waitFor();
  await shot(page, `${name}-offline`);
  await page.context().setOffline(false);
  await page.locator('footer').getByText('已连接大厅').waitFor();
};

try {
  const kiosk = await stage.kiosk();
  const three = await stage.window(3, '0317');
  const clerk = await Desk.open(stage, '0318');
  const names = [
    '滨江市橙果餐饮管理有限公司',
    '滨江市清渠科技有限公司',
    '滨江市望潮物业服务有限公司',
    '滨江市禾木装饰工程有限公司',
  ];
  const filed = [];
  for (const name of names) filed.push(await fileMatter(clerk, { name, window: 4 }));
  const [first, second, third] = filed;
  if (!first || !second || !third) throw new Error('three matters');

  // The form, nearly complete.
  for (let n = 0; n < 5; n += 1) await stage.take(kiosk);
  await three.getByRole('tabpanel').getByRole('button').first().waitFor();
  await three.keyboard.press('F2');
  await three.getByRole('button', { name: /人到了/ }).waitFor();
  await three.keyboard.press('Control+Enter');
  await three.getByLabel('公司类型').selectOption('llc_natural');
  const dossier = await clerk.until(
    (state) => [...state.matters.values()].find((matter) => matter.label === 'A001')?.dossier,
  );
  const content = companyContent(clerk.state.day, '0318', Date.now(), { name: '滨江市青禾文化创意有限公司' });
  content.texts['legalRep.idNumber'] = '110000199001010014';
  delete content.materials['articles'];
  await clerk.put(dossier, content);
  await three.getByRole('tab', { name: /人员/ }).click();
  await three.getByText('最后一位校验不符').waitFor();
  await shot(three, 'window');
  await english(three, 'window', async () => {
    await three.getByRole('tab').nth(3).waitFor();
  });
  await cut(three, 'window-form');

  const registry = await stage.device('department', '/department');
  await stage.signIn(registry, '0501');
  await registry.getByRole('button', { name: new RegExp(`^${first.no.slice(-4)}`) }).click();
  await registry.getByRole('radio', { name: /准予/ }).check();
  await registry.getByLabel('统一社会信用代码').waitFor();
  await shot(registry, 'department');
  await english(registry, 'department', async () => {
    await registry.getByRole('button', { name: new RegExp(`^${first.no.slice(-4)}`) }).click();
  });
  await cut(registry, 'department');

  // One bundle ready, one half complete, one handed over.
  await decideAll(stage, first.dossier);
  await decideAll(stage, second.dossier, ['QY-03']);
  const registrar = await Desk.open(stage, '0501');
  await decidePart(registrar, third.dossier, 'QY-01');
  registrar.close();
  const desk = await stage.device('pickup', '/pickup');
  await stage.signIn(desk, '0601');
  await stage.openWindow(desk, 16);
  await desk.keyboard.press('F4');
  await deliveries(desk).first().waitFor();
  await receiveAll(desk);
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('F2');
  await desk.keyboard.type(first.pickupCode);
  await desk.keyboard.press('Enter');
  await desk.getByText('到齐 4 / 4').waitFor();
  await shot(desk, 'pickup');
  await desk.keyboard.press('F2');
  await desk.keyboard.type('清渠');
  await desk.keyboard.press('Enter');
  await desk.getByText('到齐 2 / 4').waitFor();
  if (all) await shot(desk, 'pickup-missing');
  await cut(desk, 'pickup');

  const phone = await stage.device('phone', `/r/${third.token}`);
  await phone.getByText('正在办').first().waitFor();
  await shot(phone, 'phone-progress');
  await english(phone, 'phone-progress', () => Promise.resolve());
  const ready = await stage.device('phone', `/r/${first.token}`);
  await ready.getByRole('heading', { name: '可以领取了' }).waitFor();
  await shot(ready, 'phone-ready');
  const collector = await Desk.open(stage, '0602');
  await collector.act('openWindow', { window: 16 }).catch(() => undefined);
  const last = await fileMatter(clerk, { name: '滨江市松间文化传播有限公司', window: 4 });
  await decideAll(stage, last.dossier);
  await confirmAll(collector, last.dossier);
  await handOver(collector, last.dossier, 'agent');
  const rating = await stage.device('phone', `/r/${last.token}`);
  await rating.getByRole('button', { name: '评价这次服务' }).click();
  await rating.getByRole('radio', { name: '满意', exact: true }).check();
  // Drawn, too: a picture taken in the same frame shows the one before.
  await rating.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await shot(rating, 'phone-rate');
  await english(rating, 'phone-rate', () => Promise.resolve());

  const book = await stage.device('phone', '/book');
  await book.getByRole('heading', { level: 1 }).waitFor();
  await shot(book, 'book');
  await english(book, 'book', () => Promise.resolve());
  for (const [index, surname] of [...'周何郑陆罗秦邓白'].entries()) {
    const body = {
      code: 'YJS-01',
      date: '2026-11-25',
      at: 510 + 30 * index,
      service: 'ordinary',
      name: `${surname}示例`,
    };
    await fetch(`${stage.hall.url}/api/bookings`, {
      method: 'POST',
      headers: { origin: stage.hall.url, 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, phone: `1380000010${index}` }),
    });
  }
  const schedule = await stage.device('window', '/schedule');
  await stage.signIn(schedule, '0110');
  await schedule.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
  await schedule.getByRole('radio', { name: /11-25/ }).check();
  await schedule.getByText('周*').first().waitFor();
  await shot(schedule, 'schedule');
  await english(schedule, 'schedule', () => Promise.resolve());

  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByText(/^在办 \d+ 件$/).waitFor();
  await shot(tablet, 'supervise-matters');

  // Papers as they come out of the printer.
  content.texts['legalRep.idNumber'] = '110000199001010013';
  await clerk.write(dossier, { 'legalRep.idNumber': '110000199001010013' });
  await clerk.put(dossier, { ...companyContent(clerk.state.day, '0318', Date.now()), texts: {}, marks: {} });
  await three.getByText('都齐了').waitFor();
  await three.keyboard.press('Control+Enter');
  await three.getByText(/已受理，取件码/).waitFor();
  await three.waitForFunction(() => (globalThis as unknown as { printed: unknown[] }).printed.length > 0);
  const notice = (await printed(three)).at(-1)?.pdf ?? new Uint8Array();
  for (const [index, picture] of (await pagePictures(notice)).entries()) {
    writeFileSync(`${out}notice-accept${index === 0 ? '' : `-${index + 1}`}.png`, picture);
  }
  console.log('notice-accept');
  clerk.close();
  collector.close();
} catch (error) {
  mkdirSync(`${folder}all/`, { recursive: true });
  for (const [index, context] of stage.browser.contexts().entries()) {
    for (const page of context.pages()) await page.screenshot({ path: `${folder}all/failed-visit-${index}.png` });
  }
  throw error;
} finally {
  await stage.close();
}
