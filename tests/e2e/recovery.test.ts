import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Line } from './line.ts';
import { Stage } from './stage.ts';

const run = promisify(execFile);
const program = (name: string): string =>
  fileURLToPath(new URL(`../../sync-server/backup/${name}.ts`, import.meta.url));

let stage: Stage;
let three: Page;
let four: Page;
let lineOfFour: Line;
let tablet: Page;
let kiosk: Page;
const file = join(mkdtempSync(join(tmpdir(), 'onewindow-night-')), 'night.sqlite');

beforeAll(async () => {
  stage = await Stage.open('2026-11-24T10:00:00+08:00');
  three = await stage.window(3, '0317');
  lineOfFour = await stage.line();
  four = await stage.window(4, '0318', lineOfFour.url);
  tablet = await stage.device('supervise', '/supervise');
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('heading', { name: '红黄牌' }).waitFor();
  kiosk = await stage.kiosk();
  // A line that is down is tried again every few seconds, and a hall that recovers is asked as often.
  for (const page of [three, four, tablet, kiosk]) page.setDefaultTimeout(25_000);
});

afterAll(async () => {
  await stage.close();
  expect(stage.errors).toEqual([]);
});

test('a hall whose disk is gone comes back from the night’s backup and from its windows', async () => {
  const { dataDir } = stage.hall;
  const made = await run(process.execPath, [program('backup-cli'), file, '--data-dir', dataDir]);
  expect(made.stdout).toContain('已备份并核对');
  const [first] = [await stage.take(kiosk), await stage.take(kiosk)];
  await three.keyboard.press('F2');
  await three.getByRole('heading', { name: first }).waitFor();
  await three.getByRole('button', { name: /人到了，开始/ }).click();
  await three.getByText('大厅已存').waitFor();
  // Window 4 is off when it happens.
  lineOfFour.cut();
  await stage.hall.kill();
  for (const entry of readdirSync(dataDir)) rmSync(join(dataDir, entry), { recursive: true });

  const restored = await run(process.execPath, [program('restore-cli'), file, '--data-dir', dataDir]);
  expect(restored.stdout).toContain('已恢复到');
  await stage.hall.run();
  await tablet.getByRole('heading', { level: 1, name: '登录' }).waitFor();
  await stage.signIn(tablet, '0100');
  await tablet.getByRole('heading', { name: '大厅从备份恢复' }).waitFor();
  const device = (no: number) => tablet.getByRole('listitem').filter({ hasText: `${no} 号窗` });
  // Nobody has signed in at window 3: its browser comes back by itself.
  await device(3).getByText('已报到').waitFor();
  await device(4).getByText('还没报到').waitFor();
  await tablet.getByText('还有 1 台没有报到。').waitFor();
  await tablet.getByText('大厅正在从备份恢复。').waitFor();
  const { violations } = await new AxeBuilder({ page: tablet }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await stage.signIn(three, '0317');
  await three.getByText('大厅正在从备份恢复。').waitFor();
  await three.getByRole('heading', { name: first }).waitFor();
  await tablet.getByRole('button', { name: '开厅' }).click();
  await tablet.getByRole('heading', { name: '红黄牌' }).waitFor();
  await three.getByText('已连接大厅').waitFor();
  // The person at the window is the one who was there, and is finished in the new epoch.
  await three.getByRole('heading', { name: first }).waitFor();
  await three.keyboard.press('F10');
  await three.getByRole('heading', { name: first }).waitFor({ state: 'detached' });

  await kiosk.getByRole('button', { name: /^企业开办/ }).click();
  await kiosk.getByRole('button', { name: '取号' }).click();
  await kiosk.getByRole('heading', { level: 1, name: /^[A-Z]Z001$/ }).waitFor();

  lineOfFour.mend();
  await tablet.getByRole('button', { name: '恢复情况' }).click();
  const dialog = tablet.getByRole('dialog', { name: '大厅从备份恢复' });
  await dialog.getByText('没有接回的').waitFor();
  await dialog.getByRole('button', { name: '关闭' }).click();
  await expect
    .poll(
      async () => {
        await tablet.getByRole('button', { name: '恢复情况' }).click();
        await dialog.getByText('没有接回的').waitFor();
        const text = await dialog.getByRole('listitem').filter({ hasText: '4 号窗' }).innerText();
        await dialog.getByRole('button', { name: '关闭' }).click();
        return text;
      },
      { timeout: 20_000 },
    )
    .toContain('开厅后才报到');
});
