import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import {
  commandClasses,
  decodeEntry,
  keyOfEntry,
  emptyState,
  evolveEntry,
  type CommandKind,
  type HallState,
} from '#lib/domain/index.ts';
import type { CommandDecision } from '../../sync-server/hall/envelope.ts';
import type { Browser } from './people.ts';
import { waitFor } from './start-relay.ts';

/** What came over the socket, in order. */
export interface Arrival {
  type: number;
  value: unknown;
}

/** A window PC as the relay sees it: one socket on the ledger, an outbox's rows, its own copy. */
export class Counter {
  readonly browser: Browser;
  readonly room: string;
  readonly doc = new Y.Doc();
  readonly arrivals: Arrival[] = [];
  closed: number | null = null;
  account: string;
  /** What this device has marked: its rights, by their qualified names. */
  readonly marks = new Map<string, 'called' | 'given'>();
  /** Answers for the rights in the place of `marks`: a device with a database of its own. */
  give: ((grants: readonly string[]) => Promise<{ gave: string[]; called: string[] }>) | null = null;
  /** It does not answer when it is asked for a right. */
  silent = false;
  #socket: WebSocket;
  #n: number;
  #lastFact: number | null = null;

  private constructor(browser: Browser, account: string, room: string, n: number) {
    this.browser = browser;
    this.account = account;
    this.room = room;
    this.#n = n;
    this.#socket = new WebSocket(`ws://${browser.relay.host}/rooms/${room}`, { headers: browser.headers });
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.on('message', (data: ArrayBuffer) => this.#receive(new Uint8Array(data)));
    this.#socket.on('close', (code) => (this.closed = code));
    this.#socket.on('error', () => undefined);
    onTestFinished(() => this.#socket.terminate());
  }

  /** Connects without a word. */
  static async connect(
    browser: Browser,
    account: string,
    options: { room?: string; n?: number } = {},
  ): Promise<Counter> {
    const counter = new Counter(browser, account, options.room ?? browser.relay.relay.hall.engine.room, options.n ?? 0);
    await waitFor(() => counter.#socket.readyState !== WebSocket.CONNECTING || counter.closed !== null, 'a socket');
    return counter;
  }

  /** Connects, syncs and says hello. */
  static async open(
    browser: Browser,
    account: string,
    options: { room?: string; n?: number; undecided?: string[]; give?: Counter['give'] } = {},
  ): Promise<Counter> {
    const counter = await Counter.connect(browser, account, options);
    counter.give = options.give ?? null;
    counter.#sync();
    counter.hello(options.undecided ?? []);
    await waitFor(() => counter.of(103).length > 0 || counter.closed !== null, 'the hello');
    if (counter.closed !== null) throw new Error(`closed with ${counter.closed}`);
    await waitFor(() => counter.state.seq > 0, 'the ledger');
    return counter;
  }

  hello(undecided: readonly string[], extra: Record<string, unknown> = {}): void {
    this.frame(103, JSON.stringify({ version: 1, incarnation: this.browser.incarnation, undecided, ...extra }));
  }

  frame(type: number, text: string): void {
    this.raw(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, type);
        encoding.writeVarString(encoder, text);
      }),
    );
  }

  raw(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  /** A new row's text. */
  row(kind: CommandKind, body: Record<string, unknown>, extra: Record<string, unknown> = {}): string {
    this.#n += 1;
    const isFact = commandClasses[kind] === 'fact';
    const { relay, wall } = this.browser.relay;
    const row = {
      id: `${this.browser.incarnation}.${this.#n}`,
      after: isFact ? this.#lastFact : null,
      class: commandClasses[kind],
      kind,
      setup: 1,
      staff: this.account,
      at: wall.now,
      body: { day: relay.hall.engine.state.day, ...body },
      ...extra,
    };
    if (isFact) this.#lastFact = this.#n;
    return JSON.stringify(row);
  }

  async decide(row: string): Promise<CommandDecision> {
    const { id } = JSON.parse(row) as { id: string };
    const before = this.decisions(id).length;
    this.frame(100, row);
    return waitFor(() => this.decisions(id)[before], `a decision on ${id}`);
  }

  act(kind: CommandKind, body: Record<string, unknown>, extra: Record<string, unknown> = {}): Promise<CommandDecision> {
    return this.decide(this.row(kind, body, extra));
  }

  decisions(id: string): CommandDecision[] {
    return this.of(101)
      .map((value) => value as CommandDecision)
      .filter((decision) => decision.id === id);
  }

  of(type: number): unknown[] {
    return this.arrivals.filter((arrival) => arrival.type === type).map((arrival) => arrival.value);
  }

  get state(): HallState {
    const state = emptyState();
    const map = this.doc.getMap('e');
    for (let seq = 1; map.has(keyOfEntry(seq)); seq += 1)
      evolveEntry(state, seq, decodeEntry(map.get(keyOfEntry(seq))));
    return state;
  }

  /** Everything sent so far has reached the relay. */
  async heard(): Promise<void> {
    const pong = new Promise((resolve) => this.#socket.once('pong', resolve));
    this.#socket.ping();
    await pong;
  }

  close(): void {
    this.#socket.close();
  }

  async closedWith(): Promise<number> {
    await waitFor(() => this.closed !== null, 'a closed socket');
    return this.closed ?? 0;
  }

  #sync(): void {
    this.raw(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 0);
        syncProtocol.writeSyncStep1(encoder, this.doc);
      }),
    );
  }

  #receive(bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === 0) {
      const before = this.doc.getMap('e').size;
      const reply = encoding.createEncoder();
      encoding.writeVarUint(reply, 0);
      syncProtocol.readSyncMessage(decoder, reply, this.doc, 'relay');
      if (encoding.length(reply) > 1) this.raw(encoding.toUint8Array(reply));
      if (this.doc.getMap('e').size > before) this.arrivals.push({ type: 0, value: this.doc.getMap('e').size });
      return;
    }
    const value: unknown = JSON.parse(decoding.readVarString(decoder));
    this.arrivals.push({ type, value });
    if (this.silent) return;
    if (type === 105) this.frame(105, '{}');
    if (type === 106) void this.#give(value as string[]);
  }

  /** As a window does when it is asked: what it has not called is given, once and for all. */
  async #give(asked: readonly string[]): Promise<void> {
    if (this.give) {
      this.frame(107, JSON.stringify(await this.give(asked)));
      return;
    }
    for (const grant of asked) if (!this.marks.has(grant)) this.marks.set(grant, 'given');
    const marked = (mark: string): string[] => asked.filter((grant) => this.marks.get(grant) === mark);
    this.frame(107, JSON.stringify({ gave: marked('given'), called: marked('called') }));
  }
}

/** The stock client, with the cookies that a browser would send by itself. */
export function stockClient(
  browser: Browser,
  room = browser.relay.relay.hall.engine.room,
): { doc: Y.Doc; provider: WebsocketProvider; closed: number[] } {
  class WithCookies extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: browser.headers });
    }
  }
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`ws://${browser.relay.host}/rooms`, room, doc, {
    WebSocketPolyfill: WithCookies as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    maxBackoffTime: 200,
  });
  const closed: number[] = [];
  provider.on('closed', (event: { code: number }) => void closed.push(event.code));
  onTestFinished(() => provider.destroy());
  return { doc, provider, closed };
}
