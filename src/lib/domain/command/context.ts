import type { EventBody } from '../ledger/index.ts';
import type { Setup } from '../setup/index.ts';
import type { RefusalCode, Result, Role } from '../shared/index.ts';

/** Everything a decision may look at beside state and command. No clock, no random below this line. */
export interface DecideContext {
  /** Milliseconds since the hall day's midnight. */
  t: number;
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
  /** Numbers are given now (opening hours; always in a practice hall). */
  hallOpen: boolean;
}

export type Decision = Result<EventBody[], RefusalCode>;
