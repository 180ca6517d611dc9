import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { addDays, decodeEntry, keyOfEntry } from '#lib/domain/index.ts';
import { readDay } from '../hall/day-record.ts';
import { readHall, type HallRecord } from '../hall/hall-record.ts';
import { LedgerLog, logName, ROOT, type Lineage } from '../hall/ledger-room.ts';
import { nextHead } from '../hall/seal.ts';
import { sqliteStorage } from '../storage/sqlite.ts';
import type { Storage } from '../storage/storage.ts';
import { BackupError } from './faults.ts';
import { workName } from './files.ts';
import type { StoreFacts } from './manifest.ts';

/** A hall does not close for longer than this without a day of its own. */
const LONGEST_GAP = 60;

/**
 * Opens a copy of a store as a hall would, and replays all its ledgers. The file itself is not touched. Throws
 * BackupError: damaged, no-hall, chain-broken.
 */
export async function inspectFile(file: string): Promise<StoreFacts> {
  const folder = await mkdtemp(join(dirname(file), workName('inspect', '')));
  try {
    const copy = join(folder, 'hall.sqlite');
    await copyFile(file, copy);
    checkPages(copy);
    const storage = openCopy(copy);
    try {
      return await inspectStore(storage);
    } finally {
      await storage.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same of an open store; `thorough` false asks for the open day alone. */
export async function inspectStore(storage: Storage, thorough = true): Promise<StoreFacts> {
  const record = await readHall(storage);
  if (!record) throw new BackupError('no-hall');
  const day = (await readDay(storage, record.hall))?.today;
  if (day === undefined) throw new BackupError('no-hall');
  if (!(await storage.get('setup', String(record.setup)))) throw new BackupError('damaged', `setup ${record.setup}`);
  const open = await checkDay(storage, record, day);
  if (!open) throw new BackupError('chain-broken', day);
  if (thorough) await checkDaysBefore(storage, record, day, open.previous);
  const { hall, epoch, practice, setup, earlier = [] } = record;
  const epochs = [...earlier.map((other) => other.epoch), epoch];
  return { hall, epoch, practice, setup, day, seq: open.seq, head: open.head, epochs };
}

interface CheckedDay {
  seq: number;
  head: string;
  /** Head of the day before, as this one says it; '' for the first. */
  previous: string;
}

async function checkDaysBefore(storage: Storage, hall: HallRecord, day: string, link: string): Promise<void> {
  let expected = link;
  let linked = day;
  let gap = 0;
  for (let date = addDays(day, -1); expected !== '' && gap <= LONGEST_GAP; date = addDays(date, -1)) {
    const checked = await checkDay(storage, hall, date);
    gap = checked ? 0 : gap + 1;
    if (!checked) continue;
    const isKnown = hall.unlinked?.includes(linked) ?? false;
    if (!isKnown && checked.head !== expected) throw new BackupError('chain-broken', date);
    expected = checked.previous;
    linked = date;
  }
  if (expected !== '' && !hall.unlinked?.includes(linked)) throw new BackupError('chain-broken', addDays(linked, -1));
}

/** Null: the hall had no such day. */
async function checkDay(storage: Storage, hall: Lineage, day: string): Promise<CheckedDay | null> {
  const updates = await readable(() => storage.readLog(logName(hall, day)), day);
  if (updates.length === 0) return null;
  const log = await readable(async () => LedgerLog.load(day, updates), day);
  const map = log.doc.getMap<unknown[]>(ROOT);
  let head = '';
  let previous = '';
  let seq = 0;
  // An entry beyond a hole is no entry of this chain.
  while (map.has(keyOfEntry(seq + 1))) {
    const tuples = map.get(keyOfEntry(seq + 1)) ?? [];
    for (const event of decodeEntry(tuples)) {
      if (event.kind === 'dayOpened') previous = event.previous;
      if (event.kind === 'seal' && (event.through !== seq || event.hash !== head))
        throw new BackupError('chain-broken', `${day} #${seq}`);
    }
    seq += 1;
    head = nextHead(head, seq, tuples);
  }
  const isWhole = map.size === seq && seq > 0;
  log.destroy();
  if (!isWhole) throw new BackupError('chain-broken', `${day} #${seq + 1}`);
  return { seq, head, previous };
}

async function readable<T>(read: () => Promise<T>, about: string): Promise<T> {
  try {
    return await read();
  } catch {
    throw new BackupError('damaged', about);
  }
}

function openCopy(path: string): Storage {
  try {
    return sqliteStorage(path);
  } catch {
    throw new BackupError('damaged', 'SQLite');
  }
}

function checkPages(path: string): void {
  let answers: unknown[];
  try {
    const db = new DatabaseSync(path);
    try {
      answers = db
        .prepare('PRAGMA integrity_check')
        .all()
        .map((row) => row['integrity_check']);
    } finally {
      db.close();
    }
  } catch {
    throw new BackupError('damaged', 'SQLite');
  }
  if (answers.length !== 1 || answers[0] !== 'ok') throw new BackupError('damaged', 'SQLite');
}
