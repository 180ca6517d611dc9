import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** SHA-256 of a file, hex. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Null: there is no such file. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The whole text or the one before it, whatever happens meanwhile; for its owner's eyes alone. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  const file = await open(fresh, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await moveInto(fresh, path);
}

/** What these programs work on beside the files themselves; `kind` says at what. */
export function workName(kind: 'copy' | 'inspect' | 'restore', rest: string): string {
  return `.onewindow-${kind}-${rest}`;
}

/** Deletes what a program that was killed has left in a folder: it holds personal data. A running one is younger. */
export async function removeLeftovers(folder: string, wall: number): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('.onewindow-')) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: wall }));
    if (wall - mtimeMs > LONGEST_WORK) await rm(path, { recursive: true, force: true });
  }
}

const LONGEST_WORK = 6 * 3_600_000;

/** The file's name changes on the disk before this resolves. */
export async function moveInto(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folder; its renames are in its own log.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
