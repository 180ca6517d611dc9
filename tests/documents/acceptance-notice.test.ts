import { describe, expect, test } from 'vitest';
import { acceptanceNotice } from '#lib/documents/index.ts';
import type { AcceptanceNoticeData } from '#lib/documents/index.ts';
import { expectFields, readNotice } from './notice-checks.ts';
import { acceptance, fifty, longName, longText } from './notice-samples.ts';

const read = (change: Partial<AcceptanceNoticeData> = {}) => readNotice(acceptanceNotice({ ...acceptance, ...change }));

describe('受理通知书', () => {
  test('carries every field', async () => {
    expectFields(await read(), [
      '一式两份 申请人一份 存档一份',
      '滨政务受字〔2026〕第000123号',
      '滨江市青禾文化创意有限公司（筹）：',
      '你单位于2026年11月23日提出的“企业开办一件事”申请，材料齐全、符合法定形式。',
      '依据《中华人民共和国行政许可法》第三十二条第一款第（五）项，于2026年11月23日10时06分予以受理。',
      '第一段 公司设立登记 11月23日 15:36前办结 承诺半个工作日，法定3个工作日',
      '第二段 印章、发票税控、社保医保、公积金 11月24日 10:06前办结 第一段办结后半个工作日',
      ...['序号', '收到的材料', '方式', '份数', '备注'],
      '1 企业开办登记申请书 收取原件 1 8页',
      '3 股东、董事、监事、经理身份证明 免交，核验 2 电子证照',
      '6 授权委托书 收取原件 1 1页',
      '联系人 周闻笛 138****6027',
      '收费 不收费，公章刻制免费',
      '特别程序 无',
      '领取方式 自取：一层16号窗口，一窗通取',
      '联办事项 公司设立登记、公章刻制、发票领用和税控设备申领、员工社会保险参保登记',
      '住房公积金企业缴存登记',
      '可领结果 营业执照、印章、发票、税控设备，到齐后一次领取。 凭本通知书及有效身份证件领取。',
      '扫码查进度、评价本次服务',
      '短码 Q7M4 K2TX',
      '不用手机，可凭办件编号到综合咨询窗口查询。',
      '（加盖行政许可 专用章处）',
      '经办人 工号0317 3号窗口',
      '申请人（代理人）签名',
      '签收时间 ____年__月__日__时__分',
      '2026年11月23日',
    ]);
  });

  test('a person is addressed as one, a single limit stands alone', async () => {
    const dues = [
      { label: '承诺办结', due: '2027-01-04 17:30', basis: '承诺5个工作日，法定20个工作日', isEstimated: true },
    ];
    const single = await read({ applicant: '周闻笛', applicantKind: 'person', dues, members: [] });
    expectFields(single, ['周闻笛： 你于2026年', '2027年1月4日 17:30前办结', '法定20个工作日（暂按周一至周五推算）']);
    expect(single.text).not.toContain('联办事项');
  });

  test('names the departments where there is room, and what is not counted', async () => {
    const members = acceptance.members.slice(0, 2);
    const specialProcedures = '实地核查5个工作日，不计入办理时限';
    const legalBasis = '《市场主体登记管理条例》第十九条';
    expectFields(await read({ members, specialProcedures, legalBasis }), [
      '公司设立登记（市场监督管理局）、公章刻制（公安局）',
      specialProcedures,
      `依据${legalBasis}，`,
    ]);
  });

  test('the least data makes a paper too', async () => {
    const least = await read({ dues: [], materials: [], members: [], contact: null, results: '无实物结果。' });
    expectFields(least, ['收到的材料', '联系人 无', '可领结果 无实物结果。']);
  });

  test('the longest name, fifty materials and four stages flow over pages', async () => {
    const [due] = acceptance.dues;
    if (!due) throw new Error('a due time is needed');
    const worst = await read({
      applicant: longName,
      matter: longText.slice(0, 60),
      dues: [due, due, due, { ...due, label: '第四段 '.repeat(20) }],
      materials: fifty((index) => ({
        name: `材料${index}：${longText}`,
        method: '收取原件',
        copies: 2,
        note: longText,
      })),
      members: fifty((index) => ({ name: `联办事项第${index}项`, department: '部门' })),
      contact: { name: longName, phone: '138****6027' },
      results: longText,
    });
    expect(worst.pages.length).toBeGreaterThan(5);
    expectFields(worst, [`${longName}：`, '材料50：', '联办事项第50项', longText.slice(-30)]);
    for (const page of worst.pages.slice(1))
      expect(page.text).toContain('受理通知书（续）滨政务受字〔2026〕第000123号');
  });
});
