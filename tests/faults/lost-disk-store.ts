import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';

/** A store whose disk takes so many commits no more just after the hall was turned over to its new epoch. */
export function failingAfterOpening(path: string, failures = Infinity): Storage {
  const inner = sqliteStorage(path);
  let left = 0;
  return {
    ...inner,
    commit: async (changes) => {
      if (left > 0) {
        left -= 1;
        throw new Error('EIO');
      }
      await inner.commit(changes);
      const isTurnedOver = changes.some((change) => change.op === 'put' && change.table === 'hall');
      // By itself it is a practice hall's clock.
      if (isTurnedOver && changes.length > 1) left = failures;
    },
  };
}

/** The first reading after the commit that turns a hall over fails. `openings`: such commits. */
export function unreadableAfterOpening(path: string): Storage & { openings: () => number } {
  const inner = sqliteStorage(path);
  let openings = 0;
  let isUnread = false;
  return {
    ...inner,
    openings: () => openings,
    readLog: async (name) => {
      if (isUnread) {
        isUnread = false;
        throw new Error('EIO');
      }
      return inner.readLog(name);
    },
    commit: async (changes) => {
      await inner.commit(changes);
      const isTurnedOver = changes.some((change) => change.op === 'put' && change.table === 'hall');
      if (!isTurnedOver || changes.length === 1) return;
      openings += 1;
      isUnread = true;
    },
  };
}
