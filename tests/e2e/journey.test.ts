import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPdf } from '../documents/read-pdf.ts';
import { printed, spoken, Stage } from './stage.ts';

let stage: Stage;
let kiosk: Page;
let board: Page;
let three: Page;
let four: Page;
let tablet: Page;

/** The queue column's rows. */
const row = (page: Page, label: string) => page.getByRole('tabpanel').getByRole('button', { name: label });
const ticketBar = (page: Page, label: string) => page.getByRole('region', { name: label, exact: true });
const arrived = (page: Page) => page.getByRole('button', { name: /人到了/ });

beforeAll(async () => {
  stage = await Stage.open();
  // Three calls without waiting between them: the gap is data, and nobody wants a slow test.
  await stage.publish((setup) => {
    setup.policy['callGapSeconds'] = 0;
  });
  [kiosk, board, three, four] = await Promise.all([
    stage.kiosk(),
    stage.device('board', stage.hall.pairingLink('board')),
    stage.window(3, '0317'),
    stage.window(4, '0318'),
  ]);
  tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('heading', { level: 1, name: '大厅实时' }).waitFor();
});

afterAll(async () => {
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('a number from the kiosk to the board, a phone and the end of the visit', async () => {
  const label = await stage.take(kiosk);
  expect(label).toBe('A001');

  const [slip] = await printed(kiosk);
  const paper = await readPdf(slip?.pdf ?? new Uint8Array(), true);
  const text = paper.text.replaceAll(' ', '');
  for (const part of [
    '滨江市政务服务中心',
    'A001',
    '企业开办一件事',
    '一层A区',
    '当日有效',
    '过号后自动后排一次',
    '练习',
  ]) {
    expect(text).toContain(part);
  }
  const link = paper.pages[0]?.qr ?? '';
  expect(link).toMatch(new RegExp(`^${stage.hall.url}/r/[\\w-]{22}$`));

  const phone = await stage.device('phone', link);
  await phone.getByText('A001').first().waitFor();
  await phone
    .getByText(/前面(没有人|还有 0 位)|下一位/)
    .first()
    .waitFor();

  await row(three, 'A001').waitFor();
  await three.keyboard.press('F2');
  await arrived(three).waitFor();
  await board.getByText('A001').first().waitFor();
  await phone.getByText('3 号窗口').first().waitFor();
  await expect.poll(() => spoken(board)).toHaveLength(1);
  expect((await spoken(board))[0]).toMatch(/A 零 零 一.*3 号窗口/);

  await tablet.getByRole('button', { name: /^3 企业开办 A001/ }).waitFor();
  await three.keyboard.press('Control+Enter');
  await ticketBar(three, 'A001').getByText('办理中').waitFor();
  await three.keyboard.press('F10');
  await three.getByText('A001 已完成').waitFor();
  await phone
    .getByText(/办完|完成/)
    .first()
    .waitFor();
  await phone.context().close();
});

test('[Q6][Q7] two windows call the only number at the same moment: one has it', async () => {
  await stage.take(kiosk);
  await Promise.all([row(three, 'A002').waitFor(), row(four, 'A002').waitFor()]);
  await Promise.all([three.keyboard.press('F2'), four.keyboard.press('F2')]);
  await Promise.race([arrived(three).waitFor(), arrived(four).waitFor()]);
  const [winner, loser] = (await arrived(three).isVisible()) ? [three, four] : [four, three];
  await loser.getByText('没有人在等。有人取号，这里会响一声。').first().waitFor();
  expect(await arrived(loser).isVisible()).toBe(false);
  await winner.keyboard.press('Control+Enter');
  await winner.keyboard.press('F10');
  await winner.getByText('A002 已完成').waitFor();
});

test('two quick calls are both shown and both spoken, in order', async () => {
  await stage.take(kiosk);
  await stage.take(kiosk);
  await row(four, 'A004').waitFor();
  await three.keyboard.press('F2');
  await arrived(three).waitFor();
  await four.keyboard.press('F2');
  await arrived(four).waitFor();
  await board.getByText('A003').first().waitFor();
  await board.getByText('A004').first().waitFor();
  // Earlier calls may still be spoken first: the order among these two is what counts.
  await expect
    .poll(async () => (await spoken(board)).filter((text) => /零 [三四] 号/.test(text)), { timeout: 15_000 })
    .toEqual([expect.stringMatching(/A 零 零 三.*3 号窗口/), expect.stringMatching(/A 零 零 四.*4 号窗口/)]);
});

test('[Q8][Q9] three calls, then behind the others; the second no-show is final; the supervisor reopens', async () => {
  // A003 stands at window 3 from the test before.
  const passOver = async (label: string): Promise<void> => {
    await three.keyboard.press('F4');
    await ticketBar(three, label).getByText('已呼 2/3').waitFor();
    await three.keyboard.press('F4');
    await ticketBar(three, label).getByText('已呼 3/3').waitFor();
    await three.keyboard.press('Shift+F4');
  };
  expect(await three.getByRole('button', { name: /^过号/ }).isDisabled()).toBe(true);
  await passOver('A003');
  await three.getByText('A003 已过号，排到后面一次').waitFor();
  // Nobody else waits: it rests and is not offered again at once.
  await three.keyboard.press('F2');
  await three
    .getByText(/没有人在等。过号的 A003/)
    .first()
    .waitFor();

  await stage.take(kiosk);
  await row(three, 'A005').waitFor();
  await row(three, 'A003').click();
  await three.keyboard.press('Shift+F2');
  await arrived(three).waitFor();
  await passOver('A003');
  await three.getByText('A003 第二次过号，当日作废').waitFor();

  await tablet.getByRole('button', { name: '恢复号票' }).click();
  const dialog = tablet.getByRole('dialog');
  await dialog.getByLabel('号码，如 A012').fill('A003');
  await dialog.getByRole('button', { name: '恢复号票' }).click();
  await tablet.getByText('A003 已恢复，重新排队').waitFor();
  await row(three, 'A003').waitFor();
});

test('[Q12][Q13][Q15] park and take back, undo, transfer with the same number, consultation in two keys', async () => {
  // A004 is at window 4; A003 and A005 wait.
  await four.keyboard.press('Control+Enter');
  await four.keyboard.press('F8');
  await four.getByText('A004 已挂起').waitFor();
  await four.keyboard.press('Control+z');
  await ticketBar(four, 'A004').waitFor();
  await four.keyboard.press('F8');
  await four.getByRole('tab', { name: /挂起/ }).click();
  await four.getByRole('button', { name: '接着办' }).click();
  await ticketBar(four, 'A004').getByText('办理中').waitFor();

  await four.keyboard.press('F9');
  const dialog = four.getByRole('dialog');
  await dialog.getByRole('radio', { name: /综合受理/ }).check();
  await dialog.getByRole('button', { name: /^转窗/ }).click();
  await four.getByText('A004 已转到综合受理，号不变').waitFor();
  await tablet.getByRole('button', { name: /综合受理.*1 人/ }).waitFor();

  await four.getByRole('tab', { name: /等候/ }).click();
  await four.keyboard.press('F2');
  await arrived(four).waitFor();
  await four.keyboard.press('Alt+z');
  await four.getByRole('dialog').waitFor();
  await four.keyboard.press('Enter');
  await four
    .getByText(/^A\d{3} 按咨询结束$/)
    .first()
    .waitFor();
});

test('every command is found by its name', async () => {
  await four.keyboard.press('Control+k');
  await four.getByRole('dialog').getByLabel('输入命令名').fill('暂停');
  await four.keyboard.press('Enter');
  await four.getByRole('dialog', { name: '暂停服务' }).waitFor();
  await four.keyboard.press('Escape');
});

test('pause with a reason, help answered, window released, queue closed', async () => {
  await four.keyboard.press('Alt+p');
  await four.getByRole('dialog').waitFor();
  await four.keyboard.press('2');
  await tablet.getByRole('button', { name: /^4 企业开办.*暂停 · 用餐/ }).waitFor();
  await four.keyboard.press('Alt+p');
  await four.getByRole('button', { name: /呼叫下一位/ }).waitFor();

  await three.keyboard.press('F1');
  await tablet.getByText('3 号窗口求助').first().waitFor();
  await tablet.getByRole('region', { name: '下一步' }).getByRole('button', { name: '我去' }).click();
  await three.getByRole('button', { name: /^求助值班长/ }).waitFor();

  await tablet.getByRole('button', { name: /^4 企业开办/ }).click();
  await tablet.getByRole('dialog').getByRole('button', { name: '收回窗口' }).click();
  await tablet.getByText('4 号窗口已收回').waitFor();
  await four.getByRole('heading', { name: '选窗口，开窗' }).waitFor();

  await tablet.getByRole('button', { name: /^不动产/ }).click();
  await tablet.getByRole('dialog').getByRole('button', { name: '停止取号' }).click();
  await tablet.getByRole('button', { name: /不动产.*已停止取号/ }).waitFor();
});

test('a clerk takes a number for an elder: priority on the paper and in the queue', async () => {
  await three.getByRole('button', { name: '代取号' }).click();
  const dialog = three.getByRole('dialog');
  await dialog.getByLabel(/事项名称/).fill('qykb');
  await dialog.getByRole('radio', { name: /企业开办一件事/ }).check();
  await dialog.getByText('老年').click();
  await dialog.getByText('大字号票').click();
  await dialog.getByRole('button', { name: '取号并打印' }).click();
  await three.getByText(/已取 A\d{3}，号票在打印/).waitFor();
  const slip = (await printed(three)).at(-1);
  const { text } = await readPdf(slip?.pdf ?? new Uint8Array());
  expect(text).toContain('老年优先');
  await row(three, '老年').waitFor();
});

test('one-time notice at the window and at the kiosk', async () => {
  await three.keyboard.press('F2');
  await arrived(three).waitFor();
  await three.getByRole('button', { name: '打印一次性告知单' }).click();
  await expect.poll(async () => (await printed(three)).at(-1)?.name, { timeout: 20_000 }).toBe('YJS-01.pdf');
  const { text } = await readPdf((await printed(three)).at(-1)?.pdf ?? new Uint8Array());
  for (const part of ['一次性告知单', '企业开办一件事', '设定依据', '承诺', '工号0317', '咨询'])
    expect(text).toContain(part);
  // The licence that an earlier stage produces is not asked of the applicant.
  expect(text).not.toContain('营业执照(副本)');

  await kiosk.getByRole('button', { name: /^企业开办/ }).click();
  await kiosk.getByRole('button', { name: /一次性告知单/ }).click();
  await expect.poll(async () => (await printed(kiosk)).at(-1)?.name, { timeout: 20_000 }).toBe('YJS-01.pdf');
});

test('the applicant leaves the queue by phone', async () => {
  await kiosk.getByRole('button', { name: /^企业开办/ }).click();
  await kiosk.getByRole('button', { name: '取号' }).click();
  const label = await kiosk.getByRole('heading', { level: 1, name: /^A\d{3}$/ }).innerText();
  await expect.poll(async () => (await printed(kiosk)).at(-1)?.name).toBe(`${label}.pdf`);
  const paper = await readPdf((await printed(kiosk)).at(-1)?.pdf ?? new Uint8Array(), true);
  const phone = await stage.device('phone', paper.pages[0]?.qr ?? '');
  await phone.getByRole('button', { name: '不排了' }).click();
  await phone
    .getByRole('dialog')
    .getByRole('button', { name: /不排了|确定/ })
    .click();
  await phone
    .getByText(/已离开|不排了/)
    .first()
    .waitFor();
  await row(three, label).waitFor({ state: 'detached' });
});

test('signing out closes the window, parks who was there, and the page still says which hall this is', async () => {
  await three.locator('summary').click();
  await three.getByRole('button', { name: '退出登录' }).click();
  await three.getByRole('heading', { level: 1, name: '登录' }).waitFor();
  await three.getByText('滨江市政务服务中心').waitFor();
  await three
    .getByTitle(/^练习大厅/)
    .first()
    .waitFor();
  expect(await three.getByText('线路断了').count()).toBe(0);
  await tablet.getByRole('button', { name: /^3 企业开办.*未开/ }).waitFor();
});

test('opened for real: every device moves by itself and nothing says 练习 any more', async () => {
  const admin = await stage.device('admin', '/admin');
  await stage.signIn(admin, '0001');
  await admin.getByRole('button', { name: '正式开厅' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: '正式开厅' }).click();
  await admin.getByText('大厅已正式开。').waitFor();
  for (const page of [tablet, board, kiosk]) {
    await expect.poll(() => page.getByTitle(/^练习大厅/).count(), { timeout: 15_000 }).toBe(0);
  }
  await tablet.getByText('大厅正常').waitFor();
});
