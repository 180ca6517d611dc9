import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { inspectStore } from '../../sync-server/backup/inspect-store.ts';
import { SealedLog } from '../../sync-server/rooms/sealed-log.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';
import { demand } from '../conformance/violation.ts';

export interface StoreFigures {
  snapshots: number;
  /** Where the newest snapshot of each log ends. */
  ends: Map<string, number>;
}

/**
 * Looks through a store that a kill left: SQLite is whole, the ledgers' chain is, every snapshot has its hash, and
 * each says, with the entries after it, what the newest says. Throws Violation.
 */
export async function checkStore(path: string): Promise<StoreFigures> {
  const storage = sqliteStorage(path);
  try {
    await inspectStore(storage);
  } catch (error) {
    demand(false, `the ledgers' chain is whole: ${String(error)}`);
  } finally {
    await storage.close();
  }
  const { integrity, snapshots, logs } = read(path);
  demand(integrity === 'ok', `SQLite is whole: ${integrity}`);
  const ends = new Map<string, number>();
  for (const { log, through, hash, bytes } of snapshots) {
    const whole = createHash('sha256')
      .update(JSON.stringify([log, through]))
      .update(bytes)
      .digest();
    demand(whole.equals(hash), `the snapshot of ${log} through ${through} is whole`);
    ends.set(log, Math.max(through, ends.get(log) ?? 0));
  }
  for (const log of ends.keys()) await demandOneStory(path, log, snapshots, logs.get(log) ?? []);
  return { snapshots: snapshots.length, ends };
}

interface Snapshot {
  log: string;
  through: number;
  hash: Uint8Array;
  bytes: Uint8Array;
}

interface Row {
  n: number;
  bytes: Uint8Array;
}

/** The tables themselves, past the storage. */
function read(path: string): { integrity: string; snapshots: Snapshot[]; logs: Map<string, Row[]> } {
  const db = new DatabaseSync(path);
  try {
    const integrity = String(db.prepare('PRAGMA integrity_check').get()?.['integrity_check']);
    const snapshots = db
      .prepare('SELECT log, through, hash, bytes FROM snapshot ORDER BY through')
      .all() as unknown as Snapshot[];
    const entries = db.prepare('SELECT n, bytes FROM log WHERE log = ? ORDER BY n');
    return {
      integrity,
      snapshots,
      logs: new Map(snapshots.map(({ log }) => [log, entries.all(log) as unknown as Row[]])),
    };
  } finally {
    db.close();
  }
}

/** The older snapshot and the entries since then say what the newest and the entries after it say. */
async function demandOneStory(
  path: string,
  log: string,
  all: readonly Snapshot[],
  rows: readonly Row[],
): Promise<void> {
  const snapshots = all.filter((snapshot) => snapshot.log === log);
  demand(snapshots.length <= 2, `${log} has two snapshots at most`);
  const storage = sqliteStorage(path);
  try {
    const open = await openerOf(storage, log);
    const stories = snapshots.map(({ through, bytes }) => {
      const tail = rows.filter(({ n }) => n > through);
      tail.forEach(({ n }, index) => demand(n === through + 1 + index, `${log} lacks no entry after ${through}`));
      return storyOf([bytes, ...tail.map((row) => row.bytes)].map(open));
    });
    for (const story of stories) demand(story === stories[0], `both snapshots of ${log} say the same`);
  } finally {
    await storage.close();
  }
}

async function openerOf(storage: Storage, log: string): Promise<(bytes: Uint8Array) => Uint8Array> {
  if (!log.startsWith('dossier/')) return (bytes) => bytes;
  const sealed = await SealedLog.open(storage, log);
  return (bytes) => sealed.open(bytes);
}

function storyOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  demand(doc.store.pendingStructs === null, 'an update rests on none that is lacking');
  // By their content: what was collected as garbage, and when, is nobody's business.
  const said = [...doc.share.keys()]
    .sort()
    .map((name) =>
      name.startsWith('t/') ? doc.getText(name).toJSON() : JSON.stringify(sorted(doc.getMap(name).toJSON())),
    );
  doc.destroy();
  return JSON.stringify(said);
}

function sorted(map: Record<string, unknown>): [string, unknown][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
