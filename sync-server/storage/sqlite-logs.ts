import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { log as record } from '../log.ts';
import { StorageError, unfit, type LogParts } from './storage.ts';

/** Logs and their snapshots in an open database. Everything here is inside the caller's transaction. */
export interface SqliteLogs {
  read(log: string): LogParts;
  append(log: string, bytes: Uint8Array): void;
  snapshot(log: string, through: number, bytes: Uint8Array): void;
  drop(log: string): void;
}

/**
 * A snapshot carries a hash over its log's name, its place and its bytes. SQLite checks none of its
 * own pages, so that a damaged snapshot is noticed here, and the one before it with the entries
 * since then says the same.
 */
export function sqliteLogs(db: DatabaseSync): SqliteLogs {
  db.exec(`CREATE TABLE IF NOT EXISTS log (log TEXT NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (log, n)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS snapshot (id INTEGER PRIMARY KEY, log TEXT NOT NULL, through INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL, UNIQUE (log, through));`);
  const insert = db.prepare(
    'INSERT INTO log (log, n, bytes) VALUES (?, (SELECT coalesce(max(n), 0) + 1 FROM log WHERE log = ?1), ?2)',
  );
  const end = db.prepare('SELECT coalesce(max(n), 0) AS n FROM log WHERE log = ?');
  const entries = db.prepare('SELECT n, bytes FROM log WHERE log = ? AND n > ? ORDER BY n');
  const forgetEntries = db.prepare('DELETE FROM log WHERE log = ? AND n <= ?');
  const clear = db.prepare('DELETE FROM log WHERE log = ?');
  const keep = db.prepare('INSERT INTO snapshot (log, through, hash, bytes) VALUES (?, ?, ?, ?)');
  const places = db.prepare('SELECT id, through FROM snapshot WHERE log = ? ORDER BY through DESC');
  const one = db.prepare('SELECT through, hash, bytes FROM snapshot WHERE id = ?');
  const forget = db.prepare('DELETE FROM snapshot WHERE id = ?');
  const clearSnapshots = db.prepare('DELETE FROM snapshot WHERE log = ?');
  const endOf = (log: string): number => end.get(log)?.['n'] as number;
  const isGood = (log: string, id: number): Uint8Array | null => {
    const row = one.get(id);
    const bytes = row?.['bytes'] as Uint8Array;
    const hash = hashOf(log, row?.['through'] as number, bytes);
    return hash.equals(row?.['hash'] as Uint8Array) ? bytes : null;
  };
  const newest = (log: string): { id: number; through: number; bytes: Uint8Array } | null => {
    for (const place of places.all(log)) {
      const [id, through] = [place['id'] as number, place['through'] as number];
      const bytes = isGood(log, id);
      if (bytes) return { id, through, bytes };
      record.warn('a snapshot is damaged; what came before it is used', { room: log.split('/')[0] ?? '', through });
    }
    return null;
  };
  return {
    read: (log) => {
      const snapshot = newest(log);
      const through = snapshot?.through ?? 0;
      const rows = entries.all(log, through);
      rows.forEach((row, index) => {
        if (row['n'] !== through + 1 + index)
          throw new StorageError('damaged', `${log}: entry ${through + 1 + index} is lacking`);
      });
      const tail = rows.map((row) => row['bytes'] as Uint8Array);
      return {
        updates: [...(snapshot ? [snapshot.bytes] : []), ...tail],
        tail: tail.length,
        end: through + tail.length,
      };
    },
    append: (log, bytes) => void insert.run(log, bytes),
    snapshot: (log, through, bytes) => {
      const before = newest(log);
      if (through <= (before?.through ?? 0) || through > endOf(log)) throw unfit(log, through);
      for (const { id } of places.all(log)) if (id !== before?.id) forget.run(id as number);
      if (before) forgetEntries.run(log, before.through);
      keep.run(log, through, hashOf(log, through, bytes), bytes);
    },
    drop: (log) => {
      clear.run(log);
      clearSnapshots.run(log);
    },
  };
}

function hashOf(log: string, through: number, bytes: Uint8Array): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([log, through]))
    .update(bytes)
    .digest();
}
