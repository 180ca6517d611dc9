import { describe, expect, test } from 'vitest';
import { bookingVoucher } from '#lib/documents/index.ts';
import type { BookingVoucherData } from '#lib/documents/index.ts';
import { expectFields, readNotice } from './notice-checks.ts';
import { booking, fifty, longText } from './notice-samples.ts';

const read = (change: Partial<BookingVoucherData> = {}) => readNotice(bookingVoucher({ ...booking, ...change }));

describe('预约凭证', () => {
  test('carries every field', async () => {
    expectFields(await read(), [
      '预约编号 YY20261130-017',
      '预约时间 2026年11月28日 09:30—10:00',
      '办理地点 一层A区3号窗口',
      '预约类型 节假日预约',
      '预约人 周*笛',
      '办理事项 企业开办一件事',
      '请携带 企业开办登记申请书 公司章程 股东、董事、监事、经理身份证明',
      '签到 提前10分钟到取号机扫码，或者输入短码，或者输入手机号后四位签到',
      '改期、取消',
      '本服务不另收费用。',
      '扫码签到、改期、取消',
      '短码 Q7M4 K2TX',
      '预约登记 工号0317 3号窗口',
    ]);
  });

  test.each([
    ['ordinary', '普通预约'],
    ['greenLane', '绿色通道'],
    ['homeVisit', '上门服务'],
  ] as const)('%s is called %s', async (kind, name) => {
    expectFields(await read({ kind }), [`预约类型 ${name}`]);
  });

  test('a holiday booking on a working day says that it is an ordinary one', async () => {
    expectFields(await read({ kind: 'ordinary', becameOrdinary: true }), ['普通预约 所选日期是工作日，按普通预约办理']);
  });

  test('taken without the line it says 暂约 and what comes of it', async () => {
    expectFields(await read({ kind: 'ordinary', tentative: true }), [
      '预约类型 暂约',
      '暂约：本凭证在线路断时登记。',
      '没有空位的，由首席代表安排，并与您联系。',
    ]);
    const usual = await read({ kind: 'ordinary' });
    expect(JSON.stringify(usual)).not.toContain('暂约');
  });

  test('offers only the ways of checking in that there are', async () => {
    const { text } = await read({ link: null, shortCode: null });
    expect(text).toContain('到取号机输入手机号后四位签到');
    expect(text).not.toContain('扫码');
  });

  test('least and most data make papers too', async () => {
    expectFields(await read({ remember: [] }), ['请携带 按一次性告知单准备材料']);
    const items = fifty((index) => `事项${index}号`);
    const worst = await read({ items, remember: fifty((index) => `材料${index}`).slice(0, 20), place: longText });
    expectFields(worst, ['事项50号', '材料20', longText]);
  });
});
