import type { Change, Storage } from './storage.ts';

/** A hall that is forgotten with its process: tests, and later a one-PC demo. */
export function memoryStorage(): Storage {
  const logs = new Map<string, Uint8Array[]>();
  const tables = new Map<string, Map<string, string>>();
  const secrets = new Map<string, Uint8Array | null>();
  const table = (name: string): Map<string, string> => {
    const existing = tables.get(name) ?? new Map<string, string>();
    tables.set(name, existing);
    return existing;
  };
  const read = <T>(text: string | undefined): T | undefined =>
    text === undefined ? undefined : (JSON.parse(text) as T);
  return {
    readLog: (log) => Promise.resolve((logs.get(log) ?? []).map((bytes) => bytes.slice())),
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
    secret: (name) => Promise.resolve(secrets.get(name)?.slice() ?? null),
    // Async, so that it rejects as a disk does instead of throwing.
    commit: async (changes: readonly Change[]) => {
      // Serialise first: a value that JSON refuses must leave everything as it was.
      const texts = changes.map((change) => (change.op === 'put' ? JSON.stringify(change.value) : ''));
      for (const change of changes) {
        if (change.op === 'keepSecret' && secrets.has(change.name)) throw new Error('a secret is kept once');
      }
      changes.forEach((change, index) => {
        if (change.op === 'append') logs.set(change.log, [...(logs.get(change.log) ?? []), change.bytes.slice()]);
        else if (change.op === 'replace') logs.set(change.log, [change.bytes.slice()]);
        else if (change.op === 'drop') logs.delete(change.log);
        else if (change.op === 'keepSecret') secrets.set(change.name, change.secret.slice());
        else if (change.op === 'forgetSecret') secrets.set(change.name, null);
        else if (change.op === 'put') table(change.table).set(change.key, texts[index] ?? '');
        else table(change.table).delete(change.key);
      });
    },
    copyTo: () => Promise.reject(new Error('a hall in memory has no file to copy')),
    close: () => Promise.resolve(),
  };
}
