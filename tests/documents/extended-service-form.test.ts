import { describe, expect, test } from 'vitest';
import { extendedServiceForm } from '#lib/documents/index.ts';
import { expectFields, readNotice } from './notice-checks.ts';
import { extended, fifty, longName, longText } from './notice-samples.ts';

describe('延时服务登记单', () => {
  test('carries every field', async () => {
    expectFields(await readNotice(extendedServiceForm(extended)), [
      '登记编号 YS20261123-002',
      '申请人 周闻笛',
      '办理事项 企业开办一件事',
      '申请时间 2026年11月23日16时48分',
      '申请原因 紧急需求：次日投标需要营业执照',
      '约定服务至 2026年11月23日18时30分',
      '服务人员 工号0317',
      '改派 由工号0317改派工号0322',
      '改派原因 原服务人员当晚值守其他窗口',
      '首席代表 首席代表工号0301',
      '开始时间 2026年11月23日17时00分',
      '结束时间 2026年11月23日18时12分',
      '收费 本服务不另收费用',
      '扫码评价本次服务',
      '不用手机，可在窗口填写纸质评价表。',
      '申请人确认签名',
      '确认时间 2026年11月23日18时12分',
    ]);
  });

  test('the least data leaves fields for a pen', async () => {
    const bare = { reassigned: null, startedAt: null, endedAt: null, signature: null };
    const { text } = await readNotice(extendedServiceForm({ ...extended, ...bare }));
    expect(text).toContain('改派无');
    expect(text).toContain('开始时间____时__分');
    expect(text).toContain('确认时间____年__月__日__时__分');
  });

  test('a long name and a long reason flow', async () => {
    const items = fifty((index) => `事项${index}号`);
    const worst = await readNotice(extendedServiceForm({ ...extended, applicant: longName, reason: longText, items }));
    expectFields(worst, [longName, longText, '事项50号']);
  });
});
