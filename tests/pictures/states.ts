import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createHash, randomBytes } from 'node:crypto';
import type { Page } from 'playwright';
import { confirmAll, decideAll, decidePart, Desk, fileMatter, handOver } from '../e2e/matters.ts';
import { AGENT_ID, companyContent } from '../e2e/sample-content.ts';
import { Stage } from '../e2e/stage.ts';

/** `npm run pictures -- --all`: what the surfaces of a visit show besides their ordinary face. */
const out = `${fileURLToPath(new URL('.', import.meta.url))}all/`;
mkdirSync(out, { recursive: true });

const stage = await Stage.open('2026-11-24T10:00:00+08:00');
const shot = async (page: Page, name: string, fullPage = false): Promise<void> => {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: `${out}${name}.png`, fullPage, animations: 'disabled' });
  console.log(name);
};
const inEnglish = async (page: Page, then: () => Promise<void>): Promise<void> => {
  for (const locale of ['en', 'zh-CN']) {
    await page.evaluate((wanted) => localStorage.setItem('onewindow-locale', wanted), locale);
    await page.reload();
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    if (locale === 'en') await then();
  }
};
/** One part of the tour; a failing one is told and does not hide the others. */
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const part = async (name: string, play: () => Promise<void>): Promise<void> => {
  if (only.length > 0 && !only.includes(name)) return;
  try {
    await play();
  } catch (error) {
    console.log(`FAILED ${name}`, error);
    process.exitCode = 1;
    for (const [index, context] of stage.browser.contexts().entries())
      for (const page of context.pages()) await page.screenshot({ path: `${out}failed-${name}-${index}.png` });
  }
};
const askedBody = { code: '', date: '', at: 0 };
let bookings = 0;
const book = async (desk: Desk, kind: 'book' | 'askService', body: object, note = ''): Promise<string> => {
  bookings += 1;
  const dossier = randomBytes(16).toString('base64url');
  const token = randomBytes(16).toString('base64url');
  const tokenHash = createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
  await desk.act(kind, { ...askedBody, ...body, dossier, tokenHash });
  const name = ['周岚', '何清如', '郑渝', '陆离'][bookings % 4] ?? '';
  const texts = { 'booking.name': name, 'booking.phone': `1861234${String(4400 + bookings)}`, note };
  await desk.write(dossier, texts, { token, asked: 'ordinary' });
  return dossier;
};

try {
  const clerk = await Desk.open(stage, '0318');
  const kiosk = await stage.kiosk();

  await part('kiosk', async () => {
    await shot(kiosk, 'kiosk');
    await kiosk.getByRole('button', { name: /^领取办理结果/ }).click();
    await shot(kiosk, 'kiosk-pickup');
    await kiosk.reload();
    await kiosk.getByRole('button', { name: /^我有预约/ }).click();
    await shot(kiosk, 'kiosk-checkin');
    await kiosk.getByRole('radio', { name: '手机尾号' }).check({ force: true });
    for (const key of '9999') await kiosk.getByRole('button', { name: key, exact: true }).click();
    await kiosk.getByRole('button', { name: '签到', exact: true }).click();
    await kiosk.getByText('没找到今天的预约').waitFor();
    await shot(kiosk, 'kiosk-checkin-refused');
    await kiosk.reload();
    await kiosk.getByRole('button', { name: '关怀版' }).click();
    await shot(kiosk, 'kiosk-care');
    await kiosk.getByRole('button', { name: /^我有预约/ }).click();
    await shot(kiosk, 'kiosk-checkin-care');
    await kiosk.reload();
    await kiosk.getByRole('button', { name: /English/ }).click();
    await shot(kiosk, 'kiosk-en');
    await kiosk
      .getByRole('button', { name: /booking/i })
      .first()
      .click();
    await shot(kiosk, 'kiosk-checkin-en');
    await kiosk.evaluate(() => localStorage.clear());
    await kiosk.getByRole('button', { name: '中文' }).click();
    await kiosk.reload();
  });

  await part('intake', async () => {
    await stage.take(kiosk);
    const three = await stage.window(3, '0317');
    await three.getByRole('tabpanel').getByRole('button').first().waitFor();
    await three.keyboard.press('F2');
    await three.getByRole('button', { name: /人到了/ }).waitFor();
    await three.keyboard.press('Control+Enter');
    await three.getByLabel('公司类型').selectOption('llc_natural');
    await shot(three, 'intake-begun');
    const dossier = await clerk.until(
      (state) => [...state.matters.values()].find((matter) => matter.label !== '')?.dossier,
    );
    const content = companyContent(clerk.state.day, '0318', Date.now(), { name: '滨江市青禾文化创意有限公司' });
    delete content.materials['articles'];
    await clerk.put(dossier, content);
    await three.getByText('还差 1 处').waitFor();
    for (const tab of ['企业', '经营', '人员', '税务社保', '领取']) {
      await three.getByRole('tab', { name: new RegExp(tab) }).click();
      await shot(three, `intake-tab-${tab}`);
    }
    await three.getByRole('button', { name: '一次性补正' }).click();
    await three.getByRole('dialog').waitFor();
    await shot(three, 'intake-early-supplement');
    await three.keyboard.press('Escape');
    await three.keyboard.press('Alt+t');
    await three.getByRole('dialog').waitFor();
    await shot(three, 'intake-tell');
    await three.keyboard.press('Escape');
    await three.keyboard.press('Control+Enter');
    await shot(three, 'intake-missing');
    await inEnglish(three, async () => {
      await three.getByText(/^\d missing$/).waitFor();
      for (const index of [0, 1, 2, 3, 4]) {
        await three
          .getByRole('tab')
          .nth(3 + index)
          .click();
        await shot(three, `intake-tab-${index}-en`);
      }
      await three.keyboard.press('Alt+t');
      await three.getByRole('dialog').waitFor();
      await shot(three, 'intake-tell-en');
      await three.keyboard.press('Escape');
    });
    await three.keyboard.press('Alt+r');
    await three
      .getByText(/已收件|收件 /)
      .first()
      .waitFor();
    await shot(three, 'intake-received');
    for (const [button, name] of [
      ['不予受理', 'refuse'],
      ['一次性补正', 'supplement'],
    ] as const) {
      await three.getByRole('button', { name: button }).click();
      await three.getByRole('dialog').waitFor();
      await shot(three, `intake-${name}`);
      await three.keyboard.press('Escape');
      await three.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await inEnglish(three, async () => {
      await three.getByRole('button', { name: 'Refuse', exact: true }).click();
      await three.getByRole('dialog').waitFor();
      await shot(three, 'intake-refuse-en');
      await three.keyboard.press('Escape');
      await three.getByRole('button', { name: 'Ask for more' }).click();
      await three.getByRole('dialog').waitFor();
      await shot(three, 'intake-supplement-en');
      await three.keyboard.press('Escape');
    });
    await clerk.put(dossier, { ...companyContent(clerk.state.day, '0318', Date.now()), texts: {}, marks: {} });
    await three.getByText('都齐了').waitFor();
    await three.keyboard.press('Control+Enter');
    await three.getByText(/已受理，取件码/).waitFor();
    await shot(three, 'intake-accepted');
    await three.getByRole('button', { name: /文书/ }).click();
    await three.getByRole('dialog').waitFor();
    await shot(three, 'intake-papers');
    await three.keyboard.press('Escape');
    await inEnglish(three, async () => {
      await three
        .getByText(/Pickup code/)
        .first()
        .waitFor();
      await shot(three, 'intake-accepted-en');
    });
    await three.context().close();
  });

  await part('pickup', async () => {
    const whole = await fileMatter(clerk, { name: '滨江市橙果餐饮管理有限公司', window: 4 });
    const half = await fileMatter(clerk, { name: '滨江市清渠科技有限公司', window: 4 });
    await decideAll(stage, whole.dossier);
    await decideAll(stage, half.dossier, ['QY-03']);
    const desk = await stage.device('pickup', '/pickup');
    await stage.signIn(desk, '0601');
    await shot(desk, 'pickup-choose');
    await stage.openWindow(desk, 16).catch(() => undefined);
    await desk.keyboard.press('F4');
    const sent = desk.getByRole('dialog').getByRole('button', { name: /^签收 / });
    await sent.first().waitFor();
    await shot(desk, 'pickup-deliveries');
    await inEnglish(desk, async () => {
      await desk
        .getByText(/Deliveries/)
        .first()
        .waitFor();
      await desk.keyboard.press('F4');
      await desk.getByRole('dialog').waitFor();
      await shot(desk, 'pickup-deliveries-en');
    });
    await desk.keyboard.press('F4');
    await sent.first().waitFor();
    for (let left = await sent.count(); left > 0; left = await sent.count()) {
      await sent.first().click();
      await desk.waitForFunction(
        (before) => document.querySelectorAll('dialog [aria-label^="签收 "]').length < before,
        left,
      );
    }
    await shot(desk, 'pickup-deliveries-none');
    await desk.keyboard.press('Escape');
    const find = async (text: string): Promise<void> => {
      await desk.keyboard.press('F2');
      await desk.keyboard.type(text);
      await desk.keyboard.press('Enter');
    };
    await find(half.pickupCode);
    await desk.getByText('到齐 2 / 4').waitFor();
    await desk.getByRole('button', { name: /申请人同意先领/ }).click();
    await desk.getByRole('dialog').waitFor();
    await shot(desk, 'pickup-waive');
    await desk.keyboard.press('Escape');
    await desk.getByRole('button', { name: /本台保管/ }).click();
    await desk.getByRole('dialog').waitFor();
    await shot(desk, 'pickup-custody');
    await desk.keyboard.press('Escape');
    await find(whole.pickupCode);
    await desk.getByText('到齐 4 / 4').waitFor();
    const who = desk.getByRole('region', { name: '领取人' });
    await who.getByLabel('证件号').fill('110000197803030031');
    await desk.keyboard.press('Enter');
    await who.getByText('证件号不对').waitFor();
    await shot(desk, 'pickup-agent-wrong');
    await who.getByLabel('证件号').fill(AGENT_ID);
    await desk.keyboard.press('Enter');
    await who.getByText('人证相符').waitFor();
    await shot(desk, 'pickup-agent-checked');
    await who.getByLabel('与申请人').selectOption('公司员工');
    const pad = await who.locator('canvas').boundingBox();
    if (!pad) throw new Error('no pad');
    for (const [x1, y1, x2, y2] of [
      [0.2, 0.3, 0.6, 0.25],
      [0.4, 0.15, 0.4, 0.85],
    ] as const) {
      await desk.mouse.move(pad.x + pad.width * x1, pad.y + pad.height * y1);
      await desk.mouse.down();
      await desk.mouse.move(pad.x + pad.width * x2, pad.y + pad.height * y2, { steps: 8 });
      await desk.mouse.up();
    }
    await who.getByRole('button', { name: '重签' }).waitFor();
    await shot(desk, 'pickup-agent-signed');
    await inEnglish(desk, async () => {
      await desk.keyboard.press('F2');
      await desk.keyboard.type(whole.pickupCode);
      await desk.keyboard.press('Enter');
      await desk.getByText('4 of 4').first().waitFor();
      await shot(desk, 'pickup-agent-en');
      await desk.keyboard.press('F2');
      await desk.keyboard.type(half.pickupCode);
      await desk.keyboard.press('Enter');
      await desk.getByText('2 of 4').first().waitFor();
      await shot(desk, 'pickup-missing-en');
    });
    await find(whole.pickupCode);
    await desk.getByText('到齐 4 / 4').waitFor();
    await desk.keyboard.press('Control+Enter');
    await desk.getByText(/已交付，回证在打印/).waitFor();
    await shot(desk, 'pickup-handed');
    await desk.context().close();
  });

  await part('department', async () => {
    const first = await fileMatter(clerk, { name: '滨江市禾木装饰工程有限公司', window: 4 });
    await fileMatter(clerk, { name: '滨江市望潮物业服务有限公司', window: 4 });
    const registry = await stage.device('department', '/department');
    await stage.signIn(registry, '0501');
    await registry.getByRole('button', { name: new RegExp(`^${first.no.slice(-4)}`) }).click();
    await registry.getByRole('radio', { name: /准予/ }).check();
    await registry.keyboard.press('Control+Enter');
    await shot(registry, 'department-missing');
    await registry.getByRole('radio', { name: /不予/ }).check();
    await shot(registry, 'department-refuse');
    await registry.getByRole('button', { name: '逐项', exact: true }).click();
    await registry.getByRole('dialog').waitFor();
    await shot(registry, 'department-each');
    await registry.keyboard.press('Escape');
    await registry.getByText('查看').click();
    await registry.getByRole('dialog').waitFor();
    await shot(registry, 'department-materials');
    await registry.keyboard.press('Escape');
    await inEnglish(registry, async () => {
      await registry.getByRole('button', { name: new RegExp(`^${first.no.slice(-4)}`) }).click();
      await registry.getByRole('radio', { name: /Granted/ }).check();
      await shot(registry, 'department-granted-en');
      await registry.getByRole('button', { name: 'Each', exact: true }).click();
      await registry.getByRole('dialog').waitFor();
      await shot(registry, 'department-each-en');
    });
    const tax = await stage.device('department', '/department');
    await stage.signIn(tax, '0502');
    await tax.getByRole('heading', { level: 2 }).first().waitFor();
    await shot(tax, 'department-waits');
    await registry.context().close();
    await tax.context().close();
  });

  await part('schedule', async () => {
    for (const at of [510, 540, 600, 870]) await book(clerk, 'book', { code: 'YJS-01', date: '2026-11-25', at });
    const holiday = { service: 'holiday', code: 'XK-01', date: '2026-11-28', at: 570, until: 600, window: 0 };
    await book(clerk, 'askService', { ...holiday, reason: 'urgent' }, '周日开业，平日不能到场');
    const late = { service: 'extended', code: 'BD-01', date: '2026-11-24', at: 1050, until: 1095, window: 0 };
    await book(clerk, 'askService', { ...late, reason: 'special' }, '外地赶来，17:20 到站');
    const noon = { service: 'extended', code: 'SZ-01', date: '2026-11-24', at: 720, until: 750, window: 0 };
    const third = await book(clerk, 'askService', { ...noon, reason: 'special' }, '下午要回工地');
    await clerk.act('escalateService', { dossier: third });
    const page = await stage.device('window', '/schedule');
    await stage.signIn(page, '0110');
    await page.getByText('要答复的申请 3').waitFor();
    await shot(page, 'schedule-asked');
    await page.getByRole('radio', { name: /^节假日预约 · 11-28/ }).check();
    await page.getByText('不另收费用').first().waitFor();
    await shot(page, 'schedule-answer');
    await page.getByRole('button', { name: /^改期（须本人同意）/ }).click();
    await shot(page, 'schedule-move');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^转首席代表/ }).click();
    await shot(page, 'schedule-escalate');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F2');
    await page.getByRole('dialog').waitFor();
    await shot(page, 'schedule-new');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1024, height: 768 });
    await shot(page, 'schedule-tablet');
    await inEnglish(page, async () => {
      await page.getByText(/To answer 3/).waitFor();
      await page.getByRole('radio', { name: /11-28/ }).last().check();
      await shot(page, 'schedule-tablet-en');
      await page.setViewportSize({ width: 1366, height: 768 });
      await shot(page, 'schedule-answer-en');
      await page.keyboard.press('F2');
      await page.getByRole('dialog').waitFor();
      await shot(page, 'schedule-new-en');
      await page.keyboard.press('Escape');
    });
    const chief = await stage.device('window', '/schedule');
    await stage.signIn(chief, '0204');
    await chief
      .getByText(/待指派/)
      .first()
      .waitFor();
    await shot(chief, 'schedule-chief');
    await page.context().setOffline(true);
    await page.locator('footer').getByText(/断开/).waitFor();
    await shot(page, 'schedule-offline');
    await page.context().close();
    await chief.context().close();
  });

  await part('supervise', async () => {
    const collector = await Desk.open(stage, '0602');
    await collector.act('openWindow', { window: 16 }).catch(() => undefined);
    const filed = await fileMatter(clerk, { name: '滨江市松间文化传播有限公司', window: 4 });
    await decideAll(stage, filed.dossier);
    await confirmAll(collector, filed.dossier);
    const half = await fileMatter(clerk, { name: '滨江市听雨茶业有限公司', window: 4 });
    const registrar = await Desk.open(stage, '0501');
    await decidePart(registrar, half.dossier, 'QY-01');
    registrar.close();
    await confirmAll(collector, half.dossier);
    const tablet = await stage.device('supervise', '/supervise');
    await stage.signIn(tablet, '0100');
    await tablet.getByText(/^在办 \d+ 件$/).waitFor();
    for (const locale of ['zh', 'en']) {
      const dialog = tablet.getByRole('dialog');
      await tablet
        .getByRole('button', { name: /没有红牌、黄牌|No red|No card/ })
        .first()
        .click();
      await dialog.waitFor();
      const count = await dialog.getByRole('tab').count();
      for (let index = 0; index < count; index += 1) {
        await dialog.getByRole('tab').nth(index).click();
        await shot(tablet, `supervise-list-${index}-${locale}`);
      }
      await dialog.getByRole('tab').first().click();
      await dialog.getByRole('button', { name: new RegExp(`^${filed.no.slice(-4)} `) }).click();
      await dialog.getByRole('listitem').first().waitFor();
      await shot(tablet, `supervise-timeline-${locale}`);
      await tablet.keyboard.press('Escape');
      if (locale === 'en') break;
      await tablet.evaluate(() => localStorage.setItem('onewindow-locale', 'en'));
      await tablet.reload();
      await tablet
        .getByText(/^\d+ open/)
        .first()
        .waitFor();
      await shot(tablet, 'supervise-en');
    }
    const phone = await stage.device('phone', `/r/${filed.token}`);
    await phone.getByRole('heading', { name: '可以领取了' }).waitFor();
    await phone.getByRole('button', { name: '关怀版' }).click();
    await shot(phone, 'phone-ready-care');
    await inEnglish(phone, async () => {
      await phone.getByRole('heading', { name: /ready/i }).first().waitFor();
      await shot(phone, 'phone-ready-care-en');
    });
    const progress = await stage.device('phone', `/r/${half.token}`);
    await progress.getByText('正在办').first().waitFor();
    await progress.getByRole('button', { name: '关怀版' }).click();
    await shot(progress, 'phone-progress-care');
    await progress.context().setOffline(true);
    await handOver(collector, filed.dossier, 'agent');
    await phone.getByRole('button', { name: '评价这次服务' }).click();
    await phone.getByRole('radio', { name: '满意', exact: true }).check();
    await shot(phone, 'phone-rate-care');
    await phone.getByRole('button', { name: '标准版' }).click();
    await phone.evaluate(() => localStorage.setItem('onewindow-locale', 'en'));
    await phone.reload();
    await phone.getByRole('button', { name: 'Rate this service' }).click();
    await phone.getByRole('radio').nth(1).check();
    await shot(phone, 'phone-rate-form-en');
    await phone.getByRole('button', { name: /Submit|Send/ }).click();
    await phone.getByRole('button', { name: /Submit|Send/ }).waitFor({ state: 'detached' });
    await shot(phone, 'phone-rated-en');
    collector.close();
  });

  await part('book', async () => {
    const phone = await stage.device('phone', '/book');
    await phone.getByRole('button', { name: /^企业开办一件事/ }).click();
    await phone.getByRole('radio', { name: /09:30/ }).waitFor();
    await shot(phone, 'book-time', true);
    await phone.getByRole('radio', { name: /09:30/ }).check({ force: true });
    await phone.getByRole('button', { name: '下一步' }).click();
    await shot(phone, 'book-person');
    await phone.getByRole('button', { name: '下一步' }).click();
    await shot(phone, 'book-person-missing');
    await phone.getByLabel('姓名或单位名称').fill('罗秋实');
    await phone.getByLabel('手机号').fill('18612344410');
    await phone.getByRole('button', { name: '下一步' }).click();
    await shot(phone, 'book-check');
    await phone.getByRole('button', { name: '确认预约' }).click();
    await phone.getByRole('heading', { name: '约好了' }).waitFor();
    await shot(phone, 'book-done', true);
    await inEnglish(phone, async () => shot(phone, 'book-done-en', true));
    const english = await stage.device('phone', '/book');
    await english.evaluate(() => localStorage.setItem('onewindow-locale', 'en'));
    await english.reload();
    await english
      .getByRole('button', { name: /^Open a company/ })
      .first()
      .click();
    await english.getByRole('radio', { name: /09:30/ }).waitFor();
    await shot(english, 'book-time-en', true);
    await english.getByRole('radio', { name: /10:30/ }).check({ force: true });
    await english.getByRole('button', { name: 'Next' }).click();
    await english.getByRole('button', { name: 'Next' }).click();
    await shot(english, 'book-person-en');
    await english.getByRole('button', { name: 'Large type' }).click();
    await shot(english, 'book-person-care-en');
  });

  await part('landing', async () => {
    const landing = await stage.device('window', '/');
    await landing.getByRole('heading', { level: 1 }).waitFor();
    await shot(landing, 'landing', true);
    await inEnglish(landing, async () => shot(landing, 'landing-en', true));
    await landing.setViewportSize({ width: 390, height: 844 });
    await shot(landing, 'landing-phone', true);
    const rate = await stage.device('window', '/window');
    await stage.signIn(rate, '0319');
    await rate.goto(`${stage.hall.url}/rate`);
    await rate.getByRole('heading', { level: 1 }).waitFor();
    await shot(rate, 'rate-idle');
  });
  clerk.close();
  console.log(stage.errors);
} finally {
  await stage.close();
}
process.exit();
