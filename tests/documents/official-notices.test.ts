import { describe, expect, test } from 'vitest';
import { documentChecksum, materialsReceipt, ticketSlip } from '#lib/documents/index.ts';
import { engine, expectFields, readNotice } from './notice-checks.ts';
import { common, longName, notices, receipt } from './notice-samples.ts';
import { printed, usualTicket } from './samples.ts';

describe.each(notices)('%s', (_name, build) => {
  test('stands on one page of at most 60 kB with its head and foot', async () => {
    const document = build();
    expect((await printed(engine, document)).length).toBeLessThanOrEqual(60_000);
    const read = await readNotice(document);
    expect(read.pages).toHaveLength(1);
    expectFields(read, [
      common.hall,
      '咨询电话 0999-8800120',
      '监督电话 0999-8800123',
      '政务服务热线 12345',
      '校验 SM3 7f3a 91c2 SHA-256 b04e 5d17',
      '第1次打印',
    ]);
    expect(read.text).not.toContain('补打');
    expect(read.text).not.toContain('暂编号');
  });

  test('its QR code opens the link; without one there is the short code alone', async () => {
    const withCode = await readNotice(build(), true);
    const isSlip = withCode.text.includes('部门交接单');
    expect(withCode.pages[0]?.qr).toBe(isSlip ? null : common.link);
    const without = await readNotice(build({ link: null }), true);
    expect(without.pages[0]?.qr).toBe(null);
    expect(without.text).not.toContain('扫码查');
    if (!isSlip) expectFields(without, ['短码 Q7M4 K2TX']);
    const bare = await readNotice(build({ link: null, shortCode: null, checksum: null }));
    expect(bare.text).not.toContain('短码');
    expect(bare.text).not.toContain('校验SM3');
  });

  test('says 练习, which print it is, and that its number is provisional', async () => {
    const { pages } = await readNotice(build({ practice: true, reprint: 2, provisional: true }));
    for (const page of pages) {
      expect(page.sloped).toBe('练习');
      for (const mark of ['练习不作办事依据', '补打第2次', '第3次打印']) expect(page.text).toContain(mark);
    }
    expect(pages[0]?.text).toContain('（暂编号，线路恢复后确认）');
  });

  test('a character that no font has is refused and named', async () => {
    const refusal = { ok: false, code: 'glyph-missing', characters: ['\u{20BB7}'] };
    expect(await engine.render(build({ hall: '\u{20BB7}野政务服务中心' }))).toEqual(refusal);
  });

  test('the same data is the same paper', async () => {
    expect(await printed(engine, build())).toEqual(await printed(engine, build()));
  });
});

describe('matter number', () => {
  test('stands in groups: place, day, terminal, serial, check digit', async () => {
    expectFields(await readNotice(materialsReceipt(receipt)), ['办件编号 9900 0011 2026 1123 003 017 4']);
  });
});

describe('names', () => {
  test('sixty characters with middle dots are printed whole', async () => {
    expect([...longName]).toHaveLength(60);
    expectFields(await readNotice(materialsReceipt({ ...receipt, applicant: longName })), [longName]);
  });

  test.each(['𠮷', '\u{20BB7}'])('%s in a name is refused, never a box', async (character) => {
    const refusal = { ok: false, code: 'glyph-missing', characters: [character] };
    expect(await engine.render(materialsReceipt({ ...receipt, applicant: `张${character}` }))).toEqual(refusal);
  });
});

describe('personal numbers', () => {
  const refusal = { ok: false, code: 'personal-number-unmasked' };

  test.each(['11010519491231002X', '440524188001010014', '110105194912310021', '110105 19491231 002X'])(
    '%s is refused on any paper',
    async (number) => {
      expect(await engine.render(materialsReceipt({ ...receipt, applicantIdentity: number }))).toEqual(refusal);
      expect(await engine.render(ticketSlip({ ...usualTicket, maskedName: number }))).toEqual(refusal);
    },
  );

  test('nor does a QR code or the title carry one', async () => {
    const link = 'https://hall.binjiang.example/r/11010519491231002X';
    expect(await engine.render(materialsReceipt({ ...receipt, link }))).toEqual(refusal);
  });

  test.each([
    '110105********002X',
    '91350100M000100Y43',
    '911100000000000000',
    '99000011202611230030174',
    '12345678901234567890',
  ])('%s is none', async (number) => {
    const result = await engine.render(materialsReceipt({ ...receipt, applicantIdentity: number }));
    expect(result.ok).toBe(true);
  });
});

describe('checksum', () => {
  test('is the head of both hashes', async () => {
    // GB/T 32905 and FIPS 180-4 give these for "abc".
    expect(await documentChecksum('abc')).toBe('SM3 66c7 f0f4\u3000SHA-256 ba78 16bf');
    expect(await documentChecksum(new TextEncoder().encode('滨江'))).toBe(await documentChecksum('滨江'));
    expect(await documentChecksum('')).toBe('SM3 1ab2 1d83\u3000SHA-256 e3b0 c442');
  });
});
