import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { dossierSchema, readContent } from '../../sync-server/rooms/dossier-schema.ts';
import { plainLog } from '../../sync-server/rooms/room-log.ts';
import { SealedLog } from '../../sync-server/rooms/sealed-log.ts';
import { SharedRoom } from '../../sync-server/rooms/shared-room.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';
import { FickleStorage } from './start-relay.ts';

function roomIn(storage: Storage, mayWrite = (): boolean => true): Promise<SharedRoom> {
  const log = plainLog(storage, 'room');
  return SharedRoom.open({
    name: 'room',
    schema: dossierSchema,
    log,
    commit: (changes) => storage.commit(changes),
    mayWrite,
    snapshotEvery: 400,
  });
}

/** A peer's own document and what it has made since it was asked last. */
class Peer {
  readonly doc = new Y.Doc();
  #made: Uint8Array[] = [];

  constructor() {
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'hall') this.#made.push(update);
    });
  }

  take(): Uint8Array[] {
    return this.#made.splice(0);
  }

  edit(field: number, at: number, removes: number, text: string): void {
    const shared = this.doc.getText(`t/field${field}`);
    const place = Math.min(at, shared.length);
    this.doc.transact(() => {
      shared.delete(place, Math.min(removes, shared.length - place));
      shared.insert(place, text);
      this.doc.getMap('c').set(`choice${field}`, [text, '0317', at]);
    });
  }
}

describe('a room edited together', () => {
  test('closed to writing it takes the courtesy of a client, and nothing new', async () => {
    const storage = memoryStorage();
    let mayWrite = true;
    const room = await roomIn(storage, () => mayWrite);
    const peer = new Peer();
    peer.edit(1, 0, 0, 'a');
    expect(await room.receive(Y.encodeStateAsUpdate(peer.doc))).toBe('kept');
    mayWrite = false;
    const before = [room.fullState(), await storage.readLog('room')];
    expect(await room.receive(Y.encodeStateAsUpdate(peer.doc))).toBe('kept');
    expect(await room.receive(Y.encodeStateAsUpdate(new Y.Doc()))).toBe('kept');
    peer.edit(1, 0, 0, 'b');
    expect(await room.receive(Y.encodeStateAsUpdate(peer.doc))).toBe('read-only');
    peer.doc.getText('t/field1').delete(0, 1);
    expect(await room.receive(Y.encodeStateAsUpdate(peer.doc))).toBe('read-only');
    expect([room.fullState(), await storage.readLog('room')]).toEqual(before);
  });

  test('a deletion alone is kept, though it moves no clock', async () => {
    const storage = memoryStorage();
    const room = await roomIn(storage);
    const peer = new Peer();
    peer.edit(1, 0, 0, 'abc');
    await room.receive(Y.encodeStateAsUpdate(peer.doc));
    const vector = Y.encodeStateVector(peer.doc);
    peer.doc.getText('t/field1').delete(0, 2);
    expect(await room.receive(Y.encodeStateAsUpdate(peer.doc, vector))).toBe('kept');
    expect((await storage.readLog('room')).length).toBe(2);
    expect(readContent((await roomIn(storage)).doc).texts).toEqual({ field1: 'c' });
  });

  test('whatever is lost, doubled, out of order or refused by the disk: in the end all say the same, and so does the disk', async () => {
    const step = fc.record({
      peer: fc.nat(2),
      field: fc.nat(2),
      at: fc.nat(8),
      removes: fc.nat(2),
      text: fc.constantFrom('a', 'bc', '云', '𠮷'),
      fate: fc.constantFrom('sent', 'sent', 'sent', 'lost', 'doubled', 'later', 'disk full', 'reload'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const disk = new FickleStorage();
        let room = await roomIn(disk.storage);
        const peers = [new Peer(), new Peer(), new Peer()];
        const later: Uint8Array[] = [];
        for (const { peer: index, field, at, removes, text, fate } of steps) {
          const peer = peers[index];
          if (!peer) continue;
          peer.edit(field, at, removes, text);
          const updates = peer.take();
          if (fate === 'lost') continue;
          if (fate === 'later') {
            later.push(...updates);
            continue;
          }
          disk.failures = fate === 'disk full' ? 1 : 0;
          const verdicts = await Promise.all(
            [...updates, ...(fate === 'doubled' ? updates : [])].map((u) => room.receive(u)),
          );
          for (const verdict of verdicts) expect(['kept', 'gapped', 'not-saved']).toContain(verdict);
          disk.failures = 0;
          Y.applyUpdate(peer.doc, room.fullState(), 'hall');
          if (fate === 'reload') room = await roomIn(disk.storage);
        }
        for (const update of later) expect(['kept', 'gapped']).toContain(await room.receive(update));
        // As the relay's SyncStep1 does: what is lacking is asked for.
        for (const peer of peers) {
          const lacking = Y.encodeStateAsUpdate(peer.doc, Y.encodeStateVector(room.doc));
          expect(await room.receive(lacking)).toBe('kept');
        }
        for (const peer of peers) Y.applyUpdate(peer.doc, room.fullState(), 'hall');
        const contents = [room.doc, ...peers.map((peer) => peer.doc), (await roomIn(disk.storage)).doc].map(
          readContent,
        );
        for (const content of contents) expect(content).toEqual(contents[0]);
        await room.compact();
        expect(readContent((await roomIn(disk.storage)).doc)).toEqual(contents[0]);
        expect(room.doc.store.pendingStructs).toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});

describe('a sealed log', () => {
  test('its entries say nothing on the disk, and open only in their own room and unchanged', async () => {
    const storage = memoryStorage();
    const log = await SealedLog.open(storage, 'one');
    const text = Buffer.from('诸葛云杉');
    await storage.commit(log.append([text, text]));
    log.kept();
    const [first, second] = await storage.readLog('one');
    expect(Buffer.from(first ?? []).includes(text)).toBe(false);
    expect(first).not.toEqual(second);
    expect((await (await SealedLog.open(storage, 'one')).read()).updates.map(String)).toEqual([text, text].map(String));
    await storage.commit([{ op: 'append', log: 'two', bytes: first ?? new Uint8Array() }]);
    const key = (await storage.secret('one')) ?? new Uint8Array();
    await storage.commit([{ op: 'keepSecret', name: 'two', secret: key }]);
    await expect((await SealedLog.open(storage, 'two')).read()).rejects.toThrow();
    const changed = Uint8Array.from(first ?? []);
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect(() => log.open(changed)).toThrow();
  });
});
