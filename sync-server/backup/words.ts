import type { BackupFault } from './faults.ts';
import type { Manifest } from './manifest.ts';
import type { Restored } from './restore.ts';

/** What the two programs say: Chinese first, then English, and the code for who looks it up. */
export function faultText(fault: BackupFault, about: string): string {
  const [zh, en] = faults[fault];
  const what = about === '' ? '' : ` (${about})`;
  return `${zh}${what}\n${en}${what} [${fault}]`;
}

const faults: Record<BackupFault, readonly [zh: string, en: string]> = {
  'file-not-named': ['请写明备份文件：npm run backup -- <文件>', 'Name the backup file: npm run backup -- <file>'],
  'file-missing': ['没有这个备份文件', 'There is no such backup file'],
  'manifest-missing': [
    '备份旁边没有清单 .manifest.json，无法核对，没有恢复',
    'The manifest .manifest.json is not beside the backup: it cannot be checked and was not restored',
  ],
  truncated: ['备份文件不完整，没有恢复', 'The backup file is cut short; not restored'],
  'hash-differs': ['备份文件与清单的校验值不符，没有恢复', 'The backup file does not match its manifest; not restored'],
  damaged: ['数据打不开或已损坏', 'The data cannot be opened or are damaged'],
  'chain-broken': ['账本的哈希链对不上', "The ledger's hash chain is broken"],
  'no-hall': ['里面没有大厅', 'There is no hall in it'],
  'would-lose-newer': [
    '那里的备份更新，或是另一个大厅的：没有覆盖。请换一个文件名',
    'The backup there is newer, or of another hall: not overwritten. Choose another file name',
  ],
  'older-than-present': [
    '数据目录里的大厅比这份备份新，没有恢复。确实要用旧的，请先把数据目录移走',
    'The hall in the data folder is newer than this backup; not restored. To go back on purpose, move the data folder away first',
  ],
  'other-hall': [
    '数据目录里是另一个正式大厅，没有恢复。请用别的数据目录',
    'The data folder holds another hall; not restored. Use another data folder',
  ],
  'relay-running': [
    '大厅程序正在这个数据目录上运行。请先停下它',
    'A relay is running on this data folder. Stop it first',
  ],
  'relay-silent': ['大厅程序占用着数据目录，但没有应答', 'A relay holds the data folder but does not answer'],
  'relay-failed': ['大厅程序没能做出备份', 'The relay could not make the copy'],
  'erasures-unreadable': ['销毁清单打不开', 'The list of erased dossiers cannot be read'],
  'data-dir-missing': ['没有这个数据目录', 'There is no such data folder'],
  'not-written': ['没有写成', 'It could not be written'],
};

export function backupText(file: string, { hall, epoch, day, seq, bytes, sha256 }: Manifest): string {
  const size = `${(bytes / 1_048_576).toFixed(1)} MB`;
  return [
    `已备份并核对 ${file}：${hall} ${day} 第 ${seq} 条，${size}`,
    `Backed up and verified ${file}: ${hall} ${day} entry ${seq}, epoch ${epoch}, ${size}`,
    `sha256 ${sha256}`,
  ].join('\n');
}

export function restoredText(dataDir: string, { manifest, erasedAgain, setAside }: Restored): string {
  const { day, seq, at } = manifest;
  const when = new Date(at).toISOString();
  const lines = [
    `已恢复到 ${dataDir}：${day} 第 ${seq} 条（备份于 ${when}）。启动大厅程序后，各窗口电脑会自己报到、补回备份之后的账；值班长在值班页开厅。`,
    `Restored into ${dataDir}: ${day} entry ${seq} (backed up ${when}). Start the relay: the window PCs check in by themselves and bring what came after the backup; the supervisor opens the hall on the supervisor page.`,
    '备份之后新建的账号、改过的密码和作废的设备都回到了备份时的样子，请核对。所有人须重新登录。',
    'Accounts, passwords and revoked devices are as they were at the backup: check them. Everybody signs in again.',
  ];
  if (erasedAgain > 0) {
    lines.push(
      `备份之后销毁的 ${erasedAgain} 份材料已再次销毁。`,
      `${erasedAgain} dossiers that were erased since the backup are erased again.`,
    );
  }
  if (setAside !== null) {
    lines.push(
      `原来的数据移到了 ${setAside}。里面有个人信息，确认不用后请删除。`,
      `The store that was there is now ${setAside}. It holds personal data: delete it once it is not needed.`,
    );
  }
  return lines.join('\n');
}
