import type { Command, DecideContext, Decision } from './command/index.ts';
import { commandActors, mayAct, type Actor } from './access/index.ts';
import type { HallState } from './ledger/index.ts';
import { decideDepartment, decideIntake } from './intake/index.ts';
import { decidePickup } from './pickup/index.ts';
import { decideRating } from './rating/index.ts';
import { decideSchedule } from './schedule/index.ts';
import { decideCustody, decideQueue, decideService, decideTake, decideTakeAlone, findTicket } from './queue/index.ts';
import { accepted, refused } from './shared/index.ts';
import { decideHelp, decideWindow } from './windows/index.ts';

/**
 * The one entrance to the hall's rules: what happens when this command reaches this state.
 * Run by the relay to order, by the browser to propose, by tests to prove. Reads only.
 */
export function decide(state: HallState, command: Command, context: DecideContext): Decision {
  if (state.closed) return refused('day-closed', { day: state.day, next: state.nextDay });
  if (!mayAct(actorsOf(context), commandActors[command.kind])) return refused('role-may-not', { act: command.kind });
  switch (command.kind) {
    case 'take':
      return decideTake(state, command, context);
    case 'takeAlone':
      return decideTakeAlone(state, command, context);
    case 'call':
    case 'transfer':
    case 'leave':
    case 'delay':
    case 'reopen':
    case 'undo':
    case 'closeQueue':
    case 'openQueue':
      return decideQueue(state, command, context);
    case 'callAlone':
    case 'giveBack':
    case 'forceRelease':
      return decideCustody(state, command, context);
    case 'recall':
    case 'noShow':
    case 'begin':
    case 'finish':
    case 'park':
    case 'resume':
    case 'addItem':
      return decideService(state, command, context);
    case 'openWindow':
    case 'closeWindow':
    case 'releaseWindow':
    case 'pause':
    case 'unpause':
    case 'relieve':
      return decideWindow(state, command, context);
    case 'callHelp':
    case 'answerHelp':
      return decideHelp(state, command, context);
    case 'openMatter':
    case 'receive':
    case 'askSupplement':
    case 'supplied':
    case 'accept':
    case 'acceptAlone':
    case 'notAccept':
    case 'madeGood':
    case 'renewToken':
    case 'printedPaper':
      return decideIntake(state, command, context);
    case 'decidePart':
    case 'deliver':
      return decideDepartment(state, command, context);
    case 'confirmDelivery':
    case 'returnDelivery':
    case 'chase':
    case 'waiveSlot':
    case 'takeCustody':
    case 'releaseCustody':
    case 'handOver':
      return decidePickup(state, command, context);
    case 'rate':
      return decideRating(state, command, context);
    case 'book':
    case 'bookAlone':
    case 'askService':
    case 'moveBooking':
    case 'cancelBooking':
    case 'checkIn':
    case 'confirmService':
    case 'escalateService':
    case 'assignService':
    case 'chaseService':
    case 'startService':
    case 'endService':
      return decideSchedule(state, command, context);
    case 'printed': {
      const found = findTicket(state, command.body);
      if (!found.ok) {
        const { day, ticket } = command.body;
        return accepted([
          found.code === 'ticket-not-today'
            ? { kind: 'late', day, act: 'printed', ticket, window: 0 }
            : { kind: 'conflict', act: 'printed', ticket, window: 0, found: 'ticket-unknown' },
        ]);
      }
      const { id, reprints } = found.value;
      return accepted([{ kind: 'printed', ticket: id, document: command.body.document, times: reprints + 1 }]);
    }
  }
}

function actorsOf(context: DecideContext): readonly Actor[] {
  if (context.surface === 'kiosk' || context.surface === 'applicant') return [context.surface];
  return context.surface === 'staff' ? context.roles : [];
}
