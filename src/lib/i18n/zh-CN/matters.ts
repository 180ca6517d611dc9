/** Words about matters that several screens share: times, working time, states. */
export const matters = {
  today: (clock: string) => `今天 ${clock}`,
  tomorrow: (clock: string) => `明天 ${clock}`,
  yesterday: (clock: string) => `昨天 ${clock}`,
  /** `11-26`; the year only where it is another one. */
  day: (month: string, day: string) => `${month}-${day}`,
  dayClock: (day: string, clock: string) => `${day} ${clock}`,
  minutes: (minutes: number) => `${minutes} 分`,
  hours: (hours: number, minutes: number) => (minutes === 0 ? `${hours} 时` : `${hours} 时 ${minutes} 分`),
  days: (days: number, hours: number) => (hours === 0 ? `${days} 天` : `${days} 天 ${hours} 时`),
  left: (text: string) => `剩 ${text}`,
  over: (text: string) => `超 ${text}`,
  tail: (tail: string) => `办件 ${tail}`,
  matterInPackage: (item: string, entry: string, stage: string) => `${item}（${entry} · ${stage}）`,
  stage: (index: number) => `第${'一二三四五六七八九'[index] ?? String(index + 1)}段`,
  unnamed: '未填申请人',
  noLabel: '姓名未取到',
  pieces: (count: number) => `${count} 件`,
  estimated: '暂按周一至周五推算',
  account: (account: string) => `工号 ${account}`,
  window: (no: number) => `${no} 号窗口`,
  /** Numbers of several pieces. */
  many: (first: string, count: number) => `${first} 等 ${count} 个`,
  /** 正本 1、副本 1; the names are the form's. */
  copies: ((one, other) => `${one.join(' ')}、${other.join(' ')}`) as
    ((one: readonly [string, string], other: readonly [string, string]) => string) | null,
  sentence: (parts: readonly string[]) => parts.join('，'),
  dot: ' · ',
  ways: { received: '收取', checked: '核验', tolerated: '容缺', promised: '承诺', missing: '缺' },
};

export type MattersMessages = typeof matters;
