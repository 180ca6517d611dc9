export const board = {
  title: '叫号大屏',
  waitingHead: '',
  waiting: '等',
  windowSuffix: '号窗',
  windowPrefix: '',
  recent: '刚才',
  noCalls: '还没有叫号',
  speaking: '正在播报',
  /** Shown beside 正在播报. */
  call: (label: string, window: number) => `${label} 请到 ${window} 号窗口`,
  /** Said aloud; the label arrives spelled character by character. */
  spoken: (spelled: string, window: number) => `请 ${spelled} 号，到 ${window} 号窗口`,
  digits: ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as readonly string[],
  passedNote: '过号后自动后排一次，再过号请到导办台',
  cut: (since: string) => `${since} 起没有新消息，请听现场叫号`,
  cutFromStart: '连不上大厅，请听现场叫号',
  noVoice: '本机没有中文语音，只显示，不播报',
  unlock: '点一下屏幕，打开声音',
  closed: '现在不取号',
  noZones: '大厅还没有设区',
};

export type BoardMessages = typeof board;
