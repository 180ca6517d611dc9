import type { DossierContent } from '../forms/index.ts';
import type { EventBody } from '../ledger/index.ts';
import type { Setup } from '../setup/index.ts';
import type { RefusalCode, Result, Role } from '../shared/index.ts';

/** Everything a decision may look at beside state and command. No clock, no random below this line. */
export interface DecideContext {
  /** Milliseconds since the hall day's midnight. */
  t: number;
  /** How long ago a fact happened before it was entered, milliseconds; 0 for requests. */
  lag?: number;
  setup: Setup;
  /** The sequence number that the entry would get: the id of a ticket taken by it. */
  seq: number;
  /** The acting device and person by their numbers in this day's ledger; 0 the relay, nobody. */
  device: number;
  staff: number;
  roles: readonly Role[];
  surface: 'staff' | 'kiosk' | 'board' | 'applicant';
  /** `<device>.<n>` of the command: a grant id that is never used again. */
  grant: string;
  /**
   * `<incarnation>/<day>/<n>` of the command: names a right that its device makes by itself. The device calls by that name
   * before the command is decided, and it may be decided on another day, under another number, in another epoch.
   */
  ownGrant: string;
  /** Numbers are given now (opening hours; always in a practice hall). */
  hallOpen: boolean;
  /** The acting person's department; null: none. */
  department?: string | null;
  /** A published setup by its version: a matter keeps the one it was opened with. */
  setupAt?: (version: number) => Setup | null;
  /** The dossier that the command names, as it is now. */
  dossier?: { hash: string; content: DossierContent } | null;
  /** This visit has rated this item already. */
  ratedBefore?: boolean;
  /** Devices that the relay has heard in the last 5 s, by their numbers in this day's ledger (CU3). */
  inTouch?: ReadonlySet<number>;
  /** Qualified rights that their holders have given back to the relay (CU6). */
  returned?: ReadonlySet<string>;
  /** Whether an account may be given work. */
  knowsAccount?: (account: string) => boolean;
}

export type Decision = Result<EventBody[], RefusalCode>;
