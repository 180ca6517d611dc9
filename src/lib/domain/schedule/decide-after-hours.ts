import type { Command, DecideContext, Decision } from '../command/index.ts';
import type { Booking, BookingPhase, EventBody, HallState } from '../ledger/index.ts';
import { accepted, refused, type RefusalCode } from '../shared/index.ts';
import { departmentOf } from './bookable-items.ts';
import { findService } from './find-booking.ts';
import { answerBy } from './places.ts';

type Answer = Extract<Command, { kind: 'confirmService' | 'escalateService' | 'assignService' | 'chaseService' }>;
type ServedFact = Extract<Command, { kind: 'startService' | 'endService' }>;

/** From which phases each answer leads on. None leads to a refusal: there is no such phase (rules B4). */
const answers: Record<Answer['kind'], readonly BookingPhase[]> = {
  confirmService: ['asked'],
  /** Who agreed may fall ill: a confirmed one goes to the chief too (rules B5). */
  escalateService: ['asked', 'booked'],
  assignService: ['escalated'],
  chaseService: ['asked', 'escalated'],
};

const fits: Record<ServedFact['kind'], readonly BookingPhase[]> = {
  startService: ['booked', 'asked', 'escalated'],
  endService: ['started'],
};

/** BK17–BK19: a service is confirmed by who serves it, or handed to the chief representative, who must assign somebody. */
export function decideAnswer(state: HallState, command: Answer, context: DecideContext): Decision {
  const found = findService(state, command.body);
  if (!found.ok) return found;
  const booking = found.value;
  if (!answers[command.kind].includes(booking.phase)) {
    const { phase, department } = booking;
    return phase === 'escalated'
      ? refused('service-escalated', { department })
      : refused('service-answered', { phase });
  }
  switch (command.kind) {
    case 'confirmService':
      return unknownAccount(command.body, context) ?? accepted([confirmed(booking, command.body.account)]);
    case 'escalateService':
      return escalate(state, booking, context);
    case 'assignService': {
      if (context.department !== booking.department) {
        return refused('department-not-yours', { department: booking.department });
      }
      const { account } = command.body;
      return (
        unknownAccount(command.body, context) ?? accepted([{ kind: 'serviceAssigned', booking: booking.id, account }])
      );
    }
    case 'chaseService':
      return accepted([{ kind: 'serviceChased', booking: booking.id }]);
  }
}

function confirmed({ id }: Booking, account: string): EventBody {
  return { kind: 'serviceConfirmed', booking: id, account };
}

function escalate(state: HallState, booking: Booking, context: DecideContext): Decision {
  const department = departmentOf(context.setup, booking.code);
  if (department === null) return refused('item-unknown', { code: booking.code });
  const due = answerBy(state, context, context.setup.booking.assignWithinMinutes, booking);
  return accepted([{ kind: 'serviceEscalated', booking: booking.id, department, answerBy: due }]);
}

function unknownAccount(
  { account }: { account: string },
  { knowsAccount }: DecideContext,
): ReturnType<typeof refused<RefusalCode>> | null {
  return knowsAccount && !knowsAccount(account) ? refused('account-unknown', { account }) : null;
}

/** BK20: when a service was given. Facts: one that does not fit is recorded for a person (Q14). */
export function decideServed(state: HallState, { kind, body }: ServedFact): Decision {
  const booking = state.bookings.get(state.bookingsByDossier.get(body.dossier) ?? 0);
  if (!booking) {
    return accepted([
      body.day === state.day
        ? { kind: 'conflict', act: kind, ticket: 0, window: 0, found: 'booking-unknown' }
        : { kind: 'late', day: body.day, act: kind, ticket: 0, window: 0 },
    ]);
  }
  if (booking.service === 'ordinary' || !fits[kind].includes(booking.phase)) {
    return accepted([
      { kind: 'conflict', act: kind, ticket: booking.ticket, window: booking.window, found: booking.phase },
    ]);
  }
  return accepted([{ kind: kind === 'startService' ? 'serviceStarted' : 'serviceEnded', booking: booking.id }]);
}
