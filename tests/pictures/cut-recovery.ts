import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Desk } from '../e2e/matters.ts';
import { both, part, type Part } from './tour.ts';

const run = promisify(execFile);
const program = (name: string): string =>
  fileURLToPath(new URL(`../../sync-server/backup/${name}.ts`, import.meta.url));

/** The hall's disk is gone: what the supervisor and the windows see until the hall is open again, and after. */
export async function hallFromBackup(): Promise<void> {
  await part('recovery', recover);
}

async function recover({ stage, inTime }: Part): Promise<void> {
  const { dataDir } = stage.hall;
  const file = join(mkdtempSync(join(tmpdir(), 'onewindow-night-')), 'night.sqlite');
  const three = await stage.device('window', '/window', inTime);
  await stage.signIn(three, '0317');
  await stage.openWindow(three, 3);
  const line = await stage.line();
  const four = await stage.device('window', `${line.url}/window`, inTime);
  await stage.signIn(four, '0318');
  await stage.openWindow(four, 4);
  const tablet = await stage.device('supervise', '/supervise', inTime);
  await stage.signIn(tablet, '0100');
  const guide = await Desk.open(stage, '0110');
  for (const page of [three, four, tablet]) page.setDefaultTimeout(25_000);
  await run(process.execPath, [program('backup-cli'), file, '--data-dir', dataDir]);
  for (let n = 0; n < 4; n += 1) await guide.take();
  await three.getByRole('tab', { name: /^等候 ?4$/ }).waitFor();
  await three.keyboard.press('F2');
  await three.getByRole('button', { name: /人到了，开始/ }).click();
  await three.getByText('大厅已存').waitFor();
  guide.close();
  // Window 4 is off when it happens.
  line.cut();
  await stage.hall.kill();
  for (const entry of readdirSync(dataDir)) rmSync(join(dataDir, entry), { recursive: true });
  await run(process.execPath, [program('restore-cli'), file, '--data-dir', dataDir]);
  await stage.hall.run();
  await tablet.getByRole('heading', { level: 1, name: '登录' }).waitFor();
  await stage.signIn(tablet, '0100');
  await tablet.getByText(/还有 \d 台没有报到/).waitFor();
  await both(tablet, 'recovery-waiting');
  await stage.signIn(three, '0317');
  await three.getByText('大厅正在从备份恢复。').waitFor();
  await both(three, 'recovery-window');
  await tablet.getByRole('button', { name: '开厅' }).click();
  await tablet.getByRole('heading', { name: '红黄牌' }).waitFor();
  await both(tablet, 'recovery-opened');
  line.mend();
  await tablet.getByRole('button', { name: '恢复情况' }).click();
  await tablet.getByRole('dialog').getByText('没有接回的').waitFor();
  await both(tablet, 'recovery-report');
}
