import { describe, expect, test } from 'vitest';
import { materialsReceipt } from '#lib/documents/index.ts';
import type { MaterialsReceiptData } from '#lib/documents/index.ts';
import { expectFields, readNotice } from './notice-checks.ts';
import { fifty, longName, longText, receipt } from './notice-samples.ts';

const read = (change: Partial<MaterialsReceiptData> = {}) => readNotice(materialsReceipt({ ...receipt, ...change }));

describe('申请材料接收凭证', () => {
  test('carries every field', async () => {
    expectFields(await read(), [
      '申请材料接收凭证',
      '滨政务收字〔2026〕第000131号',
      '共6项',
      '申请人 滨江市青禾文化创意有限公司（筹）',
      '代理人 方*宇 990101********1234 138****6027 授权委托书原件1份',
      '申请事项 企业开办一件事',
      '收件时间 2026年11月23日10时02分',
      '收件方式 窗口',
      ...['序号', '材料名称', '方式', '份数', '页数', '核验', '原件退还', '备注'],
      '1 企业开办登记申请书 收取原件 1 8 原件核对 未退还',
      '3 股东、董事、监事、经理身份证明 免交，核验 2 — 电子证照 —',
      '住所申报承诺书',
      '6 授权委托书 收取原件 1 8 原件核对 已退还',
      '本凭证不代表受理。是否受理或者需要补正，在2026年11月30日前告知。',
      '自收到申请材料之日起即为受理',
      '（加盖业务 专用章处）',
      '经办人 工号0317 3号窗口',
      '提交人签名',
      '提交时间 ____年__月__日__时__分',
    ]);
  });

  test('where receipt is acceptance it says so', async () => {
    const { text } = await read({ receiveIsAccept: true });
    expect(text).toContain('收件即受理');
    expect(text).not.toContain('不代表受理');
  });

  test('received for an authority elsewhere it names it and the waybill', async () => {
    const elsewhere = { authority: '临海区市场监督管理局', waybill: 'EMS1234500017' };
    expectFields(await read({ elsewhere }), ['属地办理机关 临海区市场监督管理局', '寄递单号 EMS1234500017']);
    expectFields(await read({ elsewhere: { ...elsewhere, waybill: null } }), ['寄递单号 尚未寄出']);
  });

  test('the least data makes a paper too', async () => {
    const least = await read({ agent: null, materials: [], answerBy: null, items: ['用水过户'] });
    expectFields(least, ['代理人 无', '序号', '备注 无', '本凭证不代表受理。逾期']);
  });

  test('fifty long materials flow with their head on every page', async () => {
    const [first] = receipt.materials;
    if (!first) throw new Error('a material is needed');
    const materials = fifty((index) => ({ ...first, name: `第${index}份：${longText.slice(0, 40)}`, note: '需复核' }));
    const worst = await read({ applicant: longName, materials, items: fifty((index) => `事项${index}号`) });
    expect(worst.pages.length).toBeGreaterThan(2);
    for (const index of [1, 25, 50]) expectFields(worst, [`第${index}份`, `事项${index}号`]);
    expectFields(worst, [longName, '共50项']);
    for (const page of worst.pages.filter(({ text }) => text.includes('需复核')))
      expect(page.text).toContain('材料名称');
    for (const page of worst.pages.slice(1)) expect(page.text).toContain('申请材料接收凭证（续）');
  });
});
