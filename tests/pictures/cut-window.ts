import type { Page } from 'playwright';
import type { Line } from '../e2e/line.ts';
import { Desk } from '../e2e/matters.ts';
import { PASSWORD } from '../e2e/stage.ts';
import { vanish } from '../e2e/vanish.ts';
import { both, isCut, isKept, part, shot, strip, type Part } from './tour.ts';

interface Counter {
  page: Page;
  line: Line;
}

const arrived = (page: Page) => page.getByRole('button', { name: /人到了/ });

/** Every write to a database of this page fails as on a full disk, while the switch is on. */
const fullDisk = `
  globalThis.diskIsFull = false;
  for (const method of ['put', 'add']) {
    const write = IDBObjectStore.prototype[method];
    IDBObjectStore.prototype[method] = function (...values) {
      if (globalThis.diskIsFull) throw new DOMException('the disk is full', 'QuotaExceededError');
      return write.apply(this, values);
    };
  }
`;

/** A window PC on a line of its own. `script`: what its browser does otherwise, from the first page on. */
async function counter({ stage, inTime }: Part, no: number, account: string, script = ''): Promise<Counter> {
  const line = await stage.line();
  const page = await stage.device('window', `${line.url}/`, inTime);
  if (script) await page.context().addInitScript(script);
  await page.goto(`${line.url}/window`);
  await stage.signIn(page, account);
  if (no > 0) await stage.openWindow(page, no);
  return { page, line };
}

async function take(guide: Desk, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await guide.take();
}

async function call({ page }: Counter): Promise<void> {
  await page.keyboard.press('F2');
  await arrived(page).waitFor();
}

async function serve(at: Counter): Promise<void> {
  await call(at);
  await at.page.keyboard.press('Control+Enter');
  await at.page.getByText('办理中').first().waitFor();
}

async function finish({ page }: Counter): Promise<void> {
  await page.keyboard.press('F10');
  await page.getByText(/ 已完成/).waitFor();
}

async function menu(page: Page, entry: string): Promise<void> {
  await page.locator('summary', { hasText: '工号' }).click();
  await page.getByRole('button', { name: entry }).click();
}

/** Window PCs without their line: calling, nothing saved, stores that vanished, a wrong clock, another person. */
export async function windowsWithoutLine(): Promise<void> {
  await part('cut', callsAlone);
  await part('unsaved', nothingSaved);
  await part('clock', wrongClock);
  await part('noon', noonChange);
  await part('vanished', vanished);
}

async function callsAlone({ stage, inTime }: Part): Promise<void> {
  const guide = await Desk.open(stage, '0110');
  const three = await counter({ stage, inTime }, 3, '0317');
  const four = await counter({ stage, inTime }, 4, '0318');
  await take(guide, 12);
  const { page } = three;
  for (const at of [three, four]) await at.page.getByRole('tab', { name: /^等候 ?12$/ }).waitFor();
  await serve(three);
  await finish(three);
  await guide.until((state) => [...state.tickets.values()].filter(({ holder }) => holder !== 0).length >= 8);
  await strip(page).getByText('已定').waitFor();
  await isKept(page);
  three.line.cut();
  await isCut(page);
  await both(page, 'cut-idle');
  await call(three);
  await both(page, 'cut-called');
  await page.keyboard.press('Control+Enter');
  await page.getByText('办理中').first().waitFor();
  await both(page, 'cut-serving');
  await finish(three);
  await page.getByRole('button', { name: '代取号' }).click();
  await page.getByRole('dialog').waitFor();
  await both(page, 'cut-take');
  await page.keyboard.press('Escape');

  // A number that another window holds is asked for, and its window does not answer.
  const passedOver = four.page.getByText(/在别的窗口手上|由 3 号窗口掌握/).first();
  for (let n = 0; n < 6 && !(await passedOver.isVisible()); n += 1) {
    if (n > 0) await finish(four);
    await call(four);
  }
  await both(four.page, 'cut-elsewhere');
  while (!(await page.getByRole('button', { name: /呼叫下一位/ }).isDisabled())) {
    await serve(three);
    await finish(three);
  }
  await page.keyboard.press('F2');
  await page.getByText('线路断着，本窗口手上没有号').waitFor();
  await both(page, 'cut-none');

  // The line is back while the hall's answers are still under way: what was done is being sent.
  await stage.hall.kill();
  await isCut(four.page);
  await both(four.page, 'cut-relay-down');
  three.line.mend();
  await page.evaluate(() => {
    const send = WebSocket.prototype.send;
    let rows = 0;
    WebSocket.prototype.send = function (data) {
      // The third row of a device and what follows are kept back: a slow line.
      const type = data instanceof Uint8Array ? data[0] : -1;
      if (type === 100 && (rows += 1) > 2) return;
      send.call(this, data);
    };
    (globalThis as unknown as { hurry: () => void }).hurry = () => (WebSocket.prototype.send = send);
  });
  await stage.hall.run();
  await strip(page)
    .getByText(/正在送/)
    .waitFor({ timeout: 25_000 });
  await both(page, 'cut-sending');
  await page.evaluate(() => (globalThis as unknown as { hurry: () => void }).hurry());
  await page.reload();
  await strip(page).getByText('已连接大厅').waitFor({ timeout: 25_000 });
  await strip(page).getByText('已定').waitFor();
  await both(page, 'cut-back');
}

async function nothingSaved({ stage, inTime }: Part): Promise<void> {
  const guide = await Desk.open(stage, '0110');
  const eight = await counter({ stage, inTime }, 8, '0319', fullDisk);
  const { page, line } = eight;
  await guide.take();
  await call(eight);
  await page.evaluate(() => void ((globalThis as unknown as { diskIsFull: boolean }).diskIsFull = true));
  await page.keyboard.press('Control+Enter');
  await strip(page)
    .getByText(/没存上/)
    .first()
    .waitFor();
  await both(page, 'unsaved-full');
  line.cut();
  await page.keyboard.press('Control+Enter');
  await both(page, 'unsaved-full-cut');
  const none = await stage.device('window', '/manifest.webmanifest');
  await none
    .context()
    .addInitScript('IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); };');
  await none.goto(`${stage.hall.url}/window`);
  await none
    .getByText(/不能存/)
    .first()
    .waitFor();
  await shot(none, 'unsaved-no-database');
  await none.evaluate(() => localStorage.setItem('onewindow-locale', 'en'));
  await none.reload();
  await none
    .getByText(/cannot save/)
    .first()
    .waitFor();
  await shot(none, 'unsaved-no-database-en');
}

async function wrongClock({ stage, inTime }: Part): Promise<void> {
  const guide = await Desk.open(stage, '0110');
  const off = await stage.device('window', '/window', { clockOff: inTime.clockOff - 3 * 60_000 });
  await stage.signIn(off, '0601');
  await stage.openWindow(off, 16);
  await strip(off)
    .getByText(/本机时钟慢 3 分钟/)
    .waitFor();
  await both(off, 'clock-slow');
  const day = await stage.device('window', '/window', { clockOff: inTime.clockOff + 24 * 3_600_000 });
  await stage.signIn(day, '0318');
  await stage.openWindow(day, 4);
  await strip(day)
    .getByText(/本机时钟快 14\d\d 分钟/)
    .waitFor();
  await both(day, 'clock-a-day-fast');

  const three = await counter({ stage, inTime }, 3, '0317');
  const { page, line } = three;
  await guide.take();
  await serve(three);
  await page.getByText('断网也能打印').waitFor({ timeout: 30_000 });
  line.cut();
  await isCut(page);
  // Slept over the night, or set a day on.
  await page.evaluate(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 24 * 3_600_000;
  });
  await page.getByRole('button', { name: /只告知/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: '打印告知单' }).click();
  await page.getByRole('dialog', { name: '先确认今天的日期' }).waitFor();
  await both(page, 'clock-date-asked');
}

async function noonChange({ stage, inTime }: Part): Promise<void> {
  const guide = await Desk.open(stage, '0110');
  const pc = await counter({ stage, inTime }, 0, '0318');
  const { page } = pc;
  await strip(page).getByText('已连接大厅').waitFor();
  await menu(page, '断网口令');
  await page.getByLabel('六位数字').fill('246810');
  await page.getByLabel('再输一次').fill('246810');
  await both(page, 'noon-pin');
  await page.getByRole('button', { name: '设断网口令' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await menu(page, '退出登录');
  await page.getByRole('heading', { level: 1, name: '登录' }).waitFor();
  await stage.signIn(page, '0319');
  await stage.openWindow(page, 8);
  await take(guide, 6);
  await serve(pc);
  await page.keyboard.press('F8');
  await page.getByText(/ 已挂起/).waitFor();
  await serve(pc);
  await strip(page).getByText('待定').waitFor({ state: 'detached' });
  await isKept(page);
  pc.line.cut();
  await isCut(page);
  await menu(page, '换人接班');
  await page.getByText('两周内在本机登录过的').waitFor();
  await both(page, 'noon-sign-in');
  await page.getByLabel('工号').fill('0501');
  await page.getByLabel('密码或断网口令').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('14 天内在这台电脑登录过的人才能登录').waitFor();
  await both(page, 'noon-unknown');
  await page.getByLabel('工号').fill('0318');
  await page.getByLabel('密码或断网口令').fill('135791');
  await page.keyboard.press('Enter');
  await page.getByText(/4 次/).first().waitFor();
  await both(page, 'noon-pin-wrong');
  await page.getByLabel('工号').fill('0318');
  await page.getByLabel('密码或断网口令').fill('246810');
  await page.keyboard.press('Enter');
  const list = page.getByRole('dialog', { name: '接手本机：请核对' });
  await list.waitFor();
  await both(page, 'noon-list');
  await list.getByRole('button', { name: '核对无误，接手' }).click();
  await list.waitFor({ state: 'detached' });
  pc.line.mend();
  const prove = page.getByRole('complementary', { name: '线路恢复了，请核对密码' });
  await prove.waitFor();
  await page.keyboard.press('F2');
  await both(page, 'noon-prove');
}

async function vanished({ stage, inTime }: Part): Promise<void> {
  const nine = await counter({ stage, inTime }, 9, '0317');
  await isKept(nine.page);
  const plain = await vanish(stage, nine.page, nine.line.url, 'ledger/');
  nine.line.cut();
  await plain.goto(`${nine.line.url}/window`);
  await plain.getByText('本机存的今天的账不见了').waitFor();
  await both(plain, 'vanished-day');
  nine.line.mend();
  await strip(plain).getByText('已连接大厅').waitFor({ timeout: 25_000 });
  const again = await vanish(stage, plain, nine.line.url, 'onewindow-device');
  await again.goto(`${nine.line.url}/window`);
  await again.getByText('本机的旧存档不见了').waitFor();
  await both(again, 'vanished-device');
  await stage.signIn(again, '0317');
  await strip(again).getByText('已连接大厅').waitFor();
  await again.getByRole('radio', { name: /^9 / }).waitFor();
  await both(again, 'vanished-window-held');
}
