import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { erasuresIn, readErasures } from '../../sync-server/backup/erasure-list.ts';
import { makeBackup } from '../../sync-server/backup/make-backup.ts';
import { restore, STORE } from '../../sync-server/backup/restore.ts';
import { erasedNames } from '../../sync-server/rooms/dossier-records.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';
import { openMatter } from '../relay/dossier-client.ts';
import { pc } from '../relay/people.ts';
import { MONDAY_TEN, startRelay, waitFor, type TestRelay } from '../relay/start-relay.ts';
import { gone, ShelfPc } from './shelf-pc.ts';
import { inStep, WindowPc } from './window-pc.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NAME = '王小明的名字';

afterEach(() => vi.unstubAllGlobals());

interface Scene {
  relay: TestRelay;
  storage: Storage;
  dataDir: string;
  backups: string;
  /** The dossier, and the name it is kept under. */
  id: string;
  kept: string;
  backup(name: string): Promise<string>;
}

/** A matter whose dossier has a name in it, on a PC that has it open. */
async function scene(): Promise<Scene & { clerk: ShelfPc }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'onewindow-data-'));
  const backups = mkdtempSync(join(tmpdir(), 'onewindow-backups-'));
  const storage = sqliteStorage(join(dataDir, STORE));
  const relay = await startRelay({ storage, options: { erasures: erasuresIn(dataDir) } });
  const clerk = await ShelfPc.open(relay, '0317');
  const id = await openMatter(relay, clerk.counter);
  const room = await clerk.type(id, 'applicant.name', NAME);
  await waitFor(() => clerk.shelf.isNamed(id), 'the matter');
  clerk.line(true);
  await waitFor(() => room.savedAtHall, 'the hall');
  const source = { copyTo: (path: string) => storage.copyTo(path), erased: () => erasedNames(storage) };
  const backup = async (name: string): Promise<string> => {
    const file = join(backups, name);
    await makeBackup(source, file, relay.wall.now);
    return file;
  };
  return { relay, storage, dataDir, backups, id, kept: relay.relay.dossiers.storeName(id), backup, clerk };
}

async function erase(relay: TestRelay, id: string): Promise<void> {
  const administrator = await pc(relay, '0001');
  expect((await administrator.post(`/api/dossiers/${id}/erase`)).status).toBe(200);
}

/** A second PC that has had the dossier open, and has closed it. */
async function otherPc({ relay, id }: Scene): Promise<ShelfPc> {
  const other = await ShelfPc.open(relay, '0318');
  await waitFor(() => other.shelf.isNamed(id), 'the matter');
  const room = other.shelf.open(id);
  await waitFor(() => room.text('applicant.name') === NAME, 'the name');
  await room.stored();
  return other;
}

/** All bytes below these folders. */
function bytesIn(...folders: string[]): Buffer {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((entry) => join(folder, String(entry))),
  );
  return Buffer.concat(files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file)));
}

async function keyOf(storage: Storage, kept: string): Promise<Buffer> {
  const key = await storage.secret(kept);
  if (!key) throw new Error('no key');
  return Buffer.from(key);
}

/** Another machine with what a restore left in its data folder. */
async function started(dataDir: string, at: number): Promise<{ relay: TestRelay; storage: Storage }> {
  const storage = sqliteStorage(join(dataDir, STORE));
  return {
    relay: await startRelay({ storage, isFounded: true, at, options: { erasures: erasuresIn(dataDir) } }),
    storage,
  };
}

async function openHall(relay: TestRelay): Promise<void> {
  const supervisor = await pc(relay, '0100');
  expect((await supervisor.post('/api/recovery/open')).status).toBe(200);
}

describe('a dossier that was erased', () => {
  test('is gone on the PCs that have it: the open one, the closed one, and its name in lists', async () => {
    const hall = await scene();
    const { relay, id, clerk } = hall;
    const other = await otherPc(hall);
    other.shelf.close(id);
    await waitFor(() => other.use().labels.of(id) !== null || other.shelf.opened(id) !== null, 'the name');
    await other.reopen();
    await waitFor(() => other.use().labels.of(id) !== null, 'the name in a list');
    expect(await other.dump()).toContain(NAME);
    expect(await clerk.dump()).toContain(NAME);
    await erase(relay, id);
    await gone(clerk.use(), NAME);
    await waitFor(() => other.counter.state.erased.has(id), 'the ledger');
    other.line(true);
    await gone(other, NAME);
    expect(other.labels.of(id)).toBeNull();
  });

  test('is gone in the store, its log, its WAL, and in every backup that is made from then on', async () => {
    const { relay, storage, dataDir, backups, id, kept, backup } = await scene();
    const key = await keyOf(storage, kept);
    const room = await relay.relay.dossiers.room(id);
    if (typeof room !== 'string') await room.compact();
    expect(bytesIn(dataDir).includes(key)).toBe(true);
    await erase(relay, id);
    expect(await storage.readLog(kept)).toEqual([]);
    await backup('after.sqlite');
    expect(bytesIn(dataDir, backups).includes(key)).toBe(false);
    expect(await readErasures(erasuresIn(backups))).toEqual([kept]);
    await waitFor(async () => (await readErasures(erasuresIn(dataDir))).length === 1, 'the list');
  });

  test('is not brought back by a PC that was off for three weeks, whatever it had not sent', async () => {
    const hall = await scene();
    const { relay, id, kept, storage, clerk } = hall;
    const other = await otherPc(hall);
    other.line(false);
    await other.type(id, 'applicant.address', '没送出的地址');
    other.shelf.closeAll();
    clerk.use();
    await erase(relay, id);
    await gone(clerk, NAME);
    for (let day = 0; day < 21; day += 1) {
      relay.wall.now += DAY;
      await relay.relay.hall.tick();
    }
    expect(relay.relay.hall.engine.state.mattersByDossier.has(id)).toBe(false);
    expect(await other.dump()).toContain('没送出的地址');
    await other.reopen();
    other.line(true);
    await gone(other, '没送出的地址');
    expect(await other.dump()).not.toContain(NAME);
    // Opened all the same, by an old bookmark: its room is no more, and the copy goes again.
    const room = other.shelf.open(id);
    await room.whenReady;
    room.follow(true);
    await waitFor(() => room.isDeleted, 'the refusal');
    expect(await storage.secret(kept)).toBeNull();
    expect(await storage.readLog(kept)).toEqual([]);
    expect(await relay.relay.dossiers.content(id)).toBeNull();
  });

  test('is not brought back by an old backup: the list beside it is newer', async () => {
    const hall = await scene();
    const { relay, storage, id, kept, backup, clerk } = hall;
    const other = await otherPc(hall);
    other.shelf.closeAll();
    clerk.use().shelf.closeAll();
    const key = await keyOf(storage, kept);
    const old = await backup('old.sqlite');
    await erase(relay, id);
    await backup('new.sqlite');
    await relay.stop();
    const dataDir = join(mkdtempSync(join(tmpdir(), 'onewindow-restored-')), 'data');
    const { erasedAgain } = await restore({ file: old, dataDir, wall: MONDAY_TEN + HOUR });
    expect(erasedAgain).toBe(1);
    expect(bytesIn(dataDir).includes(key)).toBe(false);
    const again = await started(dataDir, MONDAY_TEN + HOUR);
    await openHall(again.relay);
    expect(again.relay.relay.hall.engine.state.erased.has(id)).toBe(true);
    expect(await again.relay.relay.dossiers.room(id)).toBe('erased');
    // Its copy is of the epoch before: it is not told to the new one.
    await other.reopen(again.relay);
    other.line(true);
    await gone(other, NAME);
    expect(bytesIn(dataDir).includes(key)).toBe(false);
    expect(await again.storage.readLog(kept)).toEqual([]);
  });

  test.each([
    ['the data folder', (lists: { dataDir: string }) => ({ into: lists.dataDir })],
    ['a place that is named', (lists: { elsewhere: string }) => ({ erasures: [lists.elsewhere] })],
  ])('is erased again from the list in %s', async (_, choose) => {
    const { relay, dataDir, backups, id, kept, backup } = await scene();
    const old = await backup('old.sqlite');
    await erase(relay, id);
    const elsewhere = join(mkdtempSync(join(tmpdir(), 'onewindow-list-')), 'list.txt');
    await waitFor(async () => (await readErasures(erasuresIn(dataDir))).includes(kept), 'the list');
    copyFileSync(erasuresIn(dataDir), elsewhere);
    await relay.stop();
    rmSync(erasuresIn(backups), { force: true });
    const target = join(mkdtempSync(join(tmpdir(), 'onewindow-restored-')), 'data');
    const choice: { into?: string; erasures?: string[] } = choose({ dataDir, elsewhere });
    if (choice.into !== undefined) {
      // The disk broke, the list beside the store could still be read.
      rmSync(join(dataDir, STORE));
      await restore({ file: old, dataDir, wall: MONDAY_TEN + HOUR });
      copyFileSync(join(dataDir, STORE), join(mkdtempSync(join(tmpdir(), 'onewindow-look-')), STORE));
    } else await restore({ file: old, dataDir: target, erasures: choice.erasures ?? [], wall: MONDAY_TEN + HOUR });
    const restored = sqliteStorage(join(choice.into ?? target, STORE));
    onTestFinished(() => restored.close());
    expect(await restored.secret(kept)).toBeNull();
    expect(await readErasures(erasuresIn(choice.into ?? target))).toEqual([kept]);
  });

  test('is erased again when only a window PC’s ledger knows of it', async () => {
    const { relay, storage, backups, id, kept, backup } = await scene();
    const key = await keyOf(storage, kept);
    const old = await backup('old.sqlite');
    const window = await WindowPc.open(relay, '0318');
    await window.must('openWindow', { window: 4 });
    await erase(relay, id);
    await inStep(relay, window);
    await window.keepLedger();
    await relay.stop();
    rmSync(erasuresIn(backups), { force: true });
    const dataDir = join(mkdtempSync(join(tmpdir(), 'onewindow-restored-')), 'data');
    await restore({ file: old, dataDir, wall: MONDAY_TEN + HOUR });
    expect(bytesIn(dataDir).includes(key)).toBe(true);
    const again = await started(dataDir, MONDAY_TEN + HOUR);
    window.moveTo(again.relay);
    // A PC that the backup does not know is a device again once somebody has signed in on it.
    expect(await window.comeBack()).toBe('recovering');
    expect(again.relay.relay.recovery?.checkIns.size).toBe(0);
    await window.browser.signIn('0318');
    await window.comeBack();
    await openHall(again.relay);
    expect(await again.relay.relay.dossiers.room(id)).toBe('erased');
    expect(bytesIn(dataDir).includes(key)).toBe(false);
    await waitFor(async () => (await readErasures(erasuresIn(dataDir))).includes(kept), 'the list');
  });

  test('is erased again when somebody puts an old store back by hand', async () => {
    const { relay, storage, dataDir, id, kept } = await scene();
    const key = await keyOf(storage, kept);
    const old = join(mkdtempSync(join(tmpdir(), 'onewindow-byhand-')), STORE);
    await storage.copyTo(old);
    await erase(relay, id);
    await waitFor(async () => (await readErasures(erasuresIn(dataDir))).includes(kept), 'the list');
    await relay.stop();
    const store = join(dataDir, STORE);
    for (const file of readdirSync(dirname(store))) if (file.startsWith(STORE)) rmSync(join(dataDir, file));
    copyFileSync(old, store);
    const again = await started(dataDir, MONDAY_TEN + HOUR);
    expect(await again.relay.relay.dossiers.room(id)).toBe('erased');
    expect(bytesIn(dataDir).includes(key)).toBe(false);
  });
});

describe('a dossier that was not erased', () => {
  test('comes back from the copies on window PCs after a lost disk, with what the backup did not have', async () => {
    const hall = await scene();
    const { relay, id, backup, clerk } = hall;
    const old = await backup('old.sqlite');
    // After the backup: a clerk types, the hall has it, the disk is lost.
    const room = await clerk.type(id, 'applicant.address', '备份之后写的地址');
    await waitFor(() => room.savedAtHall, 'the hall');
    const window = await WindowPc.open(relay, '0318');
    const fresh = await openMatter(relay, window.counter);
    await waitFor(() => clerk.shelf.isNamed(fresh), 'the second matter');
    const second = await clerk.type(fresh, 'applicant.name', '备份之后的人');
    clerk.line(true);
    await waitFor(() => second.savedAtHall, 'the hall');
    await inStep(relay, window);
    await window.keepLedger();
    await relay.stop();
    const dataDir = join(mkdtempSync(join(tmpdir(), 'onewindow-restored-')), 'data');
    await restore({ file: old, dataDir, wall: MONDAY_TEN + HOUR });
    const again = await started(dataDir, MONDAY_TEN + HOUR);
    window.moveTo(again.relay);
    await window.browser.signIn('0318');
    await window.comeBack();
    await openHall(again.relay);
    const { dossiers } = again.relay.relay;
    expect((await dossiers.content(id))?.content.texts['applicant.address']).toBeUndefined();
    expect((await dossiers.content(fresh))?.content.texts).toEqual({});
    await clerk.reopen(again.relay);
    clerk.line(true);
    await waitFor(async () => {
      const texts = (await dossiers.content(id))?.content.texts;
      return texts?.['applicant.address'] === '备份之后写的地址' && texts['applicant.name'] === NAME;
    }, 'the first dossier');
    await waitFor(
      async () => (await dossiers.content(fresh))?.content.texts['applicant.name'] === '备份之后的人',
      'the second dossier',
    );
    const { epoch } = again.relay.relay.hall.engine.identity;
    expect((await clerk.copies()).every((name) => name.endsWith(epoch))).toBe(true);
  });
});
