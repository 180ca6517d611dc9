import type { HandoverBy, Outcome, Priority, RatingSource, ServiceReason } from '../ledger/index.ts';

/**
 * fact: it happened; never refused, at worst recorded with a conflict. request: shown as asking
 * and never as done before it is decided; ends with the connection it was made on.
 */
export type CommandClass = 'fact' | 'request';

/** Where a transferred or reopened number goes: by its taking time, to the front, to the back. */
export type Place = 'time' | 'first' | 'last';

/** Every body names the day whose ledger its ticket numbers belong to. */
export interface CommandBodies {
  take: {
    day: string;
    code: string;
    care: boolean;
    tokenHash: string;
    channel: 'kiosk' | 'staff';
    priority?: Priority;
  };
  /** A number by the device's own series, given without the line: `letter` is the queue's and then the device's. */
  takeAlone: {
    day: string;
    code: string;
    care: boolean;
    tokenHash: string;
    letter: string;
    number: number;
    priority?: Priority;
  };
  leave: { day: string; ticket: number };
  delay: { day: string; ticket: number };
  reopen: { day: string; ticket: number; place: Place };
  openWindow: { day: string; window: number };
  closeWindow: { day: string; window: number };
  releaseWindow: { day: string; window: number };
  pause: { day: string; window: number; reason: string };
  unpause: { day: string; window: number };
  /** The same device changes its person (W3) without the line. */
  relieve: { day: string; window: number };
  call: { day: string; window: number; ticket: number | null };
  /** `grant`: the qualified right that this device called by, without the line. */
  callAlone: { day: string; window: number; ticket: number; round: number; grant: string };
  /** Qualified rights that this device will never use: marked as given before. */
  giveBack: { day: string; grants: string[] };
  /** `device`: incarnation of a silent device. */
  forceRelease: { day: string; device: string };
  recall: { day: string; window: number; ticket: number };
  noShow: { day: string; window: number; ticket: number };
  begin: { day: string; window: number; ticket: number };
  finish: { day: string; window: number; ticket: number; outcome: Outcome };
  park: { day: string; window: number; ticket: number };
  resume: { day: string; window: number; ticket: number };
  transfer: { day: string; window: number; ticket: number; queue: string; place: Place };
  addItem: { day: string; window: number; ticket: number; item: string };
  undo: { day: string; window: number; ticket: number };
  printed: { day: string; ticket: number; document: string };
  closeQueue: { day: string; queue: string };
  openQueue: { day: string; queue: string };
  callHelp: { day: string; from: 'kiosk' | 'window' | 'phone'; window?: number; ticket?: number };
  answerHelp: { day: string; call: number };

  // Matters go by the id of their dossier, which is the same on every day.
  openMatter: {
    day: string;
    window: number;
    /** 0: without a ticket. */
    ticket: number;
    code: string;
    dossier: string;
    tokenHash: string;
  };
  receive: { day: string; dossier: string; no: string; items: string[] };
  askSupplement: { day: string; dossier: string; until: number; override?: boolean };
  supplied: { day: string; dossier: string };
  /** `hash`: the content of the dossier that the clerk looked at. */
  accept: { day: string; dossier: string; hash: string; window: number; pickupCode: string };
  /** Without the line: `provisional` stands on the notice, the device's terminal part and its own count (`003-017`). */
  acceptAlone: {
    day: string;
    dossier: string;
    hash: string;
    window: number;
    pickupCode: string;
    provisional: string;
  };
  notAccept: { day: string; dossier: string; hash: string; reason: 'not-needed' | 'not-authority' | 'other' };
  /** `at`: hall minutes since the day's midnight when the department decided; `pieces` of each slot it sends now. */
  decidePart: {
    day: string;
    dossier: string;
    item: string;
    outcome: 'granted' | 'refused';
    at: number;
    hash: string;
    pieces: [slot: string, pieces: number][];
  };
  /** A result that was not sent with the decision. */
  deliver: { day: string; dossier: string; slot: string; pieces: number };
  madeGood: { day: string; dossier: string; material: string };
  confirmDelivery: { day: string; dossier: string; slot: string; shelf: string; condition: 'good' | 'damaged' };
  returnDelivery: { day: string; dossier: string; slot: string; reason: string };
  chase: { day: string; dossier: string; slot: string };
  waiveSlot: { day: string; dossier: string; slot: string };
  takeCustody: { day: string; dossier: string };
  releaseCustody: { day: string; dossier: string };
  /** `grant`: the right it is handed over by. Without one, in an emergency: why, and the second person's account. */
  /** `slots`: what left, as the desk had it; left out: everything that is in. */
  handOver: {
    day: string;
    dossier: string;
    by: HandoverBy;
    slots?: string[];
    grant?: string;
    reason?: string;
    witness?: string;
  };
  renewToken: { day: string; dossier: string; tokenHash: string };
  printedPaper: { day: string; dossier: string; document: string };
  /** `key`: SHA-256 of visit and item, so that nobody rates twice; it is kept by the relay and by no ledger. */
  rate: {
    day: string;
    visit: string;
    item: string;
    window: number;
    level: number;
    aspects: string[];
    source: RatingSource;
  };

  /** `at`: minute of the date. An ordinary booking. */
  book: { day: string; code: string; date: string; at: number; dossier: string; tokenHash: string };
  /** 暂约: by staff without the line. */
  bookAlone: { day: string; code: string; date: string; at: number; dossier: string; tokenHash: string };
  /** 节假日预约 or 延时服务: asked for, and never refused. */
  askService: {
    day: string;
    service: 'holiday' | 'extended';
    code: string;
    date: string;
    at: number;
    until: number;
    window: number;
    reason: ServiceReason;
    dossier: string;
    tokenHash: string;
  };
  /** A service's move needs the applicant's consent. */
  moveBooking: { day: string; dossier: string; date: string; at: number; consent: boolean };
  /** Staff cancel a service at the applicant's wish only. */
  cancelBooking: { day: string; dossier: string; consent?: boolean };
  checkIn: { day: string; dossier: string; care: boolean };
  confirmService: { day: string; dossier: string; account: string };
  escalateService: { day: string; dossier: string };
  assignService: { day: string; dossier: string; account: string };
  chaseService: { day: string; dossier: string };
  startService: { day: string; dossier: string };
  endService: { day: string; dossier: string };
}

export type CommandKind = keyof CommandBodies;

export type Command = {
  [Kind in CommandKind]: { kind: Kind; body: CommandBodies[Kind] };
}[CommandKind];

/** Which class each kind has (contract, *Classes*). */
export const commandClasses = {
  take: 'request',
  takeAlone: 'fact',
  leave: 'request',
  delay: 'request',
  reopen: 'request',
  openWindow: 'request',
  closeWindow: 'fact',
  releaseWindow: 'request',
  pause: 'fact',
  unpause: 'fact',
  relieve: 'fact',
  call: 'request',
  callAlone: 'fact',
  giveBack: 'fact',
  forceRelease: 'request',
  recall: 'fact',
  noShow: 'fact',
  begin: 'fact',
  finish: 'fact',
  park: 'fact',
  resume: 'fact',
  transfer: 'request',
  addItem: 'fact',
  undo: 'request',
  printed: 'fact',
  closeQueue: 'request',
  openQueue: 'request',
  callHelp: 'request',
  answerHelp: 'request',
  openMatter: 'fact',
  receive: 'fact',
  askSupplement: 'request',
  supplied: 'fact',
  accept: 'request',
  acceptAlone: 'fact',
  notAccept: 'request',
  decidePart: 'request',
  deliver: 'fact',
  madeGood: 'fact',
  confirmDelivery: 'fact',
  returnDelivery: 'fact',
  chase: 'request',
  waiveSlot: 'fact',
  takeCustody: 'request',
  releaseCustody: 'fact',
  handOver: 'fact',
  renewToken: 'request',
  printedPaper: 'fact',
  rate: 'request',
  book: 'request',
  bookAlone: 'fact',
  askService: 'request',
  moveBooking: 'request',
  cancelBooking: 'request',
  checkIn: 'request',
  confirmService: 'request',
  escalateService: 'request',
  assignService: 'request',
  chaseService: 'request',
  startService: 'fact',
  endService: 'fact',
} as const satisfies Record<CommandKind, CommandClass>;

export function isCommandKind(text: string): text is CommandKind {
  return Object.hasOwn(commandClasses, text);
}
