import {
  commandClasses,
  midnightOf,
  windowState,
  type Command,
  type CommandBodies,
  type CommandKind,
  type HallState,
  type Role,
  type Setup,
  type Ticket,
} from '#lib/domain/index.ts';
import { isBehind } from '#lib/store/device-rows.ts';
import { propose } from '#lib/store/proposals.ts';
import { newDisk, type DeviceDisk, type KeptRow, type Mark } from './custody-disk.ts';
import type { ModelDecision, ModelRoom, ModelRow, ToDevice, ToRelay } from './custody-messages.ts';
import { keyOf, Tab } from './custody-page.ts';
import { ModelRights } from './custody-rights.ts';
import type { Broken } from './custody-setup.ts';
import type { Truth } from './custody-truth.ts';

/** Everybody is at a window and at the desk where results are handed over. */
const roles: readonly Role[] = ['clerk', 'pickup'];

function nameOf({ day, epoch }: ModelRoom): string {
  return `ledger/model/${day}/${epoch}`;
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
  readonly rights = new ModelRights(this);
  disk: DeviceDisk;
  tabs: Tab[];
  /** Everything that it has sent in this life, in order. */
  sent: ModelRow[] = [];
  /** How far this PC's own clock is off, ms. */
  skew = 0;
  #rowsVersion = 0;
  #lives = 1;

  constructor(name: string, window: number, room: ModelRoom, world: DeviceWorld) {
    this.name = name;
    this.window = window;
    this.world = world;
    this.disk = newDisk(`incarnation-of-${name}-1`, room.epoch);
    this.tabs = [new Tab(room, this.holder)];
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
      inLedger: tab.inLedger,
      account: this.name,
      roles,
      department: null,
      setup: this.world.setup,
      setupAt: () => this.world.setup,
      dossierOf: () => null,
      t: this.t(tab.state),
      wall: 0,
    });
    tab.proposal = { known: tab.known, rows: this.#rowsVersion, state };
    return state;
  }

  t(state: HallState): number {
    return state.day === '' ? 0 : this.world.clock() + this.skew - midnightOf(state.day, 0);
  }

  marksOf(tab: Tab): Map<string, Mark> {
    return this.world.broken === '4-not-one-tab' ? tab.marks : this.disk.marks;
  }

  /** The device has known more than this page, or than its own copy after a power cut. */
  isCopyBehind({ room, state }: Tab): boolean {
    const through = this.disk.knownThrough;
    if (this.world.broken === '9-calls-from-old-copy' || !through) return false;
    return isBehind({ room: nameOf(room), seq: state.seq }, { room: nameOf(through.room), seq: through.seq });
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
        roles,
        command,
      },
    };
    if (isFact) disk.lastFact = id;
    const before = isFact ? [] : disk.rows.filter((other) => other.class === 'fact');
    disk.rows.push(row);
    this.sent.push(row.sent);
    this.#rowsVersion += 1;
    this.world.send(this, { type: 'rows', rows: [...before, row].map(({ sent }) => sent) });
    return row;
  }

  // What it hears

  receive(tab: Tab, message: ToDevice): void {
    switch (message.type) {
      case 'ask': {
        if (this.world.broken === '6-answers-before-marking') {
          // The answer is out; a power cut now, and the disk knows of nothing.
          const marks = this.marksOf(tab);
          const gave = message.grants.filter((grant) => marks.get(grant)?.mark !== 'called');
          this.world.send(this, { type: 'gave', gave, called: [] });
          return;
        }
        const answer = this.rights.give(tab, message.grants);
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
    tab.follow(room);
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
    if (!this.isCopyBehind(tab)) disk.knownThrough = { room, seq: tab.state.seq };
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

  /** All pages but the first are closed in order: what they knew of the day is on the disk, and the first one reads it. */
  closeTabs(): void {
    const [first, ...others] = this.tabs;
    if (!first) return;
    for (const tab of others) this.#learn(first, tab.room, tab.known);
    this.tabs = [first];
  }

  openTab(rooms: readonly ModelRoom[]): void {
    if (this.tabs.length < 2) this.tabs.push(this.#pageFromDisk(rooms));
  }

  #pageFromDisk(rooms: readonly ModelRoom[]): Tab {
    const copy = this.disk.copy;
    const room = copy?.room ?? rooms.at(-1);
    if (!room) throw new Error('no room');
    const tab = new Tab(room, this.holder);
    if (copy) tab.learn(room, copy.known);
    return tab;
  }

  /** The browser's database is gone; what comes up is somebody new. */
  wipe(rooms: readonly ModelRoom[]): void {
    const before = this.disk;
    this.#lives += 1;
    const isSame = this.world.broken === '13-wiped-keeps-incarnation';
    const name = isSame ? before.incarnation : `incarnation-of-${this.name}-${this.#lives}`;
    this.disk = newDisk(name, rooms.at(-1)?.epoch ?? '');
    this.sent = [];
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
