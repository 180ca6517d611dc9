import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { mayAct, roomActors, type Actor, type AuditKind } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import type { Committed } from '../hall/ledger-engine.ts';
import { LedgerLog, logName, roomName } from '../hall/ledger-room.ts';
import type { CustodyDesk } from '../hall/custody-desk.ts';
import type { Metrics } from '../metrics.ts';
import type { CommandDesk } from '../rooms/command-desk.ts';
import type { Storage } from '../storage/storage.ts';
import { log } from '../log.ts';
import type { Audit } from '../oversight/audit.ts';
import type { Quarantine } from '../oversight/quarantine.ts';
import { closeCode, encodeFrame, endLine, frame, sendTogether, whenOpened, type Ending } from './frames.ts';
import { FactOrder } from './fact-order.ts';
import { LedgerConnection, type Visitor } from './ledger-connection.ts';
import { sharedKinds, SharedSockets, type SharedRooms } from './shared-sockets.ts';

const MAX_FRAME = 1024 * 1024;
const HEARTBEAT = 2000;
const RESYNC_EVERY = 10;
const MOST_PAST = 4;
/** What a client may take to answer the closing of its socket when the hall goes. */
const FAREWELL = 500;
/** Lines on ledgers that one device may have open at once: one a tab. */
const MOST_OF_A_DEVICE = 64;
/** First parts of all rooms' names. */
export const roomKinds: readonly string[] = ['ledger', ...sharedKinds];
const LEDGER = /^(ledger)\/([a-z0-9-]{1,40})\/(\d{4}-\d{2}-\d{2})\/([a-z0-9-]{1,40})$/;

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
  readonly #shared: SharedSockets;
  readonly #commands: CommandDesk;
  readonly #custody: CustodyDesk;
  readonly #watch: { metrics: Metrics; audit: Audit; quarantine: Quarantine };
  readonly #facts = new Map<string, FactOrder>();
  /** Days that are over, read once for all who come back to them. */
  readonly #past = new Map<string, Promise<LedgerLog>>();
  readonly #timer: NodeJS.Timeout;
  #beats = 0;

  constructor(
    hall: Hall,
    storage: Storage,
    visit: (request: IncomingMessage) => Visitor | 'bad-origin' | null,
    shared: SharedRooms & { commands: CommandDesk; custody: CustodyDesk; audit: Audit; quarantine: Quarantine },
  ) {
    this.#hall = hall;
    this.#storage = storage;
    this.#shared = new SharedSockets(hall, shared);
    this.#commands = shared.commands;
    this.#custody = shared.custody;
    this.#watch = shared;
    shared.custody.onAsk((incarnation, grants) => this.#ask(incarnation, grants));
    this.#visit = visit;
    hall.onCommitted((committed) => this.#broadcast(committed));
    hall.onRooms(() => this.#roomsChanged());
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT);
  }

  get size(): number {
    return this.#connections.size + this.#shared.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const visitor = this.#visit(request);
    if (visitor === 'bad-origin') {
      this.#watch.audit.note('room-refused', { code: 'origin-not-allowed' });
      // Nobody else listens to a socket that was taken from the HTTP server.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (websocket) => {
      // Errors of a single socket (reset, bad frame) end that socket and nothing else.
      const room = roomOf(request);
      websocket.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
          this.#ended(closeCode.tooLarge, 'refused', visitor, room);
        websocket.terminate();
      });
      websocket.on('ended', (code: number, why: Ending) => this.#ended(code, why, visitor, room));
      sendTogether(websocket, socket);
      const refusal = this.#refusal(visitor, room);
      if (refusal !== null || visitor === null) {
        endLine(websocket, refusal ?? closeCode.notSignedIn);
        return;
      }
      if (SharedSockets.isShared(room)) void this.#shared.admit(websocket, visitor, room);
      else void this.#admitIfFounded(websocket, visitor, room);
    });
  }

  /** Ends every connection of a session or a device: signed out, revoked. */
  disconnect(isMeant: (visitor: Visitor) => boolean): void {
    for (const connection of this.#connections) {
      if (isMeant(connection.visitor)) connection.close(closeCode.notSignedIn, 'over');
    }
    this.#shared.closeAll(closeCode.notSignedIn, isMeant);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const connection of this.#connections) connection.close(closeCode.goingAway, 'over');
    this.#shared.closeAll(closeCode.goingAway);
    this.#custody.close();
    this.#server.close();
    setTimeout(() => this.#server.clients.forEach((websocket) => websocket.terminate()), FAREWELL).unref();
  }

  #refusal(visitor: Visitor | null, room: string): number | null {
    // Whoever comes asks `/api/session` and checks in there.
    if (this.#hall.isRecovering) return closeCode.epochChanged;
    if (SharedSockets.isShared(room)) return visitor ? this.#shared.refusal(visitor, room) : closeCode.notSignedIn;
    const match = LEDGER.exec(room);
    if (!match) return closeCode.noRoom;
    if (!visitor) return closeCode.notSignedIn;
    const actors: readonly Actor[] = visitor.roles;
    if (!mayAct(actors, roomActors[match[1] ?? ''] ?? [])) return closeCode.notAllowed;
    const { identity, state } = this.#hall.engine;
    if (match[2] !== identity.hall || match[4] !== identity.epoch) return closeCode.epochChanged;
    if ((match[3] ?? '') > state.day) return closeCode.noRoom;
    const own = [...this.#connections].filter((other) => other.visitor.incarnation === visitor.incarnation);
    return own.length >= MOST_OF_A_DEVICE ? closeCode.tooMany : null;
  }

  /** What ended a line: refusals are noted by account and device, without a word of what was sent. */
  #ended(code: number, why: Ending, visitor: Visitor | null, room: string): void {
    this.#watch.metrics.ended(code);
    if (why === 'over') return;
    const what = refusedBy[code] ?? 'room-refused';
    const [kind = ''] = room.split('/');
    this.#watch.audit.note(what, {
      code: String(code),
      account: visitor?.account ?? null,
      device: visitor?.incarnation ?? null,
      room: roomKinds.includes(kind) ? kind : null,
    });
  }

  /** A day that was never founded is no room, whatever its date; joining makes none. */
  async #admitIfFounded(websocket: WebSocket, visitor: Visitor, room: string): Promise<void> {
    if (room !== this.#hall.engine.room) {
      const opening = this.#earlier(room).catch(() => null);
      await whenOpened(websocket, opening, (log) => {
        // Asked again: signed out, revoked, or another epoch while the disk was slow.
        const refusal = visitor.isLiving() ? this.#refusal(visitor, room) : closeCode.notSignedIn;
        if (refusal !== null) endLine(websocket, refusal);
        else if (log === null) endLine(websocket, closeCode.goingAway, 'over');
        else if (log.state.seq === 0) endLine(websocket, closeCode.noRoom);
        else this.#admit(websocket, visitor, room);
      });
      return;
    }
    this.#admit(websocket, visitor, room);
  }

  #admit(websocket: WebSocket, visitor: Visitor, room: string): void {
    const facts =
      this.#facts.get(visitor.incarnation) ??
      new FactOrder((n) => this.#hall.engine.isDecided(`${visitor.incarnation}.${n}`));
    this.#facts.set(visitor.incarnation, facts);
    const connection = new LedgerConnection({
      websocket,
      visitor,
      hall: this.#hall,
      commands: this.#commands,
      room,
      log: () => this.#logOf(room),
      rights: this.#hall.rights,
      custody: this.#custody,
      facts,
      keepAside: (envelope) => this.#watch.quarantine.take(envelope, visitor, 'account-inactive'),
    });
    this.#connections.add(connection);
    websocket.on('close', () => {
      this.#connections.delete(connection);
      const { incarnation } = visitor;
      const isThere = [...this.#connections].some((other) => other.visitor.incarnation === incarnation);
      if (!isThere) this.#hall.rights.lose(incarnation);
    });
  }

  /** Any tab may answer: the marks are the device's. */
  #ask(incarnation: string, grants: readonly string[]): boolean {
    let isAsked = false;
    for (const connection of this.#connections) {
      if (connection.visitor.incarnation === incarnation && connection.ask(grants)) isAsked = true;
    }
    return isAsked;
  }

  /** The open day's, or one that is over: who comes back to it finds `dayClosed` there. */
  #logOf(room: string): LedgerLog | Promise<LedgerLog> {
    const { log } = this.#hall.engine;
    return log.room === room ? log : this.#earlier(room);
  }

  #earlier(room: string): Promise<LedgerLog> {
    const known = this.#past.get(room);
    if (known) return known;
    const kept = logName(this.#hall.engine.identity, room.split('/')[2] ?? '');
    const loaded = this.#storage.readLog(kept).then((updates) => LedgerLog.load(room, updates));
    loaded.catch(() => this.#past.delete(room));
    // More than a few days nobody comes back to.
    const [oldest] = this.#past.size >= MOST_PAST ? this.#past.keys() : [];
    if (oldest !== undefined) this.#past.delete(oldest);
    this.#past.set(room, loaded);
    return loaded;
  }

  #broadcast(committed: Committed): void {
    const bytes = LedgerConnection.updateFrame(committed.update);
    let readers = 0;
    for (const connection of this.#connections) {
      if (connection.room !== committed.room) continue;
      connection.send(bytes);
      readers += 1;
    }
    this.#watch.metrics.sent(bytes.length, readers);
  }

  #roomsChanged(): void {
    this.#shared.epochChanged();
    const { identity } = this.#hall.engine;
    const suffix = roomName(identity, '').split('/');
    for (const connection of this.#connections) {
      const [, hall, , epoch] = connection.room.split('/');
      if (hall !== suffix[1] || epoch !== suffix[3]) connection.close(closeCode.epochChanged, 'over');
    }
  }

  #beat(): void {
    this.#beats += 1;
    const bytes = encodeFrame(frame.heartbeat, {
      now: this.#hall.clock.now(),
      wall: this.#hall.clock.wall(),
      failing: this.#hall.engine.isFailing,
      silent: this.#custody.silent(),
    });
    this.#custody.beat().catch((error: unknown) => log.error('custody', error));
    const resync = this.#beats % RESYNC_EVERY === 0;
    for (const connection of this.#connections) connection.beat(bytes, resync);
    this.#shared.beat(resync);
  }
}

/** What a close code says was refused; all others: the room. */
const refusedBy: Record<number, AuditKind> = {
  [closeCode.badFrame]: 'frame-refused',
  [closeCode.tooLarge]: 'frame-refused',
  [closeCode.clientTooOld]: 'frame-refused',
  [closeCode.tooMany]: 'frame-refused',
  [closeCode.invalidUpdate]: 'update-refused',
};

/** The room's name in a request's path; '' when it is none. */
function roomOf(request: IncomingMessage): string {
  const path = (request.url ?? '').split('?')[0] ?? '';
  return path.startsWith('/rooms/') ? path.slice('/rooms/'.length) : '';
}
