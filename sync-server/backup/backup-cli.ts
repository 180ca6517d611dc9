import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { erasedNames } from '../rooms/dossier-records.ts';
import { sqliteStorage, StorageInUseError } from '../storage/sqlite.ts';
import type { Storage } from '../storage/storage.ts';
import { runningRelay } from './control.ts';
import { BackupError } from './faults.ts';
import { makeBackup } from './make-backup.ts';
import { STORE } from './restore.ts';
import { backupText } from './words.ts';
import { run } from './run.ts';

/** `npm run backup -- <file> [--data-dir DIR]`: asks the relay that runs, or copies the store itself when none does. */
await run(async () => {
  const { values, positionals } = parseArgs({ options: { 'data-dir': { type: 'string' } }, allowPositionals: true });
  const [given] = positionals;
  if (given === undefined || positionals.length > 1) throw new BackupError('file-not-named');
  const file = resolve(given);
  const dataDir = resolve(values['data-dir'] ?? process.env['DATA_DIR'] ?? 'data');
  const store = join(dataDir, STORE);
  if (!existsSync(store)) throw new BackupError('data-dir-missing', store);
  const relay = await runningRelay(dataDir);
  if (relay) return backupText(file, await makeBackup(relay, file, Date.now()));
  const storage = openAlone(store);
  try {
    const source = {
      copyTo: (path: string) => storage.copyTo(path),
      erased: () => erasedNames(storage),
      verified: (at: number) => storage.commit([{ op: 'put', table: 'backup', key: 'last', value: at }]),
    };
    return backupText(file, await makeBackup(source, file, Date.now()));
  } finally {
    await storage.close();
  }
});

function openAlone(store: string): Storage {
  try {
    return sqliteStorage(store);
  } catch (error) {
    throw error instanceof StorageInUseError
      ? new BackupError('relay-silent', store)
      : new BackupError('damaged', store);
  }
}
