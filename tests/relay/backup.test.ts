import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openControl, runningRelay } from '../../sync-server/backup/control.ts';
import { addErasures, erasuresIn, readErasures } from '../../sync-server/backup/erasure-list.ts';
import { BackupError } from '../../sync-server/backup/faults.ts';
import { sha256File } from '../../sync-server/backup/files.ts';
import { makeBackup, type Source } from '../../sync-server/backup/make-backup.ts';
import { manifestPath, readManifests, writeManifests } from '../../sync-server/backup/manifest.ts';
import { restore, STORE } from '../../sync-server/backup/restore.ts';
import { roomName } from '../../sync-server/hall/ledger-room.ts';
import { readTuples } from '../../sync-server/recovery/days.ts';
import { roomUpdate } from '../../sync-server/recovery/opening.ts';
import { erasedNames } from '../../sync-server/rooms/dossier-records.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';
import { Counter } from './counter.ts';
import { openMatter } from './dossier-client.ts';
import { pc } from './people.ts';
import { founded, startRelay, type TestRelay } from './start-relay.ts';

const WALL = Date.parse('2026-11-23T22:00:00+08:00');

interface Hall {
  relay: TestRelay;
  storage: Storage;
  dataDir: string;
  /** A folder for backups, on another disk in a real hall. */
  backups: string;
  source: Source;
}

/** A hall on a disk, with a window open and a matter begun. `epoch`: founded at another time than the sample. */
async function hallOnDisk(epoch?: string): Promise<Hall> {
  const dataDir = mkdtempSync(join(tmpdir(), 'onewindow-data-'));
  const backups = mkdtempSync(join(tmpdir(), 'onewindow-backup-'));
  const storage = sqliteStorage(join(dataDir, STORE));
  if (epoch !== undefined) {
    await storage.commit((await founded()).changes);
    const record = await storage.get<Record<string, unknown>>('hall', 'current');
    await storage.commit([{ op: 'put', table: 'hall', key: 'current', value: { ...record, epoch } }]);
  }
  const relay = await startRelay({ storage, isFounded: epoch !== undefined });
  const source = { copyTo: (path: string) => storage.copyTo(path), erased: () => erasedNames(storage) };
  const counter = await Counter.open(await pc(relay, '0317'), '0317');
  await counter.act('openWindow', { window: 3 });
  await openMatter(relay, counter);
  return { relay, storage, dataDir, backups, source };
}

async function faultOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof BackupError) return error.fault;
    throw error;
  }
  return 'none';
}

const newFolder = (): string => join(mkdtempSync(join(tmpdir(), 'onewindow-restored-')), 'data');

test('a backup of a running hall is the hall: restored, it has the same day, entry and chain', async () => {
  const { relay, backups, source } = await hallOnDisk();
  const file = join(backups, 'night.sqlite');
  const { engine } = relay.relay.hall;
  const manifest = await makeBackup(source, file, WALL);
  expect(manifest).toMatchObject({
    hall: engine.identity.hall,
    epoch: engine.identity.epoch,
    day: '2026-11-23',
    seq: engine.state.seq,
    head: engine.log.head,
    bytes: statSync(file).size,
  });
  expect(statSync(file).mode & 0o077).toBe(0);
  const dataDir = newFolder();
  await restore({ file, dataDir, wall: WALL });
  const restored = sqliteStorage(join(dataDir, STORE));
  const again = await startRelay({ storage: restored, isFounded: true });
  expect(again.relay.hall.isRecovering).toBe(true);
  expect(again.relay.hall.engine.log.head).toBe(engine.log.head);
  expect([...again.relay.hall.engine.state.mattersByDossier.keys()]).toEqual([...engine.state.mattersByDossier.keys()]);
});

test('nobody is signed in after a restore', async () => {
  const { backups, source } = await hallOnDisk();
  const file = join(backups, 'night.sqlite');
  await makeBackup(source, file, WALL);
  const dataDir = newFolder();
  await restore({ file, dataDir, wall: WALL });
  const restored = sqliteStorage(join(dataDir, STORE));
  onTestFinished(() => restored.close());
  expect((await restored.list('session')).size).toBe(0);
  expect((await restored.list('account')).size).toBeGreaterThan(0);
});

test.each([
  ['a bit of it is another', 'hash-differs', (file: string) => flip(file, 20_000)],
  ['its end is missing', 'truncated', (file: string) => truncateSync(file, statSync(file).size - 4096)],
  ['something was added to it', 'hash-differs', (file: string) => appendFileSync(file, 'x')],
  ['its manifest is missing', 'manifest-missing', (file: string) => writeFileSync(manifestPath(file), '{}')],
  ['its ledger says something else, and its manifest agrees', 'chain-broken', forgeLedger],
])('a backup is refused where %s', async (_, fault, spoil) => {
  const { backups, source, relay } = await hallOnDisk();
  const counter = await Counter.open(await pc(relay, '0318'), '0318');
  // Past a seal: what is changed before it shows.
  for (let n = 0; n < 60; n += 1) {
    await counter.act('openWindow', { window: 4 });
    await counter.act('closeWindow', { window: 4 });
  }
  expect(relay.relay.hall.engine.state.sealed.through).toBeGreaterThan(0);
  const file = join(backups, 'night.sqlite');
  await makeBackup(source, file, WALL);
  await Promise.resolve(spoil(file));
  const dataDir = newFolder();
  expect(await faultOf(restore({ file, dataDir, wall: WALL }))).toBe(fault);
  expect(existsSync(join(dataDir, STORE))).toBe(false);
});

test('a copy that is damaged never takes the place of a good one', async () => {
  const { backups, source } = await hallOnDisk();
  const file = join(backups, 'night.sqlite');
  const good = await makeBackup(source, file, WALL);
  const damaged: Source = {
    ...source,
    copyTo: async (path) => {
      await source.copyTo(path);
      // The first byte of a page says what it is.
      for (let page = 1; page < 12; page += 1) flip(path, page * 4096);
    },
  };
  const failing: Source = { ...source, copyTo: () => Promise.reject(new Error('disk full')) };
  expect(await faultOf(makeBackup(damaged, file, WALL))).toMatch(/damaged|chain-broken|no-hall/);
  expect(await faultOf(makeBackup(failing, file, WALL))).toBe('not-written');
  expect(await readManifests(file)).toEqual([good]);
  expect((await restore({ file, dataDir: newFolder(), wall: WALL })).manifest).toEqual(good);
});

test('what a killed backup has left behind is deleted by the next one, and a good one leaves nothing', async () => {
  const { backups, source } = await hallOnDisk();
  const left = join(backups, '.onewindow-copy-night.sqlite-1');
  writeFileSync(left, 'personal data');
  const yesterday = new Date(Date.now() - 24 * 3_600_000);
  utimesSync(left, yesterday, yesterday);
  await makeBackup(source, join(backups, 'night.sqlite'), WALL);
  expect(readdirSync(backups).sort()).toEqual(['night.sqlite', 'night.sqlite.manifest.json']);
});

test('whichever moment a backup ends in, what lies there can be restored', async () => {
  const { backups, source, relay } = await hallOnDisk();
  const file = join(backups, 'night.sqlite');
  const first = await makeBackup(source, file, WALL);
  const old = readFileSync(file);
  const counter = await Counter.open(await pc(relay, '0318'), '0318');
  await counter.act('openWindow', { window: 4 });
  const second = await makeBackup(source, file, WALL + 1);
  expect((await restore({ file, dataDir: newFolder(), wall: WALL })).manifest).toEqual(second);
  // The new manifest is written, the new file not yet in its place.
  writeFileSync(file, old);
  expect((await restore({ file, dataDir: newFolder(), wall: WALL })).manifest).toEqual(first);
});

test('a hall that was founded anew does not overwrite the backup of the one that was lost', async () => {
  const lost = await hallOnDisk();
  const file = join(lost.backups, 'night.sqlite');
  const good = await makeBackup(lost.source, file, WALL);
  const anew = await hallOnDisk('1-000000000000');
  expect(await faultOf(makeBackup(anew.source, file, WALL))).toBe('would-lose-newer');
  expect(await readManifests(file)).toEqual([good]);
  // Beside it, it is welcome.
  await makeBackup(anew.source, join(lost.backups, 'anew.sqlite'), WALL);
});

test('a backup that is older than what lies there is not put over it', async () => {
  const { relay, backups, source } = await hallOnDisk();
  const old = join(backups, 'old.sqlite');
  await makeBackup(source, old, WALL);
  const counter = await Counter.open(await pc(relay, '0318'), '0318');
  await counter.act('openWindow', { window: 4 });
  const file = join(backups, 'night.sqlite');
  const newer = await makeBackup(source, file, WALL);
  const behind = sqliteStorage(await restoredStore(old));
  onTestFinished(() => behind.close());
  const from: Source = { copyTo: (path) => behind.copyTo(path), erased: () => erasedNames(behind) };
  expect(await faultOf(makeBackup(from, file, WALL))).toBe('would-lose-newer');
  expect(await readManifests(file)).toEqual([newer]);
});

test('a restore refuses a backup that is older than the hall that is there, and changes nothing', async () => {
  const { relay, dataDir, backups, source } = await hallOnDisk();
  const file = join(backups, 'night.sqlite');
  await makeBackup(source, file, WALL);
  const counter = await Counter.open(await pc(relay, '0318'), '0318');
  await counter.act('openWindow', { window: 4 });
  const { head } = relay.relay.hall.engine.log;
  await relay.stop();
  expect(await faultOf(restore({ file, dataDir, wall: WALL }))).toBe('older-than-present');
  const again = await startRelay({ storage: sqliteStorage(join(dataDir, STORE)), isFounded: true });
  expect(again.relay.hall.engine.log.head).toBe(head);
  expect(again.relay.hall.isRecovering).toBe(false);
});

test('a store that is broken is set aside for a backup, not deleted', async () => {
  const { relay, dataDir, backups, source } = await hallOnDisk();
  const file = join(backups, 'night.sqlite');
  await makeBackup(source, file, WALL);
  await relay.stop();
  const store = join(dataDir, STORE);
  writeFileSync(store, 'no database at all');
  const { setAside } = await restore({ file, dataDir, wall: WALL });
  expect(readFileSync(setAside ?? '', 'utf8')).toBe('no database at all');
  const again = await startRelay({ storage: sqliteStorage(store), isFounded: true });
  expect(again.relay.hall.isRecovering).toBe(true);
});

test('a running relay makes the copy for a program of this machine, and is not restored over', async () => {
  const { relay, storage, dataDir, backups, source } = await hallOnDisk();
  const told: number[] = [];
  const close = await openControl(storage, dataDir, (at) => told.push(at));
  onTestFinished(close);
  const asked = await runningRelay(dataDir);
  const file = join(backups, 'night.sqlite');
  if (!asked) throw new Error('no relay');
  const manifest = await makeBackup(asked, file, WALL);
  expect(manifest.seq).toBe(relay.relay.hall.engine.state.seq);
  expect(told).toEqual([WALL]);
  expect(await faultOf(restore({ file, dataDir, wall: WALL }))).toBe('relay-running');
  // Without its file nobody can ask, and the store's lock says it.
  await close();
  expect(await runningRelay(dataDir)).toBeNull();
  expect(await faultOf(restore({ file, dataDir, wall: WALL }))).toBe('relay-running');
  expect(await source.erased()).toEqual([]);
});

test('whoever cannot read the data folder gets no copy', async () => {
  const { storage, dataDir } = await hallOnDisk();
  onTestFinished(await openControl(storage, dataDir));
  const control = join(dataDir, 'control.json');
  expect(statSync(control).mode & 0o077).toBe(0);
  const { port } = JSON.parse(readFileSync(control, 'utf8')) as { port: number };
  const path = join(dataDir, 'stolen.sqlite');
  const body = JSON.stringify({ path });
  for (const authorization of ['', 'Bearer ', 'Bearer guess']) {
    const answer = await fetch(`http://127.0.0.1:${port}/copy`, { method: 'POST', headers: { authorization }, body });
    expect(answer.status).toBe(403);
  }
  expect(existsSync(path)).toBe(false);
});

test('the list of erased dossiers is only added to, and a line that broke off is no name', async () => {
  const list = erasuresIn(mkdtempSync(join(tmpdir(), 'onewindow-list-')));
  const [a, b] = ['dossier/hall/AAAAAAAAAAAAAAAAAAAAAA/1-ab', 'dossier/hall/BBBBBBBBBBBBBBBBBBBBBB/1-ab'];
  await addErasures(list, [a]);
  appendFileSync(list, b.slice(0, 20));
  await addErasures(list, [a, b]);
  expect(await readErasures(list)).toEqual([a, b]);
  expect(readFileSync(list, 'utf8').startsWith(`${a}\n`)).toBe(true);
});

async function restoredStore(file: string): Promise<string> {
  const dataDir = newFolder();
  await restore({ file, dataDir, wall: WALL });
  return join(dataDir, STORE);
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}

/** Somebody who can write the files changes an entry and makes the manifest agree. */
async function forgeLedger(file: string): Promise<void> {
  const [manifest] = await readManifests(file);
  if (!manifest) throw new Error('no manifest');
  const storage = sqliteStorage(file);
  const room = roomName(manifest, manifest.day);
  const tuples = (await readTuples(storage, room, manifest.seq)).map((entry, index) =>
    index === 4 ? [33, 1, 1, 1, 1, 0, 9] : entry,
  );
  await storage.commit([
    { op: 'drop', log: room },
    { op: 'append', log: room, bytes: roomUpdate(tuples) },
  ]);
  await storage.close();
  await writeManifests(file, [{ ...manifest, bytes: statSync(file).size, sha256: await sha256File(file) }]);
}
