import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** Says what is wrong with a copy, or null; afterwards it is one file, without a log beside it. */
function faultIn(path: string): string | null {
  const copy = new DatabaseSync(path);
  try {
    copy.exec('PRAGMA journal_mode = DELETE');
    const answers = copy.prepare('PRAGMA integrity_check').all();
    const isWhole = answers.length === 1 && answers[0]?.['integrity_check'] === 'ok';
    return isWhole ? null : JSON.stringify(answers);
  } catch (error) {
    return String(error);
  } finally {
    copy.close();
  }
}

parentPort?.postMessage(faultIn(String(workerData)));
