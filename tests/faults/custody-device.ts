import {
  callingOrder,
  emptyState,
  evolveEntry,
  heldRounds,
  mayBeNext,
  midnightOf,
  qualifiedGrant,
  windowState,
  type Command,
  type CommandBodies,
  type CommandKind,
  type HallState,
  type Setup,
  type Ticket,
} from '#lib/domain/index.ts';
import { commandClasses } from '#lib/domain/index.ts';
import { chooseAlone, type AloneChoice, type AloneView } from '#lib/store/call-alone.ts';
import { propose } from '#lib/store/proposals.ts';
import type { OutboxRow } from '#lib/store/device-db.ts';
import { unsureRounds } from '#lib/store/unsure-rounds.ts';
import type { Broken } from './custody-setup.ts';
import type { ModelDecision, ModelRoom, ModelRow, ToDevice } from './custody-relay.ts';
import type { Truth } from './custody-truth.ts';

export type ToRelay =
  /** On one line in this order: what it asks comes after what it has done. */
  | { type: 'rows'; rows: ModelRow[] }
  | { type: 'gave'; gave: string[]; called: string[] }
  | { type: 'stored'; ticket: number; round: number }
  | { type: 'hello'; undecided: string[] }
  | { type: 'beat' };

interface KeptRow extends OutboxRow {
  sent: ModelRow;
}

interface Mark {
  mark: 'called' | 'given';
  byHall: boolean;
}

/** What a power cut leaves: the device's own database, and a copy of the ledger that may be behind it. */
export interface DeviceDisk {
  incarnation: string;
  /** The epoch that it has joined last. */
  epoch: string;
  n: number;
  lastFact: string | null;
  rows: KeptRow[];
  marks: Map<string, Mark>;
  /** The call of the hall that was stored last: `day#ticket.round`. */
  stored: { key: string; label: string; window: number } | null;
  copy: { room: ModelRoom; known: number } | null;
  /** How far the ledger was known when a row was settled by it. */
  knownThrough: { room: ModelRoom; seq: number } | null;
}

/** A page of the device: its own fold of the ledger. */
export class Tab {
  room: ModelRoom;
  known = 0;
  state: HallState = emptyState();
  /** Kept while nothing has changed. */
  proposal: { known: number; rows: number; state: HallState } | null = null;
  marks = new Map<string, Mark>();

  constructor(room: ModelRoom) {
    this.room = room;
  }

  learn(room: ModelRoom, upto: number): void {
    if (room !== this.room) return;
    for (; this.known < Math.min(upto, room.entries.length); this.known += 1) {
      const entry = room.entries[this.known];
      if (entry) evolveEntry(this.state, entry.seq, entry.events);
    }
  }
}

export interface DeviceWorld {
  setup: Setup;
  truth: Truth;
  broken: Broken;
  clock(): number;
  send(from: ModelDevice, message: ToRelay): void;
  /** What the relay's ledger says now: for the truth alone. */
  ledger(): HallState;
}

/** A window PC: one database, one or two pages, its rights and marks. */
export class ModelDevice {
  readonly name: string;
  readonly window: number;
  readonly world: DeviceWorld;
  disk: DeviceDisk;
  tabs: Tab[];
  /** How far this PC's own clock is off, ms. */
  skew = 0;
  #rowsVersion = 0;
  #lives = 1;

  constructor(name: string, window: number, room: ModelRoom, world: DeviceWorld) {
    this.name = name;
    this.window = window;
    this.world = world;
    this.disk = this.#newDisk(`incarnation-of-${name}-1`, room.epoch);
    this.tabs = [new Tab(room)];
  }

  #newDisk(incarnation: string, epoch: string): DeviceDisk {
    return {
      incarnation,
      epoch,
      n: 0,
      lastFact: null,
      rows: [],
      marks: new Map(),
      stored: null,
      copy: null,
      knownThrough: null,
    };
  }

  get incarnation(): string {
    return this.disk.incarnation;
  }

  /** By what name the ledger knows it: 1 left out, that of its window. */
  get holder(): string {
    return this.world.broken === '1-window-is-holder' ? `incarnation-window-${this.window}` : this.incarnation;
  }

  // What it knows

  numberIn(state: HallState): number {
    return state.deviceNumbers.get(this.holder) ?? 0;
  }

  proposed(tab: Tab): HallState {
    const kept = tab.proposal;
    if (kept && kept.known === tab.known && kept.rows === this.#rowsVersion) return kept.state;
    const state = propose(tab.state, this.disk.rows, {
      incarnation: this.holder,
      account: this.name,
      roles: ['clerk'],
      department: null,
      setup: this.world.setup,
      setupAt: () => this.world.setup,
      dossierOf: () => null,
      t: this.#t(tab.state),
      wall: 0,
    });
    tab.proposal = { known: tab.known, rows: this.#rowsVersion, state };
    return state;
  }

  #t(state: HallState): number {
    return state.day === '' ? 0 : this.world.clock() + this.skew - midnightOf(state.day, 0);
  }

  #marks(tab: Tab): Map<string, Mark> {
    return this.world.broken === '4-not-one-tab' ? tab.marks : this.disk.marks;
  }

  /** The number at this device's window by its own view, if it may act on it: a call of the hall must be stored first. */
  atWindow(tab: Tab): Ticket | null {
    const state = this.proposed(tab);
    const window = windowState(state, this.window);
    if (window.phase === 'closed' || window.device === 0 || window.device !== this.numberIn(state)) return null;
    const ticket = state.tickets.get(window.ticket ?? 0);
    if (!ticket) return null;
    const isUnstored = ticket.phase === 'called' && !ticket.announced && this.disk.stored?.key !== keyOf(state, ticket);
    return isUnstored ? null : ticket;
  }

  hasWindow(tab: Tab): boolean {
    const state = this.proposed(tab);
    const window = windowState(state, this.window);
    return window.phase !== 'closed' && window.device !== 0 && window.device === this.numberIn(state);
  }

  // What it does

  add<Kind extends CommandKind>(tab: Tab, kind: Kind, body: Omit<CommandBodies[Kind], 'day'>): KeptRow {
    const { disk } = this;
    disk.n += 1;
    const n = disk.n;
    const id = `${this.incarnation}.${n}`;
    const isFact = commandClasses[kind] === 'fact';
    const command = { kind, body: { day: tab.state.day, ...body } } as unknown as Command;
    const row: KeptRow = {
      n,
      id,
      class: commandClasses[kind],
      kind,
      staff: this.name,
      place: tab.room.epoch,
      at: 0,
      body: command.body,
      text: '',
      sent: {
        id,
        n,
        after: isFact ? disk.lastFact : null,
        incarnation: this.holder,
        account: this.name,
        surface: 'staff',
        roles: ['clerk'],
        command,
      },
    };
    if (isFact) disk.lastFact = id;
    const before = isFact ? [] : disk.rows.filter((other) => other.class === 'fact');
    disk.rows.push(row);
    this.#rowsVersion += 1;
    this.world.send(this, { type: 'rows', rows: [...before, row].map(({ sent }) => sent) });
    return row;
  }

  choose(tab: Tab, ticket: number | null): AloneChoice | null {
    const state = this.proposed(tab);
    const marks = this.#marks(tab);
    const { broken } = this.world;
    const view: AloneView = {
      state,
      device: this.numberIn(state),
      policy: this.world.setup.policy,
      t: this.#t(state),
      isMarked: (grant) => broken !== '2-ignores-marks' && marks.has(grant),
      isUnsure: unsureRounds(
        tab.state,
        broken === '9-calls-while-unsure' ? [] : this.disk.rows,
        this.#isCopyBehind(tab),
      ),
      stored: this.disk.stored,
    };
    if (broken === '2-own-queues') return chooseAnybody(view, this.window);
    const chosen = chooseAlone(view, this.window, ticket);
    return chosen.ok ? chosen.value : null;
  }

  /** The device has known more than this page, or than its own copy after a power cut. */
  #isCopyBehind({ room, state }: Tab): boolean {
    const through = this.disk.knownThrough;
    if (this.world.broken === '9-calls-from-old-copy' || !through) return false;
    return through.room === room ? through.seq > state.seq : through.room.day > room.day;
  }

  /** CU5: mark and row in one transaction, or there was no call. */
  callByRight(tab: Tab, choice: AloneChoice, seen: string | null): boolean {
    const marks = this.#marks(tab);
    if (marks.has(choice.grant) && this.world.broken !== '2-ignores-marks') return false;
    if ((this.disk.stored?.key ?? null) !== seen) return false;
    if (!marks.has(choice.grant)) marks.set(choice.grant, { mark: 'called', byHall: false });
    const row = this.add(tab, 'callAlone', { window: this.window, ...choice });
    this.world.truth.announce(tokenOf(tab.state, choice.ticket), this.incarnation, row.id, false);
    return true;
  }

  /** 5 left out: people are called, and the disk would not take it. */
  callWithoutStoring(tab: Tab, choice: AloneChoice): void {
    this.world.truth.announce(
      tokenOf(tab.state, choice.ticket),
      this.incarnation,
      `${this.incarnation}.unstored`,
      false,
    );
  }

  /** CU8: stores the hall's call for its window and says so. */
  storeCall(tab: Tab): void {
    const { state } = tab;
    const no = this.numberIn(state);
    const window = windowState(state, this.window);
    const ticket = state.tickets.get(window.ticket ?? 0);
    if (no === 0 || window.device !== no || !ticket || ticket.phase !== 'called' || ticket.announced) return;
    const isBusyAlone = this.disk.rows.some(
      ({ kind, body }) => kind === 'callAlone' && (body as { window: number }).window === this.window,
    );
    if (isBusyAlone || this.#isCopyBehind(tab)) return;
    const key = keyOf(state, ticket);
    if (this.disk.stored?.key !== key) {
      this.disk.stored = { key, label: ticket.label, window: this.window };
      const marks = this.#marks(tab);
      const grant = qualifiedGrant(state, ticket);
      if (ticket.holder === no && !marks.has(grant)) marks.set(grant, { mark: 'called', byHall: true });
      const now = [...this.world.ledger().tickets.values()].find(({ token }) => token === ticket.token);
      const isInForce = now?.round === ticket.round && now.window === this.window && now.phase === 'called';
      this.world.truth.stored(ticket.token, this.incarnation, ticket.round, isInForce);
    }
    this.world.send(this, { type: 'stored', ticket: ticket.id, round: ticket.round });
  }

  /** CU12: marks everything that it holds as given. Answers the rights that were. */
  giveAll(tab: Tab): string[] {
    const state = this.proposed(tab);
    const held = heldRounds(state).get(this.numberIn(state)) ?? [];
    const grants = held.map((ticket) => qualifiedGrant(state, ticket));
    return this.world.broken === '12-releases-without-marking' ? grants : this.give(tab, grants, state).gave;
  }

  /** CU6: as `DeviceRights.give`. */
  give(tab: Tab, grants: readonly string[], state = tab.state): { gave: string[]; called: string[] } {
    const marks = this.#marks(tab);
    const [gave, called]: [string[], string[]] = [[], []];
    for (const grant of grants) {
      const kept = marks.get(grant);
      if (!kept) marks.set(grant, { mark: 'given', byHall: false });
      if (!kept || kept.mark === 'given' || (kept.byHall && this.#isTakenBack(state, grant))) gave.push(grant);
      else called.push(grant);
    }
    return { gave, called };
  }

  #isTakenBack(state: HallState, grant: string): boolean {
    const no = this.numberIn(state);
    for (const id of state.waiting) {
      const ticket = state.tickets.get(id);
      if (ticket?.holder === no && qualifiedGrant(state, ticket) === grant) return true;
    }
    return false;
  }

  // What it hears

  receive(tab: Tab, message: ToDevice): void {
    switch (message.type) {
      case 'ask': {
        if (this.world.broken === '6-answers-before-marking') {
          // The answer is out; a power cut now, and the disk knows of nothing.
          const marks = this.#marks(tab);
          const gave = message.grants.filter((grant) => marks.get(grant)?.mark !== 'called');
          this.world.send(this, { type: 'gave', gave, called: [] });
          return;
        }
        const answer = this.give(tab, message.grants);
        this.world.send(this, { type: 'gave', ...answer });
        if (answer.called.length > 0) this.sendFacts();
        return;
      }
      case 'entries':
        this.#learn(tab, message.room, message.upto);
        return;
      case 'decision':
        this.#learn(tab, message.room, message.upto);
        this.#settle(tab, message.decision, message.room);
    }
  }

  #learn(tab: Tab, room: ModelRoom, upto: number): void {
    if (room === tab.room) {
      tab.learn(room, upto);
      return;
    }
    // The day is over, and its ledger says so: the next one. A new epoch is joined by checking in, not here.
    if (room.epoch !== tab.room.epoch || room.day <= tab.room.day) return;
    tab.room = room;
    tab.known = 0;
    tab.state = emptyState();
    tab.proposal = null;
    tab.learn(room, upto);
  }

  #settle(tab: Tab, decision: ModelDecision, room: ModelRoom): void {
    const { disk } = this;
    const row = disk.rows.find(({ id }) => id === decision.id);
    if (!row) return;
    // Told of a hall that this page has not joined: it comes again.
    if (room !== tab.room) return;
    disk.rows = disk.rows.filter((other) => other !== row);
    this.#rowsVersion += 1;
    if (disk.knownThrough?.room !== room || disk.knownThrough.seq < tab.state.seq)
      disk.knownThrough = { room, seq: tab.state.seq };
  }

  hello(): void {
    const undecided = this.disk.rows.filter((row) => row.class === 'request').map(({ id }) => id);
    this.world.send(this, { type: 'hello', undecided });
    this.sendFacts();
  }

  sendFacts(): void {
    const facts = this.disk.rows.filter((row) => row.class === 'fact');
    if (facts.length > 0) this.world.send(this, { type: 'rows', rows: facts.map(({ sent }) => sent) });
  }

  // What befalls it

  /** The copy of the ledger reaches the disk when the browser likes. */
  persist(tab: Tab): void {
    this.disk.copy = { room: tab.room, known: tab.known };
  }

  /** A power cut: the pages are gone, and with them what was not on the disk. */
  crash(rooms: readonly ModelRoom[]): void {
    if (this.world.broken === '4-mark-not-kept') this.disk.marks.clear();
    this.tabs = [this.#pageFromDisk(rooms)];
  }

  openTab(rooms: readonly ModelRoom[]): void {
    if (this.tabs.length < 2) this.tabs.push(this.#pageFromDisk(rooms));
  }

  #pageFromDisk(rooms: readonly ModelRoom[]): Tab {
    const copy = this.disk.copy;
    const room = copy?.room ?? rooms.at(-1);
    if (!room) throw new Error('no room');
    const tab = new Tab(room);
    if (copy) tab.learn(room, copy.known);
    return tab;
  }

  /** The browser's database is gone; what comes up is somebody new. */
  wipe(rooms: readonly ModelRoom[]): void {
    const before = this.disk;
    this.#lives += 1;
    const isSame = this.world.broken === '13-wiped-keeps-incarnation';
    const name = isSame ? before.incarnation : `incarnation-of-${this.name}-${this.#lives}`;
    this.disk = this.#newDisk(name, rooms.at(-1)?.epoch ?? '');
    if (isSame) {
      this.disk.n = before.n;
      this.disk.copy = before.copy;
    }
    this.#rowsVersion += 1;
    this.tabs = [this.#pageFromDisk(rooms)];
  }

  rowsChanged(): void {
    this.#rowsVersion += 1;
  }
}

/** 2 left out: whoever is first in the window's queues, whoever holds it. */
function chooseAnybody(view: AloneView, no: number): AloneChoice | null {
  const { state } = view;
  const window = windowState(state, no);
  if (window.phase !== 'open' || window.device !== view.device || window.ticket !== null) return null;
  const row = callingOrder(state, window.queues, view.policy, view.t).find(
    (one) => mayBeNext(one) && !view.isMarked(qualifiedGrant(state, one.ticket)),
  );
  if (!row) return null;
  return { ticket: row.ticket.id, round: row.ticket.round, grant: qualifiedGrant(state, row.ticket) };
}

export function keyOf(state: HallState, ticket: Ticket): string {
  return `${state.day}#${ticket.id}.${ticket.round}`;
}

function tokenOf(state: HallState, id: number): string {
  return state.tickets.get(id)?.token ?? '';
}
