import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import * as Y from 'yjs';
import { encodeEntry, keyOfEntry } from '#lib/domain/index.ts';
import { LedgerCopy } from '#lib/store/ledger-copy.ts';
import { LedgerRoom, type LedgerRoomEvents } from '#lib/store/ledger-room.ts';

const ROOM = 'ledger/hall/2026-11-24/1-a';
const HELLO = 103;
const GAVE = 107;

/** A socket in the hands of a test. */
class HeldSocket {
  static readonly OPEN = 1;
  static opened: HeldSocket[] = [];
  readyState = 0;
  sent: number[] = [];
  onopen: () => void = () => undefined;
  onmessage: (event: { data: ArrayBuffer }) => void = () => undefined;
  onclose: (event: unknown) => void = () => undefined;
  onerror: (event: unknown) => void = () => undefined;

  constructor() {
    HeldSocket.opened.push(this);
  }
  send(bytes: Uint8Array): void {
    this.sent.push(decoding.readVarUint(decoding.createDecoder(bytes)));
  }
  close(): void {
    this.readyState = 3;
  }
  open(): void {
    this.readyState = HeldSocket.OPEN;
    this.onopen();
  }
  /** The hall's answer to the hello. */
  welcome(): void {
    const bytes = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, HELLO);
      encoding.writeVarString(encoder, JSON.stringify({ now: 0, wall: 0 }));
    });
    this.onmessage({ data: bytes.slice().buffer });
  }
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  HeldSocket.opened = [];
  vi.stubGlobal('WebSocket', HeldSocket);
});
afterEach(() => vi.unstubAllGlobals());

function roomWith(events: Partial<LedgerRoomEvents> = {}): LedgerRoom {
  const ignore = (): void => undefined;
  const room = new LedgerRoom(ROOM, 'ws://hall', () => Promise.resolve({ incarnation: 'here', undecided: [] }), {
    folded: ignore,
    changed: ignore,
    decided: ignore,
    asked: ignore,
    beat: ignore,
    line: ignore,
    kept: ignore,
    notKept: ignore,
    ended: ignore,
    ...events,
  });
  onTestFinished(() => room.destroy());
  return room;
}

/** Puts one entry of the day on this device's disk. */
async function keep(tuples: unknown[]): Promise<void> {
  const doc = new Y.Doc({ gc: false });
  const kept = Promise.withResolvers<undefined>();
  const copy = await LedgerCopy.open(ROOM, doc, { kept: () => kept.resolve(undefined), failed: () => undefined });
  doc.getMap('e').set(keyOfEntry(1), tuples);
  await kept.promise;
  copy?.close();
}

test('nothing is said on a line before the hall has answered the hello on it', async () => {
  const room = roomWith();
  await room.open();
  const [before] = HeldSocket.opened;
  before?.open();
  await expect.poll(() => before?.sent).toContain(HELLO);
  expect(room.send('gave', '{}')).toBe(false);
  before?.welcome();
  expect(room.send('gave', '{}')).toBe(true);
  expect(before?.sent).toContain(GAVE);
  // The line changes while something is written to the disk, and what comes of it is said on the new one.
  before?.onclose({ code: 1006 });
  await expect.poll(() => HeldSocket.opened.length, { timeout: 10_000 }).toBe(2);
  const [, after] = HeldSocket.opened;
  after?.open();
  expect(room.send('gave', '{}')).toBe(false);
  expect(after?.sent).not.toContain(GAVE);
});

test('a room that is left while it folds its copy, as the day is over in it, is not connected any more', async () => {
  await keep(encodeEntry([]));
  const room = roomWith({ changed: () => room.destroy() });
  await room.open();
  expect(room.state.seq).toBe(1);
  expect(HeldSocket.opened).toEqual([]);
});
