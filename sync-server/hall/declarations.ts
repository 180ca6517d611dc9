import { commandActors, letterDue, mayAct, type EventBody, type HallState } from '#lib/domain/index.ts';
import type { Envelope } from './envelope.ts';
import type { Author } from './jobs.ts';

/** The highest terminal part that fits a matter number. */
const LAST_TERMINAL = 999;

/** Who a command is by, in the day's numbers; what must be said before it for them to be known. */
export interface Declared {
  declarations: EventBody[];
  /** 0: an applicant's own. */
  device: number;
  /** 0: nobody of the hall's. */
  staff: number;
}

/** Devices and people are named once a day; later events say their numbers. */
export function declare(state: HallState, { incarnation }: Envelope, author: Author): Declared {
  const declarations: EventBody[] = [];
  let device = author.surface === 'applicant' ? 0 : (state.deviceNumbers.get(incarnation) ?? -1);
  if (device === -1) {
    device = state.devices.size + 1;
    declarations.push({ kind: 'device', no: device, incarnation, surface: author.surface, label: author.label });
  }
  const terminal = terminalFor(state, incarnation, author);
  if (terminal !== null) declarations.push({ kind: 'terminal', no: device, terminal });
  const letter = author.surface === 'applicant' ? null : letterFor(state, incarnation, device, author);
  if (letter) declarations.push(letter);
  let staff = author.account === null ? 0 : (state.staffNumbers.get(author.account) ?? -1);
  if (staff === -1 && author.account !== null) {
    staff = state.staff.size + 1;
    declarations.push({ kind: 'staff', no: staff, account: author.account });
  }
  return { declarations, device, staff };
}

/**
 * The terminal part that a device gets with its first command by somebody who takes in papers: given once and never
 * again, however many devices come and go. Null: it has one, needs none, or all are given.
 */
function terminalFor(state: HallState, incarnation: string, author: Author): number | null {
  if (author.surface !== 'staff' || !mayAct(author.roles, commandActors.receive)) return null;
  if (state.terminalsByIncarnation.has(incarnation)) return null;
  const terminal = Math.max(0, ...state.terminalsByIncarnation.values()) + 1;
  return terminal <= LAST_TERMINAL ? terminal : null;
}

/** TA1: the letter of a device whose person, or which itself, gives numbers. */
function letterFor(state: HallState, incarnation: string, device: number, author: Author): EventBody | null {
  const gives = author.surface === 'kiosk' || mayAct(author.roles, commandActors.takeAlone);
  return gives ? letterDue(state, incarnation, device) : null;
}
