import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { erasedNames, erasingChanges } from '../rooms/dossier-records.ts';
import type { Storage } from '../storage/storage.ts';
import { readIfThere } from './files.ts';

/** Beside each store, and in each folder of backups. */
export const ERASURES = 'erased-dossiers.txt';
const NAME = /^dossier\/[a-z0-9-]{1,40}\/[\w-]{22}\/[a-z0-9-]{1,40}$/;

/** The list that belongs to a folder. */
export function erasuresIn(folder: string): string {
  return join(folder, ERASURES);
}

/**
 * The names on a list of erased dossiers: one a line, each random, none of them personal. Only ever added to. A last
 * line that broke off is none: its name is added again.
 */
export async function readErasures(path: string): Promise<string[]> {
  const text = await readIfThere(path);
  return text === null ? [] : text.split('\n').filter((line) => NAME.test(line));
}

/** Adds the names that are not on the list yet; on the disk when it resolves. */
export async function addErasures(path: string, names: readonly string[]): Promise<void> {
  const text = (await readIfThere(path)) ?? '';
  const known = new Set(text.split('\n'));
  const fresh = names.filter((name) => !known.has(name));
  if (fresh.length === 0) return;
  const file = await open(path, 'a', 0o600);
  try {
    await file.write(`${text === '' || text.endsWith('\n') ? '' : '\n'}${fresh.join('\n')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Erases in a store what a list says and the store does not know yet. The answer: how many. */
export async function replayErasures(storage: Storage, names: Iterable<string>, wall: number): Promise<number> {
  const known = new Set(await erasedNames(storage));
  const fresh = [...new Set(names)].filter((name) => !known.has(name));
  for (const name of fresh) await storage.commit(await erasingChanges(storage, name, wall));
  return fresh.length;
}

/**
 * Makes a store and the list beside it say the same: what either of them lost (a program that ended between the two, a
 * store that was put back by hand) comes from the other.
 */
export async function reconcileErasures(storage: Storage, path: string, wall: number): Promise<void> {
  await replayErasures(storage, await readErasures(path), wall);
  await addErasures(path, await erasedNames(storage));
}
