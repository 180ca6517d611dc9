import type { FirstRun } from './hall/founding.ts';

/** What the first start tells once: named accounts with one-time passwords, one-time pairing links. */
export function firstRunText(firstRun: FirstRun, base: string): string {
  const people = firstRun.people.map(
    ({ account, name, duty, password }) => `  ${account}  ${password}  ${name}  ${duty}`,
  );
  const links = firstRun.links.map(({ surface, label, token }) => `  ${label}  ${base}/${surface}#pair=${token}`);
  return [
    `${firstRun.hall} · 练习大厅已建好 practice hall founded`,
    '',
    '工号和一次性口令（首次登录须改） Staff numbers and one-time passwords (changed at first sign-in):',
    ...people,
    '',
    '一次性配对链接（在取号机、大屏上各打开一次） One-time pairing links (open once on the kiosk and on the board):',
    ...links,
    '',
  ].join('\n');
}

export function addressesText(base: string, lan: string, publicUrl: string, practice: boolean): string {
  const surfaces = [
    ['/window', '窗口 window'],
    ['/kiosk', '取号机 kiosk'],
    ['/board', '大屏 board'],
    ['/supervise', '值班 supervisor'],
    ['/admin', '管理 administrator'],
    ['/r', '手机短码 phone'],
  ];
  return [
    ...surfaces.map(([path, name]) => `  ${base}${path}  ${name}`),
    `  从别的电脑 from other PCs: ${lan}`,
    publicUrl === ''
      ? '  二维码关闭，只印短码 QR codes off, short codes only'
      : `  二维码地址 QR address: ${publicUrl}`,
    ...(practice
      ? [
          '  现在是练习大厅，纸上和屏上都写着。管理员可正式开厅。 This is a practice hall until an administrator opens it for real.',
        ]
      : []),
    '',
  ].join('\n');
}
