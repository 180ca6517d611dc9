import {
  findTicket,
  heldRounds,
  qualifiedGrant,
  windowState,
  type CommandBodies,
  type HallState,
} from '#lib/domain/index.ts';
import type { ModelDevice } from './custody-device.ts';
import { folded, type ModelDecision, type ModelRoom } from './custody-messages.ts';
import { Tab } from './custody-page.ts';
import type { ModelRelay } from './custody-relay.ts';
import type { Broken } from './custody-setup.ts';
import type { Truth } from './custody-truth.ts';

/** What was copied some time ago. */
export interface Backup {
  room: ModelRoom;
  known: number;
  returned: string[];
}

interface CheckIn {
  device: ModelDevice;
  incarnation: string;
  room: ModelRoom;
  known: number;
  /** Rights that it has called by, by its marks. */
  called: ReadonlySet<string>;
}

/** CU14: the disk is gone. The hall comes back from a backup and from what the devices have, under a new epoch. */
export class Recovery {
  readonly #relay: ModelRelay;
  readonly #truth: Truth;
  readonly #broken: Broken;
  readonly #backup: Backup;
  readonly #checkedIn: CheckIn[] = [];
  /** Numbers of before, and how far the ledger came back. */
  #before: ModelRoom;
  #through = 0;
  #isOpen = false;

  constructor(relay: ModelRelay, truth: Truth, backup: Backup, broken: Broken) {
    this.#relay = relay;
    this.#truth = truth;
    this.#broken = broken;
    this.#backup = backup;
    this.#before = relay.room;
    relay.crash();
    relay.isRecovering = true;
    relay.isUp = true;
  }

  /** Somebody has come back. */
  get hasHeard(): boolean {
    return this.#checkedIn.length > 0;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The device is one of the epoch before: it has to speak before it may join. */
  isFromBefore({ disk }: ModelDevice): boolean {
    return disk.epoch === this.#before.epoch;
  }

  hasSpoken(device: ModelDevice): boolean {
    return this.#checkedIn.some(({ incarnation }) => incarnation === device.incarnation);
  }

  /** The device uses none of its rights any more but those by which it has called, and says so with what it has. */
  checkIn(device: ModelDevice): void {
    if (this.hasSpoken(device)) {
      this.#join(device);
      return;
    }
    const tab = device.tabs.reduce((best, one) => (isFurther(one, best) ? one : best));
    const state = device.proposed(tab);
    const held = heldRounds(state).get(device.numberIn(state)) ?? [];
    device.rights.give(
      tab,
      held.filter(({ phase }) => phase === 'waiting').map((ticket) => qualifiedGrant(state, ticket)),
    );
    const checkIn = {
      device,
      incarnation: device.incarnation,
      room: tab.room,
      known: tab.known,
      called: new Set([...device.disk.marks].flatMap(([grant, { mark }]) => (mark === 'called' ? [grant] : []))),
    };
    this.#checkedIn.push(checkIn);
    if (!this.#isOpen) return;
    this.#admit(checkIn);
    this.#join(device);
  }

  #admit(checkIn: CheckIn): void {
    const { state } = this.#relay;
    const holder = state.deviceNumbers.get(checkIn.device.holder);
    if (holder !== undefined)
      this.#relay.act(() => [{ kind: 'checkedIn', holder, called: this.#claims(checkIn, holder) }]);
    const brings = checkIn.device.disk.rows.map(({ id }) => id);
    this.#truth.listed(checkIn.incarnation, brings);
  }

  /** Calls that the ledger does not know: their rows are on the way, or the right is out and was used. */
  #claims({ device, called }: CheckIn, holder: number): [number, string][] {
    const { state } = this.#relay;
    const coming = device.disk.rows.flatMap(({ id, kind, body }): [number, string][] => {
      // What the ledger that came back has is no claim: the round may be another's by now.
      if (kind !== 'callAlone' || this.#relay.disk.decided.has(id)) return [];
      // Called before midnight, it goes by another number now.
      const found = findTicket(state, body as CommandBodies['callAlone']);
      const { grant } = body as CommandBodies['callAlone'];
      return found.ok && found.value.id <= this.#through ? [[found.value.id, grant]] : [];
    });
    const used = [...state.tickets.values()].flatMap((ticket): [number, string][] => {
      const grant = qualifiedGrant(state, ticket);
      return ticket.holder === holder && called.has(grant) ? [[ticket.id, grant]] : [];
    });
    return [...coming, ...used];
  }

  /** All devices of the day have spoken. */
  get isComplete(): boolean {
    const known = this.#furthest();
    const state = folded(known.room, known.known);
    return [...state.devices.values()].every(
      ({ incarnation, surface }) =>
        surface !== 'staff' || this.#checkedIn.some((one) => one.device.holder === incarnation),
    );
  }

  open(devices: readonly ModelDevice[]): void {
    const { room, known } = this.#furthest();
    const entries = room.entries.slice(0, known);
    const restored = folded(room, known);
    this.#through = restored.seq;
    const number = this.#relay.disk.rooms.length + 1;
    const fresh: ModelRoom = { epoch: `${number}-model`, day: room.day, entries, committed: entries.length };
    const decided = new Map<string, ModelDecision>();
    const relay = this.#relay;
    // What was decided is told by the entries themselves, of earlier days too.
    for (const past of [...relay.disk.rooms.filter((one) => one.epoch === room.epoch && one.day < room.day), fresh]) {
      const { devices } = past === fresh ? restored : folded(past);
      for (const { seq, events } of past.entries) {
        for (const event of events) {
          const id = `${devices.get(event.device)?.incarnation ?? ''}.${event.n}`;
          if (event.device !== 0) decided.set(id, { id, ok: true, from: seq });
        }
      }
    }
    relay.disk = {
      rooms: [...relay.disk.rooms, fresh],
      returned: new Set(this.#backup.returned),
      decided,
      bytes: new Map(),
    };
    relay.isRecovering = false;
    relay.restart();
    this.#truth.diskLost((token, incarnation) => isKept(relay.state, token, incarnation));
    for (const device of devices) this.#findOrphans(device, restored);
    this.#isOpen = true;
    const isBlind = this.#broken === '14-no-suspects';
    relay.act(() => [
      {
        kind: 'epochOpened',
        epoch: fresh.epoch,
        before: room.epoch,
        through: this.#through,
        series: 'Z',
        missing: isBlind
          ? []
          : [...restored.devices.values()].filter(({ surface }) => surface === 'staff').map(({ no }) => no),
      },
    ]);
    for (const checkIn of this.#checkedIn) this.#admit(checkIn);
  }

  /** What it called by a right of an entry that is lost; a right that it made itself comes with its own rows. */
  #findOrphans({ disk, incarnation }: ModelDevice, restored: HallState): void {
    const known = new Set<string>();
    for (const ticket of restored.tickets.values()) {
      known.add(qualifiedGrant(restored, ticket));
      for (const grant of ticket.freed) known.add(grant);
    }
    for (const { id, kind, body } of disk.rows) {
      if (kind !== 'callAlone') continue;
      const { grant } = body as CommandBodies['callAlone'];
      if (!known.has(grant) && !grant.startsWith(`${incarnation}/`)) this.#truth.orphaned(id);
    }
  }

  /** The device takes up the new epoch's ledger as a whole; what it did before comes after it, if the hall knows the number. */
  #join(device: ModelDevice): void {
    if (!this.#isOpen) return;
    const { room } = this.#relay;
    const { disk } = device;
    const old = disk.rows.filter(({ place }) => place === this.#before.epoch);
    for (const row of old) {
      const isKnown = row.class === 'fact' && this.#knows(row.body as { day: string; ticket?: number });
      if (isKnown) row.place = room.epoch;
      else this.#truth.heard(row.id);
    }
    disk.rows = disk.rows.filter(({ place }) => place === room.epoch);
    relink(device);
    device.rowsChanged();
    const tab = new Tab(room, device.holder);
    tab.learn(room, room.entries.length);
    device.tabs = [tab];
    disk.epoch = room.epoch;
    device.persist(tab);
  }

  /** A number that the ledger which came back has; what names another is a person's. */
  #knows({ day, ticket }: { day: string; ticket?: number }): boolean {
    if (ticket === undefined) return true;
    const found = findTicket(this.#relay.state, { day, ticket });
    return found.ok ? found.value.id <= this.#through : found.code === 'ticket-not-today';
  }

  #furthest(): { room: ModelRoom; known: number } {
    const best = { room: this.#backup.room, known: this.#backup.known };
    for (const { room, known } of this.#checkedIn) {
      if (room.epoch === best.room.epoch && (room.day > best.room.day || (room === best.room && known > best.known))) {
        best.room = room;
        best.known = known;
      }
    }
    return best;
  }
}

function isFurther(one: Tab, other: Tab): boolean {
  return one.room.day > other.room.day || (one.room === other.room && one.known > other.known);
}

function isKept(state: HallState, token: string, incarnation: string): boolean {
  for (const ticket of state.tickets.values()) {
    if (ticket.token !== token || ticket.window === null) continue;
    const { device } = windowState(state, ticket.window);
    return (
      state.devices.get(device)?.incarnation === incarnation && ['called', 'serving', 'parked'].includes(ticket.phase)
    );
  }
  return false;
}

/** Rows that went to a person are no predecessors any more. */
function relink({ disk }: ModelDevice): void {
  let before: string | null = null;
  for (const row of disk.rows) {
    if (row.class !== 'fact') continue;
    row.sent = { ...row.sent, after: before };
    before = row.id;
  }
  disk.lastFact = before;
}
