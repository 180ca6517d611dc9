import { DatabaseSync } from 'node:sqlite';
import { log } from '../log.ts';
import { copyDatabase } from './sqlite-copy.ts';
import { sqliteLogs } from './sqlite-logs.ts';
import { SECRET_BYTES, StorageError, StorageInUseError, type LogParts } from './storage.ts';

/** A change whose JSON is text already. */
export type TextChange =
  | { op: 'append'; log: string; bytes: Uint8Array }
  | { op: 'snapshot'; log: string; through: number; bytes: Uint8Array }
  | { op: 'drop'; log: string }
  | { op: 'keepSecret'; name: string; secret: Uint8Array }
  | { op: 'forgetSecret'; name: string }
  | { op: 'put' | 'create'; table: string; key: string; text: string }
  | { op: 'delete'; table: string; key: string };

/** The file itself, in the thread that may wait for the disk. Everything throws StorageError. */
export interface SqliteFile {
  readParts(log: string): LogParts;
  /** The records among these keys, as JSON text by key. */
  records(table: string, keys: readonly string[]): [key: string, text: string][];
  list(table: string): [key: string, text: string][];
  secret(name: string): Uint8Array | null;
  /** One transaction for several commits, each all or nothing; the answer has null or the fault of each. */
  commit(commits: readonly (readonly TextChange[])[]): (StorageError | null)[];
  copyTo(path: string): Promise<void>;
  close(): void;
}

/**
 * One SQLite file. WAL with `synchronous=FULL`: a commit that returned is on the disk. The
 * exclusive lock keeps a second relay from the same folder and dies with its process.
 * Throws StorageInUseError when another process holds the file. `pragmas`: what a test wants of it beside.
 */
export function openSqliteFile(path: string, pragmas: readonly string[] = []): SqliteFile {
  const db = open(path);
  const logs = sqliteLogs(db);
  const put = db.prepare(
    'INSERT INTO record (tab, key, value) VALUES (?, ?, ?) ON CONFLICT (tab, key) DO UPDATE SET value = excluded.value',
  );
  const create = db.prepare('INSERT INTO record (tab, key, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const remove = db.prepare('DELETE FROM record WHERE tab = ? AND key = ?');
  const one = db.prepare('SELECT value FROM record WHERE tab = ? AND key = ?');
  const all = db.prepare('SELECT key, value FROM record WHERE tab = ?');
  const keep = db.prepare('INSERT INTO secret (name, bytes) VALUES (?, ?)');
  const forget = db.prepare('UPDATE secret SET bytes = zeroblob(32) WHERE name = ?');
  const secret = db.prepare('SELECT bytes FROM secret WHERE name = ?');
  for (const pragma of pragmas) db.exec(`PRAGMA ${pragma}`);
  const apply = (change: TextChange): void => {
    if (change.op === 'append') logs.append(change.log, change.bytes);
    else if (change.op === 'snapshot') logs.snapshot(change.log, change.through, change.bytes);
    else if (change.op === 'drop') logs.drop(change.log);
    else if (change.op === 'keepSecret') keep.run(change.name, secretBytes(change.secret));
    else if (change.op === 'forgetSecret') {
      // A name that never had one must not get one later either.
      if (forget.run(change.name).changes === 0) keep.run(change.name, new Uint8Array(SECRET_BYTES));
    } else if (change.op === 'put') put.run(change.table, change.key, change.text);
    else if (change.op === 'create') {
      if (create.run(change.table, change.key, change.text).changes === 0)
        throw new StorageError('taken', `${change.table}: a record that is there was to be created`);
    } else remove.run(change.table, change.key);
  };
  /** The page in the file holds zeros, but older copies of it stay in the WAL until that is cut off. */
  let owesErasure = false;
  const erase = (): void => {
    try {
      const [cut] = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
      owesErasure = cut?.['busy'] !== 0;
    } catch (error) {
      // The zeros are on the disk; the next commit cuts the WAL off again.
      log.error('wal not truncated', error);
    }
  };
  const rollback = (): void => {
    if (db.isTransaction) db.exec('ROLLBACK');
  };
  /** One of several: what it throws is its own, unless SQLite has given up the whole transaction. */
  const applyOne = (changes: readonly TextChange[]): StorageError | null => {
    db.exec('SAVEPOINT one');
    try {
      for (const change of changes) apply(change);
      db.exec('RELEASE one');
      return null;
    } catch (error) {
      if (!db.isTransaction) throw error;
      db.exec('ROLLBACK TO one; RELEASE one');
      return faultOf(error);
    }
  };
  return {
    readParts: (log) => named(() => logs.read(log)),
    records: (table, keys) =>
      named(() =>
        keys.flatMap((key): [string, string][] => {
          const row = one.get(table, key);
          return row ? [[key, row['value'] as string]] : [];
        }),
      ),
    list: (table) => named(() => all.all(table).map((row) => [row['key'] as string, row['value'] as string])),
    secret: (name) =>
      named(() => {
        const bytes = secret.get(name)?.['bytes'] as Uint8Array | undefined;
        return bytes?.some((byte) => byte !== 0) ? bytes : null;
      }),
    commit: (commits) => {
      try {
        // A rollback that failed with the disk is made up for before anything else.
        rollback();
        db.exec('BEGIN IMMEDIATE');
        const [only] = commits;
        if (commits.length === 1) for (const change of only ?? []) apply(change);
        const faults = commits.length === 1 ? [null] : commits.map(applyOne);
        db.exec('COMMIT');
        owesErasure ||= commits.some((changes) => changes.some(({ op }) => op === 'forgetSecret'));
        if (owesErasure) erase();
        return faults;
      } catch (error) {
        const fault = faultOf(error);
        try {
          // A failed COMMIT (disk full) leaves the transaction open.
          rollback();
        } catch (again) {
          log.error('not rolled back yet', again);
        }
        return commits.map(() => fault);
      }
    },
    copyTo: (target) => copyDatabase(db, target),
    close: () => db.close(),
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
    db.exec(
      'CREATE TABLE IF NOT EXISTS record (tab TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (tab, key)) WITHOUT ROWID',
    );
    // Rows are only ever added at the end and overwritten at the same length: SQLite then never moves
    // one, which would leave a copy behind in the unused part of a page.
    db.exec(
      'CREATE TABLE IF NOT EXISTS secret (n INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL)',
    );
    // Takes the lock at once instead of at the first command.
    db.exec('BEGIN IMMEDIATE; COMMIT');
  } catch (error) {
    db.close();
    const fault = faultOf(error);
    throw fault.fault === 'in-use' ? new StorageInUseError(path) : fault;
  }
  return db;
}

function secretBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== SECRET_BYTES) throw new StorageError('refused', `a secret has ${SECRET_BYTES} bytes`);
  return bytes;
}

function named<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw faultOf(error);
  }
}

/** SQLite's primary result codes; what is not among them is a change that does not fit. */
const faults = new Map<number, StorageError['fault']>([
  [5, 'in-use'],
  [6, 'in-use'],
  [8, 'read-only'],
  [10, 'io'],
  [11, 'damaged'],
  [13, 'full'],
  [14, 'io'],
  [26, 'damaged'],
]);

export function faultOf(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return new StorageError((typeof code === 'number' ? faults.get(code & 0xff) : undefined) ?? 'refused', message);
}
