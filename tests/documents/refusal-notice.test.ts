import { describe, expect, test } from 'vitest';
import { refusalNotice } from '#lib/documents/index.ts';
import type { RefusalNoticeData } from '#lib/documents/index.ts';
import { expectFields, readNotice } from './notice-checks.ts';
import { fifty, longName, longText, refusal } from './notice-samples.ts';

const read = (change: Partial<RefusalNoticeData> = {}) => readNotice(refusalNotice({ ...refusal, ...change }));

describe('不予受理通知书', () => {
  test('carries every field', async () => {
    expectFields(await read(), [
      '滨政务不受字〔2026〕第000004号',
      '滨江市青禾文化创意有限公司（筹）：',
      '你单位于2026年11月23日提出的“烟草专卖零售许可证核发（新办）”申请，经审查，',
      '依据《中华人民共和国行政许可法》第三十二条第一款第（二）项，决定不予受理。',
      '不予受理的理由 申请事项依法不需要取得行政许可 √',
      '√申请事项依法不属于本机关职权范围，请向临海区烟草专卖局（地址：临海区海滨路99号）提出申请',
      '其他法定情形',
      '退还的申请材料 序号 材料名称 份数 1 烟草专卖零售许可证新办申请表 1 2 营业执照复印件 2',
      '自收到本通知书之日起六十日内向滨江市人民政府申请行政复议，',
      '或者六个月内向滨江市中级人民法院提起行政诉讼。',
      '（加盖行政许可 专用章处）',
      '申请人（代理人）签名',
      '2026年11月23日',
    ]);
  });

  test('exactly the reason that holds is ticked', async () => {
    const notNeeded = await read({ reason: { kind: 'notNeeded', explanation: '家庭自用' } });
    expectFields(notNeeded, ['√申请事项依法不需要取得行政许可：家庭自用', '第一款第（一）项']);
    const basis = '《烟草专卖许可证管理办法》第十三条';
    const other = await read({ reason: { kind: 'other', explanation: '布局已满', legalBasis: basis } });
    expectFields(other, ['√其他法定情形：布局已满', `依据${basis}，决定不予受理`]);
    for (const { text } of [notNeeded, other]) expect(text.match(/√/g)).toHaveLength(1);
  });

  test('the least data makes a paper too', async () => {
    const reason = { kind: 'notOurs', authority: '临海区', address: null } as const;
    const least = await read({ reason, returned: [], applicantKind: 'person' });
    expectFields(least, ['你于2026年', '请向临海区提出申请', '份数 无']);
    expect(least.text).not.toContain('地址');
  });

  test('a long reason and fifty returned papers flow', async () => {
    const explanation = longText.repeat(4);
    const worst = await read({
      applicant: longName,
      reason: { kind: 'other', explanation, legalBasis: longText },
      returned: fifty((index) => ({ name: `退还材料${index}${longText}`, copies: index })),
    });
    expectFields(worst, [longName, explanation, '退还材料50']);
    expect(worst.pages.length).toBeGreaterThan(3);
  });
});
