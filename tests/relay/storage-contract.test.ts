import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { storageOf, temporaryStorePath } from './start-relay.ts';

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

/** What every storage promises; a third one is added to this list and to nothing else. */
describe.each(['memory', 'sqlite'] as const)('storage contract: %s', (kind) => {
  test('[ST1] an unknown log is empty, an unknown record undefined, an unknown table empty', async () => {
    const storage = storageOf(kind);
    expect(await storage.readLog('x')).toEqual([]);
    expect(await storage.get('t', 'k')).toBeUndefined();
    expect(await storage.list('t')).toEqual(new Map());
    expect(await storage.getMany('t', ['a', 'b'])).toEqual(new Map());
  });

  test('[ST2] a log keeps its bytes in order, apart from other logs', async () => {
    const storage = storageOf(kind);
    await storage.commit([
      { op: 'append', log: 'a', bytes: bytes(1) },
      { op: 'append', log: 'b', bytes: bytes(9) },
      { op: 'append', log: 'a', bytes: bytes(2, 3) },
    ]);
    await storage.commit([{ op: 'append', log: 'a', bytes: bytes() }]);
    expect((await storage.readLog('a')).map((part) => [...part])).toEqual([[1], [2, 3], []]);
    expect((await storage.readLog('b')).map((part) => [...part])).toEqual([[9]]);
  });

  test('[ST3] a record is the last value put, and gone when deleted', async () => {
    const storage = storageOf(kind);
    await storage.commit([{ op: 'put', table: 't', key: 'k', value: { name: '𠮷·' } }]);
    await storage.commit([
      { op: 'put', table: 't', key: 'k', value: [1] },
      { op: 'put', table: 'u', key: 'k', value: null },
    ]);
    expect(await storage.get('t', 'k')).toEqual([1]);
    expect(await storage.get('u', 'k')).toBeNull();
    await storage.commit([
      { op: 'delete', table: 't', key: 'k' },
      { op: 'delete', table: 't', key: 'never' },
    ]);
    expect(await storage.get('t', 'k')).toBeUndefined();
    expect(await storage.list('u')).toEqual(new Map([['k', null]]));
  });

  test('[ST4] many records by key, only those that are there', async () => {
    const storage = storageOf(kind);
    await storage.commit(['a', 'b'].map((key) => ({ op: 'put' as const, table: 't', key, value: key })));
    expect(await storage.getMany('t', ['b', 'c', 'a'])).toEqual(
      new Map([
        ['a', 'a'],
        ['b', 'b'],
      ]),
    );
  });

  test('[ST5] all changes or none', async () => {
    const storage = storageOf(kind);
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    await expect(
      storage.commit([
        { op: 'append', log: 'a', bytes: bytes(1) },
        { op: 'put', table: 't', key: 'k', value: 1 },
        { op: 'put', table: 't', key: 'x', value: circular },
      ]),
    ).rejects.toThrow();
    expect(await storage.readLog('a')).toEqual([]);
    expect(await storage.get('t', 'k')).toBeUndefined();
    await storage.commit([{ op: 'put', table: 't', key: 'k', value: 2 }]);
    expect(await storage.get('t', 'k')).toBe(2);
  });

  test('[ST6] what was given and what is read are copies', async () => {
    const storage = storageOf(kind);
    const given = bytes(1, 2);
    const value = { list: [1] };
    await storage.commit([
      { op: 'append', log: 'a', bytes: given },
      { op: 'put', table: 't', key: 'k', value },
    ]);
    given[0] = 9;
    value.list.push(2);
    const [read] = await storage.readLog('a');
    if (read) read[1] = 9;
    expect((await storage.readLog('a')).map((part) => [...part])).toEqual([[1, 2]]);
    expect(await storage.get('t', 'k')).toEqual({ list: [1] });
  });

  test('[ST7] no change is a commit as well, and keys may be any text', async () => {
    const storage = storageOf(kind);
    await storage.commit([]);
    await storage.commit([{ op: 'put', table: '__proto__', key: "'; DROP TABLE record;--", value: 1 }]);
    expect(await storage.get('__proto__', "'; DROP TABLE record;--")).toBe(1);
  });

  test('[ST8] a log that is replaced is the new bytes alone, and grows from there', async () => {
    const storage = storageOf(kind);
    await storage.commit([
      { op: 'append', log: 'a', bytes: bytes(1) },
      { op: 'append', log: 'a', bytes: bytes(2) },
      { op: 'append', log: 'b', bytes: bytes(9) },
    ]);
    await storage.commit([
      { op: 'replace', log: 'a', bytes: bytes(3) },
      { op: 'append', log: 'a', bytes: bytes(4) },
      { op: 'replace', log: 'c', bytes: bytes(5) },
    ]);
    expect((await storage.readLog('a')).map((part) => [...part])).toEqual([[3], [4]]);
    expect((await storage.readLog('b')).map((part) => [...part])).toEqual([[9]]);
    expect((await storage.readLog('c')).map((part) => [...part])).toEqual([[5]]);
  });

  test('[ST9] a dropped log is empty, may begin anew, and a commit that fails drops nothing', async () => {
    const storage = storageOf(kind);
    await storage.commit([{ op: 'append', log: 'a', bytes: bytes(1) }]);
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    await expect(
      storage.commit([
        { op: 'drop', log: 'a' },
        { op: 'put', table: 't', key: 'k', value: circular },
      ]),
    ).rejects.toThrow();
    expect(await storage.readLog('a')).toHaveLength(1);
    await storage.commit([
      { op: 'drop', log: 'a' },
      { op: 'drop', log: 'never' },
    ]);
    expect(await storage.readLog('a')).toEqual([]);
    await storage.commit([{ op: 'append', log: 'a', bytes: bytes(2) }]);
    expect((await storage.readLog('a')).map((part) => [...part])).toEqual([[2]]);
  });

  test('[ST10] a secret is kept once, forgotten for ever, and both with their commit or not at all', async () => {
    const storage = storageOf(kind);
    const key = new Uint8Array(randomBytes(32));
    expect(await storage.secret('a')).toBeNull();
    await storage.commit([{ op: 'keepSecret', name: 'a', secret: key }]);
    expect([...((await storage.secret('a')) ?? [])]).toEqual([...key]);
    await expect(
      storage.commit([
        { op: 'append', log: 'x', bytes: bytes(1) },
        { op: 'keepSecret', name: 'a', secret: new Uint8Array(randomBytes(32)) },
      ]),
    ).rejects.toThrow();
    expect(await storage.readLog('x')).toEqual([]);
    await storage.commit([
      { op: 'forgetSecret', name: 'a' },
      { op: 'forgetSecret', name: 'never' },
    ]);
    expect(await storage.secret('a')).toBeNull();
    for (const name of ['a', 'never'])
      await expect(storage.commit([{ op: 'keepSecret', name, secret: key }])).rejects.toThrow();
  });
});

test('[ST10] sqlite: a forgotten secret is nowhere in the files, whatever was kept and forgotten around it', async () => {
  const path = temporaryStorePath();
  const storage = sqliteStorage(path);
  const secrets = new Map<string, Buffer>();
  const forgotten: Buffer[] = [];
  const name = (n: number): string => createHash('sha256').update(String(n)).digest('base64url');
  const files = (): Buffer[] =>
    [path, `${path}-wal`].filter((file) => existsSync(file)).map((file) => readFileSync(file));
  for (let n = 0; n < 600; n += 1) {
    const secret = randomBytes(32);
    secrets.set(name(n), secret);
    await storage.commit([
      { op: 'keepSecret', name: name(n), secret },
      { op: 'append', log: name(n % 7), bytes: randomBytes(300) },
      { op: 'put', table: 't', key: name(n), value: 'x'.repeat(n) },
    ]);
    if (n % 3 !== 0) continue;
    // An old one or a new one, by its hash: no order helps.
    const victim = [...secrets.keys()].sort()[0] ?? '';
    forgotten.push(secrets.get(victim) ?? Buffer.alloc(0));
    secrets.delete(victim);
    await storage.commit([{ op: 'forgetSecret', name: victim }]);
  }
  const bytesOfFiles = files();
  const isThere = (secret: Buffer): boolean => bytesOfFiles.some((file) => file.includes(secret));
  expect(forgotten.filter(isThere)).toEqual([]);
  expect([...secrets.values()].filter((secret) => !isThere(secret))).toEqual([]);
  await storage.close();
});

test('[ST11] sqlite: a copy made while work goes on opens by itself, is whole, and has no forgotten secret in it', async () => {
  const storage = sqliteStorage(temporaryStorePath());
  const copy = temporaryStorePath();
  const secrets = Array.from({ length: 400 }, () => randomBytes(32));
  for (const [n, secret] of secrets.entries())
    await storage.commit([
      { op: 'keepSecret', name: `s${n}`, secret },
      { op: 'append', log: 'a', bytes: randomBytes(5000) },
    ]);
  const before = await storage.readLog('a');
  const copying = storage.copyTo(copy);
  for (let n = 0; n < 200; n += 1)
    await storage.commit([
      { op: 'forgetSecret', name: `s${n}` },
      { op: 'append', log: 'b', bytes: bytes(n) },
    ]);
  await copying;
  const file = readFileSync(copy);
  // Which of them were forgotten before the copy ended depends on the clock; what it says must be what it has.
  expect(existsSync(`${copy}-wal`)).toBe(false);
  const opened = sqliteStorage(copy);
  expect(await opened.readLog('a')).toEqual(before);
  const forgotten = (await opened.readLog('b')).length;
  expect(secrets.slice(0, forgotten).filter((secret) => file.includes(secret))).toEqual([]);
  expect(await opened.secret(`s${forgotten}`)).toEqual(new Uint8Array(secrets[forgotten] ?? []));
  await opened.commit([{ op: 'put', table: 't', key: 'k', value: 1 }]);
  await opened.close();
  // A second one, with nothing running: all that was forgotten is gone.
  const later = temporaryStorePath();
  await storage.copyTo(later);
  expect(secrets.slice(0, 200).filter((secret) => readFileSync(later).includes(secret))).toEqual([]);
  expect(secrets.slice(200).filter((secret) => !readFileSync(later).includes(secret))).toEqual([]);
});

test('[ST11] a copy goes over nothing that is there, and a hall in memory makes none', async () => {
  const storage = sqliteStorage(temporaryStorePath());
  const taken = temporaryStorePath();
  writeFileSync(taken, 'somebody else’s');
  await expect(storage.copyTo(taken)).rejects.toThrow(/EEXIST/);
  expect(readFileSync(taken, 'utf8')).toBe('somebody else’s');
  await expect(storageOf('memory').copyTo(temporaryStorePath())).rejects.toThrow();
});
