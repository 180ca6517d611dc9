import type { BookingKind, BookingPhase, MatterPhase, PartPhase } from '../ledger/index.ts';
import type { Card } from '../limits/index.ts';
import type { Estimate } from '../queue/index.ts';

/**
 * `GET /api/receipts/<token or short code>`, and each message of its event stream (event `receipt`): one visit from
 * booking to rating, for whoever holds its token. No personal data but a masked name. Times are epoch ms of the hall
 * clock; 0: it has not happened, or there is none.
 */
export interface ReceiptView {
  hall: string;
  hallEn: string;
  practice: boolean;
  /** When this was made. */
  now: number;
  utcOffsetMinutes: number;
  day: string;
  shortCode: string;
  /** Today's number. */
  ticket: TicketReceipt | null;
  booking: BookingReceipt | null;
  matters: MatterReceipt[];
  /** What may be rated now, and what was. */
  ratings: RatingReceipt[];
  /** What a rating may point at; empty when nothing is left to rate. */
  aspects: (Named & { id: string })[];
}

export interface Named {
  name: string;
  nameEn: string;
}

export interface AreaOfHall extends Named {
  floor: string;
  floorEn: string;
}

export interface TicketReceipt {
  label: string;
  items: Named[];
  area: AreaOfHall;
  /** Windows that may call it. */
  windows: number[];
  takenAt: number;
  phase: 'waiting' | 'called' | 'serving' | 'parked' | 'passed' | 'done' | 'left' | 'ended';
  /** People before this one; null when it is no longer waiting. */
  ahead: number | null;
  /** Null too before the minute of a booking: it is called then. */
  estimate: Estimate | null;
  /** Where it was called to, once announced. */
  window: number | null;
  calls: number;
  /** It was passed over once and waits again. */
  reentered: boolean;
  mayLeave: boolean;
  /** 我会晚到 was not used yet. */
  mayDelay: boolean;
  /** The minute it is booked for; null: a walk-in. */
  bookedFor: number | null;
  /** It came by a booking, later than the grace time: among the walk-ins. */
  lateForBooking: boolean;
}

export interface BookingReceipt extends Named {
  code: string;
  service: BookingKind;
  phase: BookingPhase;
  date: string;
  /** Minutes of its date. */
  at: number;
  until: number;
  startsAt: number;
  endsAt: number;
  /** Planned, not binding. */
  window: number | null;
  area: AreaOfHall;
  checkInFrom: number;
  /** Who comes later joins the walk-ins. */
  checkInUntil: number;
  /** Its holder may move or cancel it, until when. */
  mayChange: boolean;
  changeUntil: number;
  /** By when a service is answered; null: nothing to answer. */
  answerBy: number | null;
  moves: number;
}

export interface MatterReceipt extends Named {
  code: string;
  /** Last four digits of its number; '' before receipt. */
  tail: string;
  /** Masked. */
  applicant: string;
  phase: MatterPhase;
  /** Where it was begun. */
  window: number | null;
  /** 发文字号 of the acceptance or refusal notice; ''. */
  notice: string;
  openedAt: number;
  receivedAt: number;
  /** While received: by when the hall says whether something is missing. */
  tellBy: number;
  supplementAt: number;
  supplementUntil: number;
  acceptedAt: number;
  printedDue: number;
  due: number;
  /** The due time rests on a year without calendar data (暂按周一至周五推算). */
  estimated: boolean;
  /** The package's limit in working days; null: none as a whole. */
  workingDays: number | null;
  /** While it is being done. */
  card: Card | null;
  stages: StageReceipt[];
  slots: SlotReceipt[];
  /** Materials still owed (容缺), and by when. */
  owed: Named[];
  goodBy: number;
  readyAt: number;
  /** `hours`: minutes of a working day. */
  pickup: { window: number | null; area: AreaOfHall; hours: [from: number, to: number][] };
  /** '' before the bundle is ready. */
  pickupCode: string;
  keepUntil: number;
  handedAt: number;
  closedAt: number;
  refusal: string;
}

export interface StageReceipt {
  phase: 'waiting' | 'running' | 'done';
  due: number;
  printedDue: number;
  endedAt: number;
  parts: PartReceipt[];
}

export interface PartReceipt extends Named {
  item: string;
  department: string;
  departmentEn: string;
  phase: PartPhase;
  due: number;
  decidedAt: number;
}

/** later: the applicant collects without it. */
export type SlotState = 'notStarted' | 'working' | 'onTheWay' | 'in' | 'out' | 'later';

export interface SlotReceipt extends Named {
  slot: string;
  icon: string;
  state: SlotState;
}

export interface RatingReceipt extends Named {
  /** Say it with `item` when rating. */
  visit: string;
  item: string;
  window: number;
  /** The end of the visit. */
  at: number;
  rated: boolean;
}
