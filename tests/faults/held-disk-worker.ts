import { existsSync, readFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { openSqliteFile, type SqliteFile } from '../../sync-server/storage/sqlite-file.ts';
import { serveStore } from '../../sync-server/storage/sqlite-thread.ts';
import type { ThreadData } from '../../sync-server/storage/thread-messages.ts';

/** A store's thread whose disk does not answer while `<path>.held` is there, and ends at a size given in `<path>.pages`. */
const STEP = 5;
const nothing = new Int32Array(new SharedArrayBuffer(4));

function held(path: string): SqliteFile {
  const pages = existsSync(`${path}.pages`) ? Number(readFileSync(`${path}.pages`, 'utf8')) : null;
  const file = openSqliteFile(path, pages === null ? [] : [`max_page_count = ${pages}`]);
  return {
    ...file,
    commit: (commits) => {
      // As a write to a disk that hangs: this thread does nothing else meanwhile.
      while (existsSync(`${path}.held`)) Atomics.wait(nothing, 0, 0, STEP);
      return file.commit(commits);
    },
  };
}

serveStore(workerData as ThreadData, held);
