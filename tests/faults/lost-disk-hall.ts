import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RecoveryView } from '#lib/domain/index.ts';
import { makeBackup } from '../../sync-server/backup/make-backup.ts';
import type { Manifest } from '../../sync-server/backup/manifest.ts';
import { erasedNames } from '../../sync-server/rooms/dossier-records.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { newToken, pc } from '../relay/people.ts';
import { MONDAY_TEN, startRelay, temporaryStorePath, type TestRelay } from '../relay/start-relay.ts';
import { inStep, restoredRelay, WindowPc } from './window-pc.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A hall whose store is a file that can be lost. */
export function hallOnDisk(): Promise<TestRelay> {
  return startRelay({ storage: sqliteStorage(temporaryStorePath()) });
}

/** A backup as the relay makes one, of how things stand now. */
export async function backup(relay: TestRelay): Promise<{ file: string; manifest: Manifest }> {
  const { storage, wall } = relay;
  const file = join(mkdtempSync(join(tmpdir(), 'onewindow-night-')), 'night.sqlite');
  const source = { copyTo: (path: string) => storage.copyTo(path), erased: () => erasedNames(storage) };
  return { file, manifest: await makeBackup(source, file, wall.now) };
}

/** The PC of window 3, which is open. */
export async function windowThree(relay: TestRelay): Promise<WindowPc> {
  const three = await WindowPc.open(relay, '0317');
  await three.must('openWindow', { window: 3 });
  return three;
}

/** The PCs of windows 3 and 4, which are open. */
export async function windowsThreeAndFour(relay: TestRelay): Promise<[WindowPc, WindowPc]> {
  const [three, four] = [await WindowPc.open(relay, '0317'), await WindowPc.open(relay, '0318')];
  await three.must('openWindow', { window: 3 });
  await four.must('openWindow', { window: 4 });
  return [three, four];
}

/** Its number; the first matter of the hall is as good as any. */
export async function take(pc: WindowPc): Promise<number> {
  const { tokenHash } = newToken();
  const [code = ''] = Object.keys(pc.browser.relay.relay.hall.setup.routes);
  return pc.must('take', { code, care: false, tokenHash, channel: 'staff' });
}

/** The disk goes with the relay, when each of these PCs has on its own disk all that was told. */
export async function loseDisk(relay: TestRelay, ...pcs: readonly WindowPc[]): Promise<void> {
  await inStep(relay, ...pcs);
  for (const one of pcs) await one.keepLedger();
  await relay.stop();
}

/** Another machine with the backup that there is, and the PCs in front of it. */
export async function anotherMachine(
  file: string,
  pcs: readonly WindowPc[],
  at: number = MONDAY_TEN + HOUR,
): Promise<TestRelay> {
  const again = await restoredRelay(file, at);
  for (const one of pcs) one.moveTo(again);
  return again;
}

/** What the supervisor sees of the recovery. */
export async function view(relay: TestRelay): Promise<RecoveryView> {
  const supervisor = await pc(relay, '0100');
  return (await supervisor.get('/api/recovery')).body['recovery'] as RecoveryView;
}

/** The supervisor opens the hall without waiting for who is not back. */
export async function openByHand(relay: TestRelay): Promise<void> {
  const answer = await (await pc(relay, '0100')).post('/api/recovery/open');
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}
