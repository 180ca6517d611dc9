import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { LedgerRoom } from '#lib/store/ledger-room.ts';

/** Runs in the browser: opens a day as the window does, with the app's own class. */
export async function open(room: string): Promise<{ ms: number; loadMs: number; tickets: number }> {
  const nobody = (): void => undefined;
  let firstFolded = 0;
  const ledger = new LedgerRoom(room, 'ws://127.0.0.1:9', async () => ({ incarnation: '', undecided: [] }), {
    folded: () => {
      if (firstFolded === 0) firstFolded = performance.now();
    },
    changed: nobody,
    decided: nobody,
    asked: nobody,
    beat: nobody,
    line: nobody,
    ended: nobody,
    kept: nobody,
    notKept: nobody,
  });
  const start = performance.now();
  // Made before the clock starts, but y-indexeddb reads only once this task has ended.
  await ledger.open();
  const ms = performance.now() - start;
  const { tickets } = ledger.state;
  ledger.destroy();
  return { ms, loadMs: firstFolded - start, tickets: tickets.size };
}

/** A copy as a PC has it that was on while the day went by: one trimmed state, then single updates. */
export async function keepWithTail(from: string, to: string, tail: number): Promise<number> {
  const doc = new Y.Doc({ gc: false });
  const source = new IndexeddbPersistence(from, doc);
  await source.whenSynced;
  const map = doc.getMap('e');
  const kept = new Y.Doc({ gc: false });
  const target = new IndexeddbPersistence(to, kept);
  await target.whenSynced;
  const head = new Y.Doc({ gc: false });
  const entries = Array.from({ length: map.size }, (_, index) => (index + 1).toString(36));
  head.transact(() => {
    for (const seq of entries.slice(0, -tail)) head.getMap('e').set(seq, map.get(seq));
  });
  Y.applyUpdate(kept, Y.encodeStateAsUpdate(head));
  head.on('update', (update: Uint8Array) => Y.applyUpdate(kept, update));
  for (const seq of entries.slice(-tail)) head.getMap('e').set(seq, map.get(seq));
  const { db } = target;
  if (!db) throw new Error('no database');
  // A later read-write transaction over the same store completes after the writes before it.
  const count = await new Promise<number>((resolve) => {
    const transaction = db.transaction('updates', 'readwrite');
    const asked = transaction.objectStore('updates').count();
    transaction.oncomplete = () => resolve(asked.result);
  });
  await source.destroy();
  await target.destroy();
  return count;
}
