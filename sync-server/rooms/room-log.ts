import type { Change, Storage } from '../storage/storage.ts';

/** Where a room's updates are kept: in the clear for a draft, under its own key for a dossier. */
export interface RoomLog {
  read(): Promise<Uint8Array[]>;
  /** The changes that keep these updates, in order. */
  append(updates: readonly Uint8Array[]): Change[];
  /** The changes that keep this one update in the place of all so far. */
  replace(update: Uint8Array): Change[];
  /** The first changes were committed: a key that came with them need not come again. */
  kept(): void;
}

export function plainLog(storage: Storage, name: string): RoomLog {
  return {
    read: () => storage.readLog(name),
    append: (updates) => updates.map((bytes) => ({ op: 'append', log: name, bytes })),
    replace: (bytes) => [{ op: 'replace', log: name, bytes }],
    kept: () => undefined,
  };
}
