import {
  addDays,
  carryEntries,
  closingEvents,
  emptyState,
  evolveEntry,
  grantsDue,
  midnightOf,
  openingEvents,
  type Command,
  type Entry,
  type EventBody,
  type HallState,
  type LedgerEvent,
  type Setup,
} from '#lib/domain/index.ts';
import { ModelDecider } from './custody-decider.ts';
import { ModelDesk } from './custody-desk.ts';
import { ForgetfulDisk } from './custody-forgetful-disk.ts';
import { FIRST_DAY, type Broken } from './custody-setup.ts';
import { folded, type ModelDecision, type ModelRoom, type ModelRow, type Sender } from './custody-messages.ts';
import type { Truth } from './custody-truth.ts';

export interface RelayDisk {
  rooms: ModelRoom[];
  returned: Set<string>;
  decided: Map<string, ModelDecision>;
  /** What was decided under an id: here the row's own command stands for its bytes. */
  bytes: Map<string, Command>;
}

/** The relay's part of custody, around the real rules: what is committed, what it asks and whom it believes. */
export class ModelRelay {
  readonly setup: Setup;
  readonly #truth: Truth;
  readonly #sender: Sender;
  readonly #broken: Broken;
  readonly #clock: () => number;
  disk: RelayDisk;
  state: HallState;
  isUp = true;
  /** The disk was lost and the hall is not open yet. */
  isRecovering = false;
  /** It dies after the next commit, before anything leaves. */
  diesAtCommit = false;
  readonly desk: ModelDesk;
  readonly #decider: ModelDecider;
  readonly #forgetful: ForgetfulDisk;

  /** `drops`: whether the disk forgets the commit that it is given now. */
  constructor(
    setup: Setup,
    truth: Truth,
    sender: Sender,
    clock: () => number,
    broken: Broken,
    drops = (): boolean => false,
  ) {
    this.#forgetful = new ForgetfulDisk(drops);
    this.setup = setup;
    this.#truth = truth;
    this.#sender = sender;
    this.#clock = clock;
    this.#broken = broken;
    this.desk = new ModelDesk(this, sender, broken);
    this.#decider = new ModelDecider(this, truth, broken);
    const room: ModelRoom = { epoch: '1-model', day: FIRST_DAY, entries: [], committed: 0 };
    this.disk = { rooms: [room], returned: new Set(), decided: new Map(), bytes: new Map() };
    this.state = emptyState();
    this.act(() => [{ kind: 'dayOpened', hall: 'model', date: FIRST_DAY, epoch: room.epoch, previous: '' }]);
  }

  get room(): ModelRoom {
    const room = this.disk.rooms.at(-1);
    if (!room) throw new Error('no room');
    return room;
  }

  get now(): number {
    return this.#clock();
  }

  /** Milliseconds since the open day's midnight. */
  get t(): number {
    return this.#clock() - midnightOf(this.state.day, 0);
  }

  // What comes in

  /** Nothing is decided now. `10-waits-at-restart`: before every device of the day has been heard again. */
  get isClosed(): boolean {
    if (!this.isUp || this.isRecovering) return true;
    if (this.#broken !== '10-waits-at-restart') return false;
    return [...this.state.devices.values()].some(({ incarnation }) => !this.desk.heard.includes(incarnation));
  }

  hear(incarnation: string): void {
    this.desk.hear(incarnation);
  }

  pump(): void {
    if (this.isUp && !this.isRecovering) this.desk.pump();
  }

  gave(incarnation: string, gave: readonly string[]): void {
    if (this.isUp && !this.isRecovering) this.desk.gave(incarnation, gave);
  }

  submit(row: ModelRow): void {
    if (this.isClosed) return;
    const known = this.disk.decided.get(row.id);
    if (known) {
      this.#answer(row, this.#isOther(row) ? { id: row.id, ok: false, code: 'id-reused' } : known);
      return;
    }
    // A gap waits for the row before (contract): here it is simply sent again.
    if (row.after !== null && !this.disk.decided.has(row.after)) return;
    if (!this.desk.mustWait(row)) this.decide(row);
  }

  /** Other bytes than those that were decided under this id. An expired request's were never seen. */
  #isOther({ id, command }: ModelRow): boolean {
    return this.#broken !== 'mistakes-ids' && (this.disk.bytes.get(id) ?? command) !== command;
  }

  /** Frame 104: the device has stored these calls. */
  stored(incarnation: string, ticketId: number, round: number): void {
    if (!this.isUp || this.isRecovering) return;
    const ticket = this.state.tickets.get(ticketId);
    const device = this.state.deviceNumbers.get(incarnation) ?? 0;
    if (!ticket || ticket.round !== round || ticket.announced || ticket.phase !== 'called') return;
    if (ticket.window === null || this.state.windows.get(ticket.window)?.device !== device) return;
    this.act(() => [{ kind: 'announced', ticket: ticket.id, round: ticket.round }]);
  }

  /** A device's first word on a new connection: its undecided requests get their answer or are over. */
  hello(incarnation: string, undecided: readonly string[]): void {
    if (!this.isUp || this.isRecovering) return;
    this.desk.drop(undecided);
    for (const id of undecided) {
      const decision = this.disk.decided.get(id) ?? ({ id, ok: false, code: 'expired' } as const);
      this.disk.decided.set(id, decision);
      this.#sender.send(incarnation, { type: 'decision', decision, room: this.room, upto: this.room.entries.length });
    }
    this.#sender.send(incarnation, { type: 'entries', room: this.room, upto: this.room.entries.length });
  }

  // What it does by itself

  beat(): void {
    if (!this.isUp || this.isRecovering) return;
    const queues = this.setup.queues.map(({ id }) => id);
    this.act(() => grantsDue(this.state, queues, this.setup.policy, this.t, this.desk.know()));
    this.desk.look();
  }

  act(events: () => EventBody[]): void {
    const bodies = events();
    if (bodies.length === 0) return;
    const seq = this.state.seq + 1;
    this.commit({ seq, events: this.#stamp(bodies, seq) }, '');
  }

  turnDay(): void {
    if (!this.isUp || this.isRecovering || this.state.closed) return;
    const state = this.state;
    const next = addDays(state.day, 1);
    if (midnightOf(next, 0) > this.#clock()) return;
    const seq = state.seq + 1;
    const closing = this.#stamp(closingEvents(state, this.setup, next, ''), seq);
    const bodies = [openingEvents(state, next, ''), ...carryEntries(this.#beforeCarry(state), this.setup, 1)];
    this.commit({ seq, events: closing }, '');
    const room: ModelRoom = { epoch: state.epoch, day: next, entries: [], committed: 0 };
    const opened = emptyState();
    bodies.forEach((events, index) => {
      const entry: Entry = { seq: index + 1, events: this.#stamp(events, index + 1) };
      room.entries.push(entry);
      evolveEntry(opened, entry.seq, entry.events);
    });
    room.committed = room.entries.length;
    this.disk.rooms.push(room);
    this.state = opened;
    this.#tell();
  }

  /** 15 left out: the new day's relay holds everything that goes over. */
  #beforeCarry(state: HallState): HallState {
    if (this.#broken !== '15-passes-rounds-on') return state;
    const tickets = new Map([...state.tickets].map(([id, ticket]) => [id, { ...ticket, holder: 0, grant: '' }]));
    return { ...state, tickets };
  }

  // Faults

  crash(): void {
    this.isUp = false;
    this.diesAtCommit = false;
    this.desk.forget();
    const { room } = this;
    this.#forgetful.crash(room, this.disk.decided);
    if (this.#broken !== '8-tells-before-commit') return;
    room.entries.length = room.committed;
    for (const [id, decision] of this.disk.decided)
      if (decision.ok && decision.from > room.committed) this.disk.decided.delete(id);
  }

  restart(): void {
    this.isUp = true;
    this.state = folded(this.room);
    if (this.#broken === '10-forgets-at-restart') {
      // Who holds what was only in its memory.
      for (const ticket of this.state.tickets.values())
        this.state.tickets.set(ticket.id, { ...ticket, holder: 0, grant: '' });
    }
  }

  /** What it told before is on the disk from here on. */
  flush(): void {
    if (!this.#forgetful.hasHole(this.room)) this.room.committed = this.room.entries.length;
  }

  // Deciding

  decide(row: ModelRow): void {
    const decided = this.#decider.decide(row);
    if (!decided.ok) {
      this.#remember(row, { id: row.id, ok: false, code: decided.code });
      return;
    }
    if (decided.events.length === 0) {
      this.#remember(row, { id: row.id, ok: true, from: 0 });
      return;
    }
    const seq = this.state.seq + 1;
    this.commit({ seq, events: [...this.#stamp(decided.declarations, seq), ...decided.events] }, row.id, row);
  }

  #remember(row: ModelRow, decision: ModelDecision): void {
    this.disk.decided.set(row.id, decision);
    this.disk.bytes.set(row.id, row.command);
    if (this.diesAtCommit) {
      this.diesAtCommit = false;
      this.crash();
      return;
    }
    this.#answer(row, decision);
  }

  #answer(row: ModelRow, decision: ModelDecision): void {
    const { room } = this;
    this.#sender.send(row.incarnation, { type: 'decision', decision, room, upto: room.entries.length });
  }

  commit(entry: Entry, row: string, sent?: ModelRow): void {
    this.#truth.committed(entry, this.state, row);
    const { room } = this;
    this.#forgetful.take(room, row);
    room.entries.push(entry);
    evolveEntry(this.state, entry.seq, entry.events);
    const isTold = this.#broken === '8-tells-before-commit';
    if (!isTold && !this.#forgetful.hasHole(room)) room.committed = room.entries.length;
    if (this.diesAtCommit && !isTold) {
      this.diesAtCommit = false;
      if (sent) {
        this.disk.decided.set(row, { id: row, ok: true, from: entry.seq });
        this.disk.bytes.set(row, sent.command);
      }
      this.crash();
      return;
    }
    this.#tell();
    if (sent) this.#remember(sent, { id: row, ok: true, from: entry.seq });
  }

  #tell(): void {
    const { room } = this;
    for (const incarnation of this.desk.heard) {
      if (this.desk.isInTouch(incarnation))
        this.#sender.send(incarnation, { type: 'entries', room, upto: room.entries.length });
    }
  }

  #stamp(events: readonly EventBody[], seq: number): LedgerEvent[] {
    const t = this.state.day === '' ? 0 : this.t;
    return events.map((event) => ({ ...event, t, device: 0, n: seq, staff: 0, lag: 0 }));
  }
}
