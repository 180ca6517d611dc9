/** What the builders of booking papers say by themselves. Papers are Chinese in every language of the screen. */
export const bookingPapers = {
  place: (floor: string, area: string, window: number) =>
    [[floor, area.replaceAll(' ', '')].filter(Boolean).join(''), window === 0 ? '' : `${window}号窗口`]
      .filter(Boolean)
      .join('　'),
  material: (name: string, form: string, copies: number) => (copies > 0 ? `${name}（${form}${copies}份）` : name),
  clerk: (account: string) => `工号${account}`,
  nobody: '待安排',
  unnamed: '（未填姓名）',
  reasons: { special: '特殊原因', urgent: '紧急需求' },
  reason: (kind: string, words: string) => [kind, words].filter(Boolean).join('：'),
  escalated: '经办人因特殊原因不能提供',
  chief: (account: string) => (account === '' ? '首席代表' : `工号${account}`),
};
