import type { Booking, CarriedBooking, EventBody, HallState, Matter, WorkOrder } from '../ledger/index.ts';
import { dueOf, hallMinute, workingClockOf } from '../limits/index.ts';
import type { Setup } from '../setup/index.ts';
import { addDays } from '../shared/index.ts';
import { isCarried } from './close-day.ts';
import type { NamesOfTheDay } from './names-of-the-day.ts';

const DAY = 86_400_000;
const MINUTES = 1440;
/** A matter that was begun and never received, and a booking nobody came for, are kept so many days for who comes back. */
const KEPT_DAYS = 7;

/**
 * D6: what goes over midnight beside tickets: open matters and bundles, those that may still be
 * rated, bookings that are still to come or to be answered, unanswered bad ratings, and the serials
 * of the year. Terminal parts of matter numbers stay with their devices for ever.
 */
export function carryMatters(
  state: HallState,
  setup: Setup,
  next: string,
  days: number,
  names: NamesOfTheDay,
): EventBody[][] {
  const entries: EventBody[][] = [];
  const own: EventBody[] = [];
  for (const [incarnation, terminal] of state.terminalsByIncarnation)
    own.push(carry('terminal', incarnation, terminal));
  if (state.day.slice(0, 4) === next.slice(0, 4)) {
    for (const [word, serial] of state.serials) own.push(carry('serial', word, serial));
  }
  if (own.length > 0) entries.push(own);
  for (const matter of state.matters.values()) {
    if (!isMatterCarried(state, matter, setup)) continue;
    const events: EventBody[] = [];
    const moved = shiftedMatter(matter, days, (old) => names.staff(old, events));
    events.push(carry('matter', matter.dossier, { ...moved, custody: names.device(matter.custody, events) }));
    entries.push(events);
  }
  for (const booking of state.bookings.values()) {
    if (!isBookingCarried(state, booking, setup, next)) continue;
    const events: EventBody[] = [];
    const moved: CarriedBooking = {
      ...shifted(booking, ['bookedAt', 'escalatedAt', 'arrivedAt', 'startedAt'], days * DAY),
      // The day is closed beside this: who has not come until now has missed it (BK8).
      phase: booking.phase === 'booked' && booking.date < next ? 'missed' : booking.phase,
      answerBy: booking.answerBy === 0 ? 0 : booking.answerBy - days * MINUTES,
      bookedBy: names.staff(booking.bookedBy, events),
      escalatedBy: names.staff(booking.escalatedBy, events),
      ticket: 0,
      from: booking.ticket === 0 ? '' : `${state.day}#${booking.ticket}`,
    };
    events.push(carry('booking', booking.dossier, moved));
    entries.push(events);
  }
  for (const order of state.workOrders.values()) {
    const moved: WorkOrder = { ...order, t: order.t - days * DAY, due: order.due - days * MINUTES };
    entries.push([carry('workOrder', String(order.id), moved)]);
  }
  return entries;
}

function isMatterCarried(state: HallState, matter: Matter, setup: Setup): boolean {
  if (state.erased.has(matter.dossier)) return false;
  if (matter.phase === 'draft') return matter.day >= addDays(state.day, -KEPT_DAYS);
  if (matter.phase !== 'closed' && matter.phase !== 'notAccepted') return true;
  const closed = hallMinute(state.day, Math.floor(matter.closedAt / 60_000));
  const until = dueOf(workingClockOf(setup), closed, { value: setup.rating.validDays, unit: 'working_day' });
  return until.at > hallMinute(state.day, MINUTES);
}

/**
 * Services that nobody has answered never fall away by themselves (rules B4, B5). Who came goes over
 * with the number that is served, and what was begun until it ends.
 */
function isBookingCarried(state: HallState, booking: Booking, setup: Setup, next: string): boolean {
  if (state.erased.has(booking.dossier)) return false;
  switch (booking.phase) {
    case 'asked':
    case 'escalated':
      return true;
    case 'booked':
    case 'missed':
    case 'started':
      return booking.date >= addDays(next, -KEPT_DAYS);
    case 'arrived': {
      const ticket = state.tickets.get(booking.ticket);
      return ticket !== undefined && isCarried(state, ticket, setup);
    }
    case 'ended':
    case 'cancelled':
      return false;
  }
}

function shiftedMatter(matter: Matter, days: number, staff: (old: number) => number): Matter {
  const by = days * DAY;
  const minutes = days * MINUTES;
  const minute = (value: number): number => (value === 0 ? 0 : value - minutes);
  const moved = shifted(
    matter,
    ['openedAt', 'receivedAt', 'supplementAt', 'suppliedAt', 'acceptedAt', 'readyAt', 'handedAt', 'closedAt'],
    by,
  );
  return {
    ...moved,
    ticket: 0,
    openedBy: staff(matter.openedBy),
    receivedBy: staff(matter.receivedBy),
    acceptedBy: staff(matter.acceptedBy),
    handedBy: staff(matter.handedBy),
    tellBy: minute(matter.tellBy),
    supplementUntil: minute(matter.supplementUntil),
    goodBy: minute(matter.goodBy),
    parts: matter.parts.map((part) => ({
      ...shifted(part, ['decidedAt'], by),
      since: part.since - minutes,
      due: part.due - minutes,
      printedDue: part.printedDue - minutes,
      decidedElsewhereAt: part.decidedAt === 0 ? 0 : part.decidedElsewhereAt - minutes,
      decidedBy: staff(part.decidedBy),
    })),
    slots: matter.slots.map((slot) => ({
      ...shifted(slot, ['sentAt', 'inAt', 'outAt', 'chasedAt'], by),
      sentBy: staff(slot.sentBy),
      inBy: staff(slot.inBy),
    })),
  };
}

/** Times told from the new midnight; 0 says that it has not happened. */
function shifted<T extends object, K extends keyof T>(value: T, fields: readonly K[], by: number): T {
  const moved = { ...value };
  for (const field of fields) {
    const time = value[field];
    if (typeof time === 'number' && time !== 0) moved[field] = (time - by) as T[K];
  }
  return moved;
}

function carry(what: string, key: string, value: unknown): EventBody {
  return { kind: 'carry', what, key, value };
}
