import type { Duplex } from 'node:stream';
import * as decoding from 'lib0/decoding';
import type { RawData, WebSocket } from 'ws';

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
  const text = JSON.stringify(value);
  const length = Buffer.byteLength(text);
  // Out of Node's pool: an encoder's own buffers cost more than a decision's text.
  const bytes = Buffer.allocUnsafe(MOST_VARUINT * 2 + length);
  let at = writeVarUint(bytes, 0, type);
  at = writeVarUint(bytes, at, length);
  return bytes.subarray(0, at + bytes.write(text, at));
}

const MOST_VARUINT = 5;

/** Seven bits a byte, the lowest first; answers where the next byte goes. */
function writeVarUint(bytes: Buffer, at: number, value: number): number {
  let place = at;
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes[place++] = 0x80 | (rest & 0x7f);
  bytes[place++] = rest;
  return place;
}

/** The JSON text of a hall frame. Throws on bytes that are no such frame. */
export function readText(decoder: decoding.Decoder): string {
  return decoding.readVarString(decoder);
}

/** What a client may take to answer the closing of its line. */
const FAREWELL = 10_000;

/** Why a line ends: something on it was refused, or its time is over (signed out, another epoch, going away). */
export type Ending = 'refused' | 'over';

/** Ends a line with a code, once; who does not answer the closing is cut off. `ended` tells who keeps the door. */
export function endLine(websocket: WebSocket, code: number, why: Ending = 'refused'): void {
  if (websocket.readyState !== websocket.OPEN) return;
  websocket.close(code);
  websocket.emit('ended', code, why);
  setTimeout(() => websocket.terminate(), FAREWELL).unref();
}

/** What may wait for a slow reader, bytes. */
const MOST_BUFFERED = 4 * 1024 * 1024;

/** Binary messages of an open line. Text is no frame, and after its closing nothing more is taken from a client. */
export function onFrame(websocket: WebSocket, take: (bytes: Uint8Array) => void): void {
  websocket.on('message', (data, isBinary) => {
    if (websocket.readyState !== websocket.OPEN) return;
    if (isBinary) take(bytesOf(data));
    else endLine(websocket, closeCode.badFrame);
  });
}

/** The connection under each line. */
const under = new WeakMap<WebSocket, Duplex>();
/** Connections that hold back what is sent in this turn of the loop. */
const holding = new Set<Duplex>();

/** What is sent to a line in one turn goes out together: an update and its decision are one write, not four. */
export function sendTogether(websocket: WebSocket, connection: Duplex): void {
  under.set(websocket, connection);
}

/** Sends, unless the line is closed or its reader so slow that it must come back later. */
export function sendFrame(websocket: WebSocket, bytes: Uint8Array): void {
  if (websocket.readyState !== websocket.OPEN) return;
  if (websocket.bufferedAmount > MOST_BUFFERED) {
    endLine(websocket, closeCode.tooMany);
    return;
  }
  const connection = under.get(websocket);
  if (connection && !holding.has(connection)) {
    if (holding.size === 0) process.nextTick(release);
    holding.add(connection);
    connection.cork();
  }
  websocket.send(bytes);
}

/** When the turn's promises have settled: decisions are answered in the same turn as their update is sent. */
function release(): void {
  for (const connection of holding) connection.uncork();
  holding.clear();
}

/**
 * Lets a line in once its room is open. What it says meanwhile waits in the network, not in memory; one that has
 * gone meanwhile is not let in, for it would never say so to who listens only then.
 */
export async function whenOpened<T>(websocket: WebSocket, room: Promise<T>, letIn: (room: T) => void): Promise<void> {
  websocket.pause();
  const opened = await room;
  if (websocket.readyState === websocket.OPEN) letIn(opened);
  websocket.resume();
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
