import type { Page } from 'playwright';
import { confirmAll, decideAll, Desk, fileMatter } from '../e2e/matters.ts';
import { printed } from '../e2e/stage.ts';
import { readPdf } from '../documents/read-pdf.ts';
import { both, isCut, isKept, part, shot, strip, type Part } from './tour.ts';

/** The surfaces besides the window, without their line: supervisor, pickup desk, kiosk, board, phone. */
export async function hallWithoutLine(): Promise<void> {
  await part('silent', silentWindow);
  await part('pickup', pickupAlone);
  await part('public', publicSurfaces);
}

/** A window that is silent, its numbers taken back, the double of that; what came after a switch-off; where one is signed in. */
async function silentWindow({ stage, inTime }: Part): Promise<void> {
  const guide = await Desk.open(stage, '0110');
  const line = await stage.line();
  const three = await stage.device('window', `${line.url}/window`, inTime);
  await stage.signIn(three, '0317');
  await stage.openWindow(three, 3);
  for (let n = 0; n < 4; n += 1) await guide.take();
  await three.getByRole('tab', { name: /^等候 ?4$/ }).waitFor();
  await guide.until((state) => [...state.tickets.values()].some(({ holder }) => holder !== 0));
  const tablet = await stage.device('supervise', '/supervise', inTime);
  await stage.signIn(tablet, '0100');
  line.cut();
  await isCut(three);
  const row = tablet.getByRole('listitem').filter({ hasText: '3 号窗口' }).filter({ hasText: '没有联系' });
  await row.getByText(/手上 \d 个号/).waitFor({ timeout: 25_000 });
  await both(tablet, 'supervise-silent');
  await row.getByRole('button', { name: '收回号码' }).click();
  const dialog = tablet.getByRole('dialog');
  await dialog.waitFor();
  await both(tablet, 'supervise-take-back');
  await dialog.getByRole('button', { name: '收回号码' }).click();
  await tablet.getByText('3 号窗口手上的号码已收回').waitFor();
  // Another window calls it; the silent one has not heard of it and calls it too.
  const four = await stage.device('window', '/window', inTime);
  await stage.signIn(four, '0318');
  await stage.openWindow(four, 4);
  const arrived = (page: Page) => page.getByRole('button', { name: /人到了/ });
  await three.keyboard.press('F2');
  await arrived(three).waitFor();
  const heading = { level: 2, name: /^A\d{3}$/ } as const;
  const label = await three.getByRole('heading', heading).innerText();
  for (;;) {
    await four.keyboard.press('F2');
    await arrived(four).waitFor();
    if ((await four.getByRole('heading', heading).innerText()) === label) break;
    await four.keyboard.press('F10');
    await arrived(four).waitFor({ state: 'detached' });
  }
  line.mend();
  await three.getByRole('button', { name: '知道了' }).waitFor({ timeout: 25_000 });
  await both(three, 'window-called-twice');
  await tablet.getByRole('button', { name: /对不上 1/ }).click();
  await tablet.getByRole('dialog').waitFor();
  await both(tablet, 'supervise-conflicts');
  await tablet.keyboard.press('Escape');
  await three.getByRole('button', { name: '知道了' }).click();

  await strip(three).getByText('已连接大厅').waitFor();
  await three.keyboard.press('F2');
  await three.getByRole('button', { name: /人到了/ }).waitFor();
  line.cut();
  await isCut(three);
  await three.keyboard.press('F10');
  await three.getByText(/ 已完成/).waitFor();
  const incarnation = await three.evaluate(() => localStorage.getItem('onewindow-incarnation'));
  await tablet.getByRole('button', { name: '设备' }).click();
  await both(tablet, 'supervise-devices');
  const device = tablet
    .getByRole('dialog')
    .getByRole('listitem')
    .filter({ hasText: incarnation?.slice(0, 6) ?? '-' });
  await device.getByRole('button', { name: '停用' }).click();
  await device.getByText('已停用').waitFor();
  await tablet.keyboard.press('Escape');
  line.mend();
  await three.getByText(/本机已停用/).waitFor({ timeout: 25_000 });
  await both(three, 'sign-in-revoked');
  await tablet.getByRole('button', { name: /^迟到 1/ }).click();
  await tablet.getByRole('dialog').waitFor();
  await both(tablet, 'supervise-quarantine');
  await tablet.keyboard.press('Escape');

  const there = await stage.device('window', '/window', inTime);
  await stage.signIn(there, '0318');
  await four.getByText(/工号 0318/).click();
  await four.getByRole('button', { name: '我的登录' }).click();
  await four.getByRole('dialog').getByText('本机', { exact: true }).waitFor();
  await both(four, 'window-sessions');
  await four.keyboard.press('Escape');
  const tabletLine = await stage.line();
  await tablet.goto(`${tabletLine.url}/supervise`);
  await isKept(tablet);
  tabletLine.cut();
  await isCut(tablet);
  await both(tablet, 'supervise-cut');
  guide.close();
}

async function pickupAlone({ stage, inTime }: Part): Promise<void> {
  const clerk = await Desk.open(stage, '0318');
  const other = await Desk.open(stage, '0602');
  const line = await stage.line();
  const desk = await stage.device('pickup', `${line.url}/pickup`, inTime);
  await stage.signIn(desk, '0601');
  await stage.openWindow(desk, 16);
  const filed = await fileMatter(clerk, { name: '滨江市松间文化传播有限公司', window: 4 });
  await decideAll(stage, filed.dossier);
  await confirmAll(other, filed.dossier);
  await desk.keyboard.press('F2');
  await desk.keyboard.type(filed.pickupCode);
  await desk.keyboard.press('Enter');
  await desk.getByText('到齐 4 / 4').waitFor();
  line.cut();
  await isCut(desk);
  await both(desk, 'pickup-cut');
  await desk.getByRole('button', { name: '应急交付' }).click();
  const dialog = desk.getByRole('dialog', { name: '应急交付' });
  await dialog.waitFor();
  await both(desk, 'pickup-emergency');
  await dialog.getByRole('button', { name: '两人都在，交付' }).click();
  await dialog.getByText('选一个原因').waitFor();
  await both(desk, 'pickup-emergency-missing');
  clerk.close();
  other.close();
}

/** Kiosk, board and phone while the hall's program is gone. */
async function publicSurfaces({ stage, inTime }: Part): Promise<void> {
  const kiosk = await stage.device('kiosk', stage.hall.pairingLink('kiosk'), inTime);
  const board = await stage.device('board', stage.hall.pairingLink('board'), inTime);
  await kiosk.getByRole('heading', { name: '请问办什么事' }).waitFor();
  await board.getByText('B 区').waitFor();
  await stage.take(kiosk);
  await kiosk.waitForFunction(() => (globalThis as unknown as { printed: unknown[] }).printed.length > 0);
  const slip = (await printed(kiosk)).at(-1)?.pdf ?? new Uint8Array();
  const link = (await readPdf(slip, true)).pages[0]?.qr ?? '';
  const phone = await stage.device('phone', link, inTime);
  await phone.getByText(/前面/).first().waitFor();
  await isKept(kiosk);
  await stage.hall.kill();
  await kiosk.getByText('线路断了，这台机器照常出号').first().waitFor();
  await both(kiosk, 'kiosk-cut');
  await kiosk.getByRole('button', { name: '关怀版' }).click();
  await shot(kiosk, 'kiosk-cut-care');
  await kiosk.getByRole('button', { name: '回标准版' }).click();
  await kiosk.getByRole('button', { name: /^企业开办/ }).click();
  await both(kiosk, 'kiosk-cut-chosen');
  await kiosk.getByRole('button', { name: '取号' }).click();
  await kiosk.getByText('号票在下面的出纸口').waitFor();
  await shot(kiosk, 'kiosk-cut-ticket');
  await board
    .getByText(/没有新消息/)
    .first()
    .waitFor();
  await shot(board, 'board-cut');
  await both(phone, 'phone-cut');
}
