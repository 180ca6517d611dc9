import { qualifiedGrant, type CarryValues, type EventBody, type HallState, type Ticket } from '../ledger/index.ts';
import type { Setup } from '../setup/index.ts';
import { addDays } from '../shared/index.ts';
import { carryMatters } from './carry-matters.ts';
import { isCarried } from './close-day.ts';
import { NamesOfTheDay } from './names-of-the-day.ts';

const DAY = 86_400_000;

/**
 * One entry for each thing that is open at the change of day (D3), so that the new ledger alone is
 * the whole present: tickets in service with their windows, waiting ones of a hall that keeps its
 * queue, and each queue's latest service times, so that the morning's first estimate has ground.
 * Numbers begin again at the first (Q1), except where the queue is kept.
 * `daysLater`: whole days between the two dates (more than one over a weekend of a practice hall).
 */
export function carryEntries(state: HallState, setup: Setup, daysLater: number): EventBody[][] {
  const names = new NamesOfTheDay(state);
  const entries: EventBody[][] = [];
  const earlierNames = new Map<number, string[]>();
  for (const [name, id] of state.carried) earlierNames.set(id, [...(earlierNames.get(id) ?? []), name]);
  for (const ticket of state.tickets.values()) {
    if (!isCarried(state, ticket, setup)) continue;
    const from = `${state.day}#${ticket.id}`;
    const earlier = earlierNames.get(ticket.id) ?? [];
    const events: EventBody[] = [];
    // Yesterday's places come before every place of the new day, in their order.
    const moved = {
      ...shifted(ticket, daysLater * DAY),
      key: ticket.key - state.seq - 1,
      place: ticket.place - state.seq - 1,
    };
    const value = {
      ...moved,
      takenBy: names.device(ticket.takenBy, events),
      firstOwner: names.staff(ticket.firstOwner, events),
      // CU15: a round goes over with its holder and its right; nobody else gets it by the change of day.
      holder: names.device(ticket.holder, events),
      grant: qualifiedGrant(state, ticket),
    };
    events.push(carry('ticket', from, { ticket: value, from, ...(earlier.length > 0 ? { earlier } : {}) }));
    const window = ticket.window === null ? undefined : state.windows.get(ticket.window);
    if (window?.ticket === ticket.id) {
      const device = names.device(window.device, events);
      const staff = names.staff(window.staff, events);
      events.push(carry('window', from, { ...window, device, staff, since: window.since - daysLater * DAY }));
    }
    entries.push(events);
  }
  if (state.missing.size > 0) {
    const events: EventBody[] = [];
    const missing = [...state.missing].map((no) => names.device(no, events));
    entries.push([...events, carry('missing', '', missing)]);
  }
  for (const queue of state.queues.values()) {
    const events: EventBody[] = [];
    if (setup.policy.keepOvernight) events.push(carry('series', queue.id, queue.last));
    if (queue.service.length > 0) events.push(carry('service', queue.id, queue.service));
    if (events.length > 0) entries.push(events);
  }
  const letters = carriedLetters(state, addDays(state.day, daysLater));
  if (letters.length > 0) entries.push(letters);
  return [...entries, ...carryMatters(state, setup, addDays(state.day, daysLater), daysLater, names)];
}

function carry<What extends keyof CarryValues>(what: What, key: string, value: CarryValues[What]): EventBody {
  return { kind: 'carry', what, key, value };
}

/** TA1: letters of devices' own series go over midnight until their time is over; then others may get them. */
function carriedLetters(state: HallState, next: string): EventBody[] {
  const own: EventBody[] = [];
  for (const [incarnation, letter] of state.letters) {
    if (letter.until >= next) own.push(carry('letter', incarnation, letter));
  }
  if (state.letterSeries !== '') own.push(carry('letterSeries', '', state.letterSeries));
  return own;
}

/** Times of an earlier day, told from the new midnight: negative, so that durations stay true. */
function shifted(ticket: Ticket, by: number): Ticket {
  const moved = { ...ticket, before: null, last: { device: 0, n: 0, act: '' } };
  moved.takenAt -= by;
  moved.waitingSince -= by;
  for (const field of ['calledAt', 'lastCallAt', 'begunAt', 'parkedAt', 'restUntil', 'bookedFor'] as const) {
    // 0 says that it has not happened.
    if (ticket[field] !== 0) moved[field] = ticket[field] - by;
  }
  return moved;
}
