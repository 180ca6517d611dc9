import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { checkCopy } from './sqlite-copy.ts';
import type { TextChange } from './sqlite-file.ts';
import { StorageError, StorageInUseError, type Change, type LogParts, type Storage } from './storage.ts';
import {
  unpack,
  type Answered,
  type Asked,
  type Outcome,
  type Packed,
  type Request,
  type ThreadData,
} from './thread-messages.ts';

export { StorageInUseError } from './storage.ts';

/** A thread that has not opened its file by then never will. */
const OPENS_WITHIN = 30_000;
/** From so many bytes on it is cheaper to hand a buffer over than to copy it once more. */
const HANDED_OVER = 16 * 1024;

/**
 * One SQLite file in a thread of its own: however long the disk takes, the relay's thread goes on.
 * Throws StorageInUseError when somebody else holds the file, StorageError when it cannot be opened.
 * `thread` is the module that serves it; tests have one whose disk they can hold up.
 */
export function sqliteStorage(path: string, { thread = new URL('./sqlite-worker.ts', import.meta.url) } = {}): Storage {
  const store = new StoreThread(path, thread);
  const records = (table: string, keys: readonly string[]): Promise<[string, string][]> =>
    store.ask({ op: 'records', table, keys });
  const readParts = async (log: string): Promise<LogParts> => {
    const { packed, ...rest } = await store.ask<Omit<LogParts, 'updates'> & { packed: Packed }>({
      op: 'readParts',
      log,
    });
    return { ...rest, updates: unpack(packed) };
  };
  return {
    readLog: async (log) => (await readParts(log)).updates,
    readParts,
    get: async <T>(table: string, key: string) => {
      const [found] = await records(table, [key]);
      return found && (JSON.parse(found[1]) as T);
    },
    getMany: async <T>(table: string, keys: readonly string[]) => {
      if (keys.length === 0) return new Map<string, T>();
      return parsed<T>(await records(table, keys));
    },
    list: async <T>(table: string) => parsed<T>(await store.ask({ op: 'list', table })),
    secret: (name) => store.ask({ op: 'secret', name }),
    commit: async (changes) => {
      const copied = changes.map(textOf);
      await store.ask({ op: 'commit', changes: copied }, buffersOf(copied));
    },
    copyTo: async (target) => {
      await store.ask({ op: 'copyTo', path: target });
      await checkCopy(target);
    },
    close: () => store.close(),
  };
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: StorageError) => void;
}

/** Asks in order, one message a turn of the loop, and keeps the process alive only while it waits for an answer. */
class StoreThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  #unsent: { asked: Asked[number][]; handed: ArrayBuffer[] } = { asked: [], handed: [] };
  #last = 0;
  #ended: StorageError | null = null;

  constructor(path: string, thread: URL) {
    const { port1, port2 } = new MessageChannel();
    const opened = new Int32Array(new SharedArrayBuffer(4));
    this.#port = port1;
    this.#worker = new Worker(thread, {
      workerData: { path, port: port2, opened } satisfies ThreadData,
      transferList: [port2],
    });
    this.#worker.unref();
    // Whoever opens a store has nothing to do before it is open.
    Atomics.wait(opened, 0, 0, OPENS_WITHIN);
    const outcome = (receiveMessageOnPort(port1)?.message as Answered | undefined)?.[0]?.outcome;
    if (!outcome?.ok) {
      void this.#worker.terminate();
      throw outcome ? errorOf(outcome) : new StorageError('io', `${path} was not opened`);
    }
    port1.on('message', (answered: Answered) => this.#hear(answered));
    port1.unref();
    this.#worker.on('error', (error) =>
      this.#end(new StorageError('io', `the store's thread ended: ${String(error)}`)),
    );
    this.#worker.on('exit', () => this.#end(new StorageError('closed', 'the store is closed')));
  }

  ask<T>(request: Request, handed: readonly ArrayBuffer[] = []): Promise<T> {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#last += 1;
    const id = this.#last;
    if (this.#waiting.size === 0) this.#port.ref();
    if (this.#unsent.asked.length === 0) queueMicrotask(() => this.#send());
    this.#unsent.asked.push({ id, request });
    this.#unsent.handed.push(...handed);
    return new Promise<T>((resolve, reject) =>
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject }),
    );
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    const closed = this.ask<null>({ op: 'close' });
    this.#ended = new StorageError('closed', 'the store is closed');
    await closed;
  }

  #send(): void {
    const { asked, handed } = this.#unsent;
    this.#unsent = { asked: [], handed: [] };
    this.#port.postMessage(asked, handed);
  }

  #hear(answered: Answered): void {
    for (const { id, outcome } of answered) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (outcome.ok) waiting?.resolve(outcome.value);
      else waiting?.reject(errorOf(outcome));
    }
    if (this.#waiting.size === 0) this.#port.unref();
  }

  /** Nobody waits for an answer for ever. */
  #end(error: StorageError): void {
    this.#ended ??= error;
    // The end of a thread may be heard before its last words.
    for (let last = receiveMessageOnPort(this.#port); last; last = receiveMessageOnPort(this.#port))
      this.#hear(last.message as Answered);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#port.close();
  }
}

/** A copy, made while its giver waits: what becomes of the bytes or the value afterwards changes nothing. */
function textOf(change: Change): TextChange {
  if (change.op === 'put' || change.op === 'create') {
    const { value, ...rest } = change;
    return { ...rest, text: JSON.stringify(value) };
  }
  if (change.op === 'append' || change.op === 'snapshot') return { ...change, bytes: new Uint8Array(change.bytes) };
  if (change.op === 'keepSecret') return { ...change, secret: new Uint8Array(change.secret) };
  return change;
}

function buffersOf(changes: readonly TextChange[]): ArrayBuffer[] {
  return changes.flatMap((change) =>
    'bytes' in change && change.bytes.length >= HANDED_OVER ? [change.bytes.buffer as ArrayBuffer] : [],
  );
}

function parsed<T>(pairs: readonly [string, string][]): Map<string, T> {
  return new Map(pairs.map(([key, text]) => [key, JSON.parse(text) as T]));
}

function errorOf({ fault, message }: Extract<Outcome, { ok: false }>): StorageError {
  return fault === 'in-use' ? new StorageInUseError(message) : new StorageError(fault, message);
}
