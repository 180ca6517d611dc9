import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { HallDate } from '#lib/domain/index.ts';
import { addErasures, erasuresIn } from './erasure-list.ts';
import { BackupError } from './faults.ts';
import { moveInto, removeLeftovers, sha256File, workName } from './files.ts';
import { inspectFile } from './inspect-store.ts';
import { goesOnFrom, readManifests, writeManifests, type Manifest } from './manifest.ts';

/** Where a copy comes from: a relay that runs, or a store that nobody else has open. */
export interface Source {
  /** Copies the store to a path where nothing is. */
  copyTo(path: string): Promise<void>;
  /** Names of all dossiers erased so far. */
  erased(): Promise<string[]>;
  /** The copy is good and in its place; when it was made, epoch ms. */
  verified?(at: number): Promise<void>;
}

/**
 * Makes a backup: copies, opens and replays the copy, and only then puts it where an older one may lie. Whatever
 * fails, the older one stays. Throws BackupError: would-lose-newer, damaged, chain-broken, no-hall, not-written.
 */
export async function makeBackup(source: Source, file: string, wall: number): Promise<Manifest> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await removeLeftovers(dirname(file), Date.now());
  const fresh = join(dirname(file), workName('copy', `${basename(file)}-${process.pid}`));
  await rm(fresh, { force: true });
  try {
    await source.copyTo(fresh);
    const facts = await inspectFile(fresh);
    const { size } = await stat(fresh);
    const manifest: Manifest = { format: 1, ...facts, at: wall, bytes: size, sha256: await sha256File(fresh) };
    const before = await standing(file);
    if (before && !goesOnFrom(manifest, before)) throw new BackupError('would-lose-newer', describe(before));
    // First: a copy without the list beside it could bring an erased dossier back.
    await addErasures(erasuresIn(dirname(file)), await source.erased());
    await writeManifests(file, before ? [manifest, before] : [manifest]);
    await moveInto(fresh, file);
    // The backup is there, whether or not its hour can be noted.
    await source.verified?.(wall).catch(() => undefined);
    return manifest;
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw new BackupError('not-written', error instanceof Error ? error.message : String(error));
  } finally {
    await rm(fresh, { force: true });
  }
}

/** The manifest of the good backup that lies there; null when nothing does, or nothing that could be restored. */
async function standing(file: string): Promise<Manifest | null> {
  const manifests = await readManifests(file);
  if (manifests.length === 0) return null;
  const sha256 = await sha256File(file).catch(() => '');
  return manifests.find((manifest) => manifest.sha256 === sha256) ?? null;
}

function describe({ hall, epoch, day, seq }: { hall: string; epoch: string; day: HallDate; seq: number }): string {
  return `${hall} ${epoch} ${day} #${seq}`;
}
