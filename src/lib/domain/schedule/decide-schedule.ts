import type { Command, DecideContext, Decision } from '../command/index.ts';
import type { HallState } from '../ledger/index.ts';
import { decideAnswer, decideServed } from './decide-after-hours.ts';
import { decideAskService, decideBook } from './decide-book.ts';
import { decideBookAlone } from './decide-book-alone.ts';
import { decideCancel, decideMove } from './decide-change.ts';
import { decideCheckIn } from './decide-check-in.ts';

export type ScheduleCommand = Extract<
  Command,
  {
    kind:
      | 'book'
      | 'bookAlone'
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

/** Bookings and service outside hours (rules BK1–BK21). */
export function decideSchedule(state: HallState, command: ScheduleCommand, context: DecideContext): Decision {
  switch (command.kind) {
    case 'book':
      return decideBook(state, command.body, context);
    case 'bookAlone':
      return decideBookAlone(state, command.body, context);
    case 'askService':
      return decideAskService(state, command.body, context);
    case 'moveBooking':
      return decideMove(state, command.body, context);
    case 'cancelBooking':
      return decideCancel(state, command.body, context);
    case 'checkIn':
      return decideCheckIn(state, command.body, context);
    case 'confirmService':
    case 'escalateService':
    case 'assignService':
    case 'chaseService':
      return decideAnswer(state, command, context);
    case 'startService':
    case 'endService':
      return decideServed(state, command);
  }
}
