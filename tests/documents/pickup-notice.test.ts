import { describe, expect, test } from 'vitest';
import { pickupNotice } from '#lib/documents/index.ts';
import type { PickupNoticeData } from '#lib/documents/index.ts';
import { expectFields, readNotice } from './notice-checks.ts';
import { fifty, longText, pickup } from './notice-samples.ts';

const read = (change: Partial<PickupNoticeData> = {}) => readNotice(pickupNotice({ ...pickup, ...change }));

const fields = [
  '滨政务领字〔2026〕第000087号',
  '周*笛：',
  '您办理的“企业开办一件事”，结果已全部到齐，请到一窗通取窗口一次领取。',
  '领取地点 一层16号窗口，一窗通取',
  '取件码 408 215',
  '可领结果 营业执照 2件（正本1、副本1）',
  '印章 4件（公章等4枚）',
  '发票 50件（0418 0351—0400）',
  '税控设备 1件（UKey 0999-3127）',
  '领取时间 工作日9:00—17:00，延时服务至18:30',
  '保管至 2027年2月23日',
  '请携带 本人领取：本人有效身份证件',
  '代为领取：授权委托书、领取人和委托人的有效身份证件',
  '短码 Q7M4 K2TX',
  '经办人 工号0317 3号窗口',
];

describe('领取通知', () => {
  test('carries every field', async () => {
    expectFields(await read(), fields);
  });

  test('in big type nothing that must be read is below 18 points', async () => {
    const large = await read({ care: true });
    expectFields(large, fields);
    const [page] = large.pages;
    const size = (text: string): number => page?.boxes.find((box) => box.text.includes(text))?.size ?? 0;
    for (const text of ['周*笛', '您办理', '营业执照', '工作日', '2027年', '本人领取', '短码', '不用手机'])
      expect(size(text)).toBeGreaterThanOrEqual(18);
    for (const text of ['408', '16号窗口']) expect(size(text)).toBeGreaterThanOrEqual(22);
  });

  test('least and most data make papers too', async () => {
    const least = await read({ results: [], keepUntil: null, pickupCode: null, bring: ['身份证'] });
    expectFields(least, ['可领结果 无', '请携带 身份证']);
    expect(least.text).not.toContain('取件码');
    expect(least.text).not.toContain('保管至');
    const results = fifty((index) => ({ name: `结果${index}`, detail: '', pieces: index }));
    const worst = await read({
      results: results.slice(0, 25),
      place: longText.slice(0, 60),
      matter: longText,
      care: true,
    });
    expectFields(worst, ['结果25', longText.slice(0, 60), longText]);
    expectFields(await read({ results }), ['结果50']);
  });
});
