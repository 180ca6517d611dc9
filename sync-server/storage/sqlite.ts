import { DatabaseSync } from 'node:sqlite';
import type { Change, Storage } from './storage.ts';

export class StorageInUseError extends Error {
  override name = 'StorageInUseError';
}

/**
 * One SQLite file. WAL with `synchronous=FULL`: a commit that returned is on the disk. The
 * exclusive lock keeps a second relay from the same folder and dies with its process.
 * Throws StorageInUseError when another process holds the file.
 */
export function sqliteStorage(path: string): Storage {
  const db = open(path);
  const append = db.prepare(
    'INSERT INTO log (log, n, bytes) VALUES (?, (SELECT coalesce(max(n), 0) + 1 FROM log WHERE log = ?1), ?2)',
  );
  const put = db.prepare(
    'INSERT INTO record (tab, key, value) VALUES (?, ?, ?) ON CONFLICT (tab, key) DO UPDATE SET value = excluded.value',
  );
  const remove = db.prepare('DELETE FROM record WHERE tab = ? AND key = ?');
  const one = db.prepare('SELECT value FROM record WHERE tab = ? AND key = ?');
  const all = db.prepare('SELECT key, value FROM record WHERE tab = ?');
  const log = db.prepare('SELECT bytes FROM log WHERE log = ? ORDER BY n');
  const get = <T>(table: string, key: string): T | undefined => {
    const row = one.get(table, key);
    return row ? (JSON.parse(row['value'] as string) as T) : undefined;
  };
  const apply = (change: Change): void => {
    if (change.op === 'append') append.run(change.log, change.bytes);
    else if (change.op === 'put') put.run(change.table, change.key, JSON.stringify(change.value));
    else remove.run(change.table, change.key);
  };
  return {
    readLog: async (name) => log.all(name).map((row) => row['bytes'] as Uint8Array),
    get: async <T>(table: string, key: string) => get<T>(table, key),
    getMany: async <T>(table: string, keys: readonly string[]) => {
      const found = new Map<string, T>();
      for (const key of keys) {
        const value = get<T>(table, key);
        if (value !== undefined) found.set(key, value);
      }
      return found;
    },
    list: async <T>(table: string) =>
      new Map(all.all(table).map((row) => [row['key'] as string, JSON.parse(row['value'] as string) as T])),
    commit: async (changes) => {
      db.exec('BEGIN IMMEDIATE');
      try {
        for (const change of changes) apply(change);
        db.exec('COMMIT');
      } catch (error) {
        // A failed COMMIT (disk full) leaves the transaction open.
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    },
    close: async () => db.close(),
  };
}

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    db.exec(`CREATE TABLE IF NOT EXISTS log (log TEXT NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (log, n)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS record (tab TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (tab, key)) WITHOUT ROWID;`);
    // Takes the lock at once instead of at the first command.
    db.exec('BEGIN IMMEDIATE; COMMIT');
  } catch (error) {
    db.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) throw new StorageInUseError(path);
    throw error;
  }
  return db;
}
