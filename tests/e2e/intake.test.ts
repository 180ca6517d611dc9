import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { emptyContent, type DossierContent } from '#lib/domain/index.ts';
import { readPdf, type ReadPdf } from '../documents/read-pdf.ts';
import type { Line } from './line.ts';
import { Desk } from './matters.ts';
import { companyContent } from './sample-content.ts';
import { printed, Stage } from './stage.ts';

let stage: Stage;
let kiosk: Page;
let three: Page;
let lineOfThree: Line;
let four: Page;
/** A colleague without a browser: fills in what a test is not about. */
let colleague: Desk;

const arrived = (page: Page) => page.getByRole('button', { name: /人到了/ });
const strip = (page: Page) => page.locator('footer');
const sill = (page: Page) => page.getByRole('region', { name: '下一步' });
const tab = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(name) });

beforeAll(async () => {
  stage = await Stage.open();
  lineOfThree = await stage.line();
  [kiosk, three, four] = await Promise.all([
    stage.kiosk(),
    stage.window(3, '0317', lineOfThree.url),
    stage.window(4, '0318'),
  ]);
  colleague = await Desk.open(stage, '0319');
});

afterEach(async () => {
  for (const page of [three, four]) {
    if (await page.getByText('办理中').first().isVisible()) await page.keyboard.press('F10');
  }
});

afterAll(async () => {
  colleague.close();
  await stage.close();
  expect(stage.errors).toEqual([]);
});

/** A new number is taken, called and begun at a window; answers its label once its form stands. */
async function serve(page: Page, first = '公司名称'): Promise<string> {
  await stage.take(kiosk);
  await page.getByRole('tabpanel').getByRole('button').first().waitFor();
  await page.keyboard.press('F2');
  await arrived(page).waitFor();
  const label = await page.getByRole('heading', { level: 2, name: /^A\d{3}$/ }).innerText();
  await page.keyboard.press('Control+Enter');
  await page.getByLabel(first).waitFor();
  return label;
}

/** The matter of a ticket, once the ledger names it. */
function dossierOf(label: string, code = 'YJS-01'): Promise<string> {
  return colleague.until(
    (state) => [...state.matters.values()].find((matter) => matter.label === label && matter.code === code)?.dossier,
  );
}

function sample(change: (content: DossierContent) => void = () => undefined): DossierContent {
  const content = companyContent(colleague.state.day, '0319', Date.now());
  change(content);
  return content;
}

/** Begins the matter by a first choice and has the rest filled in by the colleague. */
async function filled(
  page: Page,
  change?: (content: DossierContent) => void,
): Promise<{ dossier: string; label: string }> {
  const label = await serve(page);
  await page.getByLabel('公司类型').selectOption('llc_natural');
  const dossier = await dossierOf(label);
  const content = sample(change);
  await colleague.put(dossier, content);
  await expect.poll(() => page.getByLabel('公司名称').inputValue()).toBe(content.texts['company.nameApproved']);
  return { dossier, label };
}

/** 食品经营许可 of one person: everything but a paper that may follow. */
function shopContent(): DossierContent {
  const content = emptyContent();
  Object.assign(content.texts, { 'applicant.idNumber': '110000198506150025', 'applicant.mobile': '13800000002' });
  const received = { way: 'received' as const, copies: 1, pages: 2, evidence: '', by: '0319', at: Date.now() };
  for (const key of ['food_form', 'licence', 'food_layout']) content.materials[key] = received;
  content.materials['food_rules'] = { ...received, way: 'tolerated', evidence: '三日内补交' };
  return content;
}

/** Window 3 loses its line, once its page can go on and print without it. */
async function cut(): Promise<void> {
  await three.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await three.getByText('断网也能打印').waitFor({ timeout: 30_000 });
  lineOfThree.cut();
  await strip(three)
    .getByText(/线路 .* 断开/)
    .waitFor();
}

async function lastPaper(page: Page, name: RegExp): Promise<ReadPdf> {
  await expect
    .poll(async () => (await printed(page)).filter((paper) => name.test(paper.name)).length, { timeout: 20_000 })
    .toBeGreaterThan(0);
  const paper = (await printed(page)).filter((one) => name.test(one.name)).at(-1);
  return readPdf(paper?.pdf ?? new Uint8Array(), true);
}

describe('企业开办 at a window', () => {
  test('typed, filled in, accepted with one key, and the notice read back', async () => {
    const { dossier } = await filled(three);
    await sill(three).getByText('都齐了').waitFor();
    await three.keyboard.press('Control+Enter');
    await three.getByText(/已受理，取件码 \d{6}/).waitFor({ timeout: 20_000 });

    const matter = await colleague.until((state) => {
      const found = state.matters.get(state.mattersByDossier.get(dossier) ?? 0);
      return found?.phase === 'accepted' && found;
    });
    expect(matter.parts).toHaveLength(7);
    expect(matter.slots.map(({ slot }) => slot)).toEqual(['licence', 'seal', 'invoice', 'tax_device']);
    expect(matter.hash).toBe(await colleague.hash(dossier));

    const { text, pages } = await lastPaper(three, /^acceptance/);
    for (const part of [
      '受理通知书',
      `滨政务受字〔${colleague.state.day.slice(0, 4)}〕第000001号`,
      '滨江市橙果餐饮管理有限公司',
      '企业开办一件事',
      '第一段',
      '第二段',
      '公司设立登记、公章刻制',
      '王示例',
      '138****0003',
      '营业执照、印章、发票、税控设备',
      '工号0317',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/(?<!\d)\d{17}[\dX](?!\d)/);
    const token = (await colleague.content(dossier)).marks['token'];
    expect(pages[0]?.qr).toBe(`${stage.hall.url}/r/${String(token)}`);

    // What was accepted is closed; a correction says that it is one.
    expect(await three.getByLabel('公司名称').getAttribute('readonly')).not.toBeNull();
    await sill(three).getByRole('button', { name: '更正' }).click();
    await three.getByLabel('公司名称').fill('滨江市橙果餐饮有限公司');
    await three.getByText('受理后改动').first().waitFor();
    await three.getByText('受理时：滨江市橙果餐饮管理有限公司').waitFor();
    await expect.poll(() => colleague.hash(dossier)).not.toBe(matter.hash);

    // A second print says so.
    await sill(three).getByRole('button', { name: '文书' }).click();
    const dialog = three.getByRole('dialog');
    await dialog.getByText('打印过 1 次').waitFor();
    await dialog.getByRole('button', { name: '补打' }).first().click();
    await dialog.getByText('打印过 2 次').waitFor();
    expect((await lastPaper(three, /^acceptance/)).text).toContain('补打第1次');
    await three.keyboard.press('Escape');
  });

  test('not ready is not disabled: the key names what is missing and goes there', async () => {
    await serve(three);
    await three.getByLabel('公司名称').fill('滨江市青禾文化创意有限公司');
    await three.keyboard.press('Control+Enter');
    await three.getByText(/表单还差 \d+ 处/).waitFor();
    await expect.poll(() => three.getByLabel('公司类型').evaluate((one) => one === document.activeElement)).toBe(true);
    await sill(three).getByRole('button', { name: '注册资本', exact: true }).click();
    await expect.poll(() => three.getByLabel('注册资本').evaluate((one) => one === document.activeElement)).toBe(true);
  });

  test('an item that is not wanted takes its fields with it', async () => {
    await serve(three);
    await tab(three, '经营').click();
    await three.getByText('刻章单位').first().waitFor();
    await three.getByRole('checkbox', { name: /公章刻制/ }).uncheck();
    await expect.poll(() => three.getByText('刻章单位').count()).toBe(0);
    expect(await three.getByRole('checkbox', { name: /公司设立登记/ }).isDisabled()).toBe(true);
  });

  test('the materials matrix by keys: rows, ways, and what the catalogue does not allow', async () => {
    await serve(three);
    const radio = (name: RegExp, way: string) =>
      three.getByRole('radiogroup', { name }).getByRole('radio', { name: way, exact: true });
    await radio(/企业开办登记申请书/, '收取').focus();
    await three.keyboard.press('1');
    await expect.poll(() => radio(/企业开办登记申请书/, '收取').isChecked()).toBe(true);
    await three.keyboard.press('ArrowDown');
    await expect.poll(() => radio(/公司章程/, '收取').evaluate((one) => one === document.activeElement)).toBe(true);
    // 容缺 is forbidden for the articles: the key does nothing.
    await three.keyboard.press('3');
    expect(await radio(/公司章程/, '收取').isChecked()).toBe(false);
    await three.keyboard.press('ArrowDown');
    await three.keyboard.press('2');
    await expect.poll(() => radio(/股东、董事/, '免交—核验').isChecked()).toBe(true);
    // A look-up rests on what was noted.
    await three.getByLabel('证照编号或核验说明').fill('电子证照 2 份');
    await three.keyboard.press('Tab');
    await three.getByText(/电子证照 2 份 · \d\d:\d\d 核验/).waitFor();
    await three.getByText('已齐 2 件').waitFor();
    expect(await three.getByText('营业执照', { exact: true }).count()).toBe(0);
  });

  test('readable by screen readers: no violations on the intake screen', async () => {
    await serve(three);
    await tab(three, '人员').click();
    await three.getByRole('button', { name: '添加股东' }).click();
    const { violations } = await new AxeBuilder({ page: three }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)])).toEqual([]);
  });
});

describe('two clerks in one dossier', () => {
  test('both type into one field at once: neither is overwritten, each sees the other', async () => {
    const label = await serve(three);
    await three.getByLabel('经营范围').fill('日用百货销售；食品销售。');
    await dossierOf(label);
    await four.keyboard.press('Alt+s');
    const dialog = four.getByRole('dialog');
    await dialog.getByLabel(/编号尾数/).fill(label);
    await dialog.getByRole('button', { name: '接着办' }).click();
    await expect.poll(() => four.getByLabel('经营范围').inputValue()).toBe('日用百货销售；食品销售。');

    await four.getByLabel('经营范围').focus();
    await three.getByText('4 号窗在填').first().waitFor();
    await three.getByLabel('经营范围').focus();
    await three.keyboard.press('Control+Home');
    await four.keyboard.press('Control+End');
    await Promise.all([
      three.keyboard.type('许可项目：餐饮服务。', { delay: 15 }),
      four.keyboard.type('图书零售；文具零售。', { delay: 15 }),
    ]);
    const whole = '许可项目：餐饮服务。日用百货销售；食品销售。图书零售；文具零售。';
    await expect.poll(() => three.getByLabel('经营范围').inputValue()).toBe(whole);
    await expect.poll(() => four.getByLabel('经营范围').inputValue()).toBe(whole);

    // A choice says who made it when it was somebody else.
    await four.getByLabel('公司类型').selectOption('llc_natural');
    await three.getByText('工号 0318 选的').waitFor();
    await four.getByRole('button', { name: '不办这件了' }).click();
  });

  test('accepted and edited in the same second: what the clerk saw is accepted, or nothing', async () => {
    const { dossier } = await filled(three);
    await sill(three).getByText('都齐了').waitFor();
    await Promise.all([
      three.keyboard.press('Control+Enter'),
      colleague.write(dossier, { 'premises.address': '示例区示例路2号示例大厦6层' }),
    ]);
    const accepted = three.getByText(/已受理，取件码/);
    const refused = three.getByText(/刚改了|刚有人改了/);
    await accepted.or(refused).first().waitFor({ timeout: 20_000 });
    if (await refused.isVisible()) {
      expect(colleague.matter(dossier).phase).toBe('received');
      await expect.poll(() => three.getByRole('button', { name: /受理并打印/ }).isEnabled()).toBe(true);
      await three.keyboard.press('Control+Enter');
    }
    await accepted.waitFor({ timeout: 20_000 });
    expect(
      await colleague.until((state) => state.matters.get(state.mattersByDossier.get(dossier) ?? 0)?.hash),
    ).not.toBe('');
  });
});

describe('cut off', () => {
  test('form, materials, receipt and its paper go on; after a reload and the line everything arrives once', async () => {
    const label = await serve(three);
    await three.getByLabel('公司名称').fill('滨江市青禾文化创意有限公司');
    const dossier = await dossierOf(label);
    await cut();

    await sill(three).getByText('收件编号是本机的，不会再变').waitFor();
    expect(await sill(three).getByRole('button', { name: '不予受理' }).isDisabled()).toBe(true);
    await three.getByLabel('经营范围').fill('日用百货销售。');
    await three
      .getByRole('radiogroup', { name: /公司章程/ })
      .getByRole('radio', { name: '收取', exact: true })
      .check();
    await three.keyboard.press('Control+Enter');
    await three.getByText(/已收件，办件编号 \d{23}/).waitFor({ timeout: 20_000 });
    const { text } = await lastPaper(three, /^materials-receipt/);
    for (const part of ['申请材料接收凭证', '公司章程', '本凭证不代表受理', '滨江市青禾文化创意有限公司']) {
      expect(text).toContain(part);
    }
    await three.getByText('待定', { exact: true }).first().waitFor();
    // Received is not accepted: what is missing is missing here, too, and what is accepted here is a proposal.
    await three.keyboard.press('Control+Enter');
    await sill(three)
      .getByText(/^还差 \d+ 处/)
      .or(three.getByText(/没填|没选|还差/).first())
      .first()
      .waitFor();
    await sill(three).getByRole('button', { name: '暂受理并打印' }).waitFor();

    await three.reload();
    await expect.poll(() => three.getByLabel('经营范围').inputValue()).toBe('日用百货销售。');
    await three.getByText('已收件').first().waitFor();
    lineOfThree.mend();
    await strip(three).getByText('已连接大厅').waitFor();
    const matter = await colleague.until((state) => {
      const found = state.matters.get(state.mattersByDossier.get(dossier) ?? 0);
      return found?.phase === 'received' && found;
    });
    expect(text).toContain(matter.no.slice(-7));
    await expect.poll(async () => (await colleague.content(dossier)).texts['company.scope']).toBe('日用百货销售。');
    expect([...colleague.state.matters.values()].filter((one) => one.label === label)).toHaveLength(1);
    expect(colleague.state.conflicts).toEqual([]);
  });
});

describe('[I14] accepted while cut off', () => {
  const acceptHere = async (): Promise<ReadPdf> => {
    await sill(three).getByText('先收件，再用暂编号受理').waitFor();
    await three.keyboard.press('Control+Enter');
    await three.getByText(/已收件，办件编号 \d{23}/).waitFor({ timeout: 20_000 });
    await sill(three).getByText('通知书用暂编号，待确认').waitFor();
    await three.keyboard.press('Control+Enter');
    await three.getByText(/已暂受理，取件码 \d{6}/).waitFor({ timeout: 20_000 });
    await sill(three)
      .getByText(/^待确认 · 暂编号 \d{3}-\d{3}$/)
      .waitFor();
    return lastPaper(three, /^acceptance-/);
  };
  const back = async (): Promise<void> => {
    lineOfThree.mend();
    await strip(three).getByText('已连接大厅').waitFor({ timeout: 20_000 });
  };

  test('a notice with a provisional number, to be confirmed; back: its real number, printed anew', async () => {
    const { dossier } = await filled(three);
    await cut();
    const { text } = await acceptHere();
    expect(text).toMatch(/〔2\d{3}〕暂\d{3}-001号（暂编号，线路恢复后确认）/);
    expect(text).toContain('待确认：本通知书在线路断时打印');
    expect(await three.getByRole('button', { name: '换发受理通知书' }).count()).toBe(0);
    await back();
    const matter = await colleague.until((state) => {
      const found = state.matters.get(state.mattersByDossier.get(dossier) ?? 0);
      return found?.phase === 'accepted' && found;
    });
    expect(matter.hash).toBe(await colleague.hash(dossier));
    await sill(three)
      .getByText(/^已确认 · 暂 \d{3}-001 可换发$/)
      .waitFor();
    await three.keyboard.press('Control+Enter');
    await colleague.until((state) => state.matters.get(matter.id)?.provisional === '');
    const papers = (await printed(three)).filter((one) => one.name.startsWith('acceptance-'));
    expect(papers).toHaveLength(2);
    const confirmed = (await readPdf(papers.at(-1)?.pdf ?? new Uint8Array(), true)).text;
    expect(confirmed).toContain(`第${String(matter.number).padStart(6, '0')}号`);
    expect(confirmed).not.toContain('暂');
    expect(colleague.state.conflicts).toEqual([]);
  });

  test('what others changed meanwhile is no acceptance: the window is told, the supervisor sees it', async () => {
    const { dossier } = await filled(three);
    await cut();
    await acceptHere();
    await colleague.put(
      dossier,
      sample((content) => void (content.texts['company.scope'] = '别处改了经营范围。')),
    );
    await back();
    await three.getByText(/没受理成：档案在断线时被别处改过/).waitFor({ timeout: 20_000 });
    expect(colleague.state.conflicts).toMatchObject([{ act: 'acceptAlone', found: 'dossier-changed' }]);
    expect(colleague.matter(dossier).phase).toBe('received');
    await three.getByRole('button', { name: '知道了' }).click();
    await three.getByText(/没受理成/).waitFor({ state: 'detached' });
  });
});

describe('what goes another way', () => {
  test('gaps are told once, the papers come to another window, and it is accepted there', async () => {
    const { dossier } = await filled(three, (content) => void delete content.materials['articles']);
    await sill(three).getByText('还差 1 处').waitFor();
    await sill(three).getByRole('button', { name: '一次性补正' }).click();
    const dialog = three.getByRole('dialog');
    await expect.poll(() => dialog.getByLabel('问题').first().inputValue()).toBe('未提交');
    await dialog.getByRole('button', { name: '告知并打印' }).click();
    await three.getByText(/已告知补正/).waitFor({ timeout: 20_000 });
    const notice = await lastPaper(three, /^supplement-/);
    for (const part of ['一次性补正材料告知书', '公司章程', '未提交', '以上为需要补正的全部内容']) {
      expect(notice.text).toContain(part);
    }
    const { no } = colleague.matter(dossier);
    await three.keyboard.press('F10');

    await four.keyboard.press('Alt+s');
    await four
      .getByRole('dialog')
      .getByLabel(/编号尾数/)
      .fill(no.slice(-4));
    await four.getByRole('dialog').getByRole('button', { name: '接着办' }).click();
    await four
      .getByRole('radiogroup', { name: /公司章程/ })
      .getByRole('radio', { name: '收取', exact: true })
      .check();
    await sill(four)
      .getByRole('button', { name: /补正已收/ })
      .click();
    await four.getByText('补正材料已收，清单在打印').waitFor({ timeout: 20_000 });
    expect((await lastPaper(four, /^supplement-receipt/)).text).toContain('全部交齐');
    await sill(four)
      .getByRole('button', { name: /受理并打印/ })
      .click();
    await four.getByText(/已受理，取件码/).waitFor({ timeout: 20_000 });

    // The receipt is lost: only who is in the dossier gets a new code, and the old one is dead.
    const before = (await colleague.content(dossier)).marks['token'];
    await four.getByRole('button', { name: /回执丢了/ }).click();
    await four.getByRole('dialog').getByLabel('证件号码').fill('110000198506150025');
    await four
      .getByRole('dialog')
      .getByRole('button', { name: /核对无误/ })
      .click();
    await four.getByText(/这个号码不是这件办件/).waitFor();
    await four.getByRole('dialog').getByLabel('证件号码').fill('110000199001010013');
    await four
      .getByRole('dialog')
      .getByRole('button', { name: /核对无误/ })
      .click();
    await four.getByText('新回执在打印，旧码已作废').waitFor({ timeout: 20_000 });
    await expect.poll(async () => (await colleague.content(dossier)).marks['token']).not.toBe(before);
    await four.getByRole('button', { name: '不办这件了' }).click();
  });

  test('not within this authority: refused with the right one named', async () => {
    await filled(three);
    await sill(three).getByRole('button', { name: '不予受理' }).click();
    const dialog = three.getByRole('dialog');
    await dialog.getByLabel('不属于本机关职权').check();
    await dialog.getByRole('button', { name: '不予受理并打印' }).click();
    await dialog.getByText('请写明').first().waitFor();
    await dialog.getByLabel('应向哪个机关申请').fill('示例县市场监督管理局');
    await dialog.getByRole('button', { name: '不予受理并打印' }).click();
    await three.getByText('已作不予受理').waitFor({ timeout: 20_000 });
    const { text } = await lastPaper(three, /^refusal/);
    for (const part of ['不予受理通知书', '示例县市场监督管理局', '行政复议', '行政诉讼']) expect(text).toContain(part);
  });

  test('wrong papers, nothing received: told in writing, no clock runs', async () => {
    const label = await serve(three);
    await three
      .getByRole('radiogroup', { name: /公司章程/ })
      .getByRole('radio', { name: '收取', exact: true })
      .check();
    await three.getByRole('button', { name: /公司章程的份数/ }).click();
    await three.getByLabel('备注').fill('缺签字页');
    await three.getByLabel('不符合要求').check();
    await three.keyboard.press('Alt+t');
    await three.getByRole('dialog').getByText('不符合要求 · 缺签字页').waitFor();
    await three.getByRole('dialog').getByRole('button', { name: '打印告知单' }).click();
    await three.getByText('告知单在打印，没有收材料').waitFor({ timeout: 20_000 });
    const { text } = await lastPaper(three, /^one-time-notice/);
    for (const part of ['一次性告知单', '缺签字页', '本次未收取材料']) expect(text).toContain(part);
    expect(colleague.matter(await dossierOf(label)).phase).toBe('draft');
  });

  test('two matters of one number; one is accepted with a paper to follow, which then comes', async () => {
    const label = await serve(three);
    await three.getByLabel('公司名称').fill('滨江市青禾文化创意有限公司');
    await three.getByRole('button', { name: '加事项' }).click();
    const dialog = three.getByRole('dialog');
    await dialog.getByLabel(/事项名称/).fill('XK-01');
    await dialog.getByRole('radio', { name: /食品经营许可/ }).check();
    await dialog.getByRole('button', { name: '加事项' }).click();
    const matters = three.getByRole('group', { name: '本号办件' });
    await matters.getByRole('button', { name: /食品经营许可/ }).click();
    await three.getByLabel('姓名/名称').fill('李示例');
    const dossier = await dossierOf(label, 'XK-01');
    await colleague.put(dossier, shopContent());
    await sill(three).getByText('都齐了').waitFor();
    await three.keyboard.press('Control+Enter');
    await three.getByText(/已受理，取件码/).waitFor({ timeout: 20_000 });
    const notices = (await printed(three)).filter(({ name }) => /^(acceptance|tolerance)/.test(name)).slice(-3);
    expect(notices).toHaveLength(3);
    const [notice, promise] = await Promise.all(notices.slice(1).map(({ pdf }) => readPdf(pdf)));
    for (const part of ['容缺受理通知书', '食品安全自查']) expect(notice?.text).toContain(part);
    expect(promise?.text).toContain('容缺受理承诺书');

    // The other one waits, untouched.
    await matters.getByRole('button', { name: /企业开办/ }).click();
    expect(await three.getByLabel('公司名称').inputValue()).toBe('滨江市青禾文化创意有限公司');
    await matters.getByRole('button', { name: /食品经营许可/ }).click();
    await three.getByText(/容缺，未补齐/).waitFor();
    await three.getByRole('button', { name: /食品安全自查.*的份数/ }).click();
    await three.getByRole('button', { name: '已补齐' }).click();
    await three.getByText('已补齐').first().waitFor();
    await expect.poll(() => colleague.matter(dossier).tolerated).toEqual([]);
    await expect
      .poll(async () => (await lastPaper(three, /^tolerance/)).text, { timeout: 20_000 })
      .toContain('全部补齐');
  });

  test('an agent without authorisation is received, not accepted', async () => {
    const { dossier } = await filled(three, (content) => void delete content.materials['poa']);
    await three.keyboard.press('Control+Enter');
    await three.getByText(/经办人没有有效的授权委托书/).waitFor();
    await three.keyboard.press('Alt+r');
    await three.getByText(/已收件，办件编号/).waitFor({ timeout: 20_000 });
    expect((await lastPaper(three, /^materials-receipt/)).text).toContain('未提交授权委托书');
    await expect.poll(() => colleague.matter(dossier).phase).toBe('received');
  });
});

describe('bad input', () => {
  test('wrong check digits, a day that is none, a birth date in the future: each in its place, with words', async () => {
    await serve(three);
    await three.getByLabel('认缴出资期限').fill('20280230');
    await three.keyboard.press('Tab');
    await three.getByText('没有这一天，请核对').waitFor();
    expect(await three.getByLabel('认缴出资期限').inputValue()).toBe('2028-02-30');
    await tab(three, '人员').click();
    const identity = three.getByLabel('法定代表人证件号码');
    await identity.fill('110000199001010014');
    await three.keyboard.press('Tab');
    await three.getByText('最后一位校验不符，请对照证件核对').waitFor();
    expect(await identity.inputValue()).toBe('110000********0014');
    await three.getByRole('button', { name: '显示' }).first().click();
    await identity.fill(withCheckDigit('11000020990101001'));
    await three.keyboard.press('Tab');
    await three.getByText('出生日期在今天之后，请对照证件核对').waitFor();
  });

  test('typed before the copy on this PC is loaded: tidied and checked all the same', async () => {
    await three.evaluate(() => {
      const held = new Promise<void>((resolve) => Object.assign(globalThis, { letCopiesIn: resolve }));
      const { getAll } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.getAll = function (...asked) {
        const request = getAll.apply(this, asked);
        if (this.name !== 'updates') return request;
        const listen = request.addEventListener.bind(request);
        request.addEventListener = (type: string, heard: EventListener) =>
          listen(type, (event) => void held.then(() => heard(event)));
        return request;
      };
    });
    await serve(three);
    await three.getByLabel('认缴出资期限').fill('20280230');
    await three.keyboard.press('Tab');
    await three.evaluate(() => (globalThis as unknown as { letCopiesIn: () => void }).letCopiesIn());
    await three.getByText('没有这一天，请核对').waitFor();
    expect(await three.getByLabel('认缴出资期限').inputValue()).toBe('2028-02-30');
  });

  test('shares that miss the capital by 0.01 are told to the cent', async () => {
    const { dossier } = await filled(three, (content) => {
      content.texts['shareholders/row2/amount'] = '39.99';
    });
    await tab(three, '人员').click();
    await three.getByText(/注册资本 100.00 万元，已分配 99.99%/).waitFor();
    await three.getByText(/还差 0.01 万元/).waitFor();
    await three.keyboard.press('Control+Enter');
    await three.getByText('合计 99.99，应为 100.00，少 0.01').waitFor();
    expect(colleague.matter(dossier).phase).not.toBe('accepted');
  });

  test('a name of sixty characters with · and one that no font has: printing stops, asks, and leaves room for the pen', async () => {
    const name = `买买提·𠮷${'示例'.repeat(25)}·有限公司`;
    expect([...name]).toHaveLength(60);
    const { dossier } = await filled(three, (content) => {
      content.texts['company.nameApproved'] = name;
    });
    await three.keyboard.press('Control+Enter');
    const question = three.getByRole('dialog', { name: '纸上印不出这个字' });
    await question.getByText('𠮷').waitFor({ timeout: 20_000 });
    expect(colleague.matter(dossier).phase).toBe('accepted');
    await question.getByRole('button', { name: '留空打印，手写补上' }).click();
    await three.getByText(/已受理，取件码/).waitFor({ timeout: 20_000 });
    const { text } = await lastPaper(three, /^acceptance/);
    expect(text).toContain(`买买提·＿${'示例'.repeat(25)}`);
    expect(text).not.toContain('𠮷');

    // Who would rather not is told so, and nothing comes out of the printer.
    const before = (await printed(three)).length;
    await sill(three).getByRole('button', { name: '文书' }).click();
    await three.getByRole('dialog', { name: '这件的文书' }).getByRole('button', { name: '补打' }).first().click();
    await question.getByRole('button', { name: '先不打' }).click();
    await three
      .getByText(/没有打印：字体里没有“𠮷”/)
      .first()
      .waitFor();
    expect(await printed(three)).toHaveLength(before);
    await three.keyboard.press('Escape');
  });
});

describe('a new version', () => {
  test('a catalogue published meanwhile: the open matter keeps its version', async () => {
    const label = await serve(three);
    await three.getByLabel('公司名称').fill('滨江市');
    await dossierOf(label);
    await stage.publish((setup) => {
      const forms = setup['forms'] as { key: string; fields: { key: string; label: { zh: string } }[] }[];
      const field = forms
        .find((form) => form.key === 'open_form')
        ?.fields.find(({ key }) => key === 'company.nameApproved');
      if (field) field.label.zh = '企业全称';
    });
    await serve(four, '企业全称');
    await expect.poll(() => three.getByLabel('公司名称').inputValue()).toBe('滨江市');
    expect(await three.getByLabel('企业全称').count()).toBe(0);
  });
});

/** The last digit of an identity number (GB 11643). */
function withCheckDigit(digits: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return digits + '10X98765432'[sum % 11];
}
