import {
  addDays,
  callingOrder,
  carryEntries,
  closingEvents,
  commandClasses,
  decide,
  emptyState,
  evolveEntry,
  findTicket,
  frontRights,
  grantsDue,
  heldRounds,
  isOut,
  midnightOf,
  openingEvents,
  qualifiedGrant,
  rightsToAskFor,
  windowState,
  type Command,
  type DecideContext,
  type Entry,
  type EventBody,
  type HallState,
  type LedgerEvent,
  type RefusalCode,
  type Role,
  type Setup,
  type Ticket,
} from '#lib/domain/index.ts';
import { DAY_MS, FIRST_DAY, type Broken } from './custody-setup.ts';
import type { Truth } from './custody-truth.ts';

export interface ModelRoom {
  epoch: string;
  day: string;
  entries: Entry[];
  /** Entries that are on the disk. */
  committed: number;
}

/** A command as it travels. */
export interface ModelRow {
  id: string;
  n: number;
  /** The id of the device's fact before; null for the first and for requests. */
  after: string | null;
  incarnation: string;
  account: string;
  surface: 'staff' | 'kiosk' | 'applicant';
  roles: readonly Role[];
  command: Command;
}

export type ModelDecision = { id: string; ok: true; from: number } | { id: string; ok: false; code: RefusalCode };

export interface Sender {
  /** Sends to the device; the network may lose it. */
  send(incarnation: string, message: ToDevice): void;
}

export type ToDevice =
  | { type: 'ask'; grants: string[] }
  | { type: 'entries'; room: ModelRoom; upto: number }
  | { type: 'decision'; decision: ModelDecision; room: ModelRoom; upto: number };

export interface RelayDisk {
  rooms: ModelRoom[];
  returned: Set<string>;
  decided: Map<string, ModelDecision>;
}

interface WaitingCall {
  row: ModelRow;
  until: number;
}

const ANSWER_WITHIN = 300;
const IN_TOUCH = 5000;

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
  #heard = new Map<string, number>();
  #waitingCalls: WaitingCall[] = [];
  #askedAt = new Map<string, number>();

  constructor(setup: Setup, truth: Truth, sender: Sender, clock: () => number, broken: Broken) {
    this.setup = setup;
    this.#truth = truth;
    this.#sender = sender;
    this.#clock = clock;
    this.#broken = broken;
    const room: ModelRoom = { epoch: '1-model', day: FIRST_DAY, entries: [], committed: 0 };
    this.disk = { rooms: [room], returned: new Set(), decided: new Map() };
    this.state = emptyState();
    this.act(() => [{ kind: 'dayOpened', hall: 'model', date: FIRST_DAY, epoch: room.epoch, previous: '' }]);
  }

  get room(): ModelRoom {
    const room = this.disk.rooms.at(-1);
    if (!room) throw new Error('no room');
    return room;
  }

  /** Milliseconds since the open day's midnight. */
  get t(): number {
    return this.#clock() - midnightOf(this.state.day, 0);
  }

  hear(incarnation: string): void {
    this.#heard.set(incarnation, this.#clock());
  }

  isInTouch(incarnation: string): boolean {
    const heard = this.#heard.get(incarnation);
    return heard !== undefined && this.#clock() - heard <= IN_TOUCH;
  }

  inTouch(): Set<number> {
    const devices = new Set<number>();
    for (const incarnation of this.#heard.keys()) {
      const no = this.state.deviceNumbers.get(incarnation);
      if (no !== undefined && this.isInTouch(incarnation)) devices.add(no);
    }
    return devices;
  }

  #know(): { inTouch: ReadonlySet<number>; returned: ReadonlySet<string> } {
    const inTouch = this.inTouch();
    if (this.#broken === '6-does-not-ask') return { inTouch, returned: this.#allHeld() };
    return { inTouch, returned: this.disk.returned };
  }

  #allHeld(): Set<string> {
    return new Set([...this.state.tickets.values()].map((ticket) => qualifiedGrant(this.state, ticket)));
  }

  // What comes in

  /** Nothing is decided now. `10-waits-at-restart`: before every device of the day has been heard again. */
  get isClosed(): boolean {
    if (!this.isUp || this.isRecovering) return true;
    if (this.#broken !== '10-waits-at-restart') return false;
    return [...this.state.devices.values()].some(({ incarnation }) => !this.#heard.has(incarnation));
  }

  submit(row: ModelRow): void {
    if (this.isClosed) return;
    const known = this.disk.decided.get(row.id);
    if (known) {
      this.#answer(row, known);
      return;
    }
    // A gap waits for the row before (contract): here it is simply sent again.
    if (row.after !== null && !this.disk.decided.has(row.after)) return;
    if (row.command.kind === 'call' && this.#mustAsk(row)) {
      this.#waitingCalls.push({ row, until: this.#clock() + ANSWER_WITHIN });
      return;
    }
    this.#decide(row);
  }

  /** Calls whose holders have answered, or whose time is over. */
  pump(): void {
    if (!this.isUp || this.isRecovering) return;
    const waiting = this.#waitingCalls;
    this.#waitingCalls = [];
    for (const call of waiting) {
      if (this.disk.decided.has(call.row.id)) continue;
      const needed = this.#neededFor(call.row);
      if (needed.length > 0 && this.#clock() < call.until) this.#waitingCalls.push(call);
      else {
        if (this.#broken === '7-silence-is-consent')
          this.#believe(needed.map((ticket) => qualifiedGrant(this.state, ticket)));
        this.#decide(call.row);
      }
    }
  }

  gave(incarnation: string, gave: readonly string[]): void {
    if (!this.isUp || this.isRecovering) return;
    if (this.#broken === '6-gave-from-anybody') {
      this.#believe(gave);
      return;
    }
    if (this.#broken === '6-gave-for-any-right') {
      // Whoever speaks for a number, by whatever right, is believed for the right that is out now.
      const tickets = [...this.state.tickets.values()].filter((ticket) => ticket.holder !== 0);
      const meant = tickets.filter((ticket) => gave.some((grant) => this.#everNamed(grant) === ticket.id));
      this.#believe([...gave, ...meant.map((ticket) => qualifiedGrant(this.state, ticket))]);
      return;
    }
    const device = this.state.deviceNumbers.get(incarnation) ?? 0;
    const own = new Set((heldRounds(this.state).get(device) ?? []).map((ticket) => qualifiedGrant(this.state, ticket)));
    this.#believe(gave.filter((grant) => own.has(grant)));
  }

  #believe(grants: readonly string[]): void {
    for (const grant of grants) this.disk.returned.add(grant);
  }

  /** The ticket that was ever granted so. */
  #everNamed(grant: string): number {
    const named = /\/(\d+)\.(\d+)\.(\d+)$/.exec(grant);
    if (named) return Number(named[3]);
    for (const { events } of this.room.entries) {
      for (const event of events) {
        if (event.kind === 'waiting' && (grant === event.grant || grant.endsWith(`/${event.grant}`)))
          return event.ticket;
      }
    }
    return 0;
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
    this.#waitingCalls = this.#waitingCalls.filter(({ row }) => !undecided.includes(row.id));
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
    this.act(() => grantsDue(this.state, queues, this.setup.policy, this.t, this.#know()));
    this.#askFor(frontRights(this.state, queues, this.setup.policy, this.t, this.#know()));
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
    this.#heard = new Map();
    this.#waitingCalls = [];
    this.#askedAt = new Map();
    const { room } = this;
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
    this.room.committed = this.room.entries.length;
  }

  // Deciding

  #mustAsk(row: ModelRow): boolean {
    if (this.#broken === '6-does-not-ask') return false;
    const needed = this.#neededFor(row);
    this.#askFor(needed);
    return needed.length > 0;
  }

  #neededFor({ command, incarnation }: ModelRow): Ticket[] {
    if (command.kind !== 'call') return [];
    const { state } = this;
    const know = this.#know();
    const device = state.deviceNumbers.get(incarnation) ?? 0;
    const { window, ticket } = command.body;
    const chosen = ticket === null ? undefined : state.tickets.get(ticket);
    if (chosen) return [chosen].filter((one) => one.holder !== device && isOut(state, one, know));
    const rows = callingOrder(state, windowState(state, window).queues, this.setup.policy, this.t);
    return rightsToAskFor(state, rows, device, know);
  }

  #askFor(tickets: readonly Ticket[]): void {
    for (const ticket of tickets) {
      const grant = qualifiedGrant(this.state, ticket);
      if (this.#clock() - (this.#askedAt.get(grant) ?? -Infinity) < 1000) continue;
      this.#askedAt.set(grant, this.#clock());
      const incarnation = this.state.devices.get(ticket.holder)?.incarnation ?? '';
      const asked = this.#broken === '6-gave-from-anybody' ? this.#heard.keys() : [incarnation];
      for (const one of asked) this.#sender.send(one, { type: 'ask', grants: [grant] });
    }
  }

  #decide(row: ModelRow): void {
    const { state } = this;
    const declarations: EventBody[] = [];
    let device = row.surface === 'applicant' ? 0 : (state.deviceNumbers.get(row.incarnation) ?? -1);
    if (device === -1) {
      device = state.devices.size + 1;
      declarations.push({ kind: 'device', no: device, incarnation: row.incarnation, surface: row.surface, label: '' });
    }
    let staff = row.account === '' ? 0 : (state.staffNumbers.get(row.account) ?? -1);
    if (staff === -1) {
      staff = state.staff.size + 1;
      declarations.push({ kind: 'staff', no: staff, account: row.account });
    }
    const seq = state.seq + 1;
    const context: DecideContext = {
      t: this.t,
      lag: 0,
      setup: this.setup,
      seq,
      device,
      staff,
      roles: row.roles,
      surface: row.surface,
      grant: `${device}.${row.n}`,
      ownGrant: `${row.incarnation}/${row.command.body.day}/${row.n}`,
      hallOpen: true,
      ...this.#know(),
    };
    const result = this.#breakDecision(row, decide(state, row.command, context), context);
    if (!result.ok) {
      if (commandClasses[row.command.kind] === 'fact') this.#lost(row, result.code);
      this.#remember(row, { id: row.id, ok: false, code: result.code });
      return;
    }
    if (row.command.kind === 'callAlone') this.#mustBeKnown(row, result.value);
    if (result.value.length === 0) {
      this.#truth.heard(row.id);
      this.#remember(row, { id: row.id, ok: true, from: 0 });
      return;
    }
    const header = { t: context.t, device, n: row.n, staff, lag: 0 };
    const events = [
      ...this.#stamp(declarations, seq),
      ...result.value.map((event): LedgerEvent => ({ ...event, ...header })),
    ];
    this.commit({ seq, events }, row.id, row);
  }

  #lost(row: ModelRow, code: string): void {
    this.#truth.refused(row.id, row.command.kind, code);
  }

  /** CU11: a call is in the ledger, or a person is told of it. */
  #mustBeKnown({ id, command }: ModelRow, events: readonly EventBody[]): void {
    if (command.kind !== 'callAlone') return;
    const isTold = events.some(({ kind }) => ['called', 'announced', 'conflict', 'late'].includes(kind));
    const found = findTicket(this.state, command.body);
    const isHere = found.ok && this.state.windows.get(command.body.window)?.ticket === found.value.id;
    if (!isTold && !isHere) this.#truth.refused(id, 'callAlone', 'nothing');
  }

  #breakDecision(
    row: ModelRow,
    decision: ReturnType<typeof decide>,
    context: DecideContext,
  ): ReturnType<typeof decide> {
    if (!decision.ok) return decision;
    const { kind } = row.command;
    switch (this.#broken) {
      case '9-relay-holds-own-rounds':
        if (kind !== 'noShow') return decision;
        return {
          ok: true,
          value: decision.value.map((event) =>
            event.kind === 'waiting' ? { ...event, holder: 0, grant: context.grant } : event,
          ),
        };
      case '11-refuses-late-facts':
        return kind === 'callAlone' && decision.value.some(({ kind: what }) => what === 'conflict')
          ? { ok: false, code: 'ticket-not-waiting' }
          : decision;
      case '11-queues-again':
        // What was freed waits again, whoever is calling it.
        return kind === 'callAlone' && decision.value.some((event) => event.kind === 'called' && event.how === 'freed')
          ? { ok: true, value: [] }
          : decision;
      case '12-release-not-recorded': {
        if (kind !== 'forceRelease') return decision;
        const holders = decision.value.flatMap((event) => (event.kind === 'forceReleased' ? [event.holder] : []));
        const freed = [...this.state.tickets.values()].filter(({ holder }) => holders.includes(holder));
        this.#believe(freed.map((ticket) => qualifiedGrant(this.state, ticket)));
        return { ok: true, value: [] };
      }
      default:
        return decision;
    }
  }

  #remember(row: ModelRow, decision: ModelDecision): void {
    this.disk.decided.set(row.id, decision);
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
    room.entries.push(entry);
    evolveEntry(this.state, entry.seq, entry.events);
    const isTold = this.#broken === '8-tells-before-commit';
    if (!isTold) room.committed = room.entries.length;
    if (this.diesAtCommit && !isTold) {
      this.diesAtCommit = false;
      if (sent) this.disk.decided.set(row, { id: row, ok: true, from: entry.seq });
      this.crash();
      return;
    }
    this.#tell();
    if (sent) this.#remember(sent, { id: row, ok: true, from: entry.seq });
  }

  #tell(): void {
    const { room } = this;
    for (const incarnation of this.#heard.keys()) {
      if (this.isInTouch(incarnation))
        this.#sender.send(incarnation, { type: 'entries', room, upto: room.entries.length });
    }
  }

  #stamp(events: readonly EventBody[], seq: number): LedgerEvent[] {
    const t = this.state.day === '' ? 0 : this.t;
    return events.map((event) => ({ ...event, t, device: 0, n: seq, staff: 0, lag: 0 }));
  }
}

export function folded(room: ModelRoom, upto = room.entries.length): HallState {
  const state = emptyState();
  for (let index = 0; index < upto; index += 1) {
    const entry = room.entries[index];
    if (entry) evolveEntry(state, entry.seq, entry.events);
  }
  return state;
}

export { DAY_MS };
