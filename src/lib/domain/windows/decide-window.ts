import type { Command, DecideContext, Decision } from '../command/index.ts';
import { windowState, type EventBody, type HallState, type WindowState } from '../ledger/index.ts';
import { rightOf, waitAgain } from '../queue/index.ts';
import { accepted, refused } from '../shared/index.ts';

type WindowCommand = Extract<
  Command,
  { kind: 'openWindow' | 'closeWindow' | 'releaseWindow' | 'pause' | 'unpause' | 'relieve' }
>;

/** W1–W5: who sits at which window, and whether it serves. */
export function decideWindow(state: HallState, command: WindowCommand, context: DecideContext): Decision {
  const { kind, body } = command;
  const window = windowState(state, body.window);
  switch (kind) {
    case 'openWindow':
      return decideOpen(state, window, body, context);
    case 'releaseWindow':
      if (body.day !== state.day) return refused('day-closed', { day: body.day });
      if (window.phase === 'closed') return refused('window-not-open', { window: window.no });
      return accepted(closing(state, window, context));
    case 'closeWindow':
      if (body.day !== state.day) return accepted([late(kind, body)]);
      if (!isHeldBy(window, context)) return accepted([conflict(kind, body.window, window.phase)]);
      return accepted(closing(state, window, context));
    case 'pause':
      if (body.day !== state.day) return accepted([late(kind, body)]);
      if (!isHeldBy(window, context)) return accepted([conflict(kind, body.window, window.phase)]);
      return accepted([{ kind: 'windowPaused', window: window.no, reason: body.reason }]);
    case 'unpause':
      if (body.day !== state.day) return accepted([late(kind, body)]);
      if (!isHeldBy(window, context)) return accepted([conflict(kind, body.window, window.phase)]);
      return accepted([{ kind: 'windowResumed', window: window.no }]);
    case 'relieve':
      if (body.day !== state.day) return accepted([late(kind, body)]);
      if (!isHeldBy(window, context)) return accepted([conflict(kind, body.window, window.phase)]);
      return accepted([{ kind: 'windowOpened', window: window.no, queues: window.queues }]);
  }
}

/** W1: one device at a window. W2: one window for a person. W3: the same device may change its person. */
function decideOpen(
  state: HallState,
  window: WindowState,
  body: { day: string; window: number },
  context: DecideContext,
): Decision {
  if (body.day !== state.day) return refused('day-closed', { day: body.day });
  const setup = context.setup.windows.find((candidate) => candidate.no === body.window);
  if (!setup) return refused('window-unknown', { window: body.window });
  if (window.phase !== 'closed' && window.device !== context.device) {
    return refused('window-in-use', { window: window.no, staff: state.staff.get(window.staff) });
  }
  for (const other of state.windows.values()) {
    if (
      other.no !== window.no &&
      other.phase !== 'closed' &&
      (other.staff === context.staff || other.device === context.device)
    ) {
      return refused('staff-at-other-window', { window: other.no });
    }
  }
  return accepted([{ kind: 'windowOpened', window: window.no, queues: setup.queues }]);
}

function isHeldBy(window: WindowState, context: DecideContext): boolean {
  return window.phase !== 'closed' && window.device === context.device;
}

/**
 * W4: nobody is forgotten when a window closes: a called number waits again in front, a served one is parked. A device
 * that closes its window calls there no more: the round is for others, unless its right is still out.
 */
function closing(state: HallState, window: WindowState, context: DecideContext): EventBody[] {
  const ticket = window.ticket === null ? undefined : state.tickets.get(window.ticket);
  const closed: EventBody = { kind: 'windowClosed', window: window.no };
  if (!ticket) return [closed];
  if (ticket.phase === 'called') {
    const right = rightOf(state, ticket, ticket.queue, context, 'relay');
    return [waitAgain(state, ticket, ticket.queue, 'first', context, right), closed];
  }
  return [{ kind: 'parked', ticket: ticket.id, window: window.no }, closed];
}

function late(act: string, body: { day: string; window: number }): EventBody {
  return { kind: 'late', day: body.day, act, ticket: 0, window: body.window };
}

function conflict(act: string, window: number, found: string): EventBody {
  return { kind: 'conflict', act, ticket: 0, window, found };
}
