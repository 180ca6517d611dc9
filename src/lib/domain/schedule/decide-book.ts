import type { CommandBodies, DecideContext, Decision } from '../command/index.ts';
import type { EventBody, HallState } from '../ledger/index.ts';
import { matterEntryOf, isWorkingDay } from '../setup/index.ts';
import { accepted, refused } from '../shared/index.ts';
import { isBookable } from './bookable-items.ts';
import { answerBy, ordinaryPlace, servicePlace, type Place } from './places.ts';

type Wish = Pick<CommandBodies['book'], 'code' | 'date' | 'at' | 'dossier' | 'tokenHash'>;
type Served = Pick<Extract<EventBody, { kind: 'booked' }>, 'service' | 'reason' | 'answerBy'>;

/** BK1–BK5: an ordinary booking takes the first free window of its slot. */
export function decideBook(state: HallState, body: CommandBodies['book'], context: DecideContext): Decision {
  const stands = whatStands(state, body, context);
  return stands ?? bookOrdinary(state, body, context);
}

/**
 * BK9–BK12: a service outside hours is asked for, and never refused. On a working day it needs no asking: it becomes
 * an ordinary booking, and its event says so.
 */
export function decideAskService(
  state: HallState,
  body: CommandBodies['askService'],
  context: DecideContext,
): Decision {
  const stands = whatStands(state, body, context);
  if (stands) return stands;
  const { setup } = context;
  if (body.service === 'holiday' && isWorkingDay(setup.calendar, body.date)) return bookOrdinary(state, body, context);
  const place = servicePlace(state, context, body);
  if (!place.ok) return place;
  const due = answerBy(state, context, setup.booking.answerWithinMinutes, place.value);
  return booked(body, place.value, { service: body.service, reason: body.reason, answerBy: due }, context);
}

function bookOrdinary(state: HallState, wish: Wish, context: DecideContext): Decision {
  if (!isBookable(context.setup, wish.code)) return refused('item-not-bookable', { code: wish.code });
  const place = ordinaryPlace(state, context, wish);
  if (!place.ok) return place;
  return booked(wish, place.value, { service: 'ordinary', reason: '', answerBy: 0 }, context);
}

/** BK5: one booking for a dossier and for a receipt's token, whatever became of it. */
function whatStands(
  state: HallState,
  { day, code, dossier, tokenHash }: Wish & { day: string },
  context: DecideContext,
): Decision | null {
  if (day !== state.day) return refused('day-closed', { day });
  const earlier = state.bookings.get(state.bookingsByDossier.get(dossier) ?? state.bookingsByToken.get(tokenHash) ?? 0);
  if (earlier) return refused('already-booked', { date: earlier.date, at: earlier.at });
  const isUsed =
    state.mattersByDossier.has(dossier) || state.mattersByToken.has(tokenHash) || state.ticketsByToken.has(tokenHash);
  if (isUsed || state.erased.has(dossier)) return refused('id-reused');
  return matterEntryOf(context.setup, code) ? null : refused('item-unknown', { code });
}

function booked({ code, dossier, tokenHash }: Wish, place: Place, served: Served, context: DecideContext): Decision {
  const channel = context.surface === 'applicant' ? 'phone' : 'staff';
  return accepted([{ kind: 'booked', code, ...place, ...served, dossier, token: tokenHash, channel }]);
}
