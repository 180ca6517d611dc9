import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReceiptView, Setup } from '#lib/domain/index.ts';
import { readPdf } from '../documents/read-pdf.ts';
import type { Line } from './line.ts';
import { printed, scan, Stage } from './stage.ts';

/** A Monday morning; Saturday is the 28th. */
const MONDAY = '2026-11-23T10:00:00+08:00';
const tuesday = (clock: string): string => `2026-11-24T${clock}+08:00`;
const PHONE = '18612344410';

let stage: Stage;
/** The booking desk's. */
let line: Line;
let desk: Page;
let kiosk: Page;
/** Token of the booking that the first test makes, for Tuesday 10:00. */
let token = '';

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const dialog = (page: Page) => page.getByRole('dialog');
const axe = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
};

interface Made {
  token: string;
  shortCode: string;
}

/** As a phone asks for it: each test needs more bookings than it wants to type. */
async function book(wish: Record<string, unknown>): Promise<Made> {
  const response = await fetch(`${stage.hall.url}/api/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stage.hall.url },
    body: JSON.stringify({ code: 'YJS-01', service: 'ordinary', name: '陆离', phone: '13900001234', ...wish }),
  });
  const body = (await response.json()) as Made;
  if (!response.ok) throw new Error(JSON.stringify(body));
  return body;
}

const receipt = async (key: string): Promise<ReceiptView> =>
  (await (await fetch(`${stage.hall.url}/api/receipts/${key}`)).json()) as ReceiptView;

/** To the last question, with the first bookable day and this time. */
async function answer(phone: Page, time: string, name: string, number: string): Promise<void> {
  await phone.getByRole('button', { name: /^企业开办一件事/ }).click();
  await heading(phone, '什么时候来？').waitFor();
  await phone.getByRole('radio', { name: new RegExp(`^${time}`) }).check();
  await button(phone, '下一步').click();
  await phone.getByLabel('姓名或单位名称').fill(name);
  await phone.getByLabel('手机号').fill(number);
  await button(phone, '下一步').click();
  await heading(phone, '对一下，没错就约').waitFor();
}

async function paper(page: Page, index = -1): Promise<string> {
  const papers = await printed(page);
  return (await readPdf(papers.at(index)?.pdf ?? new Uint8Array(), true)).text.replaceAll(' ', '');
}

async function openDesk(account: string, base = ''): Promise<Page> {
  const page = await stage.device('window', `${base}/schedule`);
  await stage.signIn(page, account);
  await heading(page, '预约与延时').waitFor();
  await page.locator('footer').getByText('已连接大厅').waitFor();
  return page;
}

beforeAll(async () => {
  stage = await Stage.open(MONDAY);
  line = await stage.line();
  desk = await openDesk('0317', line.url);
  kiosk = await stage.kiosk();
});

afterAll(async () => {
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('a booking from a phone: tomorrow first, bad input told in its place, nothing in the address, a voucher at the end', async () => {
  const phone = await stage.device('phone', '/book');
  await heading(phone, '要办哪件事？').waitFor();
  expect(await axe(phone)).toEqual([]);
  await phone.getByLabel('事项名称或拼音首字母').fill('QYKBYJS');
  await phone.getByText('1 件', { exact: true }).waitFor();
  await phone.getByRole('button', { name: /^企业开办一件事/ }).click();
  await phone.getByText(/^明天/).waitFor();
  await button(phone, '下一步').click();
  await phone.getByRole('alert').getByText('请先选日子和时间').waitFor();
  await phone.getByRole('radio', { name: /^10:00/ }).check();
  expect(await axe(phone)).toEqual([]);
  await button(phone, '下一步').click();
  await button(phone, '下一步').click();
  await phone.getByText('请填姓名或单位名称。').waitFor();
  await phone.getByLabel('姓名或单位名称').fill('罗秋实');
  await phone.getByLabel('手机号').fill('12345');
  await button(phone, '下一步').click();
  await phone.getByText('手机号是 11 位数字').waitFor();
  await phone.getByLabel('手机号').fill(PHONE);
  await button(phone, '下一步').click();
  await phone.getByText('11 月 24 日 星期二 10:00').waitFor();
  await phone.getByText('本服务不另收费用。').waitFor();
  await button(phone, '确认预约').click();

  await heading(phone, '约好了').waitFor();
  await phone.getByText('10:00–10:30').waitFor();
  await phone.getByText('09:00 起可以签到。10:15 以后到').waitFor();
  await phone.getByText('公司章程').waitFor();
  expect(await axe(phone)).toEqual([]);
  expect(phone.url()).toBe(`${stage.hall.url}/book`);
  const link = (await phone.getByRole('link', { name: '看我的预约' }).getAttribute('href')) ?? '';
  token = link.replace('/r/', '');
  expect(token).toMatch(/^[\w-]{22}$/);
  const calendar = await phone.getByRole('link', { name: '加到日历' }).getAttribute('href');
  const ics = await (await fetch(`${stage.hall.url}${calendar}`)).text();
  expect(ics).toContain('DTSTART:20261124T020000Z');
  expect(ics).not.toMatch(/罗秋实|18612344410/);

  await phone.reload();
  await heading(phone, '约好了').waitFor();
  await phone.getByRole('link', { name: '看我的预约' }).click();
  await heading(phone, '您的预约').waitFor();
  await phone.context().close();

  await desk.getByRole('radio', { name: /^周二/ }).check();
  await button(desk, /^10:00 3 号窗 罗\*+ 已约/).waitFor();
});

test('English is complete on the phone, and large type keeps the questions', async () => {
  const phone = await stage.device('phone', '/book?lang=en');
  await heading(phone, 'What do you need?').waitFor();
  await button(phone, 'Large type').click();
  await phone
    .getByRole('button', { name: /^Open a company/ })
    .first()
    .click();
  await phone.getByRole('radio', { name: /^08:30/ }).waitFor();
  const left = (await phone.locator('body').innerText())
    .split('\n')
    .filter((line) => /\p{Script=Han}/u.test(line.replace(/一窗|中文|^中$/gu, '')));
  expect(left).toEqual([]);
  expect(await axe(phone)).toEqual([]);
  await phone.context().close();
});

test('a time that somebody else takes meanwhile: the next free ones are offered', async () => {
  const phone = await stage.device('phone', '/book');
  await answer(phone, '10:00', '秦关', '13900005678');
  await book({ date: '2026-11-24', at: 600 });
  await button(phone, '确认预约').click();
  await phone.getByText('这个时段刚被别人约走。').waitFor();
  await button(phone, '11 月 24 日 星期二 10:30').click();
  await button(phone, '确认预约').click();
  await heading(phone, '约好了').waitFor();
  await phone.getByText('10:30–11:00').waitFor();
  await phone.context().close();
});

test('the holder moves a booking and cancels it, from the applicant’s page', async () => {
  const made = await book({ date: '2026-11-25', at: 540, phone: '13900002222' });
  const phone = await stage.device('phone', `/r/${made.token}`);
  await heading(phone, '您的预约').waitFor();
  await button(phone, '改期').click();
  await dialog(phone)
    .getByRole('radio', { name: /^14:30/ })
    .check();
  expect(await axe(phone)).toEqual([]);
  await dialog(phone)
    .getByRole('button', { name: /^改到这个时间/ })
    .click();
  await expect.poll(async () => (await receipt(made.token)).booking?.at).toBe(870);
  await dialog(phone).waitFor({ state: 'hidden' });
  await button(phone, '取消预约').click();
  await dialog(phone).getByRole('button', { name: '取消预约' }).click();
  await expect.poll(async () => (await receipt(made.token)).booking?.phase).toBe('cancelled');
  await phone.context().close();
});

test('[B4][B5] a holiday booking is asked for, handed to the chief representative and assigned; nowhere can it be refused', async () => {
  const phone = await stage.device('phone', '/book');
  await phone.getByRole('button', { name: /^企业开办一件事/ }).click();
  await phone.getByRole('button', { name: /^节假日预约/ }).click();
  await phone.getByRole('radio', { name: /星期六/ }).check();
  await phone.getByRole('radio', { name: /^09:30/ }).check();
  await button(phone, '下一步').click();
  await phone.getByText('请写一两句，好安排人。').waitFor();
  await phone.getByLabel('说一下情况').fill('周日开业，平日不能到场');
  await button(phone, '下一步').click();
  await phone.getByLabel('姓名或单位名称').fill('白露');
  await phone.getByLabel('手机号').fill('13900003333');
  await button(phone, '下一步').click();
  await button(phone, '提出申请').click();
  await heading(phone, '申请已收到').waitFor();

  const card = desk.getByRole('radio', { name: /^节假日预约 · 11-28 周六 09:30/ });
  await card.check();
  await desk.getByText('特殊原因：周日开业，平日不能到场').waitFor();
  await desk.getByText('此类申请不得拒绝').waitFor();
  const sill = desk.getByRole('region', { name: '下一步' });
  expect(await sill.getByRole('button').allInnerTexts()).toEqual([
    '改期（须本人同意）',
    '转首席代表',
    expect.stringMatching(/^确认，打印预约凭证/),
  ]);
  const refusing = await desk
    .locator('button, a, [role=button], [role=menuitem], option')
    .filter({ hasText: /拒绝|驳回|不同意|退回|不予/ })
    .count();
  expect(refusing).toBe(0);
  expect(await axe(desk)).toEqual([]);

  await button(desk, '转首席代表').click();
  await dialog(desk).getByRole('button', { name: '转首席代表' }).click();
  await dialog(desk).getByText('先写明原因').waitFor();
  await dialog(desk).getByLabel('不能提供的原因').fill('当天已有外勤');
  expect(await axe(desk)).toEqual([]);
  await dialog(desk).getByRole('button', { name: '转首席代表' }).click();
  await desk
    .getByText(/已转首席代表/)
    .first()
    .waitFor();
  expect(await sill.getByRole('button').allInnerTexts()).toEqual([
    '改期（须本人同意）',
    expect.stringMatching(/^催首席代表/),
  ]);
  await desk.keyboard.press('Control+Enter');
  await desk.getByText('已催 1 次').waitFor();

  const chief = await openDesk('0201');
  await chief.getByRole('radio', { name: /^节假日预约 · 11-28/ }).check();
  await chief.keyboard.press('Control+Enter');
  await chief.getByRole('alert').getByText('先选派给谁').waitFor();
  await chief.getByLabel('派给').selectOption('0318');
  await chief.keyboard.press('Control+Enter');
  await chief.getByText(/已指派工号 0318/).waitFor();
  await expect.poll(async () => (await printed(chief)).length).toBe(1);
  const voucher = await paper(chief);
  for (const part of ['预约凭证', '节假日预约', '2026年11月28日', '本服务不另收费用', '白*']) {
    expect(voucher).toContain(part);
  }
  expect(voucher).not.toMatch(/白露|13900003333/);
  await desk.getByText('没有要答复的申请。').waitFor();
  await phone.getByRole('link', { name: '看我的预约' }).click();
  await heading(phone, '节假日预约').waitFor();
  await expect.poll(() => phone.locator('body').innerText()).toMatch(/已约|约好/);
  await chief.context().close();
  await phone.context().close();
});

test('[B2] a holiday booking for a day that is worked becomes an ordinary one, and says so', async () => {
  await stage.publish((setup) => {
    const { calendar } = setup as unknown as Setup;
    const year = (calendar.years['2026'] ??= { off: [], work: [] });
    year.work.push('2026-11-29');
  });
  await desk.getByRole('radio', { name: /^周日 班/ }).waitFor();
  await desk.keyboard.press('F2');
  const form = dialog(desk);
  await form.getByText('节假日预约').click();
  await form.getByRole('radio', { name: /^企业开办一件事/ }).check();
  await form.getByRole('button', { name: '记下申请' }).click();
  await form.getByText('请填姓名或名称').waitFor();
  await form.getByText('手机号应是 11 位，以 1 开头').waitFor();
  await form.getByText('请写明原因').waitFor();
  await form.getByText('先选时间').waitFor();
  expect(await axe(desk)).toEqual([]);
  await form.getByLabel('姓名或名称').fill('邓拓');
  await form.getByLabel('手机').fill('13900004444');
  await form.getByLabel('说明').fill('只有周末有空');
  await form.getByLabel('哪一天').selectOption('2026-11-29');
  await form.getByRole('radio', { name: /^09:00/ }).check();
  await form.getByRole('button', { name: '记下申请' }).click();
  await desk.getByText(/是工作日，已按普通预约约好/).waitFor();
  await expect.poll(async () => (await printed(desk)).length).toBe(1);
  const voucher = await paper(desk);
  expect(voucher).toContain('普通预约');
  expect(voucher).toContain('所选日期是工作日，按普通预约办理');
});

test('[B3] an extended service: asked, confirmed with its form, begun and ended', async () => {
  await desk.keyboard.press('F2');
  const form = dialog(desk);
  await form.getByText('延时服务').click();
  await form.getByRole('radio', { name: /^企业开办一件事/ }).check();
  await form.getByLabel('姓名或名称').fill('周岚');
  await form.getByLabel('手机').fill('13900005555');
  await form.getByLabel('说明').fill('外地赶来，17:20 到站');
  await form.getByRole('radio', { name: '17:30', exact: true }).check();
  await form.getByLabel('到', { exact: true }).selectOption('1095');
  await form.getByRole('button', { name: '记下申请' }).click();
  await desk.getByText(/周岚 的申请已记下/).waitFor();
  await desk.getByRole('radio', { name: /^延时服务 · 今天 17:30–18:15/ }).check();
  await desk.keyboard.press('Control+Enter');
  await desk.getByText(/由工号 0317 办/).waitFor();
  await expect.poll(async () => (await printed(desk)).length).toBe(2);
  const text = await paper(desk);
  for (const part of ['延时服务登记单', '周岚', '特殊原因：外地赶来', '工号0317', '本服务不另收费用', '18时15分']) {
    expect(text).toContain(part);
  }

  // It stands at its window too, and may be begun there.
  const window = await stage.window(3, '0319');
  await window.getByText('约好的服务').waitFor();
  expect(await axe(window)).toEqual([]);
  await button(window, '开始服务').click();
  await button(window, '结束服务').waitFor();
  await window.context().close();

  await desk.getByRole('radio', { name: /^今天/ }).check();
  await desk.getByRole('button', { name: /^17:30–18:15.*开始$/ }).click();
  expect(await axe(desk)).toEqual([]);
  await button(desk, '结束服务').click();
  await desk.getByRole('button', { name: /^17:30–18:15.*已服务$/ }).waitFor();
});

test('[BK23] a line that is cut: answers are locked, staff book tentatively; back: confirmed, or with the chief representative', async () => {
  const before = (await printed(desk)).length;
  line.cut();
  await desk.locator('footer').getByText(/断开/).waitFor();
  const alone = async (name: string, phone: string, time: string): Promise<void> => {
    await desk.keyboard.press('F2');
    const form = dialog(desk);
    await form.getByText('线路断着：先暂约').waitFor();
    expect(await form.getByText('节假日预约').count()).toBe(0);
    await form.getByRole('radio', { name: /^企业开办一件事/ }).check();
    await form.getByLabel('姓名或名称').fill(name);
    await form.getByLabel('手机').fill(phone);
    await form.getByLabel('哪一天').selectOption('2026-11-24');
    await form.getByRole('radio', { name: new RegExp(`^${time}`) }).check();
    await form.getByRole('button', { name: '暂约并打印' }).click();
    await desk.getByText(/暂约，线路通了再定/).waitFor();
    // It closes once the paper is out; until then F2 opens no other.
    await form.waitFor({ state: 'hidden' });
  };
  await alone('沈默', '13900006666', '14:00');
  await alone('温言', '13900007777', '15:00');
  await expect.poll(async () => (await printed(desk)).length).toBe(before + 2);
  expect(await paper(desk)).toContain('暂约：本凭证在线路断时登记');
  await desk.getByRole('radio', { name: /^周二/ }).check();
  await button(desk, /^10:00 3 号窗 罗\*+ 已约/).waitFor();
  await button(desk, /^14:00 .* 沈\*+ 待定/).waitFor();

  // Meanwhile everything at 14:00 is taken by people with a line.
  for (let full = false; !full;) {
    full = await book({ date: '2026-11-24', at: 840 }).then(
      () => false,
      (error: Error) => error.message.includes('slot-full'),
    );
  }
  line.mend();
  await desk.locator('footer').getByText('已连接大厅').waitFor();
  await button(desk, /^15:00 .* 温\*+ 已约/).waitFor();
  await desk.getByRole('radio', { name: /^加约 · .*14:00/ }).waitFor();
  expect(await button(desk, /沈\*+ 待定/).count()).toBe(0);
});

test('a voucher waits for the dossier and never goes out without the name; cut off, that is said', async () => {
  const own = await stage.line();
  const page = await openDesk('0319', own.url);
  let letDossiersIn = (): void => undefined;
  const held = new Promise<void>((resolve) => (letDossiersIn = resolve));
  await page.context().routeWebSocket(/rooms\/dossier/, async (socket) => {
    await held;
    socket.connectToServer();
  });
  await page.reload();
  await page.locator('footer').getByText('已连接大厅').waitFor();
  await page.getByRole('radio', { name: /^周二/ }).check();
  const entry = button(page, /^10:30 3 号窗 秦\*+ 已约/);
  await entry.waitFor();
  own.cut();
  await page.locator('footer').getByText(/断开/).waitFor();
  await entry.click();
  const print = dialog(page).getByRole('button', { name: '打印预约凭证' });
  await print.click();
  await page.getByText('填写的内容还没传到本机，打印会缺姓名').first().waitFor();

  own.mend();
  await page.locator('footer').getByText('已连接大厅').waitFor();
  await print.click();
  await dialog(page).getByText('正在打印').waitFor();
  expect(await printed(page)).toEqual([]);
  letDossiersIn();
  await expect.poll(async () => (await printed(page)).length).toBe(1);
  expect(await paper(page)).toContain('秦*');
  await page.context().close();
});

test('[B7] on the day: too early, then checked in, called at its minute between walk-ins; late ones join these', async () => {
  const late = await book({ code: 'YJS-01', date: '2026-11-24', at: 510, name: '秦关', phone: '13900006666' });
  const later = await book({ date: '2026-11-26', at: 540, phone: '13900007777' });
  await desk.context().close();
  await stage.hall.restartAt(tuesday('09:20:00'));
  await kiosk.reload();
  await kiosk.getByRole('button', { name: /^我有预约/ }).click();
  await heading(kiosk, '预约签到').waitFor();
  expect(await axe(kiosk)).toEqual([]);

  // The 10:30 of 秦关: from 09:30.
  const type = async (keys: string): Promise<void> => {
    for (const key of keys) await button(kiosk, key).click();
    await button(kiosk, '签到').click();
  };
  await button(kiosk, '签到').click();
  await type('5678');
  await kiosk.getByText('您约的是今天 10:30，来早了。').waitFor();
  await kiosk.getByText(/09:30 起可以签到/).waitFor();
  await button(kiosk, '清空').click();
  await type('0000');
  await kiosk.getByText('没找到今天的预约。').waitFor();
  await kiosk.getByText('短码', { exact: true }).click();
  await type(later.shortCode);
  await kiosk.getByText(/您约的是 11 月 26 日 09:00，不是今天/).waitFor();

  // Its QR code before the scanner, which types like a keyboard.
  await scan(kiosk, `${stage.hall.url}/r/${token}`);
  await heading(kiosk, 'A001').waitFor();
  await kiosk.getByText('预约 10:00，到时叫您').waitFor();
  await expect.poll(async () => (await printed(kiosk)).length).toBe(1);
  const slip = await readPdf((await printed(kiosk))[0]?.pdf ?? new Uint8Array(), true);
  expect(slip.text.replaceAll(' ', '')).toContain('预约10:00');
  expect(slip.pages[0]?.qr).toBe(`${stage.hall.url}/r/${token}`);
  await button(kiosk, '好了').click();

  // Again: the same number, and its paper when it is wanted.
  await kiosk.getByRole('button', { name: /^我有预约/ }).click();
  await type('4410');
  await kiosk.getByText('您签过到了，号是').waitFor();
  await button(kiosk, '再打一张').click();
  await expect.poll(async () => (await printed(kiosk)).length).toBe(2);
  await button(kiosk, '好了').click();

  // 08:30 is long over: among the walk-ins, and it says so.
  await kiosk.getByRole('button', { name: /^我有预约/ }).click();
  await scan(kiosk, late.token);
  await heading(kiosk, 'A002').waitFor();
  await kiosk.getByText('过了预约时间，按现场取号排').waitFor();
  await button(kiosk, '好了').click();
  expect(await stage.take(kiosk)).toBe('A003');

  const window = await stage.window(3, '0318');
  await window
    .getByRole('tabpanel')
    .getByRole('button', { name: /A001.*预约/ })
    .waitFor();
  await window.keyboard.press('F2');
  await window.getByRole('region', { name: 'A002', exact: true }).waitFor();
  await window.keyboard.press('Control+Enter');
  await window.getByText('办理中').first().waitFor();

  await stage.hall.restartAt(tuesday('10:00:30'));
  await window.locator('footer').getByText('已连接大厅').waitFor();
  await window.keyboard.press('F10');
  await window.getByText('A002 已完成').waitFor();
  await window.keyboard.press('F2');
  await window.getByRole('region', { name: 'A001', exact: true }).waitFor();
  const page = await openDesk('0110');
  await button(page, /^10:00 3 号窗 罗\*+ 已签到/).waitFor();
  await page.context().close();
  await window.context().close();
});

test('staff check somebody in, move to a later hour of today at the applicant’s wish, and cancel', async () => {
  const page = await openDesk('0319');
  await button(page, /^10:30 3 号窗 秦\*+ 已约/).click();
  await dialog(page).getByRole('button', { name: '改期' }).click();
  await dialog(page)
    .getByRole('radio', { name: /^10:30/ })
    .waitFor();
  await dialog(page)
    .getByRole('radio', { name: /^11:00/ })
    .check();
  await dialog(page).getByRole('button', { name: '改到这个时间' }).click();
  await page.getByText(/改到 今天 11:00/).waitFor();
  await button(page, /^11:00 [34] 号窗 秦\*+ 已约/).click();
  await dialog(page).getByRole('button', { name: '签到' }).click();
  await page.getByText(/已签到，号是 A004/).waitFor();
  await expect.poll(async () => (await printed(page)).length).toBe(1);
  expect(await paper(page)).toContain('A004');

  await button(page, /^10:00 4 号窗 陆\*+ 已约/).click();
  await dialog(page).getByRole('button', { name: '取消预约' }).click();
  await dialog(page).getByText('本人要求取消？').waitFor();
  await dialog(page).getByRole('button', { name: '本人要求，取消' }).click();
  await page.getByText(/的预约已取消/).waitFor();
  await page.context().close();
});

test('[BK8] an expired booking: the kiosk says when it was, and what to do', async () => {
  const missed = await book({ code: 'BD-01', date: '2026-11-25', at: 540, phone: '13900008888' });
  await stage.hall.restartAt('2026-11-26T09:30:00+08:00');
  await kiosk.reload();
  await kiosk.getByRole('button', { name: '关怀版' }).click();
  await kiosk.getByRole('button', { name: /^我有预约/ }).click();
  await heading(kiosk, '预约签到').waitFor();
  expect(await axe(kiosk)).toEqual([]);
  await scan(kiosk, missed.token);
  await kiosk.getByText(/11 月 25 日 09:00 的预约已经过了/).waitFor();
  await kiosk.getByText('请取号，或重新预约。').waitFor();
  await stage.hall.kill();
  await kiosk.getByText('线路断了，现在签不了到').waitFor();
  expect(await button(kiosk, '签到').isDisabled()).toBe(true);
});
