import { describe, expect, test } from 'vitest';
import { supplementNotice, supplementReceipt } from '#lib/documents/index.ts';
import { expectFields, readNotice } from './notice-checks.ts';
import { fifty, longName, longText, supplement, supplements } from './notice-samples.ts';

describe('一次性补正材料告知书', () => {
  test('carries every field', async () => {
    expectFields(await readNotice(supplementNotice(supplement)), [
      '滨政务补字〔2026〕第000017号',
      '滨江市青禾文化创意有限公司（筹）：',
      '你单位于2026年11月23日提出的“企业开办一件事”申请收悉。',
      '《中华人民共和国行政许可法》第三十二条第一款第（四）项',
      ...['材料名称', '问题', '需要补正的内容', '依据', '样本'],
      '1 公司章程 第八页缺全体股东签名 由全体股东在末页签名并写明日期 《公司法》第四十六条 3号窗口可取',
      '2 住所（经营场所）使用相关文件 租赁合同已过期',
      '以上为需要补正的全部内容。请于2026年12月7日前到3号窗口，或者以邮寄方式提交补正材料',
      '交齐全部补正材料之日为受理之日',
      '逾期不补正的，视为放弃本次申请',
      '逾期不告知的，自收到申请材料之日起即为受理。',
      '经办人 工号0317 3号窗口',
      '申请人（代理人）签名',
      '2026年11月23日',
    ]);
  });

  test('the least data makes a paper too', async () => {
    const gap = { material: '公司章程', problem: '缺', needed: '补交', legalBasis: null, sample: null };
    expectFields(await readNotice(supplementNotice({ ...supplement, gaps: [gap] })), ['1 公司章程 缺 补交 — —']);
  });

  test('fifty gaps in long words flow', async () => {
    const gaps = fifty((index) => ({
      material: `材料${index}`,
      problem: longText,
      needed: longText,
      legalBasis: longText,
      sample: longText.slice(0, 40),
    }));
    const worst = await readNotice(supplementNotice({ ...supplement, applicant: longName, gaps }));
    expectFields(worst, [longName, '材料1', '材料50']);
    for (const page of worst.pages.slice(0, -1)) expect(page.text).toContain('需要补正的内容');
  });
});

describe('补正材料收件清单', () => {
  test('carries every field', async () => {
    expectFields(await readNotice(supplementReceipt(supplements)), [
      '滨政务补收字〔2026〕第000009号',
      '申请人 滨江市青禾文化创意有限公司（筹）',
      '申请事项 企业开办一件事',
      '补正告知书 滨政务补字〔2026〕第000017号',
      '收到时间 2026年11月25日9时40分',
      '1 公司章程 收取原件 1 12 股东已签名',
      '2 住所申报承诺书 告知承诺 1 1',
      '补正材料已于2026年11月25日9时40分全部交齐。',
      '提交人签名',
      '提交时间',
    ]);
  });

  test('says what is still missing', async () => {
    const part = await readNotice(
      supplementReceipt({ ...supplements, isComplete: false, stillMissing: ['公司章程', '任职文件'] }),
    );
    expectFields(part, ['尚缺：公司章程、任职文件。']);
    expect(part.text).not.toContain('全部交齐');
  });

  test('nothing and fifty materials make papers too', async () => {
    expectFields(await readNotice(supplementReceipt({ ...supplements, materials: [] })), ['备注 无']);
    const materials = fifty((index) => ({
      name: `补正${index}：${longText}`,
      method: '收取原件',
      copies: 1,
      pages: null,
      note: longText,
    }));
    expectFields(await readNotice(supplementReceipt({ ...supplements, materials })), ['补正50：']);
  });
});
