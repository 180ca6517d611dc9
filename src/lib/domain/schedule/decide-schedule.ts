import type { Command, DecideContext, Decision } from '../command/index.ts';
import type { HallState } from '../ledger/index.ts';
import { refused } from '../shared/index.ts';

export type ScheduleCommand = Extract<
  Command,
  {
    kind:
      | 'book'
      | 'askService'
      | 'moveBooking'
      | 'cancelBooking'
      | 'checkIn'
      | 'confirmService'
      | 'escalateService'
      | 'assignService'
      | 'chaseService'
      | 'startService'
      | 'endService';
  }
>;

/** Bookings and after-hours service (rules BK1–BK20). */
export function decideSchedule(state: HallState, _command: ScheduleCommand, _context: DecideContext): Decision {
  return refused('day-closed', { day: state.day });
}
