import * as encoding from 'lib0/encoding';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { frame } from './frames.ts';

/** A room's document, and the whole of it as an update, the same bytes until it changes. */
interface Synced {
  doc: Y.Doc;
  fullState(): Uint8Array;
}

/** An update for who is in the room. */
export function updateFrame(update: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, frame.sync);
    syncProtocol.writeUpdate(encoder, update);
  });
}

/** Asks a client for what it has and the room has not. */
export function questionFrame({ doc }: Synced): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, frame.sync);
    syncProtocol.writeSyncStep1(encoder, doc);
  });
}

/** What a client lacks by the state vector that it has sent. Throws on bytes that are none. */
export function answerFrame(room: Synced, stateVector: Uint8Array): Uint8Array {
  const isFromNothing = stateVector.length === 1 && stateVector[0] === 0;
  return isFromNothing ? wholeFrame(room.fullState()) : syncFrame(Y.encodeStateAsUpdate(room.doc, stateVector));
}

/** The frames of whole rooms: the same bytes for all that begin from nothing, as sixty counters do in the morning. */
const wholeFrames = new WeakMap<Uint8Array, Uint8Array>();

function wholeFrame(state: Uint8Array): Uint8Array {
  const known = wholeFrames.get(state) ?? syncFrame(state);
  wholeFrames.set(state, known);
  return known;
}

function syncFrame(update: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, frame.sync);
    encoding.writeVarUint(encoder, syncProtocol.messageYjsSyncStep2);
    encoding.writeVarUint8Array(encoder, update);
  });
}
