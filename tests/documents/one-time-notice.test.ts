import { describe, expect, test } from 'vitest';
import { noticeFromCatalogue, oneTimeNotice } from '#lib/documents/index.ts';
import type { NoticeExtra, OneTimeNoticeData } from '#lib/documents/index.ts';
import { nodePrintEngine } from './node-fonts.ts';
import { compact, outside, overlaps, readPdf } from './read-pdf.ts';
import type { ReadPdf } from './read-pdf.ts';
import { catalogue, noticeExtra, printed } from './samples.ts';

const engine = nodePrintEngine();
const margin = { x: 22 * (72 / 25.4), y: 14 * (72 / 25.4) };
const codes = [...catalogue.items, ...catalogue.packages].map(({ code }) => code);

function notice(code: string, extra: Partial<NoticeExtra> = {}): OneTimeNoticeData {
  const result = noticeFromCatalogue(catalogue, code, { ...noticeExtra, ...extra });
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

async function read(data: OneTimeNoticeData, withQr = false): Promise<ReadPdf> {
  return readPdf(await printed(engine, oneTimeNotice(data)), withQr);
}

const paper = (text: string): string => compact(text.replace(/\(/g, '（').replace(/\)/g, '）'));

describe('一次性告知单', () => {
  test('carries every element of an item', async () => {
    const data = notice('XK-03', { situation: '新办', visits: 1 });
    const { text, pages } = await read(data, true);
    for (const field of [
      '滨江市政务服务中心',
      '一次性告知单',
      '事项编码XK-03',
      '烟草专卖零售许可证核发（新办）',
      '新办',
      '周闻笛：',
      '承诺办结',
      '15个工作日',
      '法定办结',
      '20个工作日',
      '到大厅次数',
      '1次',
      '事项类型',
      '行政许可',
      '受理对象',
      '法人、自然人',
      '设定依据',
      '烟草专卖许可证管理办法（工信部令第37号）',
      '受理条件',
      '有固定的经营场所（与住所相独立）',
      '办理流程',
      '1.申请与受理',
      '收费标准及依据',
      '不收费',
      '结果物',
      '烟草专卖零售许可证（纸质和电子，有效期最长5年）',
      '领取方式',
      '特别程序',
      '实地核查：5个工作日，计入办理时限',
      '特殊情形',
      '可延长10个工作日',
      '序号',
      '材料名称',
      '形式',
      '份数',
      '出具单位',
      '要求',
      '备注',
      '特定情形',
      '样例数据，以主管部门公布的实施清单为准',
      'Q7M4K2TX',
      '告知人工号03173号窗口',
      '2026年11月23日10时06分',
      '被告知人签名',
      '收到时间',
      '咨询电话0999-8800120',
      '监督电话0999-8800123',
      '政务服务热线12345',
      '校验SM37f3a91c2',
      '第1次打印',
      '一式两份申请人一份存档一份',
    ])
      expect(text).toContain(field);
    expect(pages.map((page) => page.qr).filter(Boolean)).toEqual([data.link]);
  });

  test.each(codes)('%s flows without overlap, cut or lost material', async (code) => {
    const data = notice(code);
    const bytes = await printed(engine, oneTimeNotice(data));
    const { pages, text } = await readPdf(bytes);
    for (const [index, page] of pages.entries()) {
      expect(outside(page, margin)).toEqual([]);
      expect(overlaps(page)).toEqual([]);
      expect(page.text).toContain(`第${index + 1}页共${pages.length}页`);
    }
    for (const material of data.materials) expect(text).toContain(paper(material.name));
    for (const member of data.members) expect(text).toContain(paper(member.name));
    // The largest has 400 different characters.
    expect(bytes.length).toBeLessThanOrEqual(60_000);
  });

  test('repeats the table head where the materials flow on', async () => {
    const data = notice('YJS-05');
    expect(data.materials).toHaveLength(19);
    const { pages } = await read(data);
    const withMaterials = pages.filter((page) => page.text.includes('材料名称'));
    expect(withMaterials.length).toBeGreaterThan(1);
    for (const page of pages.slice(1)) expect(page.text).toContain('一次性告知单（续）');
  });

  test('does not ask for what the package itself produces', () => {
    const asked = (code: string): string[] => notice(code).materials.map(({ name }) => name);
    expect(asked('YJS-01')).not.toContain('营业执照');
    expect(asked('YJS-04')).not.toContain('外国人工作许可证');
    expect(asked('QY-02')).toContain('营业执照');
  });

  test('asks only what the chosen items of a package need', () => {
    const chosen = notice('YJS-05', { chosenItems: ['XK-02'] });
    expect(chosen.members.map(({ code }) => code)).toEqual(['XK-02', 'XK-04']);
    expect(chosen.materials.map(({ name }) => name)).not.toContain('食品经营许可申请书');
  });

  test('an unknown code is refused', () => {
    expect(noticeFromCatalogue(catalogue, 'ZZ-99', noticeExtra)).toMatchObject({ ok: false, code: 'unknown-item' });
  });

  test('half-width parentheses of the catalogue stand full-width', async () => {
    const { text } = await read(notice('YJS-05'));
    expect(text).not.toMatch(/[()]/);
  });

  test('says 练习 on every page, and which print it is', async () => {
    const { pages } = await read(notice('YJS-05', { practice: true, reprint: 2 }), true);
    for (const page of pages) {
      expect(page.sloped).toBe('练习');
      expect(page.text).toContain('练习不作办事依据');
      expect(page.text).toContain('补打第2次');
      expect(page.text).toContain('第3次打印');
      expect(overlaps(page)).toEqual([]);
    }
    expect(pages.at(-1)?.qr).toBe(noticeExtra.link);
  });

  test('without a public address there is the short code alone and no QR', async () => {
    const { text, pages } = await read(notice('QY-01', { link: null }), true);
    expect(pages.every((page) => page.qr === null)).toBe(true);
    expect(text).toContain('Q7M4K2TX');
    expect(text).not.toContain('扫码');
  });

  test('papers brought and not received: ticks, gaps, what is wrong, and no clock', async () => {
    const data = notice('YJS-01');
    const problem = '第八页缺全体股东签名';
    const found = ['ok', 'missing', { problem }] as const;
    const materials = data.materials.map((material, index) => ({ ...material, brought: found[index] ?? 'ok' }));
    const { text, pages } = await read({ ...data, materials });
    expect(text).toContain('本次核对');
    expect(text).toContain('材料已全部退还，本次未收取材料，不计办理时限');
    expect(text.match(/✓符合/g)).toHaveLength(materials.length - 2);
    expect(text.match(/不符：/g)).toHaveLength(1);
    expect(text).toContain(problem);
    for (const page of pages) {
      expect(outside(page, margin)).toEqual([]);
      expect(overlaps(page)).toEqual([]);
    }
    expect(pages.some((page) => page.boxes.some((box) => box.text === '缺'))).toBe(true);
    expect(text).not.toContain('前办结');
    expect((await read(data)).text).not.toContain('本次核对');
  });

  test('the least data makes a paper too', async () => {
    const bare = notice('BD-03', { link: null, shortCode: null, toldTo: null, checksum: null });
    const data = { ...bare, materials: [], conditions: [], legalBasis: [], circumstances: [], sample: false };
    const { text } = await read(data);
    expect(text).toContain('用水过户');
    expect(text).not.toContain('样例数据');
  });

  test('a long text flows, a single fact larger than a page is refused', async () => {
    const many = Array.from({ length: 60 }, (_, index) => notice('QY-01').materials[index % 6]).flatMap(
      (each) => each ?? [],
    );
    const { pages } = await read({ ...notice('QY-01'), materials: many });
    expect(pages.length).toBeGreaterThan(3);
    const endless = { ...notice('QY-01'), fee: '按规定收费。'.repeat(600) };
    expect(await engine.render(oneTimeNotice(endless))).toEqual({ ok: false, code: 'page-overflow' });
  });
});
