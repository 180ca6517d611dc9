import type { Command, DecideContext, Decision } from '../command/index.ts';
import type { HallState } from '../ledger/index.ts';
import { accepted, refused } from '../shared/index.ts';

/** W6: a call for help stands until somebody of the floor answers it; the same one twice is one. */
export function decideHelp(
  state: HallState,
  command: Extract<Command, { kind: 'callHelp' | 'answerHelp' }>,
  context: DecideContext,
): Decision {
  if (command.body.day !== state.day) return refused('day-closed', { day: command.body.day });
  if (command.kind === 'answerHelp') {
    if (!state.help.has(command.body.call)) return refused('help-not-called');
    return accepted([{ kind: 'helpAnswered', call: command.body.call }]);
  }
  const { window = 0, ticket = 0 } = command.body;
  // Where it comes from is what the relay knows of the sender, and a number must be one of today's.
  const from = context.surface === 'applicant' ? 'phone' : context.surface === 'kiosk' ? 'kiosk' : 'window';
  if (ticket !== 0 && !state.tickets.has(ticket)) return refused('ticket-unknown');
  for (const call of state.help.values()) {
    if (call.from === from && call.window === window && call.ticket === ticket && call.device === context.device) {
      return accepted([]);
    }
  }
  return accepted([{ kind: 'helpCalled', from, window, ticket }]);
}
