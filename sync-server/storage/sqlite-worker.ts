import { workerData } from 'node:worker_threads';
import { openSqliteFile } from './sqlite-file.ts';
import { serveStore } from './sqlite-thread.ts';
import type { ThreadData } from './thread-messages.ts';

serveStore(workerData as ThreadData, openSqliteFile);
