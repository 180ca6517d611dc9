import { DatabaseSync } from 'node:sqlite';
import { copyDatabase } from './sqlite-copy.ts';
import { SECRET_BYTES, type Change, type Storage } from './storage.ts';

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
  const clear = db.prepare('DELETE FROM log WHERE log = ?');
  const put = db.prepare(
    'INSERT INTO record (tab, key, value) VALUES (?, ?, ?) ON CONFLICT (tab, key) DO UPDATE SET value = excluded.value',
  );
  const remove = db.prepare('DELETE FROM record WHERE tab = ? AND key = ?');
  const one = db.prepare('SELECT value FROM record WHERE tab = ? AND key = ?');
  const all = db.prepare('SELECT key, value FROM record WHERE tab = ?');
  const keep = db.prepare('INSERT INTO secret (name, bytes) VALUES (?, ?)');
  const forget = db.prepare('UPDATE secret SET bytes = zeroblob(32) WHERE name = ?');
  const secret = db.prepare('SELECT bytes FROM secret WHERE name = ?');
  const log = db.prepare('SELECT bytes FROM log WHERE log = ? ORDER BY n');
  const get = <T>(table: string, key: string): T | undefined => {
    const row = one.get(table, key);
    return row ? (JSON.parse(row['value'] as string) as T) : undefined;
  };
  const apply = (change: Change): void => {
    if (change.op === 'append') append.run(change.log, change.bytes);
    else if (change.op === 'replace') {
      clear.run(change.log);
      append.run(change.log, change.bytes);
    } else if (change.op === 'drop') clear.run(change.log);
    else if (change.op === 'keepSecret') keep.run(change.name, secretBytes(change.secret));
    else if (change.op === 'forgetSecret') {
      // A name that never had one must not get one later either.
      if (forget.run(change.name).changes === 0) keep.run(change.name, new Uint8Array(SECRET_BYTES));
    } else if (change.op === 'put') put.run(change.table, change.key, JSON.stringify(change.value));
    else remove.run(change.table, change.key);
  };
  /** The page in the file holds zeros, but older copies of it stay in the WAL until that is cut off. */
  let owesErasure = false;
  const erase = (): void => {
    try {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      owesErasure = false;
    } catch (error) {
      // The zeros are on the disk; the next commit cuts the WAL off again.
      console.error('wal not truncated', error);
    }
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
    secret: async (name) => {
      const bytes = secret.get(name)?.['bytes'] as Uint8Array | undefined;
      return bytes?.some((byte) => byte !== 0) ? bytes : null;
    },
    commit: async (changes) => {
      db.exec('BEGIN IMMEDIATE');
      try {
        for (const change of changes) apply(change);
        db.exec('COMMIT');
        owesErasure ||= changes.some((change) => change.op === 'forgetSecret');
      } catch (error) {
        // A failed COMMIT (disk full) leaves the transaction open.
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
      if (owesErasure) erase();
    },
    copyTo: (target) => copyDatabase(db, target),
    close: async () => db.close(),
  };
}

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    // Deleted cells are overwritten; also when a table's first page is split.
    db.exec('PRAGMA secure_delete = ON');
    db.exec(`CREATE TABLE IF NOT EXISTS log (log TEXT NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (log, n)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS record (tab TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (tab, key)) WITHOUT ROWID;`);
    // Rows are only ever added at the end and overwritten at the same length: SQLite then never moves
    // one, which would leave a copy behind in the unused part of a page.
    db.exec(
      'CREATE TABLE IF NOT EXISTS secret (n INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL)',
    );
    // Takes the lock at once instead of at the first command.
    db.exec('BEGIN IMMEDIATE; COMMIT');
  } catch (error) {
    db.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) throw new StorageInUseError(path);
    throw error;
  }
  return db;
}

function secretBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== SECRET_BYTES) throw new Error(`a secret has ${SECRET_BYTES} bytes`);
  return bytes;
}
