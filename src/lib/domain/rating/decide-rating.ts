import type { Command, DecideContext, Decision } from '../command/index.ts';
import type { HallState } from '../ledger/index.ts';
import { dueOf, hallMinute, minutesSince, workingClockOf } from '../limits/index.ts';
import { entryOf, type Setup } from '../setup/index.ts';
import { accepted, MINUTE, refused } from '../shared/index.ts';

export type RatingCommand = Extract<Command, { kind: 'rate' }>;

/** 不满意 and worse are 差评: each must be answered (国办发〔2019〕51号). */
export const WORST_GOOD_LEVEL = 3;

/**
 * R1–R4: one rating for each visit and item. What is kept says where and what, never who: the visit is known to the
 * relay alone, by a hash. Refusals: rated-before, window-unknown, item-unknown, bad-request.
 */
export function decideRating(state: HallState, { body }: RatingCommand, context: DecideContext): Decision {
  const { setup } = context;
  const { window, item, level, aspects } = body;
  if (body.day !== state.day) return refused('day-closed', { day: body.day });
  // An applicant's own screen is the phone; what staff enter came from the window's screen or from paper.
  const byApplicant = context.surface === 'applicant';
  if (byApplicant !== (body.source === 'phone')) return refused('bad-request', { field: 'source' });
  if (context.ratedBefore) return refused('rated-before');
  if (!byApplicant && !isVisitHere(state, body)) return refused('rating-not-open');
  if (!setup.windows.some(({ no }) => no === window)) return refused('window-unknown', { window });
  if (!entryOf(setup, item)) return refused('item-unknown', { code: item });
  if (aspects.some((id) => !setup.rating.aspects.some((aspect) => aspect.id === id))) {
    return refused('bad-request', { field: 'aspects' });
  }
  const due = level < WORST_GOOD_LEVEL ? answerDue(state, setup, context.t) : 0;
  return accepted([{ kind: 'rated', window, item, level, aspects, source: body.source, due }]);
}

/** R3: what staff enter belongs to a number that was called today, or to a matter. A phone's visit is found by its token. */
function isVisitHere(state: HallState, { visit, item }: { visit: string; item: string }): boolean {
  const ticket = state.tickets.get(state.ticketsByToken.get(visit) ?? 0);
  const matter = state.matters.get(state.mattersByDossier.get(visit) ?? 0);
  if (ticket) return ticket.calls > 0 && ticket.items.includes(item);
  return matter?.code === item;
}

/** R4: the close of the n-th working day after today, minutes since the open day's midnight. */
function answerDue(state: HallState, setup: Setup, t: number): number {
  const now = hallMinute(state.day, Math.floor(t / MINUTE));
  const due = dueOf(workingClockOf(setup), now, { value: setup.rating.answerDays, unit: 'working_day' });
  return minutesSince(state.day, due.at);
}
