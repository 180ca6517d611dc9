/**
 * Where a hall is kept. Three primitive things: *logs* (append-only bytes, one for each room),
 * *records* (a table, a key, a JSON value) and *secrets* (keys that must be destroyable: a deleted
 * record may leave its bytes in an unused corner of a file, a forgotten secret leaves nothing). Async and batch-oriented at its edge, so that a
 * distributed log can take SQLite's place; memory and SQLite pass one contract suite.
 */
export type Change =
  | { op: 'append'; log: string; bytes: Uint8Array }
  /** The log is these bytes alone from now on. */
  | { op: 'replace'; log: string; bytes: Uint8Array }
  /** The log is empty from now on. */
  | { op: 'drop'; log: string }
  /** 32 random bytes under a name that never had any; a commit with a name that had some rejects. */
  | { op: 'keepSecret'; name: string; secret: Uint8Array }
  /** When the commit resolves the secret is nowhere any more where the hall is kept; its name stays used. */
  | { op: 'forgetSecret'; name: string }
  | { op: 'put'; table: string; key: string; value: unknown }
  | { op: 'delete'; table: string; key: string };

export const SECRET_BYTES = 32;

export interface Storage {
  /** Everything appended to a log, in order. An unknown log is empty. */
  readLog(log: string): Promise<Uint8Array[]>;
  get<T>(table: string, key: string): Promise<T | undefined>;
  /** The records among these keys, by key. */
  getMany<T>(table: string, keys: readonly string[]): Promise<Map<string, T>>;
  /** Null when it was never kept, or is forgotten. */
  secret(name: string): Promise<Uint8Array | null>;
  list<T>(table: string): Promise<Map<string, T>>;
  /**
   * All changes or none. Durable when it resolves: what anyone is told afterwards survives
   * `kill -9`. Rejects (disk full, disk gone) with nothing changed.
   */
  commit(changes: readonly Change[]): Promise<void>;
  /**
   * A copy of everything, made while work goes on: one new file, checked, that opens by itself and
   * has no forgotten secret in it. Refuses a path that is taken; a store without a disk refuses all.
   */
  copyTo(path: string): Promise<void>;
  close(): Promise<void>;
}
