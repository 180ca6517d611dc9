import { WebsocketProvider } from 'y-websocket';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { decodeEntry, emptyState, evolveEntry, keyOfEntry, type Entry, type HallState } from '#lib/domain/index.ts';
import type { Decision } from './device-db.ts';
import { LedgerCopy } from './ledger-copy.ts';
import { spreadReturns } from './return-delay.ts';

const ROOT = 'e';
const WIRE_VERSION = 1;
const frame = { command: 100, decision: 101, hello: 103, stored: 104, heartbeat: 105, ask: 106, gave: 107 } as const;
/** Two heartbeats missed: the line counts as cut. */
const SILENCE = 5000;

export interface Heartbeat {
  /** Hall clock and wall clock of the relay, epoch ms. */
  now: number;
  wall: number;
  failing: boolean;
  /** Devices with a window or rounds of their own that the hall has not heard for 5 s. */
  silent?: SilentDevice[];
}

export interface SilentDevice {
  /** By its number in the day's ledger. */
  device: number;
  /** Wall clock of the relay, epoch ms; 0: not heard since the relay started. */
  since: number;
  /** Waiting rounds that only it may call. */
  holds: number;
  /** Bundles that it keeps. */
  bundles?: number;
}

export interface LedgerRoomEvents {
  /** One entry was folded; those of the copy on this device come too. */
  folded(entry: Entry): void;
  /** All that arrived together is folded. */
  changed(): void;
  decided(decision: Decision): void;
  /** The hall needs these rights of ours, by their qualified names. */
  asked(grants: readonly string[]): void;
  beat(beat: Heartbeat): void;
  /** The line came up and the hall has answered our hello, or it went down. */
  line(isUp: boolean): void;
  /** The day up to this entry is on this device's disk, or the disk would not take it. */
  kept(seq: number): void;
  notKept(): void;
  /** The hall ended the connection for good: 4401, 4403, 4404, 4409, 4426. */
  ended(code: number): void;
}

/**
 * One day's ledger on this device: a Yjs room kept in IndexedDB, synced by the stock client, folded
 * as far as its prefix is complete. Nothing is ever written to it here.
 */
export class LedgerRoom {
  readonly room: string;
  readonly state: HallState = emptyState();
  readonly #doc = new Y.Doc({ gc: false });
  #copy: LedgerCopy | null = null;
  #isDestroyed = false;
  readonly #provider: WebsocketProvider;
  readonly #events: LedgerRoomEvents;
  readonly #hello: () => Promise<{ incarnation: string; undecided: string[] }>;
  readonly #watch: ReturnType<typeof setInterval>;
  #isUp = false;
  #heard = 0;
  #ready = false;
  #foldAsked = false;

  constructor(
    room: string,
    serverUrl: string,
    hello: () => Promise<{ incarnation: string; undecided: string[] }>,
    events: LedgerRoomEvents,
  ) {
    this.room = room;
    this.#hello = hello;
    this.#events = events;
    this.#provider = new WebsocketProvider(serverUrl, room, this.#doc, {
      connect: false,
      // Nobody is present in a ledger, and tabs get it from the hall or the database.
      disableBc: true,
    });
    spreadReturns(this.#provider);
    this.#provider.awareness.setLocalState(null);
    this.#provider.messageHandlers[frame.decision] = (_, decoder) => events.decided(read<Decision>(decoder));
    this.#provider.messageHandlers[frame.hello] = (_, decoder) => this.#welcomed(read<Heartbeat>(decoder));
    this.#provider.messageHandlers[frame.heartbeat] = (_, decoder) => this.#echo(read<Heartbeat>(decoder));
    this.#provider.messageHandlers[frame.ask] = (_, decoder) => events.asked(read<string[]>(decoder));
    this.#provider.on('status', ({ status }: { status: string }) => {
      if (status === 'connected') void this.#sayHello();
      else if (status === 'disconnected') this.#down();
    });
    this.#provider.on('closed', ({ code }: { code: number }) => events.ended(code));
    this.#doc.on('update', () => this.#askFold());
    this.#watch = setInterval(() => this.#watchLine(), 1000);
  }

  /** Resolves when what this device holds of the day is folded. `connects` false: the hall is not to be asked yet. */
  async open(connects = true): Promise<void> {
    this.#copy = await LedgerCopy.open(this.room, this.#doc, {
      kept: () => this.#events.kept(this.state.seq),
      failed: () => this.#events.notKept(),
    });
    if (this.#isDestroyed) {
      this.#copy?.close();
      return;
    }
    this.#ready = true;
    this.#fold();
    if (connects) this.#connect();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /**
   * False when the line is down: the row stays in the outbox. Before the hall has answered our hello it is: to what comes
   * earlier it closes for good.
   */
  send(type: keyof typeof frame, text: string): boolean {
    const socket = this.#provider.ws;
    if (!this.#isUp && type !== 'hello') return false;
    if (!socket || socket.readyState !== WebSocket.OPEN) return false;
    socket.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, frame[type]);
        encoding.writeVarString(encoder, text);
      }),
    );
    return true;
  }

  /** The PC was away: a line that nobody has heard of since is none until it has proved itself. */
  recheck(): void {
    if (Date.now() - this.#heard < SILENCE) return;
    this.#down();
    this.#provider.disconnect();
    this.#connect();
  }

  /** Folds what other tabs of this device have stored of the day meanwhile. */
  async refresh(): Promise<void> {
    await this.#copy?.refresh();
  }

  destroy(): void {
    clearInterval(this.#watch);
    this.#provider.destroy();
    this.#isDestroyed = true;
    this.#copy?.close();
    this.#doc.destroy();
  }

  /** A copy may end with the day's closing: who hears of it has opened the next room, and left this one while it folded. */
  #connect(): void {
    if (!this.#isDestroyed) this.#provider.connect();
  }

  async #sayHello(): Promise<void> {
    const hello = await this.#hello();
    this.send('hello', JSON.stringify({ version: WIRE_VERSION, ...hello }));
  }

  #welcomed(beat: Heartbeat): void {
    this.#isUp = true;
    this.#beat({ ...beat, failing: false });
    this.#events.line(true);
  }

  /** The hall hears that this device is in touch. */
  #echo(beat: Heartbeat): void {
    this.send('heartbeat', '{}');
    this.#beat(beat);
  }

  #beat(beat: Heartbeat): void {
    this.#heard = Date.now();
    this.#events.beat(beat);
  }

  #down(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#events.line(false);
  }

  /** 30 s, as the stock client waits, is too slow to answer "may I call this number?". */
  #watchLine(): void {
    if (!this.#isUp || Date.now() - this.#heard < SILENCE) return;
    this.#provider.disconnect();
    this.#connect();
  }

  /** Once for all updates of this turn; nothing while the copy is being loaded. */
  #askFold(): void {
    if (!this.#ready || this.#foldAsked) return;
    this.#foldAsked = true;
    queueMicrotask(() => {
      this.#foldAsked = false;
      this.#fold();
    });
  }

  #fold(): void {
    const map = this.#doc.getMap<unknown[]>(ROOT);
    const before = this.state.seq;
    for (let seq = before + 1; ; seq += 1) {
      const tuples = map.get(keyOfEntry(seq));
      if (!tuples) break;
      const events = decodeEntry(tuples);
      evolveEntry(this.state, seq, events);
      this.#events.folded({ seq, events });
    }
    if (this.state.seq !== before) this.#events.changed();
  }
}

function read<T>(decoder: decoding.Decoder): T {
  return JSON.parse(decoding.readVarString(decoder)) as T;
}
