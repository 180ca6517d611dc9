import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPdf } from '../documents/read-pdf.ts';
import type { Line } from './line.ts';
import { confirmAll, decideAll, Desk, fileMatter, handOver, type Filed } from './matters.ts';
import { AGENT_ID, LEGAL_REP_ID } from './sample-content.ts';
import { printed, Stage } from './stage.ts';

let stage: Stage;
let clerk: Desk;
let desk: Page;
/** The first desk's. */
let line: Line;
let whole: Filed;
let part: Filed;
let own: Filed;

const strip = (page: Page) => page.locator('footer');
const sill = (page: Page) => page.getByRole('region', { name: '下一步' });
const who = (page: Page) => page.getByRole('region', { name: '领取人' });

async function open(account: string, no: number, base = ''): Promise<Page> {
  const page = await stage.device('pickup', `${base}/pickup`);
  await stage.signIn(page, account);
  await page.getByRole('radio', { name: new RegExp(`^${no} `) }).check();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { level: 1, name: `一窗通取 · ${no} 号窗口` }).waitFor();
  return page;
}

/** As a hand scanner does: F2, the characters, Enter. */
async function find(page: Page, typed: string, name: string): Promise<void> {
  await page.keyboard.press('F2');
  await page.keyboard.type(typed);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name }).waitFor();
  await who(page).waitFor();
}

async function sign(page: Page): Promise<void> {
  const pad = await who(page).locator('canvas').boundingBox();
  if (!pad) throw new Error('no pad');
  const at = (x: number, y: number): [number, number] => [pad.x + pad.width * x, pad.y + pad.height * y];
  for (const [from, to] of [
    [at(0.2, 0.3), at(0.6, 0.25)],
    [at(0.4, 0.15), at(0.4, 0.85)],
  ] as const) {
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 8 });
    await page.mouse.up();
  }
  await who(page).getByRole('button', { name: '重签' }).waitFor();
}

async function identify(page: Page, number: string): Promise<void> {
  await who(page).getByLabel('证件号').fill(number);
  await page.keyboard.press('Enter');
}

const matter = (filed: Filed) => clerk.matter(filed.dossier);
const lastPaper = async (page: Page): Promise<string> =>
  (await readPdf((await printed(page)).at(-1)?.pdf ?? new Uint8Array())).text.replaceAll(/\s/g, '');

beforeAll(async () => {
  stage = await Stage.open();
  // Two more desks beside the sample hall's one.
  await stage.publish((setup) => {
    for (const no of [17, 18]) (setup['windows'] as unknown[]).push({ no, kind: 'pickup', area: 'B', queues: ['E'] });
  });
  clerk = await Desk.open(stage, '0317');
  whole = await fileMatter(clerk, { name: '滨江市橙果餐饮管理有限公司' });
  part = await fileMatter(clerk, { name: '滨江市清渠科技有限公司' });
  own = await fileMatter(clerk, { name: '滨江市望潮物业服务有限公司', agent: null });
  await decideAll(stage, whole.dossier);
  await decideAll(stage, part.dossier, ['QY-03']);
  await decideAll(stage, own.dossier);
  line = await stage.line();
  desk = await open('0601', 16, line.url);
});

afterAll(async () => {
  clerk.close();
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('what departments brought is received one by one or by slip, kept here, each bundle at its place', async () => {
  await desk.keyboard.press('F4');
  const dialog = desk.getByRole('dialog', { name: '交接签收' });
  const registry = dialog.getByRole('region', { name: '市场监督管理局' });
  await registry.getByRole('button', { name: '全部签收 3 件' }).click();
  await registry.waitFor({ state: 'detached' });
  const rest = dialog.getByRole('button', { name: /^签收 / });
  await expect.poll(() => rest.count()).toBe(7);
  for (let left = 7; left > 0; left -= 1) {
    await rest.first().click();
    await expect.poll(() => rest.count()).toBe(left - 1);
  }
  await desk.keyboard.press('Escape');
  await desk.getByText('货架 3 份').waitFor();
  await desk.getByText('可领 2').waitFor();
  await clerk.until((state) => state.matters.get(matter(own).id)?.readyAt);
  expect(new Set([whole, part, own].map((filed) => matter(filed).shelf))).toEqual(new Set(['A-01', 'A-02', 'A-03']));
  await desk.getByRole('button', { name: /本台保管 \d+ 件/ }).waitFor();
});

test('three of four are no bundle: no handover, no signature, but the department is asked', async () => {
  await find(desk, '清渠', '滨江市清渠科技有限公司');
  await desk.getByText('到齐 2 / 4').waitFor();
  expect(await desk.getByRole('button', { name: /交付并打印回证/ }).isDisabled()).toBe(true);
  await who(desk).getByText('到齐后在这里签名').waitFor();
  await desk.keyboard.press('F8');
  await desk.getByText('已催送发票').waitFor();
  await desk
    .getByRole('region', { name: '发票' })
    .getByText(/催过 1 次/)
    .waitFor();
  expect(matter(part).slots.find((slot) => slot.slot === 'invoice')?.chases).toBe(1);
});

test('an agent: checked against the filing, relation, signature, one handover and its proof read back', async () => {
  await find(desk, whole.pickupCode, '滨江市橙果餐饮管理有限公司');
  await desk.keyboard.press('Control+Enter');
  await desk.getByText('先核对领取人的证件').waitFor();
  await expect
    .poll(() =>
      who(desk)
        .getByLabel('证件号')
        .evaluate((element) => element === document.activeElement),
    )
    .toBe(true);
  await who(desk).getByText('核对证件后在这里签名').waitFor();
  await identify(desk, '110000197803030031');
  await who(desk).getByText('证件号不对').waitFor();
  await identify(desk, AGENT_ID);
  await who(desk).getByText('人证相符').waitFor();
  await who(desk).getByText('110000********0033').waitFor();
  await who(desk)
    .getByText(/原件 1 份/)
    .waitFor();
  await who(desk).getByLabel('与申请人').selectOption('公司员工');
  await desk.keyboard.press('Control+Enter');
  await desk.getByText('请领取人先签名').waitFor();
  await sign(desk);
  await desk.keyboard.press('Control+Enter');
  await desk.getByText('滨江市橙果餐饮管理有限公司 已交付，回证在打印').waitFor();

  const paper = await lastPaper(desk);
  for (const text of [
    '送达回证',
    '滨政务送字〔2026〕第000001号',
    '滨江市橙果餐饮管理有限公司',
    '91000000MA0000000N',
    '√委托代收',
    '王*例',
    '110000********0033',
    '公司员工',
    '原件1份',
    '16号窗口',
    '工号0601',
  ])
    expect(paper).toContain(text);
  expect(paper).not.toContain(AGENT_ID);
  expect(paper).not.toContain('暂编号');
  await clerk.until((state) => state.matters.get(matter(whole).id)?.phase === 'closed');
  expect(matter(whole)).toMatchObject({ handovers: 1, handedTo: 'agent' });
  // The signature that was drawn is on the dossier, normalised.
  const { signatures } = await clerk.content(whole.dossier);
  expect(signatures['pickup']?.strokes).toHaveLength(2);
  expect(signatures['pickup']?.strokes.flat().every((value) => value >= 0 && value <= 1)).toBe(true);
});

test('handed over once: the bundle says so, a reprint is marked', async () => {
  await find(desk, whole.no, '滨江市橙果餐饮管理有限公司');
  await sill(desk)
    .getByText(/已交付 · 滨政务送字/)
    .waitFor();
  expect(await desk.getByRole('button', { name: /交付并打印回证/ }).count()).toBe(0);
  await sill(desk).getByRole('button', { name: '补打送达回证' }).click();
  await desk.getByText('送达回证已送打印机').waitFor();
  expect(await lastPaper(desk)).toContain('补打');
});

test('kept at one desk: the other one says where, and cannot hand it over', async () => {
  const other = await open('0602', 17);
  await find(other, own.pickupCode, '滨江市望潮物业服务有限公司');
  await sill(other).getByText('这份由 16 号窗口 保管，请到那边领').waitFor();
  expect(await other.getByRole('button', { name: /交付并打印回证/ }).isDisabled()).toBe(true);
  await other.context().close();
});

test('the applicant collects two now and the others follow: consent, proof with its remark', async () => {
  await find(desk, '清渠', '滨江市清渠科技有限公司');
  await desk.getByRole('button', { name: '申请人同意先领 2 件' }).click();
  await desk
    .getByRole('dialog')
    .getByText(/发票、税控设备还没到/)
    .waitFor();
  await desk.getByRole('dialog').getByRole('button', { name: '同意先领' }).click();
  await sill(desk).getByText('2 件到齐，可以交付').waitFor();
  await who(desk).getByText('本人领取').click();
  await identify(desk, AGENT_ID);
  await who(desk)
    .getByText(/与本件申请人的证件号不符/)
    .waitFor();
  await identify(desk, LEGAL_REP_ID);
  await who(desk).getByText('人证相符').waitFor();
  await sign(desk);
  await desk.keyboard.press('Control+Enter');
  await desk.getByText(/已交付，回证在打印/).waitFor();
  const paper = await lastPaper(desk);
  expect(paper).toContain('√直接送达');
  expect(paper).toContain('发票经受送达人同意另行领取');
  await sill(desk).getByText('已先领，还差：发票、税控设备').waitFor();
});

test('the line is cut: received, checked, signed and handed over here; reloaded; back: everything once', async () => {
  const filed = await fileMatter(clerk, { name: '滨江市禾木装饰工程有限公司', agent: null });
  await decideAll(stage, filed.dossier);
  await desk.keyboard.press('F4');
  const dialog = desk.getByRole('dialog', { name: '交接签收' });
  const rows = dialog.getByRole('button', { name: /^签收 / });
  await expect.poll(() => rows.count()).toBe(4);
  for (let left = 4; left > 1; left -= 1) {
    await rows.first().click();
    await expect.poll(() => rows.count()).toBe(left - 1);
  }
  await desk.keyboard.press('Escape');
  await find(desk, filed.pickupCode, '滨江市禾木装饰工程有限公司');
  await desk.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  line.cut();
  await strip(desk).getByText(/断开/).waitFor();

  // The last one was carried over before; it is received without a line.
  await desk.keyboard.press('F4');
  await rows.first().click();
  await dialog.getByText('没有待签收的').waitFor();
  await desk.keyboard.press('Escape');
  await desk.getByText('到齐 4 / 4').waitFor();
  await identify(desk, LEGAL_REP_ID);
  await who(desk).getByText('人证相符').waitFor();
  await sign(desk);
  await desk.keyboard.press('Control+Enter');
  await desk.getByText(/线路通了送到大厅；回证是暂编号/).waitFor();
  expect(await lastPaper(desk)).toContain('暂编号，线路恢复后确认');
  await strip(desk)
    .getByText(/待定 \d 件/)
    .waitFor();

  await desk.reload();
  await desk.getByRole('heading', { level: 1, name: '一窗通取 · 16 号窗口' }).waitFor();
  await find(desk, filed.pickupCode, '滨江市禾木装饰工程有限公司');
  await sill(desk)
    .getByText(/已交付/)
    .waitFor();

  line.mend();
  await strip(desk).getByText('已连接大厅').waitFor();
  await expect.poll(() => strip(desk).getByText('待定').count()).toBe(0);
  await clerk.until((state) => state.matters.get(matter(filed).id)?.phase === 'closed');
  expect(matter(filed)).toMatchObject({ handovers: 1, handedTo: 'self' });
  expect(clerk.state.conflicts.filter((conflict) => conflict.matter === matter(filed).id)).toEqual([]);
  await expect.poll(async () => (await clerk.content(filed.dossier)).signatures['pickup']?.strokes.length).toBe(2);
});

test('taken back while its keeper was cut off: the other desk hands it over, and the first one is told', async () => {
  await find(desk, own.pickupCode, '滨江市望潮物业服务有限公司');
  await identify(desk, LEGAL_REP_ID);
  await who(desk).getByText('人证相符').waitFor();
  await sign(desk);
  line.cut();
  await strip(desk).getByText(/断开/).waitFor();

  const supervisor = await Desk.open(stage, '0100');
  await supervisor.act('releaseCustody', { dossier: own.dossier });
  const other = await Desk.open(stage, '0602');
  await other.until((state) => state.matters.get(other.matter(own.dossier).id)?.custody === 0);
  await other.act('takeCustody', { dossier: own.dossier });
  await handOver(other, own.dossier);
  await clerk.until((state) => state.matters.get(matter(own).id)?.handovers === 1);

  await desk.keyboard.press('Control+Enter');
  await desk.getByText(/回证是暂编号/).waitFor();
  line.mend();
  await desk.getByText('有 1 件没算数，值班长会看').waitFor();
  await desk.getByText(/交付 · 办件 \d{4}：这份已经交付过了/).waitFor();
  expect(matter(own).handovers).toBe(1);
  await desk.getByRole('button', { name: '知道了' }).click();
  await desk.getByText('没算数').waitFor({ state: 'detached' });
  supervisor.close();
  other.close();
});

test('[P6] [P9] [P10] two desks: asked for and given; both cut off and both hand over: one counts, both proofs stand', async () => {
  const name = '滨江市双溪文化传播有限公司';
  const filed = await fileMatter(clerk, { name, agent: null });
  await decideAll(stage, filed.dossier);
  await desk.keyboard.press('F4');
  const rows = desk.getByRole('dialog', { name: '交接签收' }).getByRole('button', { name: /^签收 / });
  await expect.poll(() => rows.count()).toBe(4);
  for (let left = 4; left > 0; left -= 1) {
    await rows.first().click();
    await expect.poll(() => rows.count()).toBe(left - 1);
  }
  await desk.keyboard.press('Escape');
  const lineOfOther = await stage.line();
  const other = await open('0201', 18, lineOfOther.url);
  await find(other, filed.pickupCode, name);
  await sill(other).getByText('这份由 16 号窗口 保管').waitFor();

  // Somebody stands at the keeper's desk for it: it is not given away.
  await find(desk, filed.pickupCode, name);
  await identify(desk, LEGAL_REP_ID);
  await who(desk).getByText('人证相符').waitFor();
  await other.keyboard.press('Control+Enter');
  await other
    .getByText(/这份由 16 号窗口保管。请到那边领/)
    .first()
    .waitFor();
  await find(desk, '清渠', '滨江市清渠科技有限公司');
  await expect
    .poll(
      async () => {
        if (!(await sill(other).getByText('4 件到齐，可以交付').isVisible()))
          await other.keyboard.press('Control+Enter');
        return sill(other).getByText('4 件到齐，可以交付').isVisible();
      },
      { timeout: 20_000, interval: 1000 },
    )
    .toBe(true);

  await find(desk, filed.pickupCode, name);
  await sill(desk).getByText('这份由 18 号窗口 保管').waitFor();
  line.cut();
  lineOfOther.cut();
  await strip(desk).getByText(/断开/).waitFor();
  await strip(other).getByText(/断开/).waitFor();
  // Whom the other desk has checked is known here too: the dossier is one.
  await who(other).getByText('人证相符').waitFor();
  await sign(other);
  await other.keyboard.press('Control+Enter');
  await other.getByText(/回证是暂编号/).waitFor();

  await sign(desk);
  await sill(desk).getByRole('button', { name: '应急交付' }).click();
  const dialog = desk.getByRole('dialog', { name: '应急交付' });
  await dialog.getByRole('button', { name: '两人都在，交付' }).click();
  await dialog.getByText('选一个原因').waitFor();
  await dialog.getByText('要另一位同事在场').waitFor();
  await dialog.getByLabel('原因').selectOption('applicant-leaves');
  await dialog.getByLabel('另一位工号').fill('0201');
  await dialog.getByRole('button', { name: '两人都在，交付' }).click();
  await desk.getByText(/回证是暂编号/).waitFor();
  expect(await lastPaper(desk)).toContain('应急交付，见证人工号0201');

  lineOfOther.mend();
  await clerk.until((state) => state.matters.get(matter(filed).id)?.handovers === 1);
  line.mend();
  await desk.getByText('有 1 件没算数，值班长会看').waitFor();
  const found = clerk.state.conflicts.filter((conflict) => conflict.matter === matter(filed).id);
  expect(found).toMatchObject([{ act: 'handOver', found: 'bundle-handed-over' }]);
  const [first = 0, second = 0] = found[0]?.proofs ?? [];
  expect([first, second]).toEqual([matter(filed).proof, first + 1]);
  await desk.getByRole('button', { name: '知道了' }).click();
  await other.context().close();
});

test('an authorisation without collecting: locked until one for collecting is handed in', async () => {
  const filed = await fileMatter(clerk, { name: '滨江市听雨茶业有限公司', agent: ['submit'] });
  await decideAll(stage, filed.dossier);
  const other = await Desk.open(stage, '0602');
  await other.until((state) =>
    state.matters.get(other.matter(filed.dossier).id)?.slots.every((s) => s.phase === 'sent'),
  );
  await confirmAll(other, filed.dossier);
  await other.act('releaseCustody', { dossier: filed.dossier });
  other.close();

  await find(desk, filed.pickupCode, '滨江市听雨茶业有限公司');
  await sill(desk).getByText('这份没有人保管').waitFor();
  await desk.keyboard.press('Control+Enter');
  await sill(desk).getByText('4 件到齐，可以交付').waitFor();
  await identify(desk, AGENT_ID);
  await who(desk).getByText('申请时的委托书没有领取权限，或已过期').waitFor();
  await who(desk).getByText('核对证件后在这里签名').waitFor();
  await who(desk).getByLabel('与申请人').selectOption('公司员工');
  await desk.keyboard.press('Control+Enter');
  await desk.getByText('代领人没有有效的领取授权').waitFor();
  await who(desk).getByRole('button', { name: '收到委托书原件' }).click();
  await sign(desk);
});

test('a number of the pickup queue is called, served and finished here, in one line', async () => {
  // Who comes from an intake window keeps the number; it waits for this desk now.
  await clerk.act('openWindow', { window: 3 });
  await clerk.act('take', { code: 'YJS-01', care: false, tokenHash: 'abcdefghijklmnopqrstuv', channel: 'staff' });
  const ticket = await clerk.until((state) => [...state.tickets.values()].find((one) => one.phase === 'waiting'));
  await clerk.act('call', { window: 3, ticket: ticket.id });
  await clerk.act('begin', { window: 3, ticket: ticket.id });
  await clerk.act('transfer', { window: 3, ticket: ticket.id, queue: 'E', place: 'last' });
  const bar = desk.getByRole('group', { name: '取件号' });
  await bar.getByText(`等候 1 · 下一位 ${ticket.label}`).waitFor();
  await desk.keyboard.press('Shift+F2');
  await bar.getByText(`${ticket.label} 已呼 1/3`).waitFor();
  // By hand: in the same breath the key that called does not say that they are there.
  await bar.getByRole('button', { name: /^到了/ }).click();
  await bar.getByText(new RegExp(`${ticket.label} 办理中`)).waitFor();
  await desk.getByText(`取件号 ${ticket.label}`).waitFor();
  await desk.keyboard.press('F10');
  await bar.getByText('没有人在等').waitFor();
  await clerk.until((state) => state.tickets.get(ticket.id)?.phase === 'done');
});

test('axe-core finds nothing, and English is complete', async () => {
  const found: string[] = [];
  const check = async (name: string): Promise<void> => {
    const { violations } = await new AxeBuilder({ page: desk }).analyze();
    for (const { id, nodes } of violations)
      found.push(`${name}: ${id} ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
  };
  await check('signed');
  await desk.keyboard.press('F4');
  await desk.getByRole('dialog').waitFor();
  await check('deliveries');
  await desk.keyboard.press('Escape');
  await desk.getByRole('button', { name: /本台保管/ }).click();
  await desk.getByRole('dialog').waitFor();
  await check('custody');
  await desk.keyboard.press('Escape');
  await desk.evaluate(() => localStorage.setItem('onewindow-locale', 'en'));
  await desk.reload();
  await desk.getByRole('heading', { level: 1, name: 'Pickup · window 16' }).waitFor();
  await check('English, nothing chosen');
  await desk.getByRole('region', { name: 'Shelf' }).getByRole('listitem').getByRole('button').first().click();
  await desk.getByRole('region', { name: 'Who collects' }).waitFor();
  await check('English');
  const left = (await desk.evaluate(() => document.body.innerText))
    .split('\n')
    .map((line) => line.replace(/滨江市\p{Script=Han}+(公司|…)?|\p{Script=Han}\*\p{Script=Han}?/gu, ''))
    .filter((line) => /\p{Script=Han}/u.test(line));
  expect(left).toEqual([]);
  expect(found).toEqual([]);
});
