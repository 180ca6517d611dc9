import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { mayAct, roomActors, type Actor } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import type { Committed } from '../hall/ledger-engine.ts';
import { LedgerLog, roomName } from '../hall/ledger-room.ts';
import type { Storage } from '../storage/storage.ts';
import { closeCode, encodeFrame, frame } from './frames.ts';
import { LedgerConnection, type Visitor } from './ledger-connection.ts';

const MAX_FRAME = 1024 * 1024;
const MAX_BUFFERED = 4 * 1024 * 1024;
const HEARTBEAT = 2000;
const RESYNC_EVERY = 10;
const ROOM = /^\/rooms\/(ledger)\/([a-z0-9-]{1,40})\/(\d{4}-\d{2}-\d{2})\/([a-z0-9-]{1,40})$/;

/**
 * The rooms over websockets. A room is never created by joining it; who may join is decided once,
 * before the first byte is read, and a refusal is a close code that the stock client understands.
 */
export class RoomSockets {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME, perMessageDeflate: false });
  readonly #hall: Hall;
  readonly #storage: Storage;
  readonly #visit: (request: IncomingMessage) => Visitor | 'bad-origin' | null;
  readonly #connections = new Set<LedgerConnection>();
  /** When each device was last heard, wall clock: the bound for what it says it did meanwhile. */
  readonly #heard = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #beats = 0;

  constructor(hall: Hall, storage: Storage, visit: (request: IncomingMessage) => Visitor | 'bad-origin' | null) {
    this.#hall = hall;
    this.#storage = storage;
    this.#visit = visit;
    hall.onCommitted((committed) => this.#broadcast(committed));
    hall.onRooms(() => this.#roomsChanged());
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT);
  }

  get size(): number {
    return this.#connections.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const visitor = this.#visit(request);
    if (visitor === 'bad-origin') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (websocket) => {
      // Errors of a single socket (reset, bad frame) end that socket and nothing else.
      websocket.on('error', () => websocket.terminate());
      const refusal = this.#refusal(visitor, request.url ?? '');
      if (refusal !== null || visitor === null) {
        websocket.close(refusal ?? closeCode.notSignedIn);
        return;
      }
      this.#admit(websocket, visitor, decodeURI(request.url ?? '').slice('/rooms/'.length).split('?')[0] ?? '');
    });
  }

  /** Ends every connection of a session or a device: signed out, revoked. */
  disconnect(isMeant: (visitor: Visitor) => boolean): void {
    for (const connection of this.#connections) {
      if (isMeant(connection.visitor)) connection.close(closeCode.notSignedIn);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    for (const connection of this.#connections) connection.close(closeCode.goingAway);
    this.#server.close();
  }

  #refusal(visitor: Visitor | null, url: string): number | null {
    const match = ROOM.exec(url.split('?')[0] ?? '');
    if (!match) return closeCode.noRoom;
    if (!visitor) return closeCode.notSignedIn;
    const actors: readonly Actor[] = visitor.roles;
    if (!mayAct(actors, roomActors[match[1] ?? ''] ?? [])) return closeCode.notAllowed;
    const { identity, state } = this.#hall.engine;
    if (match[2] !== identity.hall || match[4] !== identity.epoch) return closeCode.epochChanged;
    if ((match[3] ?? '') > state.day) return closeCode.noRoom;
    return null;
  }

  #admit(websocket: WebSocket, visitor: Visitor, room: string): void {
    const live = room === this.#hall.engine.room;
    const connection = new LedgerConnection({
      websocket,
      visitor,
      hall: this.#hall,
      room,
      log: live ? () => this.#liveOrEarlier(room) : this.#earlier(room),
      outOfTouchSince: this.#heard.get(visitor.incarnation) ?? 0,
      heard: (wall) => this.#heard.set(visitor.incarnation, wall),
    });
    this.#connections.add(connection);
    websocket.on('close', () => this.#connections.delete(connection));
  }

  /** A connection outlives its day by the moment its client needs to move on. */
  #liveOrEarlier(room: string): LedgerLog | Promise<LedgerLog> {
    const { log } = this.#hall.engine;
    return log.room === room ? log : this.#earlier(room)();
  }

  /** A day that is over, read once for a device that comes back to it: it will find `dayClosed`. */
  #earlier(room: string): () => Promise<LedgerLog> {
    const loaded = this.#storage.readLog(room).then((updates) => LedgerLog.load(room, updates));
    return () => loaded;
  }

  #broadcast(committed: Committed): void {
    const bytes = LedgerConnection.updateFrame(committed.update);
    for (const connection of this.#connections) {
      if (connection.room !== committed.room) continue;
      if (connection.buffered > MAX_BUFFERED) connection.close(closeCode.tooMany);
      else connection.send(bytes);
    }
  }

  #roomsChanged(): void {
    const { identity } = this.#hall.engine;
    const suffix = roomName(identity, '').split('/');
    for (const connection of this.#connections) {
      const [, hall, , epoch] = connection.room.split('/');
      if (hall !== suffix[1] || epoch !== suffix[3]) connection.close(closeCode.epochChanged);
    }
  }

  #beat(): void {
    this.#beats += 1;
    const bytes = encodeFrame(frame.heartbeat, {
      now: this.#hall.clock.now(),
      wall: this.#hall.clock.wall(),
      failing: this.#hall.engine.isFailing,
    });
    for (const connection of this.#connections) connection.beat(bytes, this.#beats % RESYNC_EVERY === 0);
  }
}
