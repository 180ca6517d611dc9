import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPdf } from '../documents/read-pdf.ts';
import { openCrowd } from './crowd.ts';
import { decideAll, Desk } from './matters.ts';
import { companyContent } from './sample-content.ts';
import { printed, Stage } from './stage.ts';

/** A Tuesday morning, so that both stages of the package end within working hours. */
const MORNING = '2026-11-24T09:20:00+08:00';

/**
 * A company is opened, from the number to the rating, on every surface of the hall at once, while
 * twenty other counters are at work. Each test is one link of the chain and rests on the one before.
 */
let stage: Stage;
let crowd: Awaited<ReturnType<typeof openCrowd>>;
let kiosk: Page;
let board: Page;
let three: Page;
let four: Page;
let registry: Page;
let tax: Page;
let desk: Page;
let tablet: Page;
let phone: Page;
/** Sees what the ledger says, and fills in what a test is not about. */
let colleague: Desk;
let label = '';
let dossier = '';

const sill = (page: Page) => page.getByRole('region', { name: '下一步' });
const matterNow = () => colleague.matter(dossier);

beforeAll(async () => {
  stage = await Stage.open(MORNING);
  crowd = await openCrowd(stage);
  kiosk = await stage.kiosk();
  board = await stage.device('board', stage.hall.pairingLink('board'));
  three = await stage.window(3, '0317');
  four = await stage.window(4, '0318');
  [registry, tax] = [await department('0501'), await department('0502')];
  desk = await stage.device('window', '/pickup');
  await stage.signIn(desk, '0601');
  await stage.openWindow(desk, 16);
  tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('heading', { name: '红黄牌' }).waitFor();
  colleague = await Desk.open(stage, '0319');
  // Twenty counters share two cores with eight browsers here: slower is no failure.
  for (const context of stage.browser.contexts()) context.setDefaultTimeout(30_000);
  crowd.start();
});

afterAll(async () => {
  await crowd.stop();
  colleague.close();
  await stage.close();
  expect(stage.errors).toEqual([]);
});

async function department(account: string): Promise<Page> {
  const page = await stage.device('window', '/department');
  await stage.signIn(page, account);
  await page.getByRole('tab', { name: /待办/ }).waitFor();
  return page;
}

/** Pieces are counted by hand only where no result field does. */
async function fillIfAsked(page: Page, name: string, text: string): Promise<void> {
  const field = page.getByLabel(name);
  if ((await field.count()) > 0) await field.fill(text);
}

async function paper(page: Page, name: RegExp) {
  await expect
    .poll(async () => (await printed(page)).filter((one) => name.test(one.name)).length, { timeout: 20_000 })
    .toBeGreaterThan(0);
  const found = (await printed(page)).filter((one) => name.test(one.name)).at(-1);
  return readPdf(found?.pdf ?? new Uint8Array(), true);
}

describe('one visit, with twenty other counters at work', () => {
  test('a number at the kiosk, followed on the phone, called on the board', async () => {
    label = await stage.take(kiosk);
    const slip = await paper(kiosk, /./);
    phone = await stage.device('phone', slip.pages[0]?.qr ?? '');
    phone.setDefaultTimeout(30_000);
    await phone.getByRole('heading', { name: label }).waitFor();
    await three
      .getByRole('tabpanel')
      .getByRole('button', { name: new RegExp(label) })
      .waitFor();
    await three.keyboard.press('F2');
    await board.getByText(label).first().waitFor();
    await phone.getByText('3 号窗口').first().waitFor();
    await three.getByRole('button', { name: /人到了/ }).waitFor();
    await three.keyboard.press('Control+Enter');
    await three.getByLabel('公司名称').waitFor();
  });

  test('two clerks fill in one form; everything asked for is there, and it is accepted with one key', async () => {
    await three.getByLabel('公司名称').fill('滨江市青禾文化创意有限公司');
    dossier = await colleague.until(
      (state) => [...state.matters.values()].find((matter) => matter.label === label)?.dossier,
    );
    await four.keyboard.press('Alt+s');
    await four
      .getByRole('dialog')
      .getByLabel(/编号尾数/)
      .fill(label);
    await four.getByRole('dialog').getByRole('button', { name: '接着办' }).click();
    await expect.poll(() => four.getByLabel('公司名称').inputValue()).toBe('滨江市青禾文化创意有限公司');
    await four.getByLabel('经营范围').fill('组织文化艺术交流活动。');
    await expect.poll(() => three.getByLabel('经营范围').inputValue()).toBe('组织文化艺术交流活动。');

    const { texts, ...rest } = companyContent(colleague.state.day, '0319', Date.now());
    const others = Object.entries(texts).filter(([path]) => !['company.nameApproved', 'company.scope'].includes(path));
    await colleague.put(dossier, { ...rest, texts: Object.fromEntries(others) });
    await sill(three).getByText('都齐了').waitFor();
    await three.keyboard.press('Control+Enter');
    await three.getByText(/已受理，取件码 \d{6}/).waitFor({ timeout: 20_000 });
    const notice = await paper(three, /^acceptance/);
    expect(notice.text).toContain('滨江市青禾文化创意有限公司');
    expect(notice.text).toContain('企业开办一件事');
    await three.keyboard.press('F10');
    await phone.getByText('已受理').waitFor();
    await phone.getByText('正在办：公司设立登记').waitFor();
  });

  test('the registry copies out, decides, and sends the licence: stage 2 opens by itself', async () => {
    const tail = matterNow().no.slice(-4);
    await registry.getByRole('button', { name: new RegExp(`^${tail}`) }).click();
    await registry.getByRole('radio', { name: /准予/ }).check();
    await registry.getByLabel('统一社会信用代码').fill('91000000MA0000000N');
    await registry.getByRole('button', { name: '今天', exact: true }).click();
    await registry.getByLabel('正本/副本数').fill('1/1');
    await fillIfAsked(registry, '营业执照 件数', '2');
    await registry.keyboard.press('Control+Enter');
    await registry.getByText(`${tail} 已办结`, { exact: false }).first().waitFor();
    const slip = await paper(registry, /./);
    expect(slip.text).toContain('交接单');
    await phone.getByText('办好了：公司设立登记').waitFor();
    const part = matterNow().parts.find(({ item }) => item === 'QY-03');
    expect(part?.phase).toBe('running');
    expect(part?.due).toBeLessThanOrEqual(part?.printedDue ?? 0);
  });

  test('the tax bureau sees it now, and the licence number that stage 1 brought; the others decide too', async () => {
    const tail = matterNow().no.slice(-4);
    await tax.getByRole('button', { name: new RegExp(`^${tail}`) }).click();
    await tax.getByText('91000000MA0000000N').first().waitFor();
    await tax.getByRole('radio', { name: /准予/ }).check();
    await tax.getByLabel('发票代码及起止号').fill('144001900110 00000001-00000025');
    await tax.getByLabel('税控设备号').fill('587000000001');
    await fillIfAsked(tax, '发票 件数', '25');
    await fillIfAsked(tax, '税控设备 件数', '1');
    await tax.keyboard.press('Control+Enter');
    await tax.getByText(`${tail} 已办结`, { exact: false }).first().waitFor();
    await decideAll(stage, dossier, ['QY-01', 'QY-03']);
    await colleague.until(() => matterNow().phase === 'decided');
  });

  test('the desk confirms what came; the phone knows that it is ready', async () => {
    await desk.keyboard.press('F4');
    const dialog = desk.getByRole('dialog');
    const sent = dialog.getByRole('button', { name: /^签收 / });
    await sent.first().waitFor();
    for (let left = await sent.count(); left > 0; left = await sent.count()) {
      await sent.first().click();
      await expect.poll(() => sent.count()).toBeLessThan(left);
    }
    await colleague.until(() => matterNow().readyAt > 0);
    await desk.keyboard.press('Escape');
    await phone.getByText('可以领取了').first().waitFor();
    await phone.getByText('16 号窗口', { exact: false }).first().waitFor();
  });

  test('the agent is checked, signs, and takes everything once; the proof is printed with the signature', async () => {
    const collecting = await stage.take(kiosk, '领取办理结果');
    await desk.keyboard.press('Shift+F2');
    await board.getByText(collecting).first().waitFor();
    await desk.keyboard.press('F2');
    await desk.keyboard.type(matterNow().pickupCode);
    await desk.keyboard.press('Enter');
    await desk.getByText('到齐 4 / 4').waitFor();
    await desk.getByRole('radio', { name: '代人领取' }).check({ force: true });
    await desk.getByLabel('证件号').fill('110000197803030033');
    await desk.keyboard.press('Enter');
    await desk.getByText('人证相符').waitFor();
    await desk.getByLabel('与申请人').selectOption({ label: '公司员工' });
    const pad = await desk.locator('canvas').boundingBox();
    if (!pad) throw new Error('no pad');
    await desk.mouse.move(pad.x + 40, pad.y + 40);
    await desk.mouse.down();
    await desk.mouse.move(pad.x + 160, pad.y + 60, { steps: 8 });
    await desk.mouse.move(pad.x + 90, pad.y + 110, { steps: 8 });
    await desk.mouse.up();
    await desk.keyboard.press('Control+Enter');
    await colleague.until(() => matterNow().phase === 'closed');
    const proof = await paper(desk, /./);
    for (const part of ['送达回证', '营业执照', '印章', '发票', '税控设备', '委托']) expect(proof.text).toContain(part);
    expect(proof.text).not.toMatch(/(?<!\d)\d{17}[\dX](?!\d)/);
    await phone.getByText('已领取').first().waitFor();
  });

  test('rated on the phone; the supervisor answers a bad one and reads the whole way of the matter', async () => {
    await phone.getByRole('button', { name: '评价这次服务' }).first().click();
    await phone.getByRole('radio', { name: '非常不满意' }).check();
    await phone.getByRole('button', { name: '提交评价' }).click();
    await phone.getByText('会有专人核实并整改').waitFor();
    await tablet.getByRole('button', { name: /差评 1/ }).click();
    const lists = tablet.getByRole('dialog', { name: '办件和评价' });
    await lists
      .getByText(/非常不满意/)
      .first()
      .waitFor();
    expect(await lists.innerText()).not.toContain(label);
    await tablet.keyboard.press('Escape');

    const { events } = await tablet.evaluate(async (id) => {
      const answer = await fetch(`/api/matters/${id}/timeline`);
      return (await answer.json()) as {
        events: { kind: string; account: string | null; device: string; at: number }[];
      };
    }, dossier);
    const kinds = events.map(({ kind }) => kind);
    const steps = [
      'matterOpened',
      'received',
      'accepted',
      'partDecided',
      'stageStarted',
      'deliveryConfirmed',
      'handedOver',
    ];
    expect(kinds.filter((kind, at) => steps.includes(kind) && kinds.indexOf(kind) === at)).toEqual(steps);
    for (const { account, device, at } of events) expect([account, device, at].every(Boolean)).toBe(true);

    const ledger = await (await fetch(`${stage.hall.url}/health`)).json();
    expect(ledger).toEqual({ ok: true });
    expect(colleague.state.conflicts.filter((conflict) => conflict.matter !== 0)).toEqual([]);
    expect(crowd.sent()).toBeGreaterThan(100);
  });
});
