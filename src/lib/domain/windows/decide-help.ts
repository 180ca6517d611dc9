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
  const { from, window = 0, ticket = 0 } = command.body;
  for (const call of state.help.values()) {
    if (call.from === from && call.window === window && call.ticket === ticket && call.device === context.device) {
      return accepted([]);
    }
  }
  return accepted([{ kind: 'helpCalled', from, window, ticket }]);
}
