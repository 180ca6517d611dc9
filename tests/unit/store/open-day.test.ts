import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import * as Y from 'yjs';
import { encodeEntry, keyOfEntry, type EventBody } from '#lib/domain/index.ts';
import { openDeviceDb, type CounterDb } from '#lib/store/device-db.ts';
import { LedgerCopy } from '#lib/store/ledger-copy.ts';
import { OpenDay, type DayEvents } from '#lib/store/open-day.svelte.ts';
import type { SetupInForce } from '#lib/store/setup-in-force.svelte.ts';

const ROOM = 'ledger/hall/2026-11-24/1-a';
const NEXT = 'ledger/hall/2026-11-25/1-a';
const COPY_OF_DAY = 'copy-of-day';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  vi.stubGlobal('location', { protocol: 'http:', host: 'hall' });
  onTestFinished(() => void vi.unstubAllGlobals());
});

/** Another tab of this device brings its copy of the day up to this entry. */
async function keepUpTo(seq: number, room = ROOM, entryOf?: (seq: number) => EventBody): Promise<void> {
  const doc = new Y.Doc({ gc: false });
  const kept = Promise.withResolvers<undefined>();
  const copy = await LedgerCopy.open(room, doc, { kept: () => kept.resolve(undefined), failed: () => undefined });
  const entries = doc.getMap<unknown[]>('e');
  for (let n = entries.size + 1; n <= seq; n += 1) {
    const events = entryOf ? [{ ...entryOf(n), t: 0, device: 0, n: 0, staff: 0, lag: 0 }] : [];
    entries.set(keyOfEntry(n), encodeEntry(events));
  }
  await kept.promise;
  copy?.close();
}

/** A page that does not ask the hall yet. */
function pageOver(db: CounterDb, events: Partial<DayEvents> = {}): OpenDay {
  const ignore = (): void => undefined;
  const day = new OpenDay(
    {
      db: () => db,
      session: () => null,
      setups: { current: null, utcOffsetMinutes: 480 } as SetupInForce,
      rows: () => [],
      dossier: () => null,
      now: () => 0,
      wall: () => 0,
      isRecovering: () => true,
      hasComeBack: () => false,
    },
    {
      closed: ignore,
      opened: ignore,
      came: ignore,
      changed: ignore,
      kept: ignore,
      notKept: () => expect.unreachable('this disk takes everything'),
      decided: ignore,
      asked: ignore,
      beat: ignore,
      line: ignore,
      ended: ignore,
      ...events,
    },
  );
  onTestFinished(() => day.close());
  return day;
}

const known: [string, (db: CounterDb) => Promise<void>][] = [
  ['what the copy had', (db) => db.put(COPY_OF_DAY, { room: ROOM, seq: 5 })],
  [
    'what a page had when it heard an answer',
    (db) => db.settle('here.1', { id: 'here.1', ok: true, from: 5, to: 5 }, { room: ROOM, seq: 5 }),
  ],
];

test.each(known)(
  '[CU9] a copy shorter than %s is short until it has caught up, not until it is read',
  async (_, keep) => {
    const db = await openDeviceDb();
    await keep(db);
    await keepUpTo(3);
    const day = pageOver(db);
    await day.open(ROOM);
    expect(day.isCopyLost).toBe(true);
    // Stored and said after what the page has read was said to be kept.
    await keepUpTo(4);
    const before = await db.get(COPY_OF_DAY);
    expect(day.isCopyLost).toBe(true);
    expect(before).not.toMatchObject({ seq: 3 });
    await keepUpTo(5);
    await day.refresh();
    await expect.poll(() => day.isCopyLost).toBe(false);
    await expect.poll(() => db.get(COPY_OF_DAY)).toEqual({ room: ROOM, seq: 5 });
  },
);

test('how far the copy of a day has come is never lowered by a tab that is behind', async () => {
  const [ahead, behind] = [await openDeviceDb(), await openDeviceDb()];
  await ahead.raise(COPY_OF_DAY, { room: ROOM, seq: 5 });
  await behind.raise(COPY_OF_DAY, { room: ROOM, seq: 4 });
  expect(await ahead.get(COPY_OF_DAY)).toEqual({ room: ROOM, seq: 5 });
  await ahead.raise(COPY_OF_DAY, { room: NEXT, seq: 1 });
  await behind.raise(COPY_OF_DAY, { room: ROOM, seq: 6 });
  expect(await ahead.get(COPY_OF_DAY)).toEqual({ room: NEXT, seq: 1 });
});

test('a copy that ends with its day leads to the next one, which is followed once it is there', async () => {
  const opening = (date: string): EventBody => ({ kind: 'dayOpened', hall: 'hall', date, epoch: '1-a', previous: '' });
  const closing: EventBody = { kind: 'dayClosed', next: '2026-11-25', head: '' };
  await keepUpTo(2, ROOM, (n) => (n === 1 ? opening('2026-11-24') : closing));
  await keepUpTo(1, NEXT, () => opening('2026-11-25'));
  const opened: unknown[] = [];
  const day = pageOver(await openDeviceDb(), { opened: () => opened.push(day.known) });
  await day.open(ROOM);
  await expect.poll(() => opened).toEqual([{ room: NEXT, seq: 1 }]);
});
