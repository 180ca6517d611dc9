import type { TextChange } from './sqlite-file.ts';
import type { StorageFault } from './storage.ts';

/** What the relay's thread asks of the store's thread; done in the order in which it was asked. */
export type Request =
  | { op: 'readParts'; log: string }
  | { op: 'records'; table: string; keys: readonly string[] }
  | { op: 'list'; table: string }
  | { op: 'secret'; name: string }
  | { op: 'commit'; changes: readonly TextChange[] }
  | { op: 'copyTo'; path: string }
  | { op: 'close' };

/** All that was asked in one turn of the loop is one message. */
export type Asked = readonly { id: number; request: Request }[];

export type Outcome = { ok: true; value: unknown } | { ok: false; fault: StorageFault; message: string };

/** All that was done in one go is one message. */
export type Answered = readonly { id: number; outcome: Outcome }[];

/** Many arrays as one buffer, which changes threads without being copied. */
export interface Packed {
  bytes: Uint8Array<ArrayBuffer>;
  lengths: number[];
}

export function pack(parts: readonly Uint8Array[]): Packed {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, lengths: parts.map((part) => part.length) };
}

export function unpack({ bytes, lengths }: Packed): Uint8Array[] {
  let at = 0;
  return lengths.map((length) => bytes.subarray(at, (at += length)));
}

/** What the store's thread is started with. */
export interface ThreadData {
  path: string;
  port: import('node:worker_threads').MessagePort;
  /** 0 until the file is open or refused; the answer lies in the port then. */
  opened: Int32Array<SharedArrayBuffer>;
}
