/**
 * Where a hall is kept. Two primitive things: *logs* (append-only bytes, one for each room) and
 * *records* (a table, a key, a JSON value). Async and batch-oriented at its edge, so that a
 * distributed log can take SQLite's place; memory and SQLite pass one contract suite.
 */
export type Change =
  | { op: 'append'; log: string; bytes: Uint8Array }
  | { op: 'put'; table: string; key: string; value: unknown }
  | { op: 'delete'; table: string; key: string };

export interface Storage {
  /** Everything appended to a log, in order. An unknown log is empty. */
  readLog(log: string): Promise<Uint8Array[]>;
  get<T>(table: string, key: string): Promise<T | undefined>;
  /** The records among these keys, by key. */
  getMany<T>(table: string, keys: readonly string[]): Promise<Map<string, T>>;
  list<T>(table: string): Promise<Map<string, T>>;
  /**
   * All changes or none. Durable when it resolves: what anyone is told afterwards survives
   * `kill -9`. Rejects (disk full, disk gone) with nothing changed.
   */
  commit(changes: readonly Change[]): Promise<void>;
  close(): Promise<void>;
}
