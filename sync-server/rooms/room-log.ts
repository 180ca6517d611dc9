import type { Change, LogParts, Storage } from '../storage/storage.ts';

/** Where a room's updates are kept: in the clear for a draft, under its own key for a dossier. */
export interface RoomLog {
  /** In the clear, to apply in order. */
  read(): Promise<LogParts>;
  /** The changes that keep these updates, in order. */
  append(updates: readonly Uint8Array[]): Change[];
  /** The changes that keep this one update as what the entries up to number `through` say. */
  snapshot(update: Uint8Array, through: number): Change[];
  /** The first changes were committed: a key that came with them need not come again. */
  kept(): void;
}

export function plainLog(storage: Storage, name: string): RoomLog {
  return {
    read: () => storage.readParts(name),
    append: (updates) => updates.map((bytes) => ({ op: 'append', log: name, bytes })),
    snapshot: (bytes, through) => [{ op: 'snapshot', log: name, through, bytes }],
    kept: () => undefined,
  };
}
