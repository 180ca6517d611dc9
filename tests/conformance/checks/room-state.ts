import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { sync } from '../line.ts';
import type { Person } from '../person.ts';
import type { Target } from '../target.ts';
import { demand, eventually } from '../violation.ts';

/** A state vector that has nothing. */
export const nothing = encoding.encode((encoder) => encoding.writeVarUint(encoder, 0));

/** What the relay gives to who has nothing: the room's bytes, seen from outside. */
export async function bytesOf(target: Target, room: string, person?: Person): Promise<Uint8Array> {
  const line = await target.line(room, person);
  line.sync(sync.step1, nothing);
  await eventually(() => line.synced(sync.step2).length > 0 || line.closed !== null, 'a room is read');
  const [bytes] = line.synced(sync.step2);
  demand(bytes, `a room is read, and not closed with ${line.closed}`);
  line.end();
  return bytes;
}

/** The room as a document of its own. */
export async function docOf(target: Target, room: string, person?: Person): Promise<Y.Doc> {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await bytesOf(target, room, person));
  return doc;
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.from(one).equals(Buffer.from(other));
}

/** The update that one transaction makes. */
export function updateOf(doc: Y.Doc, edit: (doc: Y.Doc) => void): Uint8Array {
  const before = Y.encodeStateVector(doc);
  const deletions: Uint8Array[] = [];
  const take = (update: Uint8Array): void => void deletions.push(update);
  doc.on('update', take);
  doc.transact(() => edit(doc));
  doc.off('update', take);
  return deletions[0] ?? Y.encodeStateAsUpdate(doc, before);
}
