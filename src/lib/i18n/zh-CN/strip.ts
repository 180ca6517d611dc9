/** The status strip: three facts, always. */
export const strip = {
  label: '保存与线路',
  savedHere: '本机已存',
  savedAtHall: '大厅已存',
  notAtHall: (count: number) => `大厅未存 ${count} 件`,
  decided: '已定',
  decidedAll: '全部',
  proposed: (count: number) => `待定 ${count} 件`,
  cut: (since: string, minutes: number) =>
    minutes < 1 ? `线路 ${since} 断开。` : `线路 ${since} 断开，已 ${minutes} 分钟。`,
  cutNext: '办过的都在本机；线路通了自动送到大厅。',
  cutCallable: (count: number) => `本窗口还可叫 ${count} 个号；`,
  recovering: '大厅正在从备份恢复。',
  recoveringNext: '本机已报到，本机的账已送到；手上的号可以接着办，叫号等开厅后自动接上。',
  hallFailing: '大厅的电脑存不上。',
  hallFailingNext: '办过的先存在本机，大厅能存了自动送。请告诉值班长。',
  sending: (done: number, total: number) => `线路通了，正在送 ${done} / ${total} 件`,
  nothingSaved: '没存上：本机空间已满。',
  nothingSavedNext: '先别关页面',
  clockSlow: (minutes: number) => `本机时钟慢 ${minutes} 分钟，已按大厅时间`,
  clockFast: (minutes: number) => `本机时钟快 ${minutes} 分钟，已按大厅时间`,
  insecureOrigin: '这个地址不加密：断网后不能重新打开页面',
  connected: '已连接大厅',
  connecting: '正在接大厅',
};

export type StripMessages = typeof strip;
