import type { Channel, Outcome, Priority } from './events.ts';
import { forkMap } from './forked-map.ts';
import type { Booking, Matter, Rating, WorkOrder } from './matter-state.ts';

export type Phase = 'waiting' | 'called' | 'serving' | 'parked' | 'passed' | 'done' | 'left' | 'ended';

/**
 * One number of one visit. Never changed in place: `evolve` puts a new object into the map, so a
 * state can be forked by copying its maps.
 */
export interface Ticket {
  /** Sequence of its `taken` in this day's ledger. */
  id: number;
  /** `A012` */
  label: string;
  queue: string;
  letter: string;
  number: number;
  items: string[];
  priority: Priority;
  care: boolean;
  channel: Channel;
  /** First 16 bytes of SHA-256 of the applicant's token, base64url. */
  token: string;
  /** The booking it came by (0: none), and the `t` it is booked for. */
  booking: number;
  bookedFor: number;
  takenAt: number;
  takenBy: number;
  phase: Phase;
  /** Waiting rounds: 1 when taken, +1 for each re-entry, transfer or reopening. */
  round: number;
  /** Who may call this round: a device, or 0, the relay; until the call is announced (CU1). */
  holder: number;
  grant: string;
  /** Qualified rights that a supervisor freed and nobody has used since. */
  freed: string[];
  /** Place among ordinary numbers: lower is earlier; `place`, unless a transfer said otherwise. */
  key: number;
  /** Its place by the time it was taken: its id, or between others when it was taken without the line. */
  place: number;
  waitingSince: number;
  /** It comes back after being passed over (or late by its own wish). */
  reentered: boolean;
  /** People still to be called before a re-entered number may be. */
  behind: number;
  /** …or, with nobody else waiting, not before this `t`. */
  restUntil: number;
  missed: number;
  delayed: boolean;
  window: number | null;
  calls: number;
  calledAt: number;
  lastCallAt: number;
  announced: boolean;
  /** Sequence of its newest announcement; 0 before the first. */
  announcement: number;
  begunAt: number;
  servedMs: number;
  /** Of it, before the present round: in other queues, or before it was reopened. */
  servedBefore: number;
  parkedAt: number;
  endedAt: number;
  outcome: Outcome | null;
  /** 首问责任: the person who served it first. */
  firstOwner: number;
  reprints: number;
  /** The command that changed it last, and what it was before: for `undo`. */
  last: { device: number; n: number; act: string };
  before: Ticket | null;
}

export type WindowPhase = 'closed' | 'open' | 'paused';

export interface WindowState {
  no: number;
  phase: WindowPhase;
  device: number;
  staff: number;
  queues: string[];
  /** The ticket called to it or served at it. */
  ticket: number | null;
  since: number;
  reason: string;
  served: number;
}

export interface QueueState {
  id: string;
  closed: boolean;
  /** Last number given, by series letter of the queue. */
  last: number;
  /** Numbers given by kiosks today, against the contingent. */
  byKiosk: number;
  /** Passed numbers called in the present run, and ordinary ones since it ended (Q8). */
  run: number;
  gap: number;
  /** Priority numbers called since the last ordinary one, while ordinary people waited (Q11). */
  yielded: number;
  /** Service times of the latest finished tickets, milliseconds, oldest first, at most 30. */
  service: number[];
}

export interface HelpCall {
  id: number;
  from: string;
  window: number;
  ticket: number;
  device: number;
  at: number;
}

export interface Conflict {
  seq: number;
  act: string;
  ticket: number;
  window: number;
  /** The matter it is about; 0: it is about a ticket. */
  matter: number;
  /** The number on a slip that could not join. */
  label?: string;
  /** 送达回证 of a bundle that was handed over twice. */
  proofs?: [first: number, second: number];
  found: string;
  t: number;
  staff: number;
  day: string;
}

export interface DeviceInDay {
  no: number;
  incarnation: string;
  surface: string;
  label: string;
}

/** The letter of a device's own series, and the last day it may be used. */
export interface DeviceLetter {
  letter: string;
  until: string;
}

export interface HallState {
  hall: string;
  day: string;
  epoch: string;
  /** Last entry folded; the prefix before it is complete. */
  seq: number;
  closed: boolean;
  nextDay: string;
  setup: number;
  sealed: { through: number; hash: string };
  devices: Map<number, DeviceInDay>;
  deviceNumbers: Map<string, number>;
  staff: Map<number, string>;
  staffNumbers: Map<string, number>;
  tickets: Map<number, Ticket>;
  ticketsByToken: Map<string, number>;
  /** Ticket ids that wait, for speed: the order among them is `callingOrder`'s. */
  waiting: Set<number>;
  windows: Map<number, WindowState>;
  queues: Map<string, QueueState>;
  help: Map<number, HelpCall>;
  conflicts: Conflict[];
  /** `2026-11-22#15` → today's ticket id, for what was carried over midnight. */
  carried: Map<string, number>;
  announcements: number;
  matters: Map<number, Matter>;
  mattersByDossier: Map<string, number>;
  /** Several hashes may lead to one matter; one hash (a ticket's) to several. */
  mattersByToken: Map<string, number[]>;
  matterNumbers: Map<string, number>;
  bookings: Map<number, Booking>;
  bookingsByDossier: Map<string, number>;
  bookingsByToken: Map<string, number>;
  ratings: Rating[];
  workOrders: Map<number, WorkOrder>;
  /** Terminal part of the matter numbers of a device, by its number in this day's ledger. */
  terminals: Map<number, number>;
  /** The same by incarnation, for devices that are not declared today. */
  terminalsByIncarnation: Map<string, number>;
  /** Letters of devices' own series, by incarnation. */
  letters: Map<string, DeviceLetter>;
  /** Since a disk was lost new letters begin with it. */
  letterSeries: string;
  /** Last serial of each kind of notice in the day's year: accept, refuse, supplement, proof. */
  serials: Map<string, number>;
  erased: Set<string>;
  /** After a lost disk: devices that have not come back, and the last number they may have called (CU14). */
  missing: Set<number>;
  suspectThrough: number;
  /** Letter that goes into numbers given since the disk was lost today. */
  series: string;
}

export function emptyState(): HallState {
  return {
    hall: '',
    day: '',
    epoch: '',
    seq: 0,
    closed: false,
    nextDay: '',
    setup: 0,
    sealed: { through: 0, hash: '' },
    devices: new Map(),
    deviceNumbers: new Map(),
    staff: new Map(),
    staffNumbers: new Map(),
    tickets: new Map(),
    ticketsByToken: new Map(),
    waiting: new Set(),
    windows: new Map(),
    queues: new Map(),
    help: new Map(),
    conflicts: [],
    carried: new Map(),
    announcements: 0,
    matters: new Map(),
    mattersByDossier: new Map(),
    mattersByToken: new Map(),
    matterNumbers: new Map(),
    bookings: new Map(),
    bookingsByDossier: new Map(),
    bookingsByToken: new Map(),
    ratings: [],
    workOrders: new Map(),
    terminals: new Map(),
    terminalsByIncarnation: new Map(),
    letters: new Map(),
    letterSeries: '',
    serials: new Map(),
    erased: new Set(),
    missing: new Set(),
    suspectThrough: 0,
    series: '',
  };
}

/** A copy to propose on: maps are copied, the objects in them are never changed in place. */
export function forkState(state: HallState): HallState {
  return copyState(state, (map) => new Map(map));
}

/** The same for a state that is never changed any more: the large maps are shared with it, and only what changes is kept apart. */
export function branchState(state: HallState): HallState {
  return copyState(state, forkMap);
}

function copyState(state: HallState, copy: <K, V>(map: Map<K, V>) => Map<K, V>): HallState {
  return {
    ...state,
    devices: copy(state.devices),
    deviceNumbers: copy(state.deviceNumbers),
    staff: copy(state.staff),
    staffNumbers: copy(state.staffNumbers),
    tickets: copy(state.tickets),
    ticketsByToken: copy(state.ticketsByToken),
    waiting: new Set(state.waiting),
    windows: new Map(state.windows),
    queues: new Map(state.queues),
    help: new Map(state.help),
    conflicts: [...state.conflicts],
    carried: copy(state.carried),
    matters: copy(state.matters),
    mattersByDossier: copy(state.mattersByDossier),
    mattersByToken: copy(state.mattersByToken),
    matterNumbers: copy(state.matterNumbers),
    bookings: copy(state.bookings),
    bookingsByDossier: copy(state.bookingsByDossier),
    bookingsByToken: copy(state.bookingsByToken),
    ratings: [...state.ratings],
    workOrders: copy(state.workOrders),
    terminals: copy(state.terminals),
    terminalsByIncarnation: copy(state.terminalsByIncarnation),
    letters: copy(state.letters),
    serials: new Map(state.serials),
    erased: new Set(state.erased),
    missing: new Set(state.missing),
  };
}

export function queueState(state: HallState, id: string): QueueState {
  return state.queues.get(id) ?? { id, closed: false, last: 0, byKiosk: 0, run: 0, gap: 0, yielded: 0, service: [] };
}

export function windowState(state: HallState, no: number): WindowState {
  return (
    state.windows.get(no) ?? {
      no,
      phase: 'closed',
      device: 0,
      staff: 0,
      queues: [],
      ticket: null,
      since: 0,
      reason: '',
      served: 0,
    }
  );
}

/** A number as it is before anything happened to it. */
export function blankTicket(id: number): Ticket {
  return {
    id,
    label: '',
    queue: '',
    letter: '',
    number: 0,
    items: [],
    priority: '',
    care: false,
    channel: 'staff',
    token: '',
    booking: 0,
    bookedFor: 0,
    takenAt: 0,
    takenBy: 0,
    phase: 'waiting',
    round: 0,
    holder: 0,
    grant: '',
    freed: [],
    key: id,
    place: id,
    waitingSince: 0,
    reentered: false,
    behind: 0,
    restUntil: 0,
    missed: 0,
    delayed: false,
    window: null,
    calls: 0,
    calledAt: 0,
    lastCallAt: 0,
    announced: false,
    announcement: 0,
    begunAt: 0,
    servedMs: 0,
    servedBefore: 0,
    parkedAt: 0,
    endedAt: 0,
    outcome: null,
    firstOwner: 0,
    reprints: 0,
    last: { device: 0, n: 0, act: '' },
    before: null,
  };
}

/** A ticket's right as no other day or epoch has it: what devices keep their marks by (CU4). */
export function qualifiedGrant(state: HallState, { grant }: Pick<Ticket, 'grant'>): string {
  return grant === '' || grant.includes('/') ? grant : `${state.epoch}/${state.day}/${grant}`;
}

export function labelOf(letter: string, number: number): string {
  return `${letter}${String(number).padStart(3, '0')}`;
}
