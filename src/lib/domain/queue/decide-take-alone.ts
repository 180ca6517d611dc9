import type { Command, DecideContext, Decision } from '../command/index.ts';
import { labelOf, type EventBody, type HallState } from '../ledger/index.ts';
import type { Setup } from '../setup/index.ts';
import { accepted } from '../shared/index.ts';
import { rightOf } from './custody.ts';
import { letterOf } from './own-series.ts';

/** Places between two numbers are told in parts of this, so that they come through the wire exactly. */
const FINE = 1024;

/**
 * TA2–TA4: a number that a device gave by its own series while it was cut off. The slip is in somebody's hand: it joins
 * whatever has closed or run out, by the time it was taken; what cannot join is a conflict for a person.
 */
export function decideTakeAlone(
  state: HallState,
  { body }: Extract<Command, { kind: 'takeAlone' }>,
  context: DecideContext,
): Decision {
  const { setup } = context;
  const label = labelOf(body.letter, body.number);
  const conflict = (found: string, ticket = 0): Decision =>
    accepted([{ kind: 'slipConflict', label, found, ticket, day: body.day }]);
  if (body.day !== state.day) return conflict('day-closed');
  const queue = setup.queues.find((candidate) => candidate.id === setup.routes[body.code]);
  if (!queue) return conflict('item-unroutable');
  const own = letterOf(state.letters, state.devices.get(context.device)?.incarnation ?? '', state.day);
  if (own === null || !isSeriesOf(setup, body.letter, own)) return conflict('letter-not-own');
  for (const other of state.tickets.values()) {
    if (other.letter === body.letter && other.number === body.number) return conflict('number-given-twice', other.id);
  }
  return accepted([
    ...replaced(state, body.tokenHash, context),
    {
      kind: 'taken',
      queue: queue.id,
      letter: body.letter,
      number: body.number,
      items: [body.code],
      priority: context.surface === 'kiosk' ? '' : (body.priority ?? ''),
      care: body.care,
      token: body.tokenHash,
      channel: context.surface === 'kiosk' ? 'kiosk' : 'staff',
      alone: true,
    },
    {
      kind: 'waiting',
      ticket: context.seq,
      round: 1,
      queue: queue.id,
      ...rightOf(state, null, queue.id, context, 'relay'),
      key: placeByTime(state, context),
    },
  ]);
}

/** A queue's letter and then the device's own. */
function isSeriesOf(setup: Setup, letter: string, own: string): boolean {
  return setup.queues.some((queue) => queue.letter + own === letter);
}

/**
 * TA4: the same wish was asked for before the line went, and the answer never came: the hall's number is in nobody's
 * hand, and leaves for the one on the slip.
 */
function replaced(state: HallState, token: string, context: DecideContext): EventBody[] {
  const earlier = state.tickets.get(state.ticketsByToken.get(token) ?? 0);
  return earlier?.phase === 'waiting' ? [{ kind: 'left', ticket: earlier.id, by: context.surface }] : [];
}

/**
 * TA3: the place among numbers by the time it was taken: between those taken before and after, as far as the time lies
 * between theirs; at the end when nobody has taken one since.
 */
function placeByTime(state: HallState, { t, lag = 0, seq }: DecideContext): number {
  const at = t - lag;
  let before: { place: number; at: number } | null = null;
  let after: { place: number; at: number } | null = null;
  for (const { place, takenAt } of state.tickets.values()) {
    if (takenAt <= at) {
      if (!before || place > before.place) before = { place, at: takenAt };
    } else if (!after || place < after.place) after = { place, at: takenAt };
  }
  if (!after) return seq;
  if (!before || before.place >= after.place) return after.place - 1;
  const share = (at - before.at) / (after.at - before.at);
  return before.place + Math.floor(share * (after.place - before.place) * FINE) / FINE;
}
