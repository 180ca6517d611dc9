/**
 * What builders of papers say by themselves. Papers are Chinese in every language of the screen, so
 * these words have no English side (rules.md §3).
 */
export const papers = {
  /** 发文字号: 性质 of each kind of notice. */
  words: {
    receipt: '收',
    acceptance: '受',
    refusal: '不受',
    supplement: '补',
    supplementReceipt: '补收',
    tolerance: '容',
    commitment: '诺',
  },
  handler: (account: string, no: number) => `工号${account}　${no}号窗口`,
  list: (parts: readonly string[]) => parts.join('、'),
  sentence: (parts: readonly string[]) => parts.join('；'),
  channel: '窗口',
  unnamed: '（未填申请人）',
  method: {
    received: (isCopy: boolean) => (isCopy ? '收取复印件' : '收取原件'),
    checked: '免交，核验',
    tolerated: '容缺',
    promised: '告知承诺',
    missing: '缺',
  },
  /** 国办函〔2016〕108号: A 机关签发, B 窗口核对, D 承诺. */
  trust: { received: 'B 与原件核对', checked: 'A 核验', promised: 'D 承诺' },
  /** How the catalogue writes that a copy is asked for. */
  copy: '复印件',
  problem: '不符合要求',
  wrong: (what: string) => (what === '' ? '不符合要求' : `不符合要求，${what}`),
  authorization: (copies: number) => `授权委托书原件${copies}份`,
  noAuthorization: '未提交授权委托书',
  stage: (index: number) => `第${'一二三四五六七八九'[index] ?? String(index + 1)}段`,
  stageLabel: (stage: string, what: string) => `${stage}　${what}`,
  parallel: (count: number) => `${count}项并联`,
  due: '承诺办结',
  limit: (value: number, unit: 'working_day' | 'calendar_day') =>
    unit === 'calendar_day' ? `${value}日（自然日）` : value === 0.5 ? '半个工作日' : `${value}个工作日`,
  basis: (promised: string, legal: string | null) => (legal ? `承诺${promised}，法定${legal}` : `承诺${promised}`),
  stageBasis: (limit: string, after: boolean) => (after ? `上一段办结后${limit}` : `受理后${limit}`),
  lawful: (limit: string) => `法定${limit}`,
  clauses: (parts: readonly string[]) => parts.join('，'),
  special: (name: string, period: string, isExcluded: boolean) =>
    `${name}：${period}，${isExcluded ? '不计入办理时限' : '计入办理时限'}`,
  pages: (count: number) => `${count}页`,
  pickup: { window: '自取', agent: '代领', mail: '邮寄' } as Record<string, string>,
  pickupAt: (mode: string, place: string) => (place === '' ? mode : `${mode}：${place}`),
  /** Print puts no space between digits, letters and characters. */
  pickupPlace: (floor: string, area: string, windows: readonly number[], queue: string) =>
    [`${floor}${area.replaceAll(' ', '')}${windows.join('、')}号窗口`, queue].filter(Boolean).join('，'),
  mailTo: (mode: string, address: string) => `${mode}至${address}`,
  free: '不收费',
  noResults: '结果以电子形式送达',
  reviewBody: '本级人民政府',
  court: '有管辖权的人民法院',
  handInAt: (windows: string) => `到${windows}`,
  handInHow: '到综合受理窗口，或者邮寄',
  windowNo: (no: number) => `${no}号窗口`,
  gapFault: '表单填写不全或者不符合要求',
  formName: '申请表',
  missingProblem: '未提交',
  missingNeeded: (form: string, copies: number) => `提交${form}${copies}份`,
  /** What a promised paper would show, where the catalogue says nothing. */
  promisedFact: (material: string) => `${material}所载事实真实、有效`,
};
