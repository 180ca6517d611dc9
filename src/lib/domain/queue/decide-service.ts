import type { Command, DecideContext, Decision } from '../command/index.ts';
import { windowState, type EventBody, type HallState, type Phase, type Ticket } from '../ledger/index.ts';
import { accepted } from '../shared/index.ts';
import { rightOf } from './custody.ts';
import { reentryPlace, waitAgain } from './decide-queue.ts';
import { findTicket } from './find-ticket.ts';

type ServiceFact = Extract<Command, { kind: 'recall' | 'noShow' | 'begin' | 'finish' | 'park' | 'resume' | 'addItem' }>;

/** In which phases each act fits; anything else is recorded as a conflict (Q14). */
const fits: Record<ServiceFact['kind'], readonly Phase[]> = {
  recall: ['called'],
  noShow: ['called'],
  begin: ['called'],
  finish: ['called', 'serving'],
  park: ['called', 'serving'],
  resume: ['parked'],
  addItem: ['called', 'serving', 'parked'],
};

/** Q14: what a window did with its ticket. Facts are never refused: at worst a conflict for a person. */
export function decideService(state: HallState, command: ServiceFact, context: DecideContext): Decision {
  const { kind, body } = command;
  const found = findTicket(state, body);
  if (!found.ok) {
    return accepted([
      found.code === 'ticket-not-today'
        ? { kind: 'late', day: body.day, act: kind, ticket: body.ticket, window: body.window }
        : conflict(kind, body, 'ticket-unknown'),
    ]);
  }
  const ticket = found.value;
  if (ticket.window === body.window && windowState(state, body.window).device !== context.device) {
    return accepted([conflict(kind, { ...body, ticket: ticket.id }, 'window-not-yours')]);
  }
  if (ticket.window !== body.window || !fits[kind].includes(ticket.phase)) {
    return accepted([conflict(kind, { ...body, ticket: ticket.id }, ticket.phase)]);
  }
  return accepted(eventsOf(state, command, ticket, context));
}

function eventsOf(state: HallState, command: ServiceFact, ticket: Ticket, context: DecideContext): EventBody[] {
  const at = { ticket: ticket.id, window: command.body.window };
  switch (command.kind) {
    case 'recall':
      return [{ kind: 'recalled', ...at, times: ticket.calls + 1 }];
    case 'noShow': {
      // Q9: the second no-show is final for the day.
      if (ticket.missed >= 1) return [{ kind: 'missed', ...at, final: true, behind: 0, restUntil: 0 }];
      return [
        { kind: 'missed', ...at, final: false, ...reentryPlace(state, ticket, context) },
        waitAgain(
          state,
          ticket,
          ticket.queue,
          'time',
          context,
          rightOf(state, ticket, ticket.queue, context, 'device'),
        ),
      ];
    }
    case 'begin':
      return [{ kind: 'begun', ...at }];
    case 'resume': {
      const busy = state.windows.get(command.body.window)?.ticket ?? null;
      return busy === null ? [{ kind: 'resumed', ...at }] : [conflict('resume', at, 'window-busy')];
    }
    case 'finish':
      return [{ kind: 'finished', ...at, outcome: command.body.outcome }];
    case 'park':
      return [{ kind: 'parked', ...at }];
    case 'addItem':
      return ticket.items.includes(command.body.item) || !Object.hasOwn(context.setup.routes, command.body.item)
        ? [conflict('addItem', at, 'item-unknown')]
        : [{ kind: 'itemAdded', ticket: ticket.id, item: command.body.item }];
  }
}

function conflict(act: string, at: { ticket: number; window: number }, found: string): EventBody {
  return { kind: 'conflict', act, ticket: at.ticket, window: at.window, found };
}
