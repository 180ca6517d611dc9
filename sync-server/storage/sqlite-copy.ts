import { open, rm } from 'node:fs/promises';
import { backup, DatabaseSync } from 'node:sqlite';

/**
 * Copies an open database into one new file while it is written to: what is committed meanwhile is in
 * the copy as well. Rejects when something is at `target`, and leaves nothing there when it fails.
 */
export async function copyDatabase(db: DatabaseSync, target: string): Promise<void> {
  // Exclusive, and for its owner's eyes alone: the copy has the keys of all dossiers in it.
  await (await open(target, 'wx', 0o600)).close();
  try {
    await backup(db, target);
    check(target);
    await sync(target);
  } catch (error) {
    for (const file of [target, `${target}-wal`, `${target}-shm`, `${target}-journal`]) await rm(file, { force: true });
    throw error;
  }
}

/** Throws when the copy is not whole; afterwards it is one file, without a log beside it. */
function check(target: string): void {
  const copy = new DatabaseSync(target);
  try {
    copy.exec('PRAGMA journal_mode = DELETE');
    const answers = copy.prepare('PRAGMA integrity_check').all();
    const [first] = answers;
    if (answers.length !== 1 || first?.['integrity_check'] !== 'ok')
      throw new Error(`the copy is damaged: ${JSON.stringify(answers)}`);
  } finally {
    copy.close();
  }
}

async function sync(target: string): Promise<void> {
  const file = await open(target, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
