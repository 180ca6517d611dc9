import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { RawData } from 'ws';

/**
 * Frame types on a room's socket: 0–3 are y-websocket's own, from 100 up are the hall's
 * (contract, *Frames*). A hall frame is a varUint type and one JSON string.
 */
export const frame = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  command: 100,
  decision: 101,
  editAcknowledged: 102,
  hello: 103,
  stored: 104,
  heartbeat: 105,
  ask: 106,
  gave: 107,
} as const;

/** Close codes: 4400–4499 are permanent for the stock client, 45xx mean later. */
export const closeCode = {
  badFrame: 4400,
  notSignedIn: 4401,
  notAllowed: 4403,
  noRoom: 4404,
  epochChanged: 4409,
  deleted: 4410,
  tooLarge: 4413,
  invalidUpdate: 4422,
  clientTooOld: 4426,
  goingAway: 4503,
  tooMany: 4529,
} as const;

export function encodeFrame(type: number, value: unknown): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type);
    encoding.writeVarString(encoder, JSON.stringify(value));
  });
}

/** The JSON text of a hall frame. Throws on bytes that are no such frame. */
export function readText(decoder: decoding.Decoder): string {
  return decoding.readVarString(decoder);
}

export function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
