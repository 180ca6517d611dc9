import { receiveMessageOnPort } from 'node:worker_threads';
import { faultOf, type SqliteFile, type TextChange } from './sqlite-file.ts';
import type { StorageError } from './storage.ts';
import { pack, type Answered, type Asked, type Outcome, type Request, type ThreadData } from './thread-messages.ts';

type Reply = Answered[number];

/**
 * The store's own thread: it alone waits for the disk. Commits that wait next to each other become
 * one transaction; a read sees exactly the commits that were asked for before it.
 */
export function serveStore({ path, port, opened }: ThreadData, open: (path: string) => SqliteFile): void {
  const isOpen = (outcome: Outcome): void => {
    port.postMessage([{ id: 0, outcome }] satisfies Answered);
    Atomics.store(opened, 0, 1);
    Atomics.notify(opened, 0);
  };
  let file: SqliteFile;
  try {
    file = open(path);
  } catch (error) {
    isOpen(failure(faultOf(error)));
    port.close();
    return;
  }
  isOpen(success(null));
  const copies = new Set<Promise<void>>();

  const answer = (replies: Answered, transfer: ArrayBuffer[] = []): void => {
    if (replies.length > 0) port.postMessage(replies, transfer);
  };
  const commit = (waiting: { id: number; changes: readonly TextChange[] }[]): void => {
    if (waiting.length === 0) return;
    const faults = file.commit(waiting.map(({ changes }) => changes));
    answer(
      waiting.map(({ id }, index): Reply => {
        const fault = faults[index];
        return { id, outcome: fault ? failure(fault) : success(null) };
      }),
    );
  };
  const read = (id: number, request: Exclude<Request, { op: 'commit' | 'copyTo' | 'close' }>): void => {
    try {
      if (request.op === 'readParts') {
        const { updates, ...rest } = file.readParts(request.log);
        const packed = pack(updates);
        answer([{ id, outcome: success({ ...rest, packed }) }], [packed.bytes.buffer]);
      } else if (request.op === 'records')
        answer([{ id, outcome: success(file.records(request.table, request.keys)) }]);
      else if (request.op === 'list') answer([{ id, outcome: success(file.list(request.table)) }]);
      else answer([{ id, outcome: success(file.secret(request.name)) }]);
    } catch (error) {
      answer([{ id, outcome: failure(faultOf(error)) }]);
    }
  };
  const copy = (id: number, target: string): void => {
    const copying = file
      .copyTo(target)
      .then(
        () => answer([{ id, outcome: success(null) }]),
        (error: unknown) => answer([{ id, outcome: failure(faultOf(error)) }]),
      )
      .finally(() => copies.delete(copying));
    copies.add(copying);
  };
  const close = async (id: number): Promise<void> => {
    await Promise.all(copies);
    try {
      file.close();
      answer([{ id, outcome: success(null) }]);
    } catch (error) {
      answer([{ id, outcome: failure(faultOf(error)) }]);
    }
    port.close();
  };

  port.on('message', (first: Asked) => {
    const asked = [...first];
    // What has come meanwhile belongs to the same transaction.
    for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port))
      asked.push(...(more.message as Asked));
    let waiting: { id: number; changes: readonly TextChange[] }[] = [];
    for (const { id, request } of asked) {
      if (request.op === 'commit') {
        waiting.push({ id, changes: request.changes });
        continue;
      }
      commit(waiting);
      waiting = [];
      if (request.op === 'copyTo') copy(id, request.path);
      else if (request.op === 'close') void close(id);
      else read(id, request);
    }
    commit(waiting);
  });
}

function success(value: unknown): Outcome {
  return { ok: true, value };
}

function failure({ fault, message }: StorageError): Outcome {
  return { ok: false, fault, message };
}
