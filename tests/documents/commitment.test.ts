import { describe, expect, test } from 'vitest';
import { commitmentLetter } from '#lib/documents/index.ts';
import { expectFields, readNotice } from './notice-checks.ts';
import { fifty, longName, longText, promise } from './notice-samples.ts';

describe('告知承诺书', () => {
  test('carries what is told and what is promised', async () => {
    expectFields(await readNotice(commitmentLetter(promise)), [
      '滨政务诺字〔2026〕第000011号',
      '申请人 滨江市青禾文化创意有限公司（筹）',
      '申请事项 公司设立登记',
      '一、行政机关告知',
      '设定依据 （1）《中华人民共和国市场主体登记管理条例》 （2）国办发〔2020〕42号',
      '办理条件 （1）有固定的住所 （2）住所不属于禁止登记的场所',
      '不适用情形 有较严重的不良信用记录',
      '以承诺代替的材料 承诺的事实 1 住所使用证明 对登记的住所享有使用权，住所真实存在',
      '并在2027年1月22日前对承诺内容进行核查',
      '承诺不实的，依法终止办理、撤销决定，并记入信用记录',
      '在作出决定前，申请人可以撤回承诺，改为提交材料。',
      '二、申请人承诺',
      '已经知晓并理解上述告知的全部内容，已经符合规定的条件',
      '愿意接受核查，愿意承担承诺不实的法律责任',
      '承诺书不向社会公开。',
      '申请人签名或盖章',
      '承诺时间 2026年11月23日10时06分',
    ]);
  });

  test('the least data makes a paper too', async () => {
    const bare = { legalBasis: [], conditions: [], replaced: [], checkBy: null, signature: null, isPublished: true };
    const read = await readNotice(commitmentLetter({ ...promise, ...bare }));
    expectFields(read, [
      '设定依据 无',
      '承诺的事实 无',
      '并对承诺内容进行核查',
      '承诺书向社会公开。',
      '承诺时间 ____年',
    ]);
  });

  test('long scope, fifty facts and a long name flow', async () => {
    const worst = await readNotice(
      commitmentLetter({
        ...promise,
        applicant: longName,
        applicantIdentity: '990101********1234',
        conditions: fifty((index) => `条件${index}`),
        exclusions: [longText, longText],
        replaced: fifty((index) => ({ material: `材料${index}`, fact: longText })),
      }),
    );
    expectFields(worst, [`${longName} 990101********1234`, '（50）条件50', '材料50']);
    expect(worst.pages.length).toBeGreaterThan(3);
  });
});
