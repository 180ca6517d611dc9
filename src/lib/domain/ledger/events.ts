/**
 * What can have happened in a hall's day. Events carry resolved values, so that `evolve` needs
 * neither setup nor clock nor calendar. Times `t` are milliseconds since the hall day's midnight.
 * A kind is never given another meaning: a new shape is a new kind (see `codec.ts`).
 */
export interface Header {
  /** Stamped by the relay. */
  t: number;
  /** The acting device's number in this day's ledger; 0 is the relay. */
  device: number;
  /** The command's number on that device. */
  n: number;
  /** The acting person's number in this day's ledger; 0 is nobody. */
  staff: number;
  /** `t` − when it happened on the device, clamped to what the relay can know. */
  lag: number;
}

export type Priority = '' | 'elder' | 'disabled' | 'pregnant' | 'military' | 'green';
export type Channel = 'kiosk' | 'staff';
export type Outcome = 'done' | 'consulted';

export type EventBody =
  | { kind: 'dayOpened'; hall: string; date: string; epoch: string; previous: string }
  | { kind: 'dayClosed'; next: string; head: string }
  | { kind: 'device'; no: number; incarnation: string; surface: string; label: string }
  | { kind: 'staff'; no: number; account: string }
  | { kind: 'setupPublished'; version: number; hash: string }
  /** Hash over the entries up to and including `through`, chained to the seal before. */
  | { kind: 'seal'; through: number; hash: string }
  /** What is open at the change of day, so that today's ledger alone is the whole present. */
  | { kind: 'carry'; what: string; key: string; value: unknown }
  | {
      kind: 'taken';
      queue: string;
      letter: string;
      number: number;
      items: string[];
      priority: Priority;
      care: boolean;
      token: string;
      channel: Channel;
    }
  /** A waiting round: who holds it (device number, 0 the relay) and by which never-reused grant. */
  | { kind: 'waiting'; ticket: number; round: number; queue: string; holder: number; grant: string; key: number }
  | { kind: 'called'; ticket: number; round: number; window: number }
  /** The calling device has stored the call: boards and phones may show it. */
  | { kind: 'announced'; ticket: number; round: number }
  | { kind: 'recalled'; ticket: number; window: number; times: number }
  | { kind: 'missed'; ticket: number; window: number; final: boolean; behind: number; restUntil: number }
  | { kind: 'begun'; ticket: number; window: number }
  | { kind: 'parked'; ticket: number; window: number }
  | { kind: 'resumed'; ticket: number; window: number }
  | { kind: 'transferred'; ticket: number; window: number; queue: string }
  | { kind: 'finished'; ticket: number; window: number; outcome: Outcome }
  | { kind: 'left'; ticket: number; by: string }
  | { kind: 'delayed'; ticket: number; behind: number; restUntil: number }
  | { kind: 'reopened'; ticket: number }
  | { kind: 'undone'; ticket: number; window: number }
  | { kind: 'dayEnded'; ticket: number }
  | { kind: 'itemAdded'; ticket: number; item: string }
  | { kind: 'printed'; ticket: number; document: string; times: number }
  | { kind: 'windowOpened'; window: number; queues: string[] }
  | { kind: 'windowPaused'; window: number; reason: string }
  | { kind: 'windowResumed'; window: number }
  | { kind: 'windowClosed'; window: number }
  | { kind: 'queueClosed'; queue: string }
  | { kind: 'queueOpened'; queue: string }
  | { kind: 'helpCalled'; from: string; window: number; ticket: number }
  | { kind: 'helpAnswered'; call: number }
  /** A fact that no longer fits: recorded for a person to resolve, never dropped (rule Q14). */
  | { kind: 'conflict'; act: string; ticket: number; window: number; found: string }
  /** A fact of an earlier day that arrived after its close. */
  | { kind: 'late'; day: string; act: string; ticket: number; window: number }
  /** An event of a newer program: kept, folded by nobody. */
  | { kind: 'unknown'; tuple: unknown[] };

export type EventKind = EventBody['kind'];
export type LedgerEvent = EventBody & Header;

/** Everything one command did: one key of the ledger's map. */
export interface Entry {
  seq: number;
  events: LedgerEvent[];
}
