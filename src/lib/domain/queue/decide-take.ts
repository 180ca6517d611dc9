import type { Command, DecideContext, Decision } from '../command/index.ts';
import { rightOf } from './custody.ts';
import { queueState, type EventBody, type HallState, type Priority } from '../ledger/index.ts';
import { entryOf } from '../setup/index.ts';
import { accepted, refused, type RefusalCode, type Result } from '../shared/index.ts';

/** Q1–Q5: a number for an item or package. */
export function decideTake(
  state: HallState,
  { body }: Extract<Command, { kind: 'take' }>,
  context: DecideContext,
): Decision {
  const { setup } = context;
  if (body.day !== state.day) return refused('day-closed', { day: body.day });
  // First of all: who comes again is shown the own number, whatever has closed or run out since.
  const earlier = state.ticketsByToken.get(body.tokenHash);
  if (earlier !== undefined) {
    return refused('already-waiting', { label: state.tickets.get(earlier)?.label });
  }
  if (!entryOf(setup, body.code)) return refused('item-unknown', { code: body.code });
  const byKiosk = context.surface === 'kiosk';
  return numberEvents(state, context, {
    code: body.code,
    care: body.care,
    token: body.tokenHash,
    // Priority is for staff to grant: a kiosk neither asks nor believes (A2, A3).
    priority: byKiosk ? '' : (body.priority ?? ''),
  });
}

/**
 * Q1, Q3, Q4, Q19: the next number of an item's queue and its first round of waiting. Who has booked is not turned away
 * at the contingent: the place was promised.
 */
export function numberEvents(
  state: HallState,
  context: DecideContext,
  { code, care, token, priority }: { code: string; care: boolean; token: string; priority: Priority },
): Result<[taken: EventBody, waiting: EventBody], RefusalCode> {
  const { setup } = context;
  const queue = setup.queues.find((candidate) => candidate.id === setup.routes[code]);
  if (!queue) return refused('item-unroutable', { code });
  if (!context.hallOpen) return refused('hall-closed');
  const windows = setup.windows.filter((window) => window.queues.includes(queue.id)).map((window) => window.no);
  const now = queueState(state, queue.id);
  if (now.closed) return refused('queue-closed', { queue: queue.name, queueEn: queue.nameEn });
  const byKiosk = context.surface === 'kiosk';
  if (byKiosk && priority !== 'booked' && queue.contingent !== null && now.byKiosk >= queue.contingent) {
    return refused('contingent-used-up', { queue: queue.name, queueEn: queue.nameEn, windows });
  }
  return accepted([
    {
      kind: 'taken',
      queue: queue.id,
      letter: queue.letter + state.series,
      number: nextNumber(state, queue.letter + state.series, now.last),
      items: [code],
      priority,
      care,
      token,
      channel: byKiosk ? 'kiosk' : 'staff',
      alone: false,
    },
    {
      kind: 'waiting',
      ticket: context.seq,
      round: 1,
      queue: queue.id,
      ...rightOf(state, null, queue.id, context, 'relay'),
      key: context.seq,
    },
  ]);
}

/** Q1: last + 1, past the numbers that were carried over midnight and are still open. */
function nextNumber(state: HallState, letter: string, last: number): number {
  const open = new Set<number>();
  for (const id of state.carried.values()) {
    const ticket = state.tickets.get(id);
    if (ticket && ticket.letter === letter && !['passed', 'done', 'left', 'ended'].includes(ticket.phase)) {
      open.add(ticket.number);
    }
  }
  let number = last + 1;
  while (open.has(number)) number += 1;
  return number;
}
