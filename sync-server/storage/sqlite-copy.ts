import { open, rm } from 'node:fs/promises';
import { backup, type DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { StorageError } from './storage.ts';

/**
 * Copies an open database into one new file while it is written to: what is committed meanwhile is in
 * the copy as well. Rejects when something is at `target`, and leaves nothing there when it fails.
 */
export async function copyDatabase(db: DatabaseSync, target: string): Promise<void> {
  // Exclusive, and for its owner's eyes alone: the copy has the keys of all dossiers in it.
  await (await open(target, 'wx', 0o600)).close();
  await orRemove(target, async () => void (await backup(db, target)));
}

/** Looks through the whole copy in a thread of its own: a large hall's takes seconds. Rejects, and removes it, when it is not whole. */
export async function checkCopy(target: string): Promise<void> {
  await orRemove(target, async () => {
    const fault = await new Promise<string | null>((resolve, reject) => {
      const worker = new Worker(new URL('./sqlite-check-worker.ts', import.meta.url), { workerData: target });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the copy was not checked')));
    });
    if (fault !== null) throw new StorageError('damaged', `the copy is damaged: ${fault}`);
    await sync(target);
  });
}

async function orRemove(target: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const file of [target, `${target}-wal`, `${target}-shm`, `${target}-journal`]) await rm(file, { force: true });
    throw error;
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
