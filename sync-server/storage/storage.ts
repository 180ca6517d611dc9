/**
 * Where a hall is kept. Three primitive things: *logs* (append-only bytes, one for each room),
 * *records* (a table, a key, a JSON value) and *secrets* (keys that must be destroyable: a deleted
 * record may leave its bytes in an unused corner of a file, a forgotten secret leaves nothing). Async and batch-oriented at its edge, so that a
 * distributed log can take SQLite's place; memory and SQLite pass one contract suite.
 */
export type Change =
  | { op: 'append'; log: string; bytes: Uint8Array }
  /**
   * These bytes say what the log's entries up to number `through` say. From now on the log is read as
   * this snapshot and the entries after it. The snapshot before it, and the entries since that one,
   * stay until the next: a damaged one costs nothing. Rejects when the log has no such entry, or a
   * newer good snapshot.
   */
  | { op: 'snapshot'; log: string; through: number; bytes: Uint8Array }
  /** The log is empty from now on, and without snapshots. */
  | { op: 'drop'; log: string }
  /** 32 random bytes under a name that never had any; a commit with a name that had some rejects. */
  | { op: 'keepSecret'; name: string; secret: Uint8Array }
  /** When the commit resolves the secret is nowhere any more where the hall is kept; its name stays used. */
  | { op: 'forgetSecret'; name: string }
  | { op: 'put'; table: string; key: string; value: unknown }
  /** The same for a key that has no record; a commit with one that has rejects as `taken`. */
  | { op: 'create'; table: string; key: string; value: unknown }
  | { op: 'delete'; table: string; key: string };

export const SECRET_BYTES = 32;

/** A log as it lies. */
export interface LogParts {
  /** To apply in this order: the newest good snapshot, if there is one, and the entries after it. */
  updates: Uint8Array[];
  /** How many of them are entries; one more is the snapshot. */
  tail: number;
  /** The last entry's number, counted from 1; 0: the log is empty. */
  end: number;
}

export interface Storage {
  /** Everything a log says, to be applied in order. An unknown log is empty. Rejects as `damaged` when a part is lacking. */
  readLog(log: string): Promise<Uint8Array[]>;
  /** The same, with what a snapshot of it must know. */
  readParts(log: string): Promise<LogParts>;
  get<T>(table: string, key: string): Promise<T | undefined>;
  /** The records among these keys, by key. */
  getMany<T>(table: string, keys: readonly string[]): Promise<Map<string, T>>;
  /** Null when it was never kept, or is forgotten. */
  secret(name: string): Promise<Uint8Array | null>;
  list<T>(table: string): Promise<Map<string, T>>;
  /**
   * All changes or none. Durable when it resolves: what anyone is told afterwards survives
   * `kill -9`. Rejects with a StorageError (disk full, disk gone) with nothing changed. Whatever is
   * asked of one storage is done in the order in which it was asked.
   */
  commit(changes: readonly Change[]): Promise<void>;
  /**
   * A copy of everything, made while work goes on: one new file, checked, that opens by itself and
   * has no forgotten secret in it. Refuses a path that is taken; a store without a disk refuses all.
   */
  copyTo(path: string): Promise<void>;
  /** Resolves when all that was asked before is done; what is asked afterwards rejects as `closed`. */
  close(): Promise<void>;
}

/**
 * Why nothing was kept or read. What the hall's people can do something about has a name of its own;
 * `refused`: the change itself is at fault, not the disk; `taken`: it would create what is there.
 */
export type StorageFault = 'full' | 'read-only' | 'io' | 'damaged' | 'in-use' | 'closed' | 'refused' | 'taken';

export class StorageError extends Error {
  override name = 'StorageError';
  readonly fault: StorageFault;
  /** For the relay's record, which leaves an error's words out. */
  readonly code: string;

  constructor(fault: StorageFault, message: string) {
    super(message);
    this.fault = fault;
    this.code = `storage-${fault}`;
  }
}

/** Another process, or another storage of this one, holds the store. */
export class StorageInUseError extends StorageError {
  override name = 'StorageInUseError';

  constructor(message: string) {
    super('in-use', message);
  }
}

/** Of a snapshot that says more than the log has, or less than one that is there. */
export function unfit(log: string, through: number): StorageError {
  return new StorageError('refused', `no snapshot through ${through} fits ${log}`);
}
