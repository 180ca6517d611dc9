import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { beginRecovery } from '../recovery/recovery-record.ts';
import { erasedNames } from '../rooms/dossier-records.ts';
import { sqliteStorage, StorageInUseError } from '../storage/sqlite.ts';
import type { Storage } from '../storage/storage.ts';
import { runningRelay } from './control.ts';
import { addErasures, erasuresIn, readErasures, replayErasures } from './erasure-list.ts';
import { BackupError } from './faults.ts';
import { moveInto, readIfThere, removeLeftovers, sha256File, workName } from './files.ts';
import { inspectFile, inspectStore } from './inspect-store.ts';
import { goesOnFrom, readManifests, type Manifest, type StoreFacts } from './manifest.ts';

export interface Restored {
  manifest: Manifest;
  /** Dossiers that were erased since the backup was made, and are erased again. */
  erasedAgain: number;
  /** Where the store that was there before is now; null: there was none. */
  setAside: string | null;
}

export const STORE = 'hall.sqlite';

/**
 * Puts a backup into a data folder, ready for a relay to start on in a new epoch. The store that is there is set
 * aside, never deleted. Throws BackupError with nothing changed: file-missing, manifest-missing, truncated,
 * hash-differs, damaged, chain-broken, no-hall, relay-running, older-than-present, other-hall, erasures-unreadable.
 */
export async function restore(options: {
  file: string;
  dataDir: string;
  /** Further lists of erased dossiers. */
  erasures?: readonly string[];
  wall: number;
}): Promise<Restored> {
  const { file, dataDir, wall } = options;
  const manifest = await checkedManifest(file);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (await runningRelay(dataDir)) throw new BackupError('relay-running', dataDir);
  const store = join(dataDir, STORE);
  await removeLeftovers(dataDir, Date.now());
  const fresh = join(dataDir, workName('restore', `${process.pid}.sqlite`));
  await removeStore(fresh);
  try {
    await copyFile(file, fresh);
    if ((await sha256File(fresh)) !== manifest.sha256) throw new BackupError('hash-differs', file);
    const facts = await inspectFile(fresh);
    const present = await presentStore(store);
    if (present) refuseLoss(present, facts);
    const lists = [erasuresIn(dataDir), erasuresIn(dirname(file))];
    const erased = [...(await namesOn(lists, false)), ...(await namesOn(options.erasures ?? [], true))];
    const erasedAgain = await prepare(fresh, manifest, [...erased, ...(present?.erased ?? [])], wall);
    await addErasures(erasuresIn(dataDir), erased);
    const setAside = await aside(store, wall);
    await moveInto(fresh, store);
    return { manifest, erasedAgain, setAside };
  } finally {
    await removeStore(fresh);
  }
}

/** The manifest that describes this very file. */
async function checkedManifest(file: string): Promise<Manifest> {
  const size = await stat(file).then(
    (found) => found.size,
    () => -1,
  );
  if (size < 0) throw new BackupError('file-missing', file);
  const manifests = await readManifests(file);
  if (manifests.length === 0) throw new BackupError('manifest-missing', file);
  const sha256 = await sha256File(file);
  const manifest = manifests.find((one) => one.sha256 === sha256);
  if (manifest) return manifest;
  throw new BackupError(manifests.every((one) => size < one.bytes) ? 'truncated' : 'hash-differs', file);
}

interface Present extends StoreFacts {
  erased: string[];
}

/** What the data folder holds; null when nothing does, or nothing that can be read. */
async function presentStore(path: string): Promise<Present | null> {
  if (!(await stat(path).catch(() => null))) return null;
  let storage: Storage;
  try {
    storage = sqliteStorage(path);
  } catch (error) {
    if (error instanceof StorageInUseError) throw new BackupError('relay-running', dirname(path));
    return null;
  }
  try {
    const facts = await inspectStore(storage, false);
    return { ...facts, erased: await erasedNames(storage) };
  } catch {
    return null;
  } finally {
    await storage.close().catch(() => undefined);
  }
}

/** A practice hall, founded by a first start before somebody thought of the backup, is nothing to lose. */
function refuseLoss(present: StoreFacts, backup: StoreFacts): void {
  if (present.hall === backup.hall && present.epochs.some((epoch) => backup.epochs.includes(epoch))) {
    if (!goesOnFrom(backup, present)) {
      throw new BackupError('older-than-present', `${present.day} #${present.seq} > ${backup.day} #${backup.seq}`);
    }
    return;
  }
  if (!present.practice) throw new BackupError('other-hall', `${present.hall} ${present.epoch}`);
}

async function namesOn(lists: readonly string[], mustBeThere: boolean): Promise<string[]> {
  const names: string[] = [];
  for (const list of lists) {
    if (mustBeThere && (await readIfThere(list).catch(() => null)) === null)
      throw new BackupError('erasures-unreadable', list);
    names.push(...(await readErasures(list)));
  }
  return names;
}

/** Before anybody can open it: what is erased is erased, nobody is signed in, and the hall is recovering. */
async function prepare(path: string, manifest: Manifest, erased: readonly string[], wall: number): Promise<number> {
  const storage = sqliteStorage(path);
  try {
    const count = await replayErasures(storage, erased, wall);
    await beginRecovery(storage, manifest, randomBytes(6).toString('hex'), wall);
    return count;
  } finally {
    await storage.close();
  }
}

/** Its log goes with it: beside another store it would be taken for that one's. */
async function aside(store: string, wall: number): Promise<string | null> {
  if (!(await stat(store).catch(() => null))) return null;
  const stamp = new Date(wall).toISOString().replace(/[-:]|\.\d+/g, '');
  const kept = `${store}.before-${stamp}`;
  for (const suffix of ['-wal', '-shm']) await rename(store + suffix, kept + suffix).catch(() => undefined);
  await moveInto(store, kept);
  return kept;
}

async function removeStore(path: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(path + suffix, { force: true });
}
