import type { Command, DecideContext, Decision } from '../command/index.ts';
import type { HallState } from '../ledger/index.ts';
import { refused } from '../shared/index.ts';

export type RatingCommand = Extract<Command, { kind: 'rate' }>;

/** One rating for each visit and item (rules R1–R6). */
export function decideRating(state: HallState, _command: RatingCommand, _context: DecideContext): Decision {
  return refused('day-closed', { day: state.day });
}
