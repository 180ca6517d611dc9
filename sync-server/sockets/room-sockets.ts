import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { AuditKind } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import { turnAway } from '../http/doors.ts';
import { log } from '../log.ts';
import type { Audit } from '../oversight/audit.ts';
import { closeCode, encodeFrame, endLine, frame, sendTogether, type Ending } from './frames.ts';
import { LedgerSockets, type LedgerRooms } from './ledger-sockets.ts';
import { sharedKinds, SharedSockets, type SharedRooms } from './shared-sockets.ts';
import type { Visitor } from './visitor.ts';

const MAX_FRAME = 1024 * 1024;
const HEARTBEAT = 2000;
/** A hundred ledgers' lines are not told, and do not answer, in one go: commands would wait behind them. */
const GROUPS = 10;
const RESYNC_EVERY = 10;
/** What a client may take to answer the closing of its socket when the hall goes. */
const FAREWELL = 500;
/** First parts of all rooms' names. */
export const roomKinds: readonly string[] = ['ledger', ...sharedKinds];

type Parts = SharedRooms & LedgerRooms & { audit: Audit };

/**
 * The rooms over websockets. A room is never created by joining it; who may join is decided once,
 * before the first byte is read, and a refusal is a close code that the stock client understands.
 */
export class RoomSockets {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME, perMessageDeflate: false });
  readonly #hall: Hall;
  readonly #visit: (request: IncomingMessage) => Visitor | 'bad-origin' | null;
  readonly #ledger: LedgerSockets;
  readonly #shared: SharedSockets;
  readonly #parts: Parts;
  readonly #timer: NodeJS.Timeout;
  #ticks = 0;

  constructor(hall: Hall, visit: (request: IncomingMessage) => Visitor | 'bad-origin' | null, parts: Parts) {
    this.#hall = hall;
    this.#ledger = new LedgerSockets(hall, parts);
    this.#shared = new SharedSockets(hall, parts);
    this.#parts = parts;
    this.#visit = visit;
    hall.onRooms(() => this.#roomsChanged());
    this.#timer = setInterval(() => this.#tick(), HEARTBEAT / GROUPS);
  }

  get size(): number {
    return this.#ledger.size + this.#shared.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const visitor = this.#visit(request);
    if (visitor === 'bad-origin') {
      this.#parts.audit.note('room-refused', { code: 'origin-not-allowed' });
      turnAway(socket, '403 Forbidden');
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
      else void this.#ledger.admit(websocket, visitor, room);
    });
  }

  /** Ends every connection of a session or a device: signed out, revoked. */
  disconnect(isMeant: (visitor: Visitor) => boolean): void {
    this.#ledger.closeAll(closeCode.notSignedIn, isMeant);
    this.#shared.closeAll(closeCode.notSignedIn, isMeant);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#ledger.closeAll(closeCode.goingAway);
    this.#shared.closeAll(closeCode.goingAway);
    this.#parts.custody.close();
    this.#server.close();
    setTimeout(() => this.#server.clients.forEach((websocket) => websocket.terminate()), FAREWELL).unref();
  }

  #refusal(visitor: Visitor | null, room: string): number | null {
    // Whoever comes asks `/api/session` and checks in there.
    if (this.#hall.isRecovering) return closeCode.epochChanged;
    const sockets = SharedSockets.isShared(room) ? this.#shared : LedgerSockets.isLedger(room) ? this.#ledger : null;
    if (!sockets) return closeCode.noRoom;
    return visitor ? sockets.refusal(visitor, room) : closeCode.notSignedIn;
  }

  /** What ended a line: refusals are noted by account and device, without a word of what was sent. */
  #ended(code: number, why: Ending, visitor: Visitor | null, room: string): void {
    this.#parts.metrics.ended(code);
    if (why === 'over') return;
    const what = refusedBy[code] ?? 'room-refused';
    const [kind = ''] = room.split('/');
    this.#parts.audit.note(what, {
      code: String(code),
      account: visitor?.account ?? null,
      device: visitor?.incarnation ?? null,
      room: roomKinds.includes(kind) ? kind : null,
    });
  }

  #roomsChanged(): void {
    this.#shared.epochChanged();
    this.#ledger.epochChanged();
  }

  /** Each line on a ledger hears the heartbeat once in so many ticks. */
  #tick(): void {
    const group = this.#ticks % GROUPS;
    const resync = Math.floor(this.#ticks / GROUPS) % RESYNC_EVERY === RESYNC_EVERY - 1;
    this.#ticks += 1;
    const bytes = encodeFrame(frame.heartbeat, {
      now: this.#hall.clock.now(),
      wall: this.#hall.clock.wall(),
      failing: this.#hall.engine.isFailing,
      silent: this.#parts.custody.silent(),
    });
    this.#ledger.beat(bytes, resync, (no) => no % GROUPS === group);
    if (group > 0) return;
    this.#parts.custody.beat().catch((error: unknown) => log.error('custody', error));
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
