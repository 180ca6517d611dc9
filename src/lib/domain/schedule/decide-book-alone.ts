import type { CommandBodies, DecideContext, Decision } from '../command/index.ts';
import type { EventBody, HallState } from '../ledger/index.ts';
import { matterEntryOf } from '../setup/index.ts';
import { accepted, type HallDate } from '../shared/index.ts';
import { departmentOf, isBookable } from './bookable-items.ts';
import { answerBy, ordinaryPlace, type Place } from './places.ts';
import { bookingWindows } from './slots.ts';

/**
 * BK23: booked by staff without the line. Where its slot has room it is an ordinary booking; else, whatever the reason,
 * it goes to the chief representative as one more to be fitted in. A paper that says 暂约 is in somebody's hand: it is
 * never dropped, on whatever day it comes.
 */
export function decideBookAlone(state: HallState, body: CommandBodies['bookAlone'], context: DecideContext): Decision {
  const { code, dossier, tokenHash, at } = body;
  const { setup } = context;
  const department = matterEntryOf(setup, code) ? departmentOf(setup, code) : null;
  const isUsed =
    state.mattersByDossier.has(dossier) || state.mattersByToken.has(tokenHash) || state.ticketsByToken.has(tokenHash);
  const isBooked = state.bookingsByDossier.has(dossier) || state.bookingsByToken.has(tokenHash);
  if (isUsed || isBooked || state.erased.has(dossier)) return conflict('id-reused');
  if (department === null) return conflict('item-unknown');
  const made = { kind: 'booked', code, dossier, token: tokenHash, channel: 'staff', reason: '' } as const;
  const place = isBookable(setup, code) ? ordinaryPlace(state, context, body) : null;
  if (place?.ok) return accepted([{ ...made, ...place.value, service: 'ordinary', answerBy: 0 }]);
  const wished = wishedPlace(context, body);
  const due = answerBy(state, context, setup.booking.assignWithinMinutes, { date: body.date, at });
  const booked: EventBody = { ...made, ...wished, service: 'extra', answerBy: due };
  return accepted([booked, { kind: 'serviceEscalated', booking: context.seq, department, answerBy: due }]);
}

/** As it stands on the paper; the window is planned, not binding. */
function wishedPlace(
  { setup }: DecideContext,
  { code, date, at }: { code: string; date: HallDate; at: number },
): Place {
  return { date, at, until: at + setup.booking.slotMinutes, window: bookingWindows(setup, code)[0] ?? 0 };
}

function conflict(found: string): Decision {
  return accepted([{ kind: 'conflict', act: 'bookAlone', ticket: 0, window: 0, found }]);
}
