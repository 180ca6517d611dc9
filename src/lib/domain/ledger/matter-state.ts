import type { BookingKind, HandoverBy, RatingSource, ServiceReason } from './events.ts';

/** draft: begun at a window, nothing received · received: papers are here · supplement: gaps were told. */
export type MatterPhase =
  | 'draft'
  | 'received'
  | 'supplement'
  | 'accepted'
  | 'notAccepted'
  /** Every part has ended; results are on their way, on the shelf, or there are none to collect. */
  | 'decided'
  /** Nothing is left to do but to rate it. */
  | 'closed';

/** waiting: for the stage before it. cancelled: a part it rests on was refused. */
export type PartPhase = 'waiting' | 'running' | 'granted' | 'refused' | 'cancelled';

/** A sub-matter (联办事项): one item of one department. Minutes are hall minutes since the day's midnight. */
export interface Part {
  item: string;
  department: string;
  /** 0 for the first. */
  stage: number;
  /** The stage it waits for; null: it began with the acceptance. */
  after: number | null;
  phase: PartPhase;
  /** When its clock began, minute; for a waiting part when the matter was accepted. */
  since: number;
  due: number;
  /** As printed on the acceptance notice. */
  printedDue: number;
  /** `t` of the entry; 0 before. */
  decidedAt: number;
  /** When the department decided in its own system, minute. */
  decidedElsewhereAt: number;
  decidedBy: number;
}

/**
 * expected: not here yet · sent: the department says it is on the way · in: on the desk's shelf ·
 * waived: the applicant collects without it, it follows by itself · out: handed over ·
 * cancelled: its part ended without it.
 */
export type SlotPhase = 'expected' | 'sent' | 'in' | 'waived' | 'out' | 'cancelled';

export interface Slot {
  slot: string;
  /** Index of the part that makes it. */
  part: number;
  phase: SlotPhase;
  waived: boolean;
  pieces: number;
  sentAt: number;
  sentBy: number;
  inAt: number;
  inBy: number;
  condition: 'good' | 'damaged';
  outAt: number;
  chasedAt: number;
  chases: number;
  /** Why the desk sent it back last, '' if it did not. */
  returned: string;
}

export function blankPart(): Part {
  return {
    item: '',
    department: '',
    stage: 0,
    after: null,
    phase: 'running',
    since: 0,
    due: 0,
    printedDue: 0,
    decidedAt: 0,
    decidedElsewhereAt: 0,
    decidedBy: 0,
  };
}

export function blankSlot(): Slot {
  return {
    slot: '',
    part: 0,
    phase: 'expected',
    waived: false,
    pieces: 0,
    sentAt: 0,
    sentBy: 0,
    inAt: 0,
    inBy: 0,
    condition: 'good',
    outAt: 0,
    chasedAt: 0,
    chases: 0,
    returned: '',
  };
}

/** A matter (办件): what one applicant files in one visit, an item or a package. Never changed in place. */
export interface Matter {
  /** Sequence of its opening (or of its carry) in this day's ledger. */
  id: number;
  dossier: string;
  code: string;
  /** The setup version whose rules it keeps. */
  setup: number;
  /** The day it was opened, and its ticket there (0: without one). */
  day: string;
  ticket: number;
  /** The ticket's number as people know it, `A012`. */
  label: string;
  window: number;
  /** Token hashes that lead to it: its own first, then its ticket's. */
  tokens: string[];
  /** 23 digits; '' before receipt. */
  no: string;
  phase: MatterPhase;
  openedAt: number;
  openedBy: number;
  items: string[];
  receivedAt: number;
  receivedBy: number;
  /** Minute by which gaps must be told. */
  tellBy: number;
  supplements: number;
  /** Serial of the last 补正告知书 in the year. */
  supplementNumber: number;
  supplementAt: number;
  supplementUntil: number;
  suppliedAt: number;
  deemed: boolean;
  acceptedAt: number;
  acceptedBy: number;
  acceptedWindow: number;
  /** Serial of its acceptance (or refusal) notice in the year. */
  number: number;
  hash: string;
  refusal: string;
  parts: Part[];
  slots: Slot[];
  pickupCode: string;
  /** 暂编号 on the notice that is out, until the real one is printed; '' otherwise. */
  provisional: string;
  /** Materials accepted with a gap and not made good yet (容缺). */
  tolerated: string[];
  goodBy: number;
  promised: string[];
  estimated: boolean;
  shelf: string;
  /** Number of the device whose desk keeps the bundle; 0: nobody. */
  custody: number;
  /** The keeper's right to hand it over, named by its own command; '' when it was used up. */
  custodyGrant: string;
  /** Rights that a supervisor freed and nobody has used since. */
  freed: string[];
  /** All that is expected was in, `t`; 0 before. */
  readyAt: number;
  handovers: number;
  /** Serial of the last 送达回证. */
  proof: number;
  handedAt: number;
  handedBy: number;
  handedTo: HandoverBy;
  /** 应急交付: why it was handed over without the right, and who else was there; '' otherwise. */
  handedReason: string;
  handedWitness: string;
  closedAt: number;
  prints: Record<string, number>;
}

export function blankMatter(id: number): Matter {
  return {
    id,
    dossier: '',
    code: '',
    setup: 0,
    day: '',
    ticket: 0,
    label: '',
    window: 0,
    tokens: [],
    no: '',
    phase: 'draft',
    openedAt: 0,
    openedBy: 0,
    items: [],
    receivedAt: 0,
    receivedBy: 0,
    tellBy: 0,
    supplements: 0,
    supplementNumber: 0,
    supplementAt: 0,
    supplementUntil: 0,
    suppliedAt: 0,
    deemed: false,
    acceptedAt: 0,
    acceptedBy: 0,
    acceptedWindow: 0,
    number: 0,
    hash: '',
    refusal: '',
    parts: [],
    slots: [],
    pickupCode: '',
    provisional: '',
    tolerated: [],
    goodBy: 0,
    promised: [],
    estimated: false,
    shelf: '',
    custody: 0,
    custodyGrant: '',
    freed: [],
    readyAt: 0,
    handovers: 0,
    proof: 0,
    handedAt: 0,
    handedBy: 0,
    handedTo: 'self',
    handedReason: '',
    handedWitness: '',
    closedAt: 0,
    prints: {},
  };
}

/**
 * booked: an ordinary one, or a service that was confirmed · asked: a holiday or extended service
 * that awaits its answer · escalated: the chief representative must assign somebody. There is no
 * refused state (rules B4).
 */
export type BookingPhase = 'booked' | 'asked' | 'escalated' | 'arrived' | 'started' | 'ended' | 'missed' | 'cancelled';

export interface Booking {
  id: number;
  code: string;
  date: string;
  /** Minutes of its date. */
  at: number;
  until: number;
  window: number;
  service: BookingKind;
  reason: '' | ServiceReason;
  dossier: string;
  token: string;
  channel: 'phone' | 'staff';
  phase: BookingPhase;
  bookedAt: number;
  bookedBy: number;
  moves: number;
  /** Minute (of the open day) by which a service must be answered or assigned; 0: nothing to answer. */
  answerBy: number;
  /** Who serves it: an account. */
  account: string;
  /** The department whose chief representative must assign. */
  department: string;
  escalatedAt: number;
  escalatedBy: number;
  chases: number;
  /** Today's ticket once it has arrived. */
  ticket: number;
  arrivedAt: number;
  startedAt: number;
  endedAt: number;
  prints: Record<string, number>;
}

/** `from`: its ticket as the day before knew it, `2026-11-22#15`; '' without one. */
export type CarriedBooking = Booking & { from: string };

export function blankBooking(id: number): Booking {
  return {
    id,
    code: '',
    date: '',
    at: 0,
    until: 0,
    window: 0,
    service: 'ordinary',
    reason: '',
    dossier: '',
    token: '',
    channel: 'phone',
    phase: 'booked',
    bookedAt: 0,
    bookedBy: 0,
    moves: 0,
    answerBy: 0,
    account: '',
    department: '',
    escalatedAt: 0,
    escalatedBy: 0,
    chases: 0,
    ticket: 0,
    arrivedAt: 0,
    startedAt: 0,
    endedAt: 0,
    prints: {},
  };
}

/** One rating: what and where, never who. */
export interface Rating {
  id: number;
  day: string;
  t: number;
  window: number;
  item: string;
  level: number;
  aspects: string[];
  source: RatingSource;
}

/** A bad rating (不满意, 非常不满意) that somebody must answer (国办发〔2019〕51号). */
export interface WorkOrder {
  id: number;
  day: string;
  t: number;
  window: number;
  item: string;
  level: number;
  aspects: string[];
  /** Minute of the open day. */
  due: number;
}

export function blankWorkOrder(id: number): WorkOrder {
  return { id, day: '', t: 0, window: 0, item: '', level: 0, aspects: [], due: 0 };
}
