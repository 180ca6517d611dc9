import { openDB, type IDBPDatabase } from 'idb';
import { localKeeper, type KeptView, type ViewKeeper } from './view-keeper.ts';

const STORE = 'kept';
let opening: Promise<IDBPDatabase> | null = null;

function database(): Promise<IDBPDatabase> {
  opening ??= openDB('onewindow-screen', 1, {
    upgrade(db) {
      db.createObjectStore(STORE);
    },
  });
  return opening;
}

/** One value a screen wants to have after a reload without the line: the board, a published setup. */
export async function keep(key: string, value: unknown): Promise<void> {
  await (await database()).put(STORE, value, key);
}

export async function kept<T>(key: string): Promise<T | undefined> {
  return (await (await database()).get(STORE, key)) as T | undefined;
}

/** In IndexedDB; in local storage where that is blocked. */
export function databaseKeeper<T>(key: string): ViewKeeper<T> {
  const fallback = localKeeper<T>(`onewindow-${key}`);
  return {
    async load() {
      try {
        return await kept<KeptView<T>>(key);
      } catch {
        return fallback.load();
      }
    },
    async save(view) {
      try {
        await keep(key, view);
      } catch {
        await fallback.save(view);
      }
    },
  };
}
