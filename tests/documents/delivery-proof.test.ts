import { PDFDocument, PDFRawStream, decodePDFRawStream } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { deliveryProof } from '#lib/documents/index.ts';
import type { DeliveryProofData } from '#lib/documents/index.ts';
import { engine, expectFields, readNotice } from './notice-checks.ts';
import { fifty, longName, longText, proof } from './notice-samples.ts';
import { printed } from './samples.ts';

const read = (change: Partial<DeliveryProofData> = {}) => readNotice(deliveryProof({ ...proof, ...change }));

/** Where the pen touched down on the paper: the drawing operators of the signature alone. */
async function penPaths(change: Partial<DeliveryProofData>): Promise<string[]> {
  const pdf = await PDFDocument.load(await printed(engine, deliveryProof({ ...proof, ...change })));
  const streams = pdf.context.enumerateIndirectObjects().flatMap(([, object]) => {
    if (!(object instanceof PDFRawStream)) return [];
    return [new TextDecoder('latin1').decode(decodePDFRawStream(object).decode())];
  });
  const drawn = streams.flatMap((stream) => /q 1 J 1 j (.*) Q/.exec(stream)?.[1] ?? []);
  return drawn.flatMap((paths) => paths.match(/[\d.]+ [\d.]+ m (?:[\d.]+ [\d.]+ l ?)+S/g) ?? []);
}

describe('送达回证', () => {
  test('carries every field', async () => {
    expectFields(await read(), [
      '滨江市政务服务中心 一窗通取',
      '一式两份 受送达人一份 存档一份',
      '滨政务送字〔2026〕第000087号',
      '办件编号 9900 0011 2026 1120 003 021 8',
      '受送达人 滨江市橙果餐饮管理有限公司',
      '送达文书、 证照和物品',
      '名称 编号 件数 外观',
      '营业执照 正本1、副本1 2 完好',
      '印章 公章等4枚 4 完好',
      '发票 0418 0351—0400 50 完好',
      '税控设备 UKey 0999-3127 1 完好',
      '送达地点 滨江市政务服务中心 一层16号窗口',
      '直接送达 √ 委托代收 邮寄送达（单号',
      '送达时间 2026年11月23日10时38分',
      '代收人 姓名 方*宇 与受送达人 员工 身份证件 990101********1234 委托书 原件1份',
      '受送达人 （代收人） 签名或盖章',
      '送达人 工号0512 工号0514',
      '见证人 （拒收时填写）',
      '备注 税控设备10时31分补到，四件一次交付。',
      '不评价不影响领取。',
      '（加盖业务 专用章处）',
    ]);
  });

  test('ticks exactly the way it was delivered', async () => {
    const direct = await read({ method: 'direct', proxy: null });
    expectFields(direct, ['√ 直接送达']);
    expect(direct.text).not.toContain('与受送达人');
    const mail = await read({ method: 'mail', waybill: 'EMS1234500017' });
    expectFields(mail, ['√ 邮寄送达（单号EMS1234500017）']);
    for (const { text } of [direct, mail]) expect(text.match(/√/g)).toHaveLength(1);
  });

  test('the signature is drawn stroke by stroke, a dot too', async () => {
    const strokes = proof.signature?.strokes ?? [];
    expect(await penPaths({})).toHaveLength(strokes.length);
    expect(await penPaths({ signature: { strokes: [[0.5, 0.5]], aspect: 3 } })).toHaveLength(1);
  });

  test('what was not written on the pad is not drawn', async () => {
    const strokes = [[], [0.1], [0.2, 0.2, Number.NaN, 0.4, 0.6, 0.6], [2, 2, 3, 3]];
    const paths = await penPaths({ signature: { strokes, aspect: 3 } });
    expect(paths).toHaveLength(1);
    expect(paths[0]?.match(/ l/g)).toHaveLength(1);
  });

  test('a pad wider than its field is made smaller, not cut', async () => {
    const paths = await penPaths({ signature: { strokes: [[0, 0, 1, 1]], aspect: 40 } });
    const [, , , right] = paths[0]?.match(/[\d.]+/g) ?? [];
    expect(Number(right)).toBeLessThan(420);
  });

  test('the least data leaves fields for a pen', async () => {
    const least = await read({
      results: [],
      proxy: null,
      signature: null,
      signedAt: null,
      deliverers: [],
      remarks: '',
    });
    expectFields(least, ['____年__月__日__时__分', '备注 无']);
    expect(await penPaths({ signature: null })).toHaveLength(0);
  });

  test('a refusal names its witness; fifty results and long words flow', async () => {
    const results = fifty((index) => ({ name: `证照${index}`, number: longText, pieces: 1, condition: '完好' }));
    const worst = await read({ recipient: longName, results, witness: '社区工作人员', remarks: longText });
    expectFields(worst, [longName, '证照1', '证照50', '见证人 社区工作人员', longText]);
    expect(worst.pages.length).toBeGreaterThan(3);
    expect(worst.text).toContain('（续）');
  });
});
