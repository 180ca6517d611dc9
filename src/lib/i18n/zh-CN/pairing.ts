export const pairing = {
  kiosk: '取号机',
  board: '叫号大屏',
  title: (surface: string) => `把这台${surface}接到大厅`,
  ask: '请值班长在平板上确认',
  how: '值班长打开「设备」，找到这六位数字，按「确认」。',
  code: '配对数字',
  asking: '正在取配对数字',
  gone: '这组数字过期了。',
  goneNext: '按下面换一组。',
  fresh: '换一组数字',
  offline: '连不上大厅。线路通了自动再试。',
  linkInvalid: '这个配对链接用过了，或者过期了。请用下面的数字配对。',
  revoked: '这台设备已被停用。请找值班长。',
  throttled: '试得太频繁，过一会儿自动再试。',
};

export type PairingMessages = typeof pairing;
