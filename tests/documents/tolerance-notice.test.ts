import { describe, expect, test } from 'vitest';
import { toleranceCommitment, toleranceNotice } from '#lib/documents/index.ts';
import type { ToleranceData } from '#lib/documents/index.ts';
import { expectFields, readNotice } from './notice-checks.ts';
import { fifty, longName, longText, tolerance } from './notice-samples.ts';

const worst: ToleranceData = {
  ...tolerance,
  applicant: longName,
  received: fifty((index) => ({ name: `主要材料${index}：${longText}`, copies: 1 })),
  missing: fifty((index) => ({ name: `所缺${index}：${longText}`, form: '复印件', handIn: longText })),
};
const least: ToleranceData = {
  ...tolerance,
  applicantKind: 'person',
  agent: null,
  listing: null,
  received: [],
  signature: null,
};

describe('容缺受理通知书', () => {
  test('carries every field', async () => {
    expectFields(await readNotice(toleranceNotice(tolerance)), [
      '滨政务容字〔2026〕第000006号',
      '你单位提出的“食品经营许可（新办）”申请，主要材料齐全、符合法定形式，次要材料暂缺。',
      '该事项已列入容缺受理事项清单（第二批）。',
      '经你单位自愿申请并书面承诺，于2026年11月23日10时06分予以容缺受理。',
      '申请人 滨江市青禾文化创意有限公司（筹）',
      '代理人 方*宇 990101********1234 138****6027 授权委托书原件1份',
      '已收到的主要材料 份数 1 食品经营许可申请书 1 2 经营场所布局图 1',
      '所缺材料，2026年11月27日前补齐',
      '1 从业人员健康证明 复印件 到3号窗口，或者邮寄',
      '逾期未补齐的，终止办理并退回申请材料，已出具的结果不予交付',
      '记入信用记录',
      '申请人（代理人）签名',
    ]);
  });

  test('confirms what was made good', async () => {
    const made = await readNotice(toleranceNotice({ ...tolerance, completedAt: '2026-11-26 11:20' }));
    expectFields(made, ['补齐确认：所缺材料已于2026年11月26日11时20分全部补齐。']);
  });

  test('least and most data make papers too', async () => {
    const bare = await readNotice(toleranceNotice(least));
    expectFields(bare, ['代理人 无', '经你自愿申请']);
    expect(bare.text).not.toContain('已列入');
    expectFields(await readNotice(toleranceNotice(worst)), [longName, '主要材料50：', '所缺50：']);
  });
});

describe('容缺受理承诺书', () => {
  test('carries every field', async () => {
    expectFields(await readNotice(toleranceCommitment(tolerance)), [
      '滨江市政务服务中心：',
      '申请办理“食品经营许可（新办）”，自愿适用容缺受理',
      '承诺人 滨江市青禾文化创意有限公司（筹）',
      '1 从业人员健康证明 复印件 到3号窗口，或者邮寄',
      '一、所提交的材料和填报的内容真实、合法、有效。',
      '二、在2026年11月27日前补齐上述材料',
      '三、已知悉未按期补齐的后果',
      '四、以上承诺是本人（本单位）的真实意思表示',
      '承诺人签名或盖章',
      '承诺时间 2026年11月23日10时06分',
    ]);
  });

  test('unsigned there are blanks for a pen; the most data flows', async () => {
    expectFields(await readNotice(toleranceCommitment(least)), ['承诺时间 ____年__月__日__时__分']);
    expectFields(await readNotice(toleranceCommitment(worst)), [longName, '所缺50：']);
  });
});
