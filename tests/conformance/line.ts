import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import WebSocket from 'ws';
import { eventually } from './violation.ts';

export interface Arrival {
  type: number;
  /** What follows the type. */
  payload: Uint8Array;
}

export const sync = { step1: 0, step2: 1, update: 2 } as const;

/** One websocket, frame by frame: a client that does only what a check makes it do. */
export class Line {
  readonly arrivals: Arrival[] = [];
  closed: number | null = null;
  readonly socket: WebSocket;

  constructor(url: string, headers: Record<string, string>) {
    this.socket = new WebSocket(url, { headers, perMessageDeflate: false });
    this.socket.binaryType = 'arraybuffer';
    this.socket.on('message', (data: ArrayBuffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(data));
      const type = decoding.readVarUint(decoder);
      this.arrivals.push({ type, payload: decoding.readTailAsUint8Array(decoder) });
    });
    this.socket.on('close', (code) => (this.closed = code));
    this.socket.on('error', () => undefined);
  }

  async opened(): Promise<this> {
    await eventually(() => this.socket.readyState !== WebSocket.CONNECTING, 'a line opens');
    return this;
  }

  raw(bytes: Uint8Array | string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(bytes);
  }

  /** A hall frame: a type and JSON. */
  say(type: number, value: unknown): void {
    this.raw(hallFrame(type, JSON.stringify(value)));
  }

  sync(kind: number, payload: Uint8Array): void {
    this.raw(syncFrame(kind, payload));
  }

  /** JSON of the hall frames of a type, in order. */
  heardOf(type: number): unknown[] {
    return this.arrivals
      .filter((arrival) => arrival.type === type)
      .map(({ payload }) => JSON.parse(decoding.readVarString(decoding.createDecoder(payload))) as unknown);
  }

  /** Payloads of the sync messages of a kind, in order. */
  synced(kind: number): Uint8Array[] {
    return this.arrivals.flatMap(({ type, payload }) => {
      if (type !== 0) return [];
      const decoder = decoding.createDecoder(payload);
      return decoding.readVarUint(decoder) === kind ? [decoding.readVarUint8Array(decoder)] : [];
    });
  }

  /** The relay has taken everything that was sent so far, and what it said until then is here. */
  async heard(): Promise<void> {
    const pong = new Promise((resolve) => this.socket.once('pong', resolve));
    if (this.socket.readyState === WebSocket.OPEN) this.socket.ping();
    await pong;
  }

  async closedWith(after = 'what was sent'): Promise<number> {
    await eventually(() => this.closed !== null, `the relay closes the line after ${after}`);
    return this.closed ?? 0;
  }

  /** Resolves when it is closed, by whom it may be. */
  ended(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  end(): void {
    this.socket.terminate();
  }
}

export function syncFrame(kind: number, payload: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarUint8Array(encoder, payload);
  });
}

export function hallFrame(type: number, text: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type);
    encoding.writeVarString(encoder, text);
  });
}
