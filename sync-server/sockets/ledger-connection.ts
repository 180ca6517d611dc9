import * as decoding from 'lib0/decoding';
import type { WebSocket } from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import type { CommandDecision } from '../hall/envelope.ts';
import type { Hall } from '../hall/hall.ts';
import type { CustodyDesk } from '../hall/custody-desk.ts';
import { roomName, type LedgerLog } from '../hall/ledger-room.ts';
import type { Rights } from '../hall/rights.ts';
import { announcementsOf, MOST_UNDECIDED, readGave, readHello, type Gave } from './hello.ts';
import { closeCode, encodeFrame, endLine, frame, onFrame, readText, sendFrame, type Ending } from './frames.ts';
import { answerFrame, questionFrame } from './sync-frames.ts';
import { log } from '../log.ts';
import { StaffRows, type RowsOptions } from './staff-rows.ts';
import { TokenBucket } from './token-bucket.ts';
import type { Visitor } from './visitor.ts';

interface Options extends Pick<RowsOptions, 'visitor' | 'commands' | 'facts' | 'keepAside' | 'keepRefusal'> {
  /** Among all that came. */
  no: number;
  websocket: WebSocket;
  hall: Hall;
  room: string;
  log: () => LedgerLog | Promise<LedgerLog>;
  rights: Rights;
  custody: CustodyDesk;
}

/** How long after connecting a row may still belong to the time without a line. */
const BACKLOG = 60_000;

/** One socket on a ledger room: read-only Yjs sync, and the hall's own frames for who said hello. */
export class LedgerConnection {
  readonly no: number;
  readonly visitor: Visitor;
  readonly room: string;
  readonly #socket: WebSocket;
  readonly #hall: Hall;
  readonly #log: Options['log'];
  readonly #messages = new TokenBucket(400, 200);
  readonly #bytes = new TokenBucket(4 * 1024 * 1024, 512 * 1024);
  #greeted = false;
  #saidHello = false;
  /** Undecided requests that all its hellos have listed. */
  #undecided = 0;
  /** When this device was last heard before this connection, wall clock; 0: not known. */
  readonly #outOfTouchSince: number;
  readonly #rights: Rights;
  readonly #custody: CustodyDesk;
  readonly #connectedAt: number;
  #lastHeard: number;
  readonly #rows: StaffRows;

  constructor({ no, websocket, visitor, hall, room, log, rights, custody, ...rows }: Options) {
    this.no = no;
    this.visitor = visitor;
    this.room = room;
    this.#socket = websocket;
    this.#hall = hall;
    this.#log = log;
    this.#outOfTouchSince = rights.lastHeard(visitor.incarnation);
    this.#rights = rights;
    this.#custody = custody;
    this.#rows = new StaffRows({
      ...rows,
      visitor,
      isOpen: () => room === roomName(hall.engine.identity, room.split('/')[2] ?? ''),
      wall: () => hall.clock.wall(),
      answer: (decision) => this.#answer(decision),
      turnAway: () => this.close(closeCode.tooMany),
    });
    this.#connectedAt = hall.clock.wall();
    this.#lastHeard = this.#connectedAt;
    onFrame(websocket, (bytes) => void this.#receive(bytes));
    void this.#askForState();
  }

  /** Asks the device for rights; only who said hello knows the question. */
  ask(grants: readonly string[]): boolean {
    if (!this.#saidHello) return false;
    this.send(encodeFrame(frame.ask, grants));
    return true;
  }

  send(bytes: Uint8Array): void {
    sendFrame(this.#socket, bytes);
  }

  close(code: number, why?: Ending): void {
    endLine(this.#socket, code, why);
  }

  beat(heartbeat: Uint8Array, resync: boolean): void {
    if (!this.visitor.isLiving()) {
      this.close(closeCode.notSignedIn, 'over');
      return;
    }
    if (this.#saidHello) this.send(heartbeat);
    // The stock client drops a line that brings no message for 30 s; this also pulls what is lacking here.
    if (resync) void this.#askForState();
  }

  async #askForState(): Promise<void> {
    const log = await this.#readable();
    if (!log) return;
    this.send(questionFrame(log));
  }

  async #receive(bytes: Uint8Array): Promise<void> {
    const wall = this.#hall.clock.wall();
    if (!this.#messages.take(wall) || !this.#bytes.take(wall, bytes.length)) {
      this.close(closeCode.tooMany);
      return;
    }
    const lastHeard = wall - this.#connectedAt < BACKLOG ? this.#outOfTouchSince : this.#lastHeard;
    this.#lastHeard = wall;
    this.#rights.hear(this.visitor.incarnation);
    try {
      const decoder = decoding.createDecoder(bytes);
      const type = decoding.readVarUint(decoder);
      if (type === frame.sync) await this.#sync(decoder);
      else if (type === frame.command) await this.#row(readText(decoder), lastHeard);
      else if (type === frame.hello) await this.#hello(readText(decoder));
      else if (type === frame.stored) await this.#stored(JSON.parse(readText(decoder)));
      else if (type === frame.gave) await this.#gave(readGave(readText(decoder)));
      // Presence has no place in a ledger; the stock client sends it all the same.
      else if (type !== frame.awareness && type !== frame.queryAwareness && type !== frame.heartbeat) {
        this.close(closeCode.badFrame);
      }
    } catch {
      this.close(closeCode.badFrame);
    }
  }

  /** The room's log; a disk that cannot be read just now is no fault of the client: it comes back later. */
  async #readable(): Promise<LedgerLog | null> {
    try {
      return await this.#log();
    } catch (error) {
      log.error('room unreadable', error, { room: 'ledger' });
      this.close(closeCode.goingAway, 'over');
      return null;
    }
  }

  async #sync(decoder: decoding.Decoder): Promise<void> {
    const kind = decoding.readVarUint(decoder);
    const payload = decoding.readVarUint8Array(decoder);
    const log = await this.#readable();
    if (!log) return;
    if (kind === syncProtocol.messageYjsSyncStep1) {
      this.send(answerFrame(log, payload));
      return;
    }
    // A client's empty answer is courtesy; anything else would fork its copy for ever if dropped silently.
    const { structs, ds } = Y.decodeUpdate(payload);
    if (structs.length > 0 || ds.clients.size > 0) this.close(closeCode.invalidUpdate);
  }

  async #hello(text: string): Promise<void> {
    const hello = readHello(text);
    if (!hello.ok || hello.value.incarnation !== this.visitor.incarnation) {
      this.close(
        hello.ok ? closeCode.notAllowed : hello.code === 'client-too-old' ? closeCode.clientTooOld : closeCode.badFrame,
      );
      return;
    }
    const own = hello.value.undecided.filter((id) => id.startsWith(`${this.visitor.incarnation}.`));
    // Two are nothing strange: a page that is cut off while it looks up what to say says both on its next line.
    this.#undecided += own.length;
    if (this.#undecided > MOST_UNDECIDED) {
      this.close(closeCode.tooMany);
      return;
    }
    // Asked for before any row that follows the hello can be decided; rows need not wait for our answer.
    const asked = this.#hall.engine.expire(own);
    this.#greeted = true;
    const decisions = await asked.catch(() => null);
    if (!decisions) {
      this.close(closeCode.goingAway, 'over');
      return;
    }
    this.#saidHello = true;
    this.send(
      encodeFrame(frame.hello, {
        now: this.#hall.clock.now(),
        wall: this.#hall.clock.wall(),
        day: this.#hall.engine.state.day,
      }),
    );
    for (const decision of decisions) this.#answer(decision);
  }

  async #stored(calls: unknown): Promise<void> {
    // A page of yesterday says it of yesterday's numbers; it comes here again with today's ledger.
    if (this.room !== this.#hall.engine.room) return;
    const { deviceNumbers } = this.#hall.engine.state;
    const device = deviceNumbers.get(this.visitor.incarnation);
    if (device === undefined) return;
    await this.#hall.engine.act((state) => announcementsOf(state, device, calls)).catch(() => undefined);
  }

  async #gave(answer: Gave | null): Promise<void> {
    if (!answer || !this.#greeted) {
      this.close(closeCode.badFrame);
      return;
    }
    // A word that could not be kept does not count: it is asked for again.
    await this.#custody.answer(this.visitor.incarnation, answer.gave, answer.called).catch(() => undefined);
  }

  async #row(text: string, lastHeard: number): Promise<void> {
    if (!this.#greeted || !(await this.#rows.take(text, lastHeard))) this.close(closeCode.badFrame);
  }

  #answer(decision: CommandDecision): void {
    this.send(encodeFrame(frame.decision, decision));
  }
}
