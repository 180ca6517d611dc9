import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { WebSocket } from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import type { Role } from '#lib/domain/index.ts';
import { readEnvelope, type CommandDecision, type Envelope } from '../hall/envelope.ts';
import type { Hall } from '../hall/hall.ts';
import type { CustodyDesk } from '../hall/custody-desk.ts';
import type { LedgerLog } from '../hall/ledger-room.ts';
import type { Rights } from '../hall/rights.ts';
import type { CommandDesk } from '../rooms/command-desk.ts';
import { announcementsOf, readGave, readHello, type Gave } from './hello.ts';
import { closeCode, encodeFrame, endLine, frame, onFrame, readText, sendFrame, type Ending } from './frames.ts';
import { log } from '../log.ts';
import type { FactOrder } from './fact-order.ts';
import { TokenBucket } from './token-bucket.ts';

/** Who is at the other end, fixed when the connection was accepted. */
export interface Visitor {
  sessionHash: string;
  account: string;
  roles: readonly Role[];
  department: string | null;
  incarnation: string;
  label: string;
  /** Roles of an account whose earlier facts this device may bring; null: none of its people. */
  rolesOf(account: string): readonly Role[] | null;
  departmentOf(account: string): string | null;
  /** One of this device's people who is no longer with the hall. */
  isInactive(account: string): boolean;
  isLiving(): boolean;
}

interface Options {
  websocket: WebSocket;
  visitor: Visitor;
  hall: Hall;
  commands: CommandDesk;
  room: string;
  log: () => LedgerLog | Promise<LedgerLog>;
  rights: Rights;
  custody: CustodyDesk;
  /** Shared by all tabs of the device. */
  facts: FactOrder;
  /** Keeps a fact of somebody who has left aside; the answer once it is kept, null when it could not be. */
  keepAside: (envelope: Envelope) => Promise<CommandDecision | null>;
}

/** How long after connecting a row may still belong to the time without a line. */
const BACKLOG = 60_000;

/** The frames of whole rooms: the same bytes for all that begin from nothing, as sixty counters do in the morning. */
const wholeFrames = new WeakMap<Uint8Array, Uint8Array>();

function wholeFrame(state: Uint8Array): Uint8Array {
  const known = wholeFrames.get(state) ?? syncFrame(state);
  wholeFrames.set(state, known);
  return known;
}

/** The answer to a SyncStep1. */
function syncFrame(update: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, frame.sync);
    encoding.writeVarUint(encoder, syncProtocol.messageYjsSyncStep2);
    encoding.writeVarUint8Array(encoder, update);
  });
}

/** One socket on a ledger room: read-only Yjs sync, and the hall's own frames for who said hello. */
export class LedgerConnection {
  readonly visitor: Visitor;
  readonly room: string;
  readonly #socket: WebSocket;
  readonly #hall: Hall;
  readonly #commands: CommandDesk;
  readonly #log: Options['log'];
  readonly #messages = new TokenBucket(400, 200);
  readonly #bytes = new TokenBucket(4 * 1024 * 1024, 512 * 1024);
  #greeted = false;
  #saidHello = false;
  /** When this device was last heard before this connection, wall clock; 0: not known. */
  readonly #outOfTouchSince: number;
  readonly #rights: Rights;
  readonly #custody: CustodyDesk;
  readonly #connectedAt: number;
  #lastHeard: number;
  readonly #facts: FactOrder;
  readonly #keepAside: Options['keepAside'];

  constructor({ websocket, visitor, hall, commands, room, log, rights, custody, facts, keepAside }: Options) {
    this.visitor = visitor;
    this.room = room;
    this.#socket = websocket;
    this.#hall = hall;
    this.#commands = commands;
    this.#log = log;
    this.#outOfTouchSince = rights.lastHeard(visitor.incarnation);
    this.#rights = rights;
    this.#custody = custody;
    this.#facts = facts;
    this.#keepAside = keepAside;
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

  static updateFrame(update: Uint8Array): Uint8Array {
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, frame.sync);
      syncProtocol.writeUpdate(encoder, update);
    });
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
    this.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, frame.sync);
        syncProtocol.writeSyncStep1(encoder, log.doc);
      }),
    );
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
      else if (type === frame.command) await this.#command(readText(decoder), lastHeard);
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
      const fromNothing = payload.length === 1 && payload[0] === 0;
      this.send(fromNothing ? wholeFrame(log.fullState()) : syncFrame(Y.encodeStateAsUpdate(log.doc, payload)));
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
    for (const decision of decisions) this.send(encodeFrame(frame.decision, decision));
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

  async #command(text: string, lastHeard: number): Promise<void> {
    if (!this.#greeted) {
      this.close(closeCode.badFrame);
      return;
    }
    const read = readEnvelope(text);
    if (!read.ok) {
      const id = /"id":"([\w.-]{1,48})"/.exec(text)?.[1];
      if (!id) {
        this.close(closeCode.badFrame);
        return;
      }
      this.#answer({ id, ok: false, code: read.code, ...(read.data ? { data: read.data } : {}) });
      const [incarnation, n] = id.split('.');
      if (incarnation === this.visitor.incarnation && /^\d{1,12}$/.test(n ?? '')) await this.#facts.answered(Number(n));
      return;
    }
    const envelope = read.value;
    if (envelope.class === 'request') await this.#decide(envelope, lastHeard);
    else await this.#facts.take(envelope, () => this.#decide(envelope, lastHeard));
  }

  /** True when there is an answer; false when a fact could not be kept and stays with its device. */
  async #decide(envelope: Envelope, lastHeard: number): Promise<boolean> {
    if (this.#isLate(envelope)) {
      const aside = await this.#keepAside(envelope);
      if (aside) this.#answer(aside);
      return aside !== null;
    }
    const refusal = this.#refusal(envelope);
    if (refusal) {
      this.#answer({ id: envelope.id, ok: false, code: refusal });
      return true;
    }
    const roles = envelope.staff === null ? [] : (this.visitor.rolesOf(envelope.staff) ?? []);
    const wall = this.#hall.clock.wall();
    // A device cannot have done something before it was last heard, nor in the future.
    const lag = Math.min(Math.max(0, wall - envelope.at), Math.max(0, wall - lastHeard));
    const department = envelope.staff === null ? null : this.visitor.departmentOf(envelope.staff);
    const decision = await this.#commands.submit(
      envelope,
      { surface: 'staff', label: this.visitor.label, account: envelope.staff, roles, department },
      lag,
    );
    if (decision) this.#answer(decision);
    else if (envelope.class === 'request') this.#answer({ id: envelope.id, ok: false, code: 'not-saved-at-hall' });
    return decision !== null;
  }

  /** A fact by one of this device's people who has left: neither recorded nor lost. */
  #isLate(envelope: Envelope): boolean {
    const { incarnation, isInactive } = this.visitor;
    return (
      envelope.class === 'fact' &&
      envelope.incarnation === incarnation &&
      envelope.staff !== null &&
      isInactive(envelope.staff)
    );
  }

  #refusal(envelope: Envelope): 'device-not-yours' | 'role-may-not' | null {
    if (envelope.incarnation !== this.visitor.incarnation) return 'device-not-yours';
    if (envelope.class === 'request') return envelope.staff === this.visitor.account ? null : 'role-may-not';
    return envelope.staff !== null && this.visitor.rolesOf(envelope.staff) !== null ? null : 'role-may-not';
  }

  #answer(decision: CommandDecision): void {
    this.send(encodeFrame(frame.decision, decision));
  }
}
