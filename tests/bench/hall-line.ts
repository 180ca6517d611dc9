import { createHash, randomBytes } from 'node:crypto';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { messageYjsSyncStep2 } from 'y-protocols/sync';
import type * as Y from 'yjs';
import { commandClasses, decodeEntry, keyOfEntry, type CommandKind, type LedgerEvent } from '#lib/domain/index.ts';
import type { CommandDecision } from '../../sync-server/hall/envelope.ts';
import { frame } from '../../sync-server/sockets/frames.ts';
import type { Seat } from './hundred-hall.ts';
import { Line } from './lines.ts';

/** Relay asks a device to give back rights, and its answer. */
const [ask, gave] = [106, 107];

export interface HallFacts {
  day: string;
  ledger: string;
  setup: number;
}

/** A counter of ours. Its commands: a number taken, the next one called, begun, finished, and again. */
export class HallLine extends Line {
  readonly #seat: Seat;
  readonly #facts: HallFacts;
  readonly #waiting = new Map<string, (decision: CommandDecision) => void>();
  /** What a sink knows of the ledger, from a real document beside it. */
  ledger: (seq: number) => LedgerEvent[] = (seq) => decodeEntry(this.doc?.getMap('e').get(keyOfEntry(seq)));
  refused = 0;
  readonly #refusals = new Map<string, number>();
  #n = 0;
  #lastFact: number | null = null;
  #next: 'take' | 'call' | 'begin' | 'finish' = 'take';
  /** Entry of a call that it has not stored yet; 0: none. */
  #called = 0;
  #ticket = 0;

  #greeted = false;
  #synced = false;

  constructor(seat: Seat, facts: HallFacts, isReal: boolean, kept: Y.Doc | null = null) {
    super(isReal, kept);
    this.#seat = seat;
    this.#facts = facts;
  }

  /** Joined, with its window open. */
  static async open(base: string, seat: Seat, facts: HallFacts, isReal: boolean): Promise<HallLine> {
    const line = new HallLine(seat, facts, isReal);
    await line.join(base);
    const opened = await line.act('openWindow', { window: seat.window });
    if (!opened.ok) throw new Error(`window ${seat.window}: ${opened.code}`);
    return line;
  }

  get refusals(): ReadonlyMap<string, number> {
    return this.#refusals;
  }

  override async write(): Promise<string | null> {
    const decision = await this.#step();
    if (decision.ok) return keyOfEntry(decision.from);
    this.refused += 1;
    const refusal = `${this.#next} ${decision.code}`;
    this.#refusals.set(refusal, (this.#refusals.get(refusal) ?? 0) + 1);
    this.#next = 'take';
    return null;
  }

  /** As a window does: it says that it has stored the call at once, long before the applicant is there. */
  override arrived(): void {
    if (this.#called === 0) return;
    const call = this.ledger(this.#called).find((event) => event.kind === 'called');
    if (call?.kind !== 'called') throw new Error(`entry ${this.#called} is no call`);
    this.#called = 0;
    this.#ticket = call.ticket;
    this.#text(frame.stored, [[call.ticket, call.round]]);
  }

  async #step(): Promise<CommandDecision> {
    const { window, code } = this.#seat;
    if (this.#next === 'take') {
      const tokenHash = createHash('sha256').update(randomBytes(16)).digest().subarray(0, 16).toString('base64url');
      const decision = await this.act('take', { code, care: false, tokenHash, channel: 'staff' });
      if (decision.ok) this.#next = 'call';
      return decision;
    }
    if (this.#next === 'call') {
      const decision = await this.act('call', { window, ticket: null });
      if (decision.ok) [this.#called, this.#next] = [decision.from, 'begin'];
      return decision;
    }
    if (this.#next === 'begin') {
      const decision = await this.act('begin', { window, ticket: this.#ticket });
      if (decision.ok) this.#next = 'finish';
      return decision;
    }
    const decision = await this.act('finish', { window, ticket: this.#ticket, outcome: 'done' });
    if (decision.ok) this.#next = 'take';
    return decision;
  }

  /** Resolves when the hall has greeted it and given it what it lacks. `like`: what a sink says it has. */
  join(base: string, like?: Y.Doc): Promise<void> {
    const { cookie, incarnation } = this.#seat;
    return this.connect(`${base.replace('http', 'ws')}/rooms/${this.#facts.ledger}`, { origin: base, cookie }, () => {
      this.askForState(like);
      this.#text(frame.hello, { version: 1, incarnation, undecided: [] });
    });
  }

  protected override hear(type: number, decoder: decoding.Decoder): boolean {
    if (type === frame.decision) {
      const decision = JSON.parse(decoding.readVarString(decoder)) as CommandDecision;
      this.#waiting.get(decision.id)?.(decision);
      this.#waiting.delete(decision.id);
    } else if (type === frame.heartbeat) this.#text(frame.heartbeat, {});
    else if (type === ask) this.#text(gave, { gave: JSON.parse(decoding.readVarString(decoder)), called: [] });
    this.#greeted ||= type === frame.hello;
    this.#synced ||= type === frame.sync && decoding.readVarUint(decoder) === messageYjsSyncStep2;
    return this.#greeted && this.#synced;
  }

  /** Sends a command; resolves with its decision. */
  act(kind: CommandKind, body: Record<string, unknown>): Promise<CommandDecision> {
    this.#n += 1;
    const isFact = commandClasses[kind] === 'fact';
    const id = `${this.#seat.incarnation}.${this.#n}`;
    const after = isFact ? this.#lastFact : null;
    if (isFact) this.#lastFact = this.#n;
    const decision = new Promise<CommandDecision>((resolve) => this.#waiting.set(id, resolve));
    this.#text(frame.command, {
      id,
      after,
      class: commandClasses[kind],
      kind,
      setup: this.#facts.setup,
      staff: this.#seat.account,
      at: Date.now(),
      body: { day: this.#facts.day, ...body },
    });
    return decision;
  }

  #text(type: number, value: unknown): void {
    this.send(type, (encoder) => encoding.writeVarString(encoder, JSON.stringify(value)));
  }
}
