import type { WebSocket } from 'ws';
import { mayAct, roomActors } from '#lib/domain/index.ts';
import { keepAnswer } from '../hall/answered.ts';
import type { CustodyDesk } from '../hall/custody-desk.ts';
import type { Committed } from '../hall/durable-ledger.ts';
import type { Hall } from '../hall/hall.ts';
import { sha256Text } from '../hall/hash.ts';
import { LedgerLog, logName } from '../hall/ledger-room.ts';
import { log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Quarantine } from '../oversight/quarantine.ts';
import type { CommandDesk } from '../rooms/command-desk.ts';
import type { Storage } from '../storage/storage.ts';
import { FactOrder } from './fact-order.ts';
import { closeCode, endLine, whenOpened } from './frames.ts';
import { LedgerConnection } from './ledger-connection.ts';
import { updateFrame } from './sync-frames.ts';
import type { Visitor } from './visitor.ts';

const LEDGER = /^ledger\/([a-z0-9-]{1,40})\/(\d{4}-\d{2}-\d{2})\/([a-z0-9-]{1,40})$/;
const MOST_PAST = 4;
/** Lines on ledgers that one device may have open at once: one a tab. */
const MOST_OF_A_DEVICE = 64;

export interface LedgerRooms {
  storage: Storage;
  metrics: Metrics;
  commands: CommandDesk;
  custody: CustodyDesk;
  quarantine: Quarantine;
}

/** The sockets on ledgers: the open day's, and those of days that are over. */
export class LedgerSockets {
  readonly #hall: Hall;
  readonly #ledger: LedgerRooms;
  readonly #connections = new Set<LedgerConnection>();
  #joined = 0;
  /** Of the open epoch, by device. */
  readonly #facts = new Map<string, FactOrder>();
  #epoch: string;
  /** Days that are over, read once for all who come back to them. */
  readonly #past = new Map<string, Promise<LedgerLog>>();

  constructor(hall: Hall, ledger: LedgerRooms) {
    this.#hall = hall;
    this.#ledger = ledger;
    this.#epoch = hall.engine.identity.epoch;
    ledger.custody.onAsk((incarnation, grants) => this.#ask(incarnation, grants));
    hall.onCommitted((committed) => this.#broadcast(committed));
  }

  get size(): number {
    return this.#connections.size;
  }

  /** Whether a room's name is one of these. */
  static isLedger(room: string): boolean {
    return LEDGER.test(room);
  }

  /** Why somebody may not come into the room; null: they may, if its day was founded. */
  refusal(visitor: Visitor, room: string): number | null {
    if (!mayAct(visitor.roles, roomActors['ledger'] ?? [])) return closeCode.notAllowed;
    const { identity, state } = this.#hall.engine;
    const [, hall, day = '', epoch] = LEDGER.exec(room) ?? [];
    if (hall !== identity.hall || epoch !== identity.epoch) return closeCode.epochChanged;
    if (day > state.day) return closeCode.noRoom;
    const own = [...this.#connections].filter((other) => other.visitor.incarnation === visitor.incarnation);
    return own.length >= MOST_OF_A_DEVICE ? closeCode.tooMany : null;
  }

  /** A day that was never founded is no room, whatever its date; joining makes none. */
  async admit(websocket: WebSocket, visitor: Visitor, room: string): Promise<void> {
    if (room === this.#hall.engine.room) {
      this.#join(websocket, visitor, room);
      return;
    }
    const opening = this.#earlier(room).catch(() => null);
    await whenOpened(websocket, opening, (log) => {
      // Asked again: signed out, revoked, or another epoch while the disk was slow.
      const refusal = visitor.isLiving() ? this.refusal(visitor, room) : closeCode.notSignedIn;
      if (refusal !== null) endLine(websocket, refusal);
      else if (log === null) endLine(websocket, closeCode.goingAway, 'over');
      else if (log.state.seq === 0) endLine(websocket, closeCode.noRoom);
      else this.#join(websocket, visitor, room);
    });
  }

  /** `isDue`: of lines by their numbers, in the order in which they came. */
  beat(heartbeat: Uint8Array, resync: boolean, isDue: (no: number) => boolean): void {
    for (const connection of this.#connections) if (isDue(connection.no)) connection.beat(heartbeat, resync);
  }

  /** Another hall or epoch is open: the rooms of this one are left. */
  epochChanged(): void {
    const { identity } = this.#hall.engine;
    // Another hall's facts are in another order: what a device has practised and not sent is told to nobody any more.
    if (identity.epoch !== this.#epoch) this.#facts.clear();
    this.#epoch = identity.epoch;
    for (const connection of this.#connections) {
      const [, hall, , epoch] = connection.room.split('/');
      if (hall !== identity.hall || epoch !== identity.epoch) connection.close(closeCode.epochChanged, 'over');
    }
  }

  closeAll(code: number, isMeant: (visitor: Visitor) => boolean = () => true): void {
    for (const connection of this.#connections) if (isMeant(connection.visitor)) connection.close(code, 'over');
  }

  #join(websocket: WebSocket, visitor: Visitor, room: string): void {
    const { incarnation } = visitor;
    const facts =
      this.#facts.get(incarnation) ?? new FactOrder((n) => this.#hall.engine.isDecided(`${incarnation}.${n}`));
    this.#facts.set(incarnation, facts);
    const { commands, custody, quarantine, storage } = this.#ledger;
    this.#joined += 1;
    const connection = new LedgerConnection({
      no: this.#joined,
      websocket,
      visitor,
      hall: this.#hall,
      commands,
      room,
      log: () => this.#logOf(room),
      rights: this.#hall.rights,
      custody,
      facts,
      keepAside: (envelope) => quarantine.take(envelope, visitor, 'account-inactive'),
      keepRefusal: (id, text, decision) =>
        keepAnswer(storage, id, { hash: sha256Text(text), decision }).catch((error: unknown) => {
          log.error('refusal not kept', error);
          return null;
        }),
    });
    this.#connections.add(connection);
    websocket.on('close', () => {
      this.#connections.delete(connection);
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
    const loaded = this.#ledger.storage.readLog(kept).then((updates) => LedgerLog.load(room, updates));
    loaded.catch(() => this.#past.delete(room));
    // More than a few days nobody comes back to.
    const [oldest] = this.#past.size >= MOST_PAST ? this.#past.keys() : [];
    if (oldest !== undefined) this.#past.delete(oldest);
    this.#past.set(room, loaded);
    return loaded;
  }

  #broadcast(committed: Committed): void {
    const bytes = updateFrame(committed.update);
    let readers = 0;
    for (const connection of this.#connections) {
      if (connection.room !== committed.room) continue;
      connection.send(bytes);
      readers += 1;
    }
    this.#ledger.metrics.sent(bytes.length, readers);
  }
}
