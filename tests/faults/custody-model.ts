import type { CommandKind, HallState, Role, Ticket } from '#lib/domain/index.ts';
import { ModelDevice, type Tab, type ToRelay } from './custody-device.ts';
import { Recovery, type Backup } from './custody-recovery.ts';
import { ModelRelay, type ModelRow, type ToDevice } from './custody-relay.ts';
import { codes, DAY_MS, FIRST_DAY, MORNING, setups, type Broken } from './custody-setup.ts';
import { Violation } from '../conformance/violation.ts';
import { Truth } from './custody-truth.ts';
import { randomFrom } from './rounds.ts';

interface Envelope {
  to: ModelDevice | null;
  from: ModelDevice;
  message: ToRelay | ToDevice;
}

interface Line {
  up: boolean;
  down: boolean;
}

/** So many messages are on the way at most; the oldest is lost. */
const ON_THE_WAY = 14;

/** More than everybody who waits can take, at one window, by rests and passed numbers. */
const MOST_ROUNDS = 40;

export interface Schedule {
  seed: number;
  broken: Broken;
  /** What happened, line by line; null: nobody reads it. */
  story: string[] | null;
  /** Only so many of its steps. */
  most?: number;
}

/**
 * One day and night of a small hall in which everything goes wrong that can: a schedule of some tens of steps, all of it
 * chosen by the seed. Throws a `Violation`.
 */
export class CustodyModel {
  readonly #random: () => number;
  readonly #broken: Broken;
  readonly #story: string[] | null;
  readonly truth = new Truth();
  readonly relay: ModelRelay;
  readonly devices: ModelDevice[];
  readonly #lines = new Map<ModelDevice, Line>();
  #messages: Envelope[] = [];
  #now = Date.parse(FIRST_DAY) + MORNING;
  #n = 0;
  #tokens = 0;
  #backup: Backup | null = null;
  #recovery: Recovery | null = null;
  readonly #gone: string[] = [];
  readonly #mayRelease: boolean;
  readonly #mayLose: boolean;
  readonly #most: number;
  #isMended = false;

  constructor({ seed, broken, story, most = Infinity }: Schedule) {
    this.#most = most;
    this.#random = randomFrom(seed);
    this.#broken = broken;
    this.#story = story;
    const setup = this.#chance(0.5) ? setups.keeps : setups.ends;
    this.#mayRelease = broken.startsWith('12') || broken.startsWith('11') || this.#chance(0.4);
    this.#mayLose = broken.startsWith('14') || broken === '4-dropped-at-epoch' || this.#chance(0.25);
    const sender = { send: (incarnation: string, message: ToDevice) => this.#toDevice(incarnation, message) };
    this.relay = new ModelRelay(setup, this.truth, sender, () => this.#now, broken);
    const count = broken.startsWith('1-') ? 4 : this.#chance(0.5) ? 2 : 3;
    this.devices = Array.from({ length: count }, (_, index) => {
      const window = (index % 3) + 1;
      const device = new ModelDevice(`pc${index + 1}`, window, this.relay.room, {
        setup,
        truth: this.truth,
        broken,
        clock: () => this.#now,
        send: (from, message) => this.#post({ to: null, from, message }),
        ledger: () => this.relay.state,
      });
      this.#lines.set(device, { up: true, down: true });
      return device;
    });
  }

  // Chance

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(values: readonly T[]): T | undefined {
    return values[Math.floor(this.#random() * values.length)];
  }

  #tell(text: () => string): void {
    this.#story?.push(text());
  }

  // The network

  #line(device: ModelDevice): Line {
    const line = this.#lines.get(device);
    if (!line) throw new Error('no line');
    return line;
  }

  #post(envelope: Envelope): void {
    this.#messages.push(envelope);
    if (this.#messages.length > ON_THE_WAY && !this.#isMended) this.#messages.shift();
  }

  #toDevice(incarnation: string, message: ToDevice): void {
    for (const device of this.devices)
      if (device.holder === incarnation) this.#post({ to: device, from: device, message });
  }

  #deliver(envelope: Envelope): void {
    const { to, from, message } = envelope;
    const line = this.#line(to ?? from);
    if (to ? !line.down : !line.up) return;
    if (to) {
      const tab = this.#pick(to.tabs);
      if (!tab) return;
      // What it has said is all that it knows of the epoch before: the old room is closed for it.
      if (this.#recovery?.isFromBefore(to) && (this.#recovery.isOpen || this.#recovery.hasSpoken(to))) return;
      to.receive(tab, message as ToDevice);
      this.#tell(() => `${to.name} <- ${describe(message)}`);
      return;
    }
    if (!this.relay.isUp) return;
    // A page of the epoch before is turned away until it has checked in.
    if (this.#recovery?.isFromBefore(from)) return;
    this.relay.hear(from.holder);
    this.#tell(() => `${from.name} -> ${describe(message)}`);
    switch (message.type) {
      case 'rows':
        for (const row of (message as { rows: ModelRow[] }).rows) this.relay.submit(row);
        return;
      case 'gave':
        this.relay.gave(from.holder, (message as { gave: string[] }).gave);
        this.relay.pump();
        return;
      case 'stored': {
        const { ticket, round } = message as { ticket: number; round: number };
        this.relay.stored(from.holder, ticket, round);
        return;
      }
      case 'hello':
        this.relay.hello(from.holder, (message as { undecided: string[] }).undecided);
        return;
      default:
    }
  }

  #network(): void {
    const at = this.#chance(0.6) ? 0 : Math.floor(this.#random() * this.#messages.length);
    const envelope = this.#messages[at];
    if (!envelope) return;
    if (this.#chance(0.1)) {
      this.#deliver(envelope);
      return;
    }
    this.#messages.splice(at, 1);
    if (!this.#chance(0.08)) this.#deliver(envelope);
  }

  // People

  #by(surface: ModelRow['surface'], name: string, roles: readonly Role[], kind: CommandKind, body: object): void {
    this.#n += 1;
    const command = { kind, body: { day: this.relay.state.day, ...body } } as unknown as ModelRow['command'];
    const id = `incarnation-of-${name}-0.${this.#n}`;
    this.relay.submit({
      id,
      n: this.#n,
      after: null,
      incarnation: `incarnation-of-${name}-0`,
      account: surface === 'staff' ? name : '',
      surface,
      roles,
      command,
    });
    this.#tell(
      () => `${name}: ${kind} ${JSON.stringify(body)} -> ${JSON.stringify(this.relay.disk.decided.get(id) ?? null)}`,
    );
  }

  take(queue = 0): void {
    this.#tokens += 1;
    const tokenHash = `t${this.#tokens}`.padEnd(22, 'x');
    this.#by('kiosk', 'kiosk', [], 'take', { code: codes[queue], care: false, tokenHash, channel: 'kiosk' });
  }

  #visitors(): void {
    const { state } = this.relay;
    const roll = this.#random();
    if (roll < 0.5) {
      this.take(this.#chance(0.85) ? 0 : 1);
      return;
    }
    const ticket = this.#pick([...state.tickets.keys()]);
    if (ticket === undefined) return;
    const phase = state.tickets.get(ticket)?.phase;
    if (phase === 'waiting') {
      const kind = this.#chance(0.5) ? 'leave' : 'delay';
      this.#by('applicant', 'phone', [], kind, { ticket });
    } else this.#by('staff', 'floor', ['guide'], 'reopen', { ticket, place: 'first' });
  }

  #supervisor(): void {
    if (!this.#mayRelease) return;
    const { state } = this.relay;
    if (this.#chance(0.35)) {
      const window = this.#pick([...state.windows.values()].filter(({ phase }) => phase !== 'closed'));
      if (window) this.#by('staff', 'chief', ['supervisor'], 'releaseWindow', { window: window.no });
      return;
    }
    const silent = [...state.devices.values()].filter(({ incarnation }) => !this.relay.isInTouch(incarnation));
    const device = this.#pick(silent);
    if (device) this.#by('staff', 'chief', ['supervisor'], 'forceRelease', { device: device.incarnation });
  }

  // Windows

  #clerk(device: ModelDevice): void {
    const tab = this.#pick(device.tabs);
    if (!tab || tab.state.day === '') return;
    if (!device.hasWindow(tab)) {
      if (device.disk.rows.some(({ kind }) => kind === 'openWindow')) return;
      device.add(tab, 'openWindow', { window: device.window });
      this.#tell(() => `${device.name} asks for window ${device.window}`);
      return;
    }
    device.storeCall(tab);
    const ticket = device.atWindow(tab);
    if (!ticket) {
      this.#callNext(device, tab);
      return;
    }
    const at = { window: device.window, ticket: ticket.id };
    const roll = this.#random();
    const say = (what: string): void => this.#tell(() => `${device.name} ${what} ${ticket.id}`);
    if (ticket.phase === 'called' && roll < 0.5) {
      device.add(tab, 'noShow', at);
      say('no-show');
    } else if (roll < 0.7) {
      device.add(tab, 'finish', { ...at, outcome: 'done' });
      say('finishes');
    } else if (roll < 0.78) {
      device.add(tab, 'park', at);
      say('parks');
    } else if (roll < 0.9) {
      const queue = this.#pick(this.relay.setup.queues)?.id ?? '';
      device.add(tab, 'transfer', { ...at, queue, place: 'first' });
      say('asks to transfer');
    } else if (ticket.phase === 'called' && roll < 0.95) {
      device.add(tab, 'begin', at);
      say('begins');
    } else this.#close(device, tab);
  }

  #callNext(device: ModelDevice, tab: Tab): void {
    const roll = this.#random();
    const chosen = this.#chance(0.2) ? (this.#pick([...tab.state.waiting]) ?? null) : null;
    if (roll < 0.4) {
      device.add(tab, 'call', { window: device.window, ticket: chosen });
      this.#tell(() => `${device.name} asks to call ${chosen ?? 'the next'}`);
    } else if (roll < 0.86) this.#callAlone(device, tab, chosen);
    else if (roll < 0.92) this.#close(device, tab);
    else {
      const undoable = [...tab.state.tickets.values()].filter(
        ({ last, before }) => before?.window === device.window && last.device === device.numberIn(tab.state),
      );
      const ticket = this.#pick(undoable);
      if (ticket) {
        device.add(tab, 'undo', { window: device.window, ticket: ticket.id });
        this.#tell(() => `${device.name} asks to undo ${ticket.id}`);
      }
    }
  }

  #callAlone(device: ModelDevice, tab: Tab, chosen: number | null): void {
    const choice = device.choose(tab, chosen);
    if (!choice) return;
    const seen = device.disk.stored?.key ?? null;
    if (this.#broken === '5-announces-before-storing') {
      device.callWithoutStoring(tab, choice);
      if (this.#chance(0.5)) {
        device.crash(this.relay.disk.rooms);
        return;
      }
    }
    // Between the choice and the transaction another page of the device may do something.
    const other = device.tabs.find((one) => one !== tab);
    if (other && this.#chance(0.3)) this.#otherTab(device, other);
    const isCalled = device.callByRight(tab, choice, seen);
    this.#tell(() => `${device.name} calls ${choice.ticket} alone by ${choice.grant}: ${isCalled}`);
  }

  #otherTab(device: ModelDevice, tab: Tab): void {
    device.storeCall(tab);
    const choice = device.choose(tab, null);
    if (choice && this.#chance(0.5)) {
      const isCalled = device.callByRight(tab, choice, device.disk.stored?.key ?? null);
      this.#tell(() => `${device.name}, other page, calls ${choice.ticket} alone by ${choice.grant}: ${isCalled}`);
    } else if (device.hasWindow(tab)) this.#close(device, tab);
  }

  /** W4, CU12: the window is closed, then what it holds is marked, then given back. The power may go in between. */
  #close(device: ModelDevice, tab: Tab): void {
    device.add(tab, 'closeWindow', { window: device.window });
    this.#tell(() => `${device.name} closes`);
    if (this.#chance(0.1)) return;
    const grants = device.giveAll(tab);
    if (grants.length > 0 && !this.#chance(0.1)) device.add(tab, 'giveBack', { grants });
  }

  // Faults

  #fault(): void {
    const device = this.#pick(this.devices);
    if (!device) return;
    const line = this.#line(device);
    const roll = this.#random();
    const { rooms } = this.relay.disk;
    if (roll < 0.36) {
      if (this.#chance(0.6)) line.up = !line.up;
      if (this.#chance(0.6)) line.down = !line.down;
      this.#tell(() => `${device.name} line up ${line.up} down ${line.down}`);
    } else if (roll < 0.5) {
      device.crash(rooms);
      this.#tell(() => `${device.name} crashes`);
    } else if (roll < 0.58) device.openTab(rooms);
    else if (roll < 0.62) {
      this.#gone.push(device.holder);
      device.wipe(rooms);
      this.#tell(() => `${device.name} loses its database`);
    } else if (roll < 0.66) device.skew = this.#pick([-DAY_MS, 0, DAY_MS]) ?? 0;
    else if (roll < 0.8) this.#relayFault();
    else if (roll < 0.86) this.#night();
    else if (roll < 0.92) this.#sleep();
    else if (this.#mayLose && this.relay.isUp && !this.#recovery) this.#copyStore();
  }

  #relayFault(): void {
    if (this.relay.isRecovering) return;
    if (!this.relay.isUp) {
      this.relay.restart();
      this.#tell(() => 'the relay is back');
    } else if (this.#chance(0.5)) this.relay.diesAtCommit = true;
    else {
      this.relay.crash();
      this.#tell(() => 'the relay is down');
    }
  }

  #night(): void {
    if (this.relay.isRecovering || !this.relay.isUp) return;
    this.#now += DAY_MS - ((this.#now - Date.parse(FIRST_DAY)) % DAY_MS) + MORNING;
    this.relay.turnDay();
    this.#tell(() => `a new day: ${this.relay.state.day}`);
  }

  /** Long enough that nobody is in touch any more. */
  #sleep(): void {
    this.#now += 6000;
    this.#tell(() => 'some time goes by');
  }

  /** The disk is lost; there is a copy from some time before. */
  #loseDisk(): void {
    const { room } = this.relay;
    const backup = this.#backup;
    if (!backup || backup.room !== room || this.#recovery || this.relay.isRecovering) return;
    this.#recovery = new Recovery(this.relay, this.truth, backup, this.#broken);
    this.#tell(() => `the disk is lost; the backup has ${backup.known} of ${room.entries.length}`);
  }

  #copyStore(): void {
    const { room } = this.relay;
    this.#backup = { room, known: room.committed, returned: [...this.relay.disk.returned] };
  }

  #recover(): void {
    const recovery = this.#recovery;
    if (!recovery) return;
    const device = this.#pick(this.devices);
    const line = device && this.#line(device);
    if (device && line?.up && line.down && recovery.isFromBefore(device)) {
      recovery.checkIn(device);
      this.#tell(() => `${device.name} checks in`);
    }
    if (!recovery.isOpen && (recovery.isComplete || (recovery.hasHeard && this.#chance(0.25)))) {
      recovery.open();
      this.#tell(
        () => `the hall opens again in ${this.relay.state.epoch}, missing ${[...this.relay.state.missing].join()}`,
      );
    }
  }

  // The course of things

  run(): void {
    this.#morning();
    const steps = 20 + Math.floor(this.#random() * 41);
    const losesAt = this.#mayLose ? 4 + Math.floor(this.#random() * 26) : steps;
    for (let step = 0; step < Math.min(steps, this.#most); step += 1) {
      if (step === losesAt) this.#loseDisk();
      this.#step();
    }
    this.#heal();
  }

  #morning(): void {
    for (const device of this.devices.slice(0, 3)) {
      const [tab] = device.tabs;
      tab?.learn(this.relay.room, 1);
      if (tab) device.add(tab, 'openWindow', { window: device.window });
    }
    this.#flush();
    const tickets = 3 + Math.floor(this.#random() * 4);
    for (let index = 0; index < tickets; index += 1) this.take(index === 3 ? 1 : 0);
    this.relay.beat();
    this.#flush();
    for (const device of this.devices) for (const tab of device.tabs) if (this.#chance(0.8)) device.persist(tab);
    if (this.#mayLose) this.#copyStore();
  }

  #flush(): void {
    for (let guard = 0; this.#messages.length > 0 && guard < 200; guard += 1) {
      const envelope = this.#messages.shift();
      if (envelope) this.#deliver(envelope);
    }
    this.relay.flush();
  }

  #step(): void {
    this.#now += Math.floor(this.#random() * 400);
    if (this.relay.isUp) this.relay.pump();
    if (this.#recovery && !this.#recoveryIsOver() && this.#chance(0.3)) {
      this.#recover();
      return;
    }
    const roll = this.#random();
    if (roll < 0.3) this.#network();
    else if (roll < 0.62) {
      const device = this.#pick(this.devices);
      if (device) this.#clerk(device);
    } else if (roll < 0.7) this.#visitors();
    else if (roll < 0.76) this.#inTouch();
    else if (roll < 0.8) this.#supervisor();
    else if (roll < 0.84) this.relay.flush();
    else if (roll < 0.88) {
      const device = this.#pick(this.devices);
      const tab = device && this.#pick(device.tabs);
      if (device && tab) device.persist(tab);
    } else this.#fault();
  }

  #recoveryIsOver(): boolean {
    const recovery = this.#recovery;
    return recovery !== null && recovery.isOpen && !this.devices.some((device) => recovery.isFromBefore(device));
  }

  /** Heartbeats both ways, what a new connection says, and the relay's own rounds. */
  #inTouch(): void {
    for (const device of this.devices) {
      const line = this.#line(device);
      if (!line.up || !line.down) continue;
      if (this.#recovery?.isFromBefore(device)) continue;
      if (this.relay.isUp) this.relay.hear(device.holder);
      if (this.#chance(0.5)) device.hello();
    }
    this.relay.beat();
  }

  /** The line is back for all: nothing is lost, and whoever waits can be called. */
  #heal(): void {
    this.#tell(() => 'everything is mended');
    this.#isMended = true;
    this.relay.diesAtCommit = false;
    if (!this.relay.isUp) this.relay.restart();
    for (const device of this.devices) {
      const line = this.#line(device);
      line.up = true;
      line.down = true;
      while (device.tabs.length > 1) device.tabs.pop();
    }
    const recovery = this.#recovery;
    if (recovery) {
      for (const device of this.devices) if (recovery.isFromBefore(device)) recovery.checkIn(device);
      if (!recovery.isOpen) recovery.open();
      for (const device of this.devices) if (recovery.isFromBefore(device)) recovery.checkIn(device);
    }
    for (let round = 0; round < 3; round += 1) {
      this.#messages = [];
      for (const device of this.devices) {
        this.relay.hear(device.holder);
        device.hello();
      }
      this.#flushAll();
      this.#now += 1000;
    }
    this.#checkFacts();
    this.#callEverybody();
    const [loss] = this.truth.losses;
    if (loss !== undefined) throw new Violation(loss);
  }

  #flushAll(): void {
    for (let guard = 0; this.#messages.length > 0 && guard < 400; guard += 1) {
      const envelope = this.#messages.shift();
      if (envelope) this.#deliver(envelope);
      this.relay.pump();
    }
    this.relay.flush();
  }

  #checkFacts(): void {
    for (const device of this.devices) {
      for (const row of device.disk.rows)
        if (row.class === 'fact') this.truth.lost(`a fact never arrives: ${row.id} ${row.kind}`);
    }
  }

  /**
   * Liveness: whoever waits is called by one of the windows, however things stood, but for numbers that a device holds which
   * is gone: those need a release.
   */
  #callEverybody(): void {
    let still = 0;
    for (let round = 0; round < MOST_ROUNDS && still < 2 && this.relay.state.waiting.size > 0; round += 1) {
      const { seq } = this.relay.state;
      this.#now += 6000;
      for (const device of this.devices) this.relay.hear(device.holder);
      for (const device of this.devices) {
        const [tab] = device.tabs;
        if (!tab) continue;
        device.hello();
        this.#flushAll();
        this.#serveOne(device, tab);
        this.#now += 400;
        this.relay.pump();
        this.#flushAll();
      }
      still = this.relay.state.seq === seq ? still + 1 : 0;
    }
    const { state } = this.relay;
    for (const id of state.waiting) {
      const ticket = state.tickets.get(id);
      if (ticket && this.#shouldBeCallable(state, ticket))
        this.truth.lost(`stuck: ${ticket.label} with ${ticket.holder}`);
    }
  }

  #serveOne(device: ModelDevice, tab: Tab): void {
    if (!device.hasWindow(tab)) {
      device.add(tab, 'openWindow', { window: device.window });
      return;
    }
    device.storeCall(tab);
    const ticket = device.atWindow(tab);
    if (ticket) device.add(tab, 'finish', { window: device.window, ticket: ticket.id, outcome: 'done' });
    device.add(tab, 'call', { window: device.window, ticket: null });
  }

  #shouldBeCallable(state: HallState, ticket: Ticket): boolean {
    // After a lost disk a used right that nobody brings a call for is a person's to free.
    if (this.#recovery) return false;
    const isLiving = (no: number): boolean =>
      this.devices.some((device) => device.holder === state.devices.get(no)?.incarnation);
    if (ticket.holder !== 0 && !isLiving(ticket.holder)) return false;
    return [...state.windows.values()].some(
      ({ phase, queues, device }) => phase === 'open' && queues.includes(ticket.queue) && isLiving(device),
    );
  }
}

function describe(message: ToRelay | ToDevice): string {
  switch (message.type) {
    case 'rows':
      return message.rows.map((row) => `row ${row.id} ${row.command.kind}`).join(', ');
    case 'decision':
      return `decision ${JSON.stringify(message.decision)}`;
    case 'entries':
      return `entries ${message.room.day}/${message.room.epoch} to ${message.upto}`;
    default:
      return JSON.stringify(message);
  }
}
