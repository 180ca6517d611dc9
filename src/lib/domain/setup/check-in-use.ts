import type { HallState } from '../ledger/index.ts';
import type { SetupFault } from './check-setup.ts';
import type { Setup } from './setup.ts';

/**
 * What a new setup would strand (S8): a queue in which people wait or are parked, a window that is
 * open or holds a number. They are finished or moved first; a setup takes nobody's place away.
 */
export function faultsInUse(state: HallState, setup: Setup): SetupFault[] {
  const queues = new Set(setup.queues.map((queue) => queue.id));
  const windows = new Set(setup.windows.map((window) => window.no));
  const faults: SetupFault[] = [];
  for (const ticket of state.tickets.values()) {
    const isOpen = ['waiting', 'called', 'serving', 'parked'].includes(ticket.phase);
    if (isOpen && !queues.has(ticket.queue))
      faults.push({ path: `queues.${ticket.queue} ${ticket.label}`, fault: 'in-use' });
    if (isOpen && ticket.window !== null && !windows.has(ticket.window)) {
      faults.push({ path: `windows.${ticket.window} ${ticket.label}`, fault: 'in-use' });
    }
  }
  for (const window of state.windows.values()) {
    if (window.phase !== 'closed' && !windows.has(window.no))
      faults.push({ path: `windows.${window.no}`, fault: 'in-use' });
  }
  return faults;
}
