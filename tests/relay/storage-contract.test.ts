import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { sqliteStorage, StorageInUseError } from '../../sync-server/storage/sqlite.ts';
import type { Change, Storage, StorageError } from '../../sync-server/storage/storage.ts';
import { storageOf, temporaryStorePath } from './start-relay.ts';

/** A log's parts, in numbers. */
async function partsOf(storage: Storage, log: string): Promise<{ updates: number[][]; tail: number; end: number }> {
  const { updates, tail, end } = await storage.readParts(log);
  return { updates: updates.map((part) => [...part]), tail, end };
}

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

  test('[ST8] a log with a snapshot reads as the snapshot and the entries after it, and grows from there', async () => {
    const storage = storageOf(kind);
    await storage.commit([1, 2, 3].map((n) => ({ op: 'append' as const, log: 'a', bytes: bytes(n) })));
    await storage.commit([{ op: 'append', log: 'b', bytes: bytes(9) }]);
    expect(await partsOf(storage, 'a')).toEqual({ updates: [[1], [2], [3]], tail: 3, end: 3 });
    await storage.commit([
      { op: 'append', log: 'a', bytes: bytes(4) },
      { op: 'snapshot', log: 'a', through: 2, bytes: bytes(1, 2) },
    ]);
    expect(await partsOf(storage, 'a')).toEqual({ updates: [[1, 2], [3], [4]], tail: 2, end: 4 });
    await storage.commit([
      { op: 'snapshot', log: 'a', through: 4, bytes: bytes(1, 2, 3, 4) },
      { op: 'append', log: 'a', bytes: bytes(5) },
    ]);
    expect(await partsOf(storage, 'a')).toEqual({ updates: [[1, 2, 3, 4], [5]], tail: 1, end: 5 });
    expect(await partsOf(storage, 'b')).toEqual({ updates: [[9]], tail: 1, end: 1 });
    expect(await partsOf(storage, 'never')).toEqual({ updates: [], tail: 0, end: 0 });
    await storage.commit([{ op: 'snapshot', log: 'a', through: 5, bytes: bytes(15) }]);
    expect(await partsOf(storage, 'a')).toEqual({ updates: [[15]], tail: 0, end: 5 });
    await storage.commit([{ op: 'append', log: 'a', bytes: bytes(6) }]);
    expect((await storage.readLog('a')).map((part) => [...part])).toEqual([[15], [6]]);
  });

  test('[ST12] a snapshot of what the log does not have, or not newer than the last, changes nothing', async () => {
    const storage = storageOf(kind);
    const refuses = (through: number, log = 'a'): Promise<void> =>
      expect(
        storage.commit([
          { op: 'append', log: 'x', bytes: bytes(1) },
          { op: 'snapshot', log, through, bytes: bytes(7) },
        ]),
      ).rejects.toMatchObject({ fault: 'refused' });
    await storage.commit([1, 2, 3].map((n) => ({ op: 'append' as const, log: 'a', bytes: bytes(n) })));
    await refuses(4);
    await refuses(0);
    await refuses(1, 'never');
    await storage.commit([{ op: 'snapshot', log: 'a', through: 2, bytes: bytes(12) }]);
    await refuses(2);
    await refuses(1);
    await expect(
      storage.commit([
        { op: 'drop', log: 'a' },
        { op: 'snapshot', log: 'a', through: 3, bytes: bytes(7) },
      ]),
    ).rejects.toMatchObject({ fault: 'refused' });
    expect(await partsOf(storage, 'a')).toEqual({ updates: [[12], [3]], tail: 1, end: 3 });
    expect(await storage.readLog('x')).toEqual([]);
    await storage.commit([{ op: 'drop', log: 'a' }]);
    await refuses(1);
    expect(await partsOf(storage, 'a')).toEqual({ updates: [], tail: 0, end: 0 });
    await storage.commit([{ op: 'append', log: 'a', bytes: bytes(4) }]);
    expect(await partsOf(storage, 'a')).toEqual({ updates: [[4]], tail: 1, end: 1 });
  });

  test('[ST13] what is asked in one breath is done in that order, and one that fails takes nobody with it', async () => {
    const storage = storageOf(kind);
    const add = (n: number): Promise<void> => storage.commit([{ op: 'append', log: 'a', bytes: bytes(n) }]);
    const seen: string[] = [];
    const asked = [
      add(1),
      storage.readLog('a').then((log) => void seen.push(`read ${log.length}`)),
      add(2),
      storage
        .commit([
          { op: 'append', log: 'a', bytes: bytes(9) },
          { op: 'snapshot', log: 'a', through: 99, bytes: bytes() },
        ])
        .then(
          () => void seen.push('kept'),
          () => void seen.push('refused'),
        ),
      add(3),
      storage.commit([{ op: 'put', table: 't', key: 'k', value: 1 }]),
      storage.get('t', 'k').then((value) => void seen.push(`got ${String(value)}`)),
      storage.readLog('a').then((log) => void seen.push(`read ${log.length}`)),
    ];
    await Promise.all(asked);
    expect(seen.sort()).toEqual(['got 1', 'read 1', 'read 3', 'refused']);
    expect((await storage.readLog('a')).map((part) => [...part])).toEqual([[1], [2], [3]]);
  });

  test('[ST18] a record is created once: a commit that would do it again changes nothing and says so', async () => {
    const storage = storageOf(kind);
    const create = (key: string, value: unknown): Change => ({ op: 'create', table: 't', key, value });
    await storage.commit([create('k', 1)]);
    const again: Change[] = [{ op: 'append', log: 'a', bytes: bytes(9) }, create('x', 2), create('k', 3)];
    const outcomes = await Promise.allSettled([
      storage.commit(again),
      storage.commit([create('twice', 1), create('twice', 2)]),
      storage.commit([create('y', 4)]),
    ]);
    expect(outcomes.map((one) => (one.status === 'rejected' ? (one.reason as StorageError).fault : 'kept'))).toEqual([
      'taken',
      'taken',
      'kept',
    ]);
    await expect(storage.commit(again)).rejects.toMatchObject({ fault: 'taken' });
    expect(await storage.readLog('a')).toEqual([]);
    expect(await storage.list('t')).toEqual(
      new Map([
        ['k', 1],
        ['y', 4],
      ]),
    );
    await storage.commit([{ op: 'delete', table: 't', key: 'k' }, create('k', 5)]);
    expect(await storage.get('t', 'k')).toBe(5);
  });

  test('[ST14] large entries come back as they were, and what is not used up by one is there for the next', async () => {
    const storage = storageOf(kind);
    const large = new Uint8Array(randomBytes(300_000));
    const before = [...large];
    const window = large.subarray(1000, 200_000);
    await storage.commit([
      { op: 'append', log: 'a', bytes: large },
      { op: 'append', log: 'a', bytes: window },
      { op: 'append', log: 'a', bytes: Buffer.from('small') },
    ]);
    expect([...large]).toEqual(before);
    const [first, second, third] = await storage.readLog('a');
    expect(Buffer.from(first ?? []).equals(large)).toBe(true);
    expect(Buffer.from(second ?? []).equals(window)).toBe(true);
    expect(Buffer.from(third ?? []).toString()).toBe('small');
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
  await storage.commit(
    secrets.flatMap((secret, n): Change[] => [
      { op: 'keepSecret', name: `s${n}`, secret },
      { op: 'append', log: 'a', bytes: randomBytes(5000) },
    ]),
  );
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

describe('sqlite: damage, faults and the end', () => {
  const three = async (path: string): Promise<void> => {
    const storage = sqliteStorage(path);
    for (const n of [1, 2, 3, 4]) {
      await storage.commit([{ op: 'append', log: 'a', bytes: bytes(n) }]);
      if (n === 2 || n === 3)
        await storage.commit([{ op: 'snapshot', log: 'a', through: n, bytes: new Uint8Array(500).fill(n) }]);
    }
    await storage.close();
  };
  /** Writes into the file as a failing disk would, past the storage. */
  const spoil = (path: string, sql: string): void => {
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
  };

  test('[ST15] a newest snapshot with one bit turned is passed over for the one before it and the entries since', async () => {
    const path = temporaryStorePath();
    await three(path);
    const file = readFileSync(path);
    const at = file.indexOf(Buffer.alloc(400, 3));
    expect(at).toBeGreaterThan(0);
    file[at + 100] = 2;
    writeFileSync(path, file);
    const storage = sqliteStorage(path);
    const parts = await storage.readParts('a');
    expect(parts).toMatchObject({ tail: 2, end: 4 });
    expect(parts.updates.map((part) => [part.length, part[0]])).toEqual([
      [500, 2],
      [1, 3],
      [1, 4],
    ]);
    // The next one takes the damaged one's place, even where it stood.
    await storage.commit([{ op: 'snapshot', log: 'a', through: 3, bytes: bytes(33) }]);
    expect(await partsOf(storage, 'a')).toEqual({ updates: [[33], [4]], tail: 1, end: 4 });
    await storage.close();
  });

  test('[ST15] a torn snapshot, or one that was moved to another log or place, is none', async () => {
    for (const sql of [
      'UPDATE snapshot SET bytes = substr(bytes, 1, 100) WHERE through = 3',
      'UPDATE snapshot SET through = 4 WHERE through = 3',
      "INSERT INTO snapshot (log, through, hash, bytes) SELECT 'a', 4, hash, bytes FROM snapshot WHERE through = 2; DELETE FROM snapshot WHERE through = 3",
    ]) {
      const path = temporaryStorePath();
      await three(path);
      spoil(path, sql);
      const storage = sqliteStorage(path);
      const parts = await storage.readParts('a');
      expect(
        parts.updates.map((part) => part[0]),
        sql,
      ).toEqual([2, 3, 4]);
      await storage.close();
    }
  });

  test('[ST15] when nothing good is left, or an entry is lacking, it says so instead of giving a part for the whole', async () => {
    for (const sql of [
      'UPDATE snapshot SET bytes = zeroblob(9)',
      'DELETE FROM log WHERE n = 4',
      'DELETE FROM log WHERE n = 3',
    ]) {
      const path = temporaryStorePath();
      await three(path);
      spoil(
        path,
        `${sql}; UPDATE snapshot SET hash = zeroblob(32) WHERE through = 3; INSERT INTO log VALUES ('a', 5, x'05')`,
      );
      const storage = sqliteStorage(path);
      await expect(storage.readLog('a'), sql).rejects.toMatchObject({ fault: 'damaged' });
      expect(await storage.readLog('b')).toEqual([]);
      await storage.close();
    }
  });

  test('[ST16] a close waits for all that was asked before it; afterwards nothing is taken', async () => {
    const path = temporaryStorePath();
    const storage = sqliteStorage(path);
    const asked = Array.from({ length: 50 }, (_, n) => storage.commit([{ op: 'append', log: 'a', bytes: bytes(n) }]));
    const copy = temporaryStorePath();
    const copied = storage.copyTo(copy);
    await storage.close();
    await Promise.all([...asked, copied]);
    await expect(storage.commit([])).rejects.toMatchObject({ fault: 'closed' });
    await expect(storage.get('t', 'k')).rejects.toMatchObject({ fault: 'closed' });
    await storage.close();
    for (const file of [path, copy]) {
      const again = sqliteStorage(file);
      expect((await again.readLog('a')).map((part) => part[0])).toEqual(asked.map((_, n) => n));
      await again.close();
    }
  });

  test('[ST17] a second one on the same file is refused by name, and a file that is no store is said to be damaged', async () => {
    const path = temporaryStorePath();
    const storage = sqliteStorage(path);
    expect(() => sqliteStorage(path)).toThrow(StorageInUseError);
    await storage.close();
    const none = temporaryStorePath();
    writeFileSync(none, 'not a database, whatever it may be named: '.repeat(200));
    expect(() => sqliteStorage(none)).toThrow(expect.objectContaining({ fault: 'damaged' }));
    expect(() => sqliteStorage('/nowhere/at/all/hall.sqlite')).toThrow(expect.objectContaining({ fault: 'io' }));
  });
});
