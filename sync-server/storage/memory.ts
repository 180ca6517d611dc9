import { StorageError, unfit, type Change, type LogParts, type Storage } from './storage.ts';

interface Log {
  entries: { n: number; bytes: Uint8Array }[];
  /** At most two, the newest last. */
  snapshots: { through: number; bytes: Uint8Array }[];
}

/** A hall that is forgotten with its process: tests, and later a one-PC demo. */
export function memoryStorage(): Storage {
  const logs = new Map<string, Log>();
  const tables = new Map<string, Map<string, string>>();
  const secrets = new Map<string, Uint8Array | null>();
  const table = (name: string): Map<string, string> => {
    const existing = tables.get(name) ?? new Map<string, string>();
    tables.set(name, existing);
    return existing;
  };
  const read = <T>(text: string | undefined): T | undefined =>
    text === undefined ? undefined : (JSON.parse(text) as T);
  const readParts = async (name: string): Promise<LogParts> => {
    const { entries, snapshots } = logs.get(name) ?? { entries: [], snapshots: [] };
    const newest = snapshots.at(-1);
    const tail = entries.filter(({ n }) => n > (newest?.through ?? 0));
    const parts = [...(newest ? [newest] : []), ...tail];
    return { updates: parts.map(({ bytes }) => copy(bytes)), tail: tail.length, end: entries.at(-1)?.n ?? 0 };
  };
  return {
    readLog: async (name) => (await readParts(name)).updates,
    readParts,
    get: <T>(name: string, key: string) => Promise.resolve(read<T>(table(name).get(key))),
    getMany: <T>(name: string, keys: readonly string[]) => {
      const found = new Map<string, T>();
      for (const key of keys) {
        const value = read<T>(table(name).get(key));
        if (value !== undefined) found.set(key, value);
      }
      return Promise.resolve(found);
    },
    list: <T>(name: string) =>
      Promise.resolve(new Map([...table(name)].map(([key, text]) => [key, JSON.parse(text) as T]))),
    secret: (name) => {
      const kept = secrets.get(name);
      return Promise.resolve(kept ? copy(kept) : null);
    },
    // Async, so that it rejects as a disk does instead of throwing.
    commit: async (changes: readonly Change[]) => {
      // What could be refused comes first: then nothing was changed.
      const texts = changes.map((change) => ('value' in change ? JSON.stringify(change.value) : ''));
      check(changes, logs, secrets);
      checkCreated(changes, (name, key) => table(name).has(key));
      changes.forEach((change, index) => {
        if (change.op === 'append') append(logs, change.log, copy(change.bytes));
        else if (change.op === 'snapshot') shorten(logs, change.log, change.through, copy(change.bytes));
        else if (change.op === 'drop') logs.delete(change.log);
        else if (change.op === 'keepSecret') secrets.set(change.name, copy(change.secret));
        else if (change.op === 'forgetSecret') secrets.set(change.name, null);
        else if ('value' in change) table(change.table).set(change.key, texts[index] ?? '');
        else table(change.table).delete(change.key);
      });
    },
    copyTo: () => Promise.reject(new StorageError('refused', 'a hall in memory has no file to copy')),
    close: () => Promise.resolve(),
  };
}

function copy(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function append(logs: Map<string, Log>, name: string, bytes: Uint8Array): void {
  const log = logs.get(name) ?? { entries: [], snapshots: [] };
  logs.set(name, log);
  log.entries.push({ n: endOf(log) + 1, bytes });
}

function shorten(logs: Map<string, Log>, name: string, through: number, bytes: Uint8Array): void {
  const { entries, snapshots } = logs.get(name) ?? { entries: [], snapshots: [] };
  const before = snapshots.at(-1);
  logs.set(name, {
    entries: entries.filter(({ n }) => n > (before?.through ?? 0)),
    snapshots: [...(before ? [before] : []), { through, bytes }],
  });
}

function endOf(log: Log | undefined): number {
  return log?.entries.at(-1)?.n ?? 0;
}

/** Throws when one of them creates a record that is there, before the commit or by a change before it. */
function checkCreated(changes: readonly Change[], isThere: (table: string, key: string) => boolean): void {
  const known = new Map<string, boolean>();
  for (const change of changes) {
    if (change.op !== 'put' && change.op !== 'create' && change.op !== 'delete') continue;
    const { op, table, key } = change;
    const name = JSON.stringify([table, key]);
    if (op === 'create' && (known.get(name) ?? isThere(table, key)))
      throw new StorageError('taken', `${table}: a record that is there was to be created`);
    known.set(name, op !== 'delete');
  }
}

/** Throws when one of the changes may not follow those before it. */
function check(
  changes: readonly Change[],
  logs: ReadonlyMap<string, Log>,
  secrets: ReadonlyMap<string, Uint8Array | null>,
): void {
  const named = new Set(secrets.keys());
  const ends = new Map<string, { end: number; through: number }>();
  const endsOf = (name: string): { end: number; through: number } => {
    const log = logs.get(name);
    const known = ends.get(name) ?? { end: endOf(log), through: log?.snapshots.at(-1)?.through ?? 0 };
    ends.set(name, known);
    return known;
  };
  for (const change of changes) {
    if (change.op === 'keepSecret' && named.has(change.name))
      throw new StorageError('refused', 'a secret is kept once');
    if (change.op === 'keepSecret' || change.op === 'forgetSecret') named.add(change.name);
    else if (change.op === 'append') endsOf(change.log).end += 1;
    else if (change.op === 'drop') ends.set(change.log, { end: 0, through: 0 });
    else if (change.op === 'snapshot') {
      const known = endsOf(change.log);
      if (change.through <= known.through || change.through > known.end) throw unfit(change.log, change.through);
      known.through = change.through;
    }
  }
}
