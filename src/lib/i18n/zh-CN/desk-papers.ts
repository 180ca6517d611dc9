/** What the papers of departments and the pickup desk say by themselves; papers are Chinese (rules.md §3). */
export const deskPapers = {
  words: { pickup: '领', proof: '送' },
  /** 交接单 are numbered by day, minute and person: each is one walk from a department to the desk. */
  slipNumber: (date: string, clock: string, account: string) => `交${date.replaceAll('-', '')}-${clock}-${account}`,
  list: (parts: readonly string[]) => parts.join('、'),
  sentence: (parts: readonly string[]) => parts.join('，'),
  many: (first: string, count: number) => `${first}等${count}个`,
  copies: (one: readonly [string, string], other: readonly [string, string]) => `${one.join('')}、${other.join('')}`,
  account: (account: string) => `工号${account}`,
  place: (floor: string, area: string, window: number) => `${floor}${area.replaceAll(' ', '')}　${window}号窗口`,
  condition: { good: '完好', damaged: '有损' },
  /** 与受送达人: what stands on the proof, in the order of the desk's own words. */
  relations: ['公司员工', '亲属', '代办人员', '其他'] as readonly string[],
  original: (copies: number) => `原件${copies}份`,
  waived: (name: string) => `${name}经受送达人同意另行领取`,
  damaged: (name: string) => `${name}外观有损，受送达人知悉`,
  emergency: (witness: string) => `应急交付，见证人工号${witness}（签名）`,
  remarks: (parts: readonly string[]) => `${parts.join('；')}。`,
  hours: (sessions: readonly string[]) => `工作日${sessions.join('、')}`,
  extended: '其他时间可预约延时服务，不另收费用',
  shelf: '由出件窗口定',
};
