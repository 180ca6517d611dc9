import { describe, expect, test } from 'vitest';
import { handoverSlip } from '#lib/documents/index.ts';
import { expectFields, readNotice } from './notice-checks.ts';
import { fifty, handover, longName, longText } from './notice-samples.ts';

describe('部门交接单（出件）', () => {
  test('carries every field', async () => {
    expectFields(await readNotice(handoverSlip(handover)), [
      '部门交接单（出件）',
      '交接编号 JJ20261123-009',
      '一式两份 移交部门一份 出件窗口一份',
      '移交部门 市场监督管理局',
      '货架 B-07',
      '移交时间 2026年11月23日15时12分',
      '合计 2项，4件',
      ...['序号', '办件编号', '申请人', '结果', '编号', '件数'],
      '1 9900 0011 2026 1123 003 017 4 滨江市青禾文化创意有限公司 营业执照 正本1、副本1 2',
      '2 9900 0011 2026 1120 003 021 8 滨江市橙果餐饮管理有限公司 营业执照 正本1、副本1 2',
      '已当面清点',
      '移交人 工号0701 2026年11月23日15时12分',
      '接收人 工号0512 2026年11月23日15时14分',
    ]);
  });

  test('not yet confirmed, there is a line for the receiver to sign on', async () => {
    const open = await readNotice(handoverSlip({ ...handover, rows: [], receivedBy: null, receivedAt: null }));
    expectFields(open, ['件数 无', '合计 0项，0件', '接收人签名', '接收人时间 ____年__月__日__时__分']);
  });

  test('fifty results flow with their head on every page', async () => {
    const [first] = handover.rows;
    if (!first) throw new Error('a row is needed');
    const rows = fifty((index) => ({ ...first, applicant: longName, result: `结果${index}`, number: longText }));
    const worst = await readNotice(handoverSlip({ ...handover, rows }));
    expectFields(worst, [longName, '结果50', '合计 50项，100件']);
    for (const page of worst.pages.slice(0, -1)) expect(page.text).toContain('办件编号');
  });
});
