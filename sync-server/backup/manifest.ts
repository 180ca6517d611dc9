import { readIfThere, writeWhole } from './files.ts';

/** What a store holds, as far as one may be compared with another. */
export interface StoreFacts {
  hall: string;
  epoch: string;
  practice: boolean;
  /** The open day, its last entry and the head of its hash chain there. */
  day: string;
  seq: number;
  head: string;
  setup: number;
  /** Epochs the hall has had, oldest first, the open one last. */
  epochs: string[];
}

/** What is said beside a backup of it. */
export interface Manifest extends StoreFacts {
  format: 1;
  /** When the copy was made, epoch ms, wall clock. */
  at: number;
  bytes: number;
  sha256: string;
}

/** Beside each backup: `<file>.manifest.json`. */
export function manifestPath(file: string): string {
  return `${file}.manifest.json`;
}

/**
 * The manifests beside a file, newest first. There are two when the file was replaced: whichever moment the program
 * ended in, the file that lies there is described by one of them.
 */
export async function readManifests(file: string): Promise<Manifest[]> {
  const text = await readIfThere(manifestPath(file));
  if (text === null) return [];
  try {
    const { manifests } = JSON.parse(text) as { manifests?: unknown };
    return Array.isArray(manifests) ? manifests.filter(isManifest) : [];
  } catch {
    return [];
  }
}

export function writeManifests(file: string, manifests: readonly Manifest[]): Promise<void> {
  return writeWhole(manifestPath(file), `${JSON.stringify({ manifests }, null, 2)}\n`);
}

/**
 * Whether `a` goes on from where `b` is, or is the same: of one hall, and not behind it. Two stores whose epochs
 * part (founded anew, restored twice) cannot be compared: neither goes on from the other.
 */
export function goesOnFrom(a: StoreFacts, b: StoreFacts): boolean {
  if (a.hall !== b.hall || !a.epochs.includes(b.epoch)) return false;
  if (a.epoch !== b.epoch) return true;
  return a.day > b.day || (a.day === b.day && a.seq >= b.seq);
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { format, hall, epoch, practice, day, seq, head, setup, epochs, at, bytes, sha256 } = value as Manifest;
  const texts = [hall, epoch, day, head, sha256].every((text) => typeof text === 'string');
  const figures = [seq, setup, at, bytes].every((figure) => Number.isFinite(figure));
  return format === 1 && texts && figures && typeof practice === 'boolean' && Array.isArray(epochs);
}
