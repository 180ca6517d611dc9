import * as Y from 'yjs';
import { Stock } from '../conformance/stock.ts';
import { sync, syncFrame } from '../conformance/line.ts';
import type { HallTarget } from '../conformance/target.ts';
import { demand, eventually } from '../conformance/violation.ts';

export type Random = () => number;

export const below = (random: Random, most: number): number => Math.floor(random() * most);

export function oneOf<T>(random: Random, values: readonly T[]): T {
  const value = values[below(random, values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
}

/** Somebody at a PC that is reloaded, cut off and back again; what it has made stays with it. */
export class Peer {
  doc = new Y.Doc();
  readonly #server: string;
  readonly #room: string;
  readonly #headers: Record<string, string>;
  #stock: Stock | null = null;

  constructor(target: HallTarget, room: string, headers: Record<string, string>) {
    this.#server = target.server;
    this.#room = room;
    this.#headers = headers;
  }

  get isOnline(): boolean {
    return this.#stock !== null;
  }

  goOnline(): void {
    this.#stock ??= new Stock(this.#server, this.#room, this.#headers, { doc: this.doc });
  }

  goOffline(): void {
    this.#stock?.provider.destroy();
    this.#stock = null;
  }

  /** A new page over the same copy: another document, another client id. */
  reload(): void {
    const wasOnline = this.isOnline;
    this.goOffline();
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc));
    this.doc.destroy();
    this.doc = copy;
    if (wasOnline) this.goOnline();
  }

  /** Says everything it has once more, as a client does that does not know what the relay has. */
  repeat(): void {
    const socket = this.#stock?.provider.ws;
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(syncFrame(sync.update, Y.encodeStateAsUpdate(this.doc)) as Uint8Array<ArrayBuffer>);
  }

  /** All that it has made is acknowledged. */
  async saved(): Promise<void> {
    this.goOnline();
    const stock = this.#stock;
    demand(stock, 'a line');
    await stock.synced();
    demand(stock.closed.length === 0, `nobody is refused, but ${stock.closed.join()}`);
    await stock.saved(20_000);
  }

  end(): void {
    this.goOffline();
    this.doc.destroy();
  }
}

export interface Round {
  target: HallTarget;
  room: string;
  /** Headers of the PCs; one peer for each. */
  people: readonly Record<string, string>[];
  steps: number;
  /** Power cuts and restarts of the relay among the steps. */
  cuts: number;
  edit: (doc: Y.Doc, random: Random) => void;
  content: (doc: Y.Doc) => unknown;
}

/**
 * Random edits by all, with lines that come and go; then everybody comes back, and all of them, the relay and its
 * disk say the same. In the manner of Yjs' own tests, but through the relay that a hall has.
 */
export async function converge(
  { target, room, people, steps, cuts, edit, content }: Round,
  random: Random,
): Promise<void> {
  const peers = people.map((headers) => new Peer(target, room, headers));
  try {
    for (const peer of peers) if (random() < 0.8) peer.goOnline();
    const cutAt = new Set(Array.from({ length: cuts }, () => below(random, steps)));
    for (let step = 0; step < steps; step += 1) {
      const peer = oneOf(random, peers);
      const fate = random();
      if (fate < 0.75) edit(peer.doc, random);
      else if (fate < 0.83) peer.goOffline();
      else if (fate < 0.93) peer.goOnline();
      else if (fate < 0.96) peer.reload();
      else if (fate < 0.98) peer.repeat();
      else await target.relay.rooms.peek(keptName(target, room))?.compact();
      if (cutAt.has(step)) await (random() < 0.5 ? target.crash() : target.restart());
      // Now and then what is on its way may arrive.
      if (random() < 0.2) await new Promise((resolve) => setTimeout(resolve, below(random, 4)));
    }
    for (const peer of peers) await peer.saved();
    const [first] = peers;
    if (!first) return;
    const isSame = (doc: Y.Doc): boolean =>
      Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(first.doc)) && text(content(doc)) === text(content(first.doc));
    await eventually(() => peers.every((peer) => isSame(peer.doc)), 'all peers have the same', 20_000);
    for (const peer of peers) demand(peer.doc.store.pendingStructs === null, 'nothing waits for what never comes');
    const late = async (): Promise<boolean> => {
      const peer = new Peer(target, room, people[0] ?? {});
      await peer.saved();
      const is = isSame(peer.doc);
      peer.end();
      return is;
    };
    demand(await late(), 'who comes later has the same');
    for (const peer of peers) peer.goOffline();
    await target.crash();
    demand(await late(), 'the disk has the same');
  } finally {
    for (const peer of peers) peer.end();
  }
}

/** The name under which the relay keeps a room. */
function keptName(target: HallTarget, room: string): string {
  const [kind, , id = ''] = room.split('/');
  return kind === 'dossier' ? target.relay.dossiers.nameOf(id) : room;
}

function text(content: unknown): string {
  return JSON.stringify(sorted(content));
}

/** Keys in order: in which order two peers heard of two entries is nobody's content. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
