import * as decoding from 'lib0/decoding';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { dossierSchema } from '../../sync-server/rooms/dossier-schema.ts';
import { newDoc } from '../../sync-server/rooms/room-schema.ts';
import { plainLog } from '../../sync-server/rooms/room-log.ts';
import { SharedRoom } from '../../sync-server/rooms/shared-room.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import { randomUpdate } from '../conformance/checks/random-frames.ts';
import { randomFrom, rounds, seedOf } from '../faults/rounds.ts';

const rooms = rounds({ short: 3, long: 30 });
const updates = rounds({ short: 900, long: 10_000 });

function texts(doc: Y.Doc): unknown {
  return [doc.getText('t/note').toJSON(), new Map(doc.getMap('c').entries())];
}

function payload(frame: Uint8Array): Uint8Array | null {
  const decoder = decoding.createDecoder(frame);
  try {
    for (let number = 0; number < 2; number += 1) decoding.readVarUint(decoder);
    return decoding.readVarUint8Array(decoder);
  } catch {
    return null;
  }
}

test(`${rooms} × ${updates} damaged updates: what is kept reads the same live and after a reload, and its readers are never refused`, async () => {
  const seed = seedOf('damaged updates');
  for (let n = 0; n < rooms; n += 1) {
    const random = randomFrom(seed + n);
    const storage = memoryStorage();
    const room = await SharedRoom.open({
      name: 'room',
      schema: dossierSchema,
      log: plainLog(storage, 'room'),
      commit: (changes) => storage.commit(changes),
      mayWrite: () => true,
      snapshotEvery: 500,
    });
    const witness = newDoc(dossierSchema);
    room.onUpdate((update) => Y.applyUpdate(witness, update));
    let kept = 0;
    for (let sent = 0; sent < updates; sent += 1) {
      const bytes = payload(randomUpdate(random));
      if (bytes && (await room.receive(bytes)) === 'kept') kept += 1;
      if (sent % 300 !== 299) continue;
      const reloaded = newDoc(dossierSchema);
      Y.applyUpdate(reloaded, room.fullState());
      expect(texts(room.doc)).toEqual(texts(reloaded));
      expect(texts(witness)).toEqual(texts(reloaded));
      expect(await room.receive(Y.encodeStateAsUpdate(witness))).toBe('kept');
    }
    expect(kept).toBeGreaterThan(updates / 5);
  }
});
