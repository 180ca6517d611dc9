import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { printed, Stage } from '../e2e/stage.ts';
import { readPdf } from '../documents/read-pdf.ts';

/**
 * `npm run pictures`: plays a short busy morning in a sample hall and takes a picture of every
 * screen at its device's size, for the README and for looking at. `--all` takes the English ones,
 * the dialogs and the states without a line too.
 */
const folder = fileURLToPath(new URL('.', import.meta.url));
const all = process.argv.includes('--all');
const out = all ? `${folder}all/` : folder;
mkdirSync(out, { recursive: true });

const stage = await Stage.open();
const shot = async (page: Page, name: string): Promise<void> => {
  await page.screenshot({ path: `${out}${name}.png` });
  console.log(name);
};
const more = async (page: Page, name: string): Promise<void> => (all ? shot(page, name) : undefined);
const english = async (page: Page, name: string): Promise<void> => {
  if (!all) return;
  await page.evaluate(() => localStorage.setItem('onewindow-locale', 'en'));
  await page.reload();
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await shot(page, `${name}-en`);
  await page.evaluate(() => localStorage.setItem('onewindow-locale', 'zh-CN'));
  await page.reload();
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
};

try {
  const signIn = await stage.device('window', '/window');
  await signIn.getByLabel('工号').waitFor();
  await shot(signIn, 'sign-in');
  await english(signIn, 'sign-in');
  const landing = await stage.device('window', '/');
  await landing.getByRole('heading', { level: 1 }).waitFor();
  await more(landing, 'landing');
  const fresh = await stage.device('kiosk', '/kiosk');
  await fresh
    .getByText(/值班长/)
    .first()
    .waitFor();
  await more(fresh, 'pairing');

  const kiosk = await stage.kiosk();
  await shot(kiosk, 'kiosk');
  await english(kiosk, 'kiosk');
  const matters = ['企业开办', '房屋过户', '水电气网报装', '社保、医保、公积金'];
  const first: Record<string, string> = {
    房屋过户: '不动产转移登记与水电气过户',
    水电气网报装: '水电气报装与外线工程',
    '社保、医保、公积金': '员工社会保险',
  };
  const take = async (matter: string, keep = false): Promise<void> => {
    await kiosk.getByRole('button', { name: new RegExp(`^${matter}`) }).click();
    const choice = first[matter];
    if (choice) await kiosk.getByRole('button', { name: new RegExp(`^${choice}`) }).click();
    if (keep) await more(kiosk, `kiosk-chosen-${matter === '企业开办' ? 'one' : 'list'}`);
    await kiosk.getByRole('button', { name: '取号' }).click();
    await kiosk.getByRole('heading', { level: 1, name: /^[A-Z]\d{3}$/ }).waitFor();
    if (keep) await more(kiosk, 'kiosk-ticket');
    await kiosk.getByRole('button', { name: '好了' }).click();
  };
  for (let round = 0; round < 4; round += 1) for (const matter of matters) await take(matter, round === 0);
  for (let extra = 0; extra < 6; extra += 1) await take('企业开办');
  await kiosk.getByRole('button', { name: '关怀版' }).click();
  await more(kiosk, 'kiosk-care');
  await kiosk.getByRole('button', { name: '回标准版' }).click();

  const windows: [Page, number][] = [];
  for (const [no, account] of [
    [3, '0317'],
    [2, '0318'],
    [9, '0319'],
    [13, '0601'],
    [7, '0110'],
  ] as const) {
    windows.push([await stage.window(no, account), no]);
  }
  const at = (no: number): Page => windows.find(([, candidate]) => candidate === no)?.[0] as Page;
  const serve = async (no: number): Promise<void> => {
    await at(no).keyboard.press('F2');
    await at(no)
      .getByRole('button', { name: /人到了/ })
      .waitFor();
    await at(no).keyboard.press('Control+Enter');
    await at(no).getByText('办理中').first().waitFor();
  };
  for (const no of [2, 9, 13, 7]) await serve(no);
  const three = at(3);
  for (let done = 0; done < 2; done += 1) {
    await serve(3);
    await three.keyboard.press('F10');
    await three.getByRole('button', { name: /呼叫下一位/ }).waitFor();
  }
  await shot(three, 'window-idle');
  await english(three, 'window-idle');
  const board = await stage.device('board', stage.hall.pairingLink('board'));
  await board.getByText('B 区').waitFor();
  await three.keyboard.press('F2');
  await three.getByText('已呼 1/3').waitFor();
  await shot(three, 'window-called');
  await board.getByText('号窗').first().waitFor();
  await board.waitForFunction(() => (globalThis as unknown as { spoken: string[] }).spoken.length > 0);
  await shot(board, 'board');
  await english(board, 'board');
  await three.keyboard.press('Control+Enter');
  await three.getByText('办理中').first().waitFor();
  await more(three, 'window-serving');
  await english(three, 'window-serving');
  await three.locator('footer').getByText('已连接大厅').waitFor();
  for (const [key, name] of [
    ['F9', 'transfer'],
    ['Alt+z', 'consult'],
    ['Control+k', 'find'],
  ] as const) {
    if (!all) continue;
    await three.keyboard.press(key);
    await three.getByRole('dialog').waitFor();
    await shot(three, `window-${name}`);
    await three.keyboard.press('Escape');
    await three.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  await at(2).keyboard.press('F1');

  const tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByText('2 号窗口求助').first().waitFor();
  await shot(tablet, 'supervise');
  await english(tablet, 'supervise');
  const admin = await stage.device('admin', '/admin');
  await stage.signIn(admin, '0001');
  await admin.getByText('已发布第').waitFor();
  await more(admin, 'admin');
  await english(admin, 'admin');

  await take('企业开办');
  const slip = (await printed(kiosk)).at(-1)?.pdf ?? new Uint8Array();
  const link = (await readPdf(slip, true)).pages[0]?.qr ?? '';
  const phone = await stage.device('phone', link);
  await phone.getByText(/前面/).first().waitFor();
  await shot(phone, 'phone');
  await english(phone, 'phone');
  if (all) {
    await phone.getByRole('button', { name: '关怀版' }).click();
    await shot(phone, 'phone-care');
    await three.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await three.context().setOffline(true);
    await three.locator('footer').getByText(/断开/).waitFor();
    await three.keyboard.press('F10');
    await three.getByText('已完成').first().waitFor();
    await shot(three, 'window-offline');
    await english(three, 'window-offline');
    // The hall's program itself is gone: streams end, and every screen says since when.
    await stage.hall.kill();
    for (const [page, name] of [
      [kiosk, 'kiosk'],
      [board, 'board'],
      [tablet, 'supervise'],
    ] as const) {
      await page
        .getByText(/断|没有新消息/)
        .first()
        .waitFor();
      await shot(page, `${name}-offline`);
    }
    await shot(phone, 'phone-offline');
  }
} catch (error) {
  for (const [index, context] of stage.browser.contexts().entries()) {
    for (const page of context.pages()) await page.screenshot({ path: `${folder}all/failed-${index}.png` });
  }
  throw error;
} finally {
  await stage.close();
}
