import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import WebSocket from 'ws';
import * as Y from 'yjs';
import {
  bundleRight,
  commandClasses,
  heldRounds,
  qualifiedGrant,
  windowState,
  type CommandBodies,
  type CommandKind,
  type HallState,
  type Matter,
  type Setup,
  type Ticket,
} from '#lib/domain/index.ts';
import { chooseAlone } from '#lib/store/call-alone.ts';
import type { OutboxRow } from '#lib/store/device-db.ts';
import { propose } from '#lib/store/proposals.ts';
import { isLeft } from '#lib/store/device-rights.ts';
import { unsureRounds } from '#lib/store/unsure-rounds.ts';
import type { Decision } from '../conformance/desk.ts';
import { Line, sync } from '../conformance/line.ts';
import type { Person } from '../conformance/person.ts';
import { demand, eventually } from '../conformance/violation.ts';
import { DayCopy } from './exclusivity-copy.ts';
import type { FaultyLine } from './exclusivity-line.ts';

/** What a PC needs of the hall that it is in, and what it tells those who watch. */
export interface PcWorld {
  readonly day: string;
  readonly ledger: string;
  readonly setup: Setup;
  /** Milliseconds since midnight. */
  t(): number;
  /** A number is called at this PC: by the hall (row '') or by itself. */
  announced(pc: ExclusivePc, ticket: Ticket, row: string): void;
  handedOver(matter: Matter, row: string): void;
  /** The hall's answer to a row is here. */
  heard(row: string): void;
}

interface Kept extends OutboxRow {
  answer: Decision | null;
}

/** A window PC over a real line: outbox, marks and copy of the ledger, with the app's own rules of calling alone. */
export class ExclusivePc {
  readonly person: Person;
  readonly roles: readonly ('clerk' | 'pickup' | 'chief')[];
  readonly window: number;
  readonly world: PcWorld;
  readonly path: FaultyLine;
  readonly copy: DayCopy;
  /** Everything it has ever sent, in order. */
  readonly sent: Kept[] = [];
  readonly #marks = new Map<string, { mark: 'called' | 'given'; byHall: boolean }>();
  #stored: { key: string; label: string; window: number } | null = null;
  #knownSeq = 0;
  #lastFact: number | null = null;
  #line: Line | null = null;
  #taken = 0;
  #hasSaidHello = false;
  #isUp = false;
  #forged = '';

  constructor(person: Person, roles: ExclusivePc['roles'], window: number, path: FaultyLine, world: PcWorld) {
    this.person = person;
    this.copy = new DayCopy(person.incarnation);
    this.roles = roles;
    this.window = window;
    this.path = path;
    this.world = world;
  }

  // The line

  get isCut(): boolean {
    return !this.#isUp || this.#line === null || this.#line.closed !== null;
  }

  get isClosed(): boolean {
    return this.#line === null || this.#line.closed !== null;
  }

  connect(): void {
    this.#line?.end();
    const origin = `http://127.0.0.1:${this.path.port}`;
    const headers = { ...this.person.headers, origin };
    this.#line = new Line(`ws://127.0.0.1:${this.path.port}/rooms/${this.world.ledger}`, headers);
    this.#taken = 0;
    this.#hasSaidHello = false;
    this.#isUp = false;
  }

  end(): void {
    this.#line?.end();
  }

  /** Takes what has arrived, as a page does when it is awake. */
  pump(): void {
    const line = this.#line;
    if (!line || line.closed !== null) return;
    if (!this.#hasSaidHello && line.socket.readyState === WebSocket.OPEN) {
      this.#hasSaidHello = true;
      line.sync(sync.step1, Y.encodeStateVector(this.copy.doc));
      const undecided = this.rows.filter((row) => row.class === 'request').map(({ id }) => id);
      line.say(103, { version: 1, incarnation: this.person.incarnation, undecided });
    }
    const arrivals = line.arrivals.slice(this.#taken);
    this.#taken += arrivals.length;
    for (const { type, payload } of arrivals) this.#hear(line, type, payload);
    this.#storeCall();
  }

  #hear(line: Line, type: number, payload: Uint8Array): void {
    const decoder = decoding.createDecoder(payload);
    if (type === 0) {
      const kind = decoding.readVarUint(decoder);
      const bytes = decoding.readVarUint8Array(decoder);
      if (kind !== sync.step1) this.copy.apply(bytes);
      return;
    }
    const value: unknown = JSON.parse(decoding.readVarString(decoder));
    if (type === 101) this.#settle(value as Decision);
    else if (type === 105) line.say(105, {});
    else if (type === 106) line.say(107, this.#give(value as string[], this.copy.state));
    else if (type === 103) {
      this.#isUp = true;
      for (const row of this.rows) if (row.class === 'fact') this.#send(row);
    }
  }

  #send(row: Kept): void {
    const text = row.text;
    this.#line?.raw(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 100);
        encoding.writeVarString(encoder, text);
      }),
    );
  }

  // The outbox

  get rows(): Kept[] {
    return this.sent.filter(({ answer }) => answer === null);
  }

  /** Everything that was sent is answered, as far as it is answered at once, and has been read. */
  async heard(): Promise<void> {
    await this.#line?.heard();
    this.pump();
  }

  /** What the hall says to other bytes under the id of a row that it has decided. */
  async withOtherBytes({ id, text }: Kept): Promise<string> {
    const line = this.#line;
    if (!line) return 'no line';
    const about = (): Decision[] => (line.heardOf(101) as Decision[]).filter((answer) => answer.id === id);
    const before = about().length;
    this.#forged = id;
    line.say(100, { ...(JSON.parse(text) as object), at: 1 });
    const answer = await eventually(() => about()[before], `an answer about ${id}`);
    return answer.code ?? 'accepted';
  }

  /** The same row again: the same answer. */
  again(row: Kept): void {
    if (!this.isCut) this.#send(row);
  }

  #settle(answer: Decision): void {
    const row = this.sent.find(({ id }) => id === answer.id);
    if (!row || answer.code === 'not-saved-at-hall' || (answer.id === this.#forged && answer.code === 'id-reused'))
      return;
    const isSame = row.answer === null || JSON.stringify(row.answer) === JSON.stringify(answer);
    demand(isSame, `the same id has the same answer: ${JSON.stringify(row.answer)}, ${JSON.stringify(answer)}`);
    row.answer = answer;
    if (row.kind === 'callAlone') this.world.heard(row.id);
    this.#knownSeq = Math.max(this.#knownSeq, this.copy.state.seq);
  }

  add<Kind extends CommandKind>(kind: Kind, body: Omit<CommandBodies[Kind], 'day'>): Kept {
    const n = this.sent.length + 1;
    const isFact = commandClasses[kind] === 'fact';
    const id = `${this.person.incarnation}.${n}`;
    const draft = {
      class: commandClasses[kind],
      kind,
      setup: 1,
      staff: this.person.account,
      at: 0,
      body: { day: this.world.day, ...body },
    };
    const text = JSON.stringify({ id, after: isFact ? this.#lastFact : null, ...draft });
    const row: Kept = { ...draft, n, id, place: '', text, answer: null };
    if (isFact) this.#lastFact = n;
    this.sent.push(row);
    if (!this.isCut) this.#send(row);
    return row;
  }

  // Rights

  get no(): number {
    return this.copy.state.deviceNumbers.get(this.person.incarnation) ?? 0;
  }

  proposed(): HallState {
    return propose(this.copy.state, this.rows, {
      incarnation: this.person.incarnation,
      inLedger: this.copy.inLedger,
      account: this.person.account,
      roles: this.roles,
      department: null,
      setup: this.world.setup,
      setupAt: () => this.world.setup,
      dossierOf: () => null,
      t: this.world.t(),
      wall: 0,
    });
  }

  get #isBehind(): boolean {
    return this.#knownSeq > this.copy.state.seq;
  }

  callAlone(): boolean {
    const state = this.proposed();
    const chosen = chooseAlone(
      {
        state,
        device: this.no,
        policy: this.world.setup.policy,
        t: this.world.t(),
        isMarked: (grant) => this.#marks.has(grant),
        isUnsure: unsureRounds(this.copy.state, this.rows, this.#isBehind),
        stored: this.#stored,
      },
      this.window,
      null,
    );
    const ticket = chosen.ok ? state.tickets.get(chosen.value.ticket) : undefined;
    if (!chosen.ok || !ticket) return false;
    this.#marks.set(chosen.value.grant, { mark: 'called', byHall: false });
    const row = this.add('callAlone', { window: this.window, ...chosen.value });
    this.world.announced(this, ticket, row.id);
    return true;
  }

  /** CU8. */
  #storeCall(): void {
    const { state } = this.copy;
    const ticket = state.tickets.get(windowState(state, this.window).ticket ?? 0);
    if (this.no === 0 || windowState(state, this.window).device !== this.no) return;
    if (!ticket || ticket.phase !== 'called' || ticket.announced || this.#isBehind) return;
    if (isLeft(this.rows, this.window, ticket.id)) return;
    const key = keyOf(state, ticket);
    if (this.#stored?.key !== key) {
      this.#stored = { key, label: ticket.label, window: this.window };
      const grant = qualifiedGrant(state, ticket);
      if (ticket.holder === this.no && !this.#marks.has(grant))
        this.#marks.set(grant, { mark: 'called', byHall: true });
      this.world.announced(this, ticket, '');
    }
    this.#line?.say(104, [[ticket.id, ticket.round]]);
  }

  #give(grants: readonly string[], state: HallState): { gave: string[]; called: string[] } {
    const held = new Set(
      (heldRounds(state).get(this.no) ?? [])
        .filter(({ phase }) => phase === 'waiting')
        .map((ticket) => qualifiedGrant(state, ticket)),
    );
    const [gave, called]: [string[], string[]] = [[], []];
    for (const grant of grants) {
      const kept = this.#marks.get(grant);
      if (!kept) this.#marks.set(grant, { mark: 'given', byHall: false });
      if (!kept || kept.mark === 'given' || (kept.byHall && held.has(grant))) gave.push(grant);
      else called.push(grant);
    }
    return { gave, called };
  }

  closeWindow(): void {
    this.add('closeWindow', { window: this.window });
    const state = this.proposed();
    const held = heldRounds(state).get(this.no) ?? [];
    const { gave } = this.#give(
      held.map((ticket) => qualifiedGrant(state, ticket)),
      state,
    );
    if (gave.length > 0) this.add('giveBack', { grants: gave });
  }

  /** P6: by its right, marked in the same act; false: it has none that is not used. */
  handOver(): boolean {
    const state = this.proposed();
    const bundle = [...state.matters.values()].find(
      (matter) =>
        this.no !== 0 &&
        matter.custody === this.no &&
        matter.slots.some(({ phase }) => phase === 'in') &&
        !this.#marks.has(bundleRight(matter)),
    );
    if (!bundle) return false;
    this.#marks.set(bundleRight(bundle), { mark: 'called', byHall: false });
    const row = this.add('handOver', { dossier: bundle.dossier, by: 'self', grant: bundleRight(bundle) });
    this.world.handedOver(bundle, row.id);
    return true;
  }

  /** The number at its window by its own view; a call of the hall must be stored before anything is done with it. */
  atWindow(): Ticket | null {
    const state = this.proposed();
    const window = windowState(state, this.window);
    const ticket = state.tickets.get(window.ticket ?? 0);
    if (!ticket || !this.hasWindow(state)) return null;
    const isUnstored = ticket.phase === 'called' && !ticket.announced && this.#stored?.key !== keyOf(state, ticket);
    return isUnstored ? null : ticket;
  }

  hasWindow(state = this.proposed()): boolean {
    const window = windowState(state, this.window);
    return window.phase !== 'closed' && this.no !== 0 && window.device === this.no;
  }
}

function keyOf(state: HallState, ticket: Ticket): string {
  return `${state.day}#${ticket.id}.${ticket.round}`;
}
