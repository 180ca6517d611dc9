import type { FormFaultCode } from '#lib/domain/forms/fault-codes.ts';
import { figure, type RefusalData, type RefusalWords } from '../refusal-words.ts';

/** What is wrong with a field, a list or a material: one sentence that says what to do. */
export const formFaults = {
  'field-missing': () => '还没填',
  'too-short': (d) => `至少 ${figure(d, 'least')} 个字`,
  'too-long': (d) => `最多 ${figure(d, 'most')} 个字，多了 ${figure(d, 'over')} 个`,
  'has-control-characters': () => '里面有看不见的字符，请重新输入',
  'bad-pattern': (d) => (hintOf(d) ? `格式不对，应为${hintOf(d)}` : '格式不对，请对照证件核对'),
  'bad-option': () => '请从列出的几项里选',
  phone: () => '不是 11 位手机号，请核对',
  email: () => '不是电子邮箱，请核对',
  'id-shape': () => '位数或字符不对，请对照证件核对',
  'id-date': () => '里面的出生日期不存在，请对照证件核对',
  'id-future': () => '出生日期在今天之后，请对照证件核对',
  'id-check-digit': () => '最后一位校验不符，请对照证件核对',
  'uscc-shape': () => '应为 18 位数字和大写字母，不含 I、O、S、V、Z',
  'uscc-check-digit': () => '最后一位校验不符，请对照执照核对',
  'mrz-shape': () => '应为两行，每行 44 个字符，请对照护照核对',
  'mrz-check-digit': () => '机读码校验不符，请对照护照核对',
  'mrz-date': () => '机读码里的日期不存在，请对照护照核对',
  'decimal-shape': () => '请填数字，如 100.00',
  'too-many-decimals': (d) => `最多 ${figure(d, 'most')} 位小数`,
  'integer-shape': () => '请填整数',
  'too-small': (d) => (figure(d, 'least') ? `不能小于 ${figure(d, 'least')}` : `要大于 ${figure(d, 'above')}`),
  'too-large': (d) => `不能大于 ${figure(d, 'most')}`,
  'date-shape': () => '请填年月日，如 2026-11-23',
  'date-unreal': () => '没有这一天，请核对',
  'date-past': () => '这一天已经过了',
  'date-future': () => '这一天还没到',
  'date-too-early': (d) =>
    figure(d, 'earliest') ? `不能早于 ${figure(d, 'earliest')}` : `要在 ${figure(d, 'after')} 之后`,
  'date-too-late': (d) => `不能晚于 ${figure(d, 'latest')}`,
  'date-too-far': (d) => `最晚 ${figure(d, 'latest')}`,
  'not-working-day': () => '这一天不上班，请换一天',
  'list-too-short': (d) => `至少 ${figure(d, 'least')} 项`,
  'list-too-long': (d) => `最多 ${figure(d, 'most')} 项`,
  'list-length': (d) => `应有 ${figure(d, 'wanted')} 人，现有 ${figure(d, 'found')} 人`,
  'sum-mismatch': (d) => {
    const difference = figure(d, 'difference');
    const off = difference.startsWith('-') ? `少 ${difference.slice(1)}` : `多 ${difference}`;
    return `合计 ${figure(d, 'sum')}，应为 ${figure(d, 'wanted')}，${off}`;
  },
  'not-unique': (d) => `和第 ${figure(d, 'row')} 行相同，请核对`,
  'one-natural-person': () => '一人有限公司应只有一名自然人股东',
  'officer-role-clash': () => '监事不能兼任董事、经理，请核对',
  'material-missing': () => '还没收',
  'material-not-asked': () => '这件不用收，请取消',
  'material-way-not-allowed': () => '目录不允许这样办，请换一种方式',
  'material-copies': (d) => `应有 ${figure(d, 'least')} 份`,
  'material-problem': () => '不符合要求，请换一份',
  'material-evidence-missing': () => '请写明证照编号或说明',
  'agent-unauthorised': () => '没有授权委托书，可以先收件，不能受理',
  'agent-may-not-submit': () => '授权里没有“提交材料”',
  'agent-may-not-collect': () => '授权里没有“领取结果”',
  'authority-expired': (d) => `授权到 ${figure(d, 'until')} 已过期`,
} satisfies Record<FormFaultCode, RefusalWords>;

/** The data's own hint, in Chinese. */
function hintOf(data: RefusalData): string {
  const hint = data['hint'] as { zh?: unknown } | undefined;
  return typeof hint?.zh === 'string' ? hint.zh : '';
}

export type FormFaultsMessages = Record<FormFaultCode, RefusalWords>;
