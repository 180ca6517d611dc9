import { describe, expect, test } from 'vitest';
import { ticketSlip } from '#lib/documents/index.ts';
import { nodePrintEngine } from './node-fonts.ts';
import { compact, outside, overlaps, readPdf } from './read-pdf.ts';
import { fullestTicket, leastTicket, printed, usualTicket } from './samples.ts';

const engine = nodePrintEngine();
const sample = { least: leastTicket, usual: usualTicket, fullest: fullestTicket };
const forms = [
  { width: 80, care: false },
  { width: 80, care: true },
  { width: 58, care: false },
  { width: 58, care: true },
] as const;

describe('排队号票', () => {
  test('carries every field of the usual ticket', async () => {
    const { text, pages } = await readPdf(await printed(engine, ticketSlip(usualTicket)), true);
    for (const field of [
      '滨江市政务服务中心',
      'A022',
      '企业开办一件事',
      '一层A区',
      '3、4号窗口',
      '前面',
      '9人',
      '大约等',
      '18–31分钟',
      '取号2026-11-2310:00',
      '周*',
      '手机看排队',
      '扫码，或输短码',
      'M8D4',
      'R3WP',
      '请留意叫号',
      '过号后自动后排一次，再过号请到导办台。',
      '没有手机也可以，听到叫号到窗口即可。',
      '当日有效',
      '取号机K2',
      '服务热线12345',
    ])
      expect(text).toContain(field);
    expect(text).not.toContain('练习');
    expect(text).not.toContain('补打');
    expect(text).not.toContain('本机出的号');
    expect(pages).toHaveLength(1);
    expect(pages[0]?.qr).toBe(usualTicket.link);
  });

  test.each(forms)('without the line it says whose number it is and no wait, $width mm, care $care', async (form) => {
    const slip = ticketSlip({ ...usualTicket, ...form, number: 'AK001', alone: true });
    const { text } = await readPdf(await printed(engine, slip), true);
    for (const field of ['AK001', '线路断时本机出的号，', '按取号时间排。', '暂时算不出'])
      expect(text).toContain(field);
    expect(text).not.toMatch(/前面|18–31分钟/);
  });

  test('carries every field in 关怀版, nothing smaller than 18 points', async () => {
    const data = { ...usualTicket, care: true, priority: '老年优先' };
    const { text, pages } = await readPdf(await printed(engine, ticketSlip(data)), true);
    for (const field of [
      '滨江市政务服务中心',
      'A022',
      '老年优先',
      '企业开办一件事',
      '一层A区',
      '3、4号窗口',
      '前面9人',
      '约等18–31分钟',
      '扫码看排队',
      'M8D4',
      'R3WP',
      '听到叫号，再去窗口。',
      '过号后自动后排一次，再过号请到导办台。',
      '11月23日10:00',
      '当日有效',
      '周*',
      '取号机K2',
      '服务热线12345',
    ])
      expect(text).toContain(field);
    for (const { size } of pages[0]?.boxes ?? []) expect(size).toBeGreaterThanOrEqual(18);
    expect(pages[0]?.qr).toBe(usualTicket.link);
  });

  for (const [name, data] of Object.entries(sample)) {
    test.each(forms)(`fits the paper with the ${name} data: $width mm, care $care`, async (form) => {
      const bytes = await printed(engine, ticketSlip({ ...data, ...form }));
      const { pages, text } = await readPdf(bytes);
      const page = pages[0];
      if (!page) throw new Error('no page');
      const dot = 72 / 203;
      expect(page.width).toBeCloseTo((form.width === 80 ? 640 : 464) * dot, 1);
      expect(outside(page, { x: (form.width === 80 ? 32 : 40) * dot, y: 20 * dot })).toEqual([]);
      expect(overlaps(page)).toEqual([]);
      expect(text).toContain(compact(data.hall));
      expect(text).toContain(data.number);
      expect(bytes.length).toBeLessThanOrEqual(60_000);
    });
  }

  test('names three items and counts the rest', async () => {
    const { text } = await readPdf(await printed(engine, ticketSlip(fullestTicket)));
    expect(text).toContain(`${compact(fullestTicket.items.slice(0, 3).join('、'))}等5项`);
    expect(text).not.toContain('用水过户');
  });

  test('says so when the wait cannot be worked out', async () => {
    const { text } = await readPdf(await printed(engine, ticketSlip({ ...usualTicket, estimate: null })));
    expect(text).toContain('等候时间');
    expect(text).toContain('暂时算不出');
  });

  test('without a public address there is the short code alone and no QR', async () => {
    const { text, pages } = await readPdf(await printed(engine, ticketSlip({ ...usualTicket, link: null })), true);
    expect(pages[0]?.qr).toBeNull();
    expect(text).toContain('M8D4R3WP');
    expect(text).not.toContain('扫码');
  });

  test.each(forms)('says 练习 and 补打 on $width mm, care $care', async (form) => {
    const data = { ...usualTicket, ...form, practice: true, reprint: 3 };
    const { text, pages } = await readPdf(await printed(engine, ticketSlip(data)), true);
    expect(text.match(/练习/g)).toHaveLength(2);
    expect(text).toContain('补打第3次');
    expect(pages[0]?.qr).toBe(usualTicket.link);
  });

  test('is the same bytes for the same ticket', async () => {
    const first = await printed(engine, ticketSlip(usualTicket));
    const second = await printed(nodePrintEngine(), ticketSlip(usualTicket));
    expect(second).toEqual(first);
  });
});
