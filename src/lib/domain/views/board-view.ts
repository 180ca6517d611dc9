import { queueState, type HallState, type Ticket } from '../ledger/index.ts';
import { estimateWait, openWindowsOf } from '../queue/index.ts';
import type { Setup } from '../setup/index.ts';
import type { BoardCall, BoardView } from './wire.ts';

const RECENT = 6;

/**
 * What everyone in the hall may see. A call stands once its window has stored and announced it
 * (custody rule 8), and until its visit ends; then it is among the recent ones.
 */
export function boardView(
  state: HallState,
  setup: Setup,
  clock: { now: number; midnight: number; practice: boolean; open: boolean },
): BoardView {
  const announced = [...state.tickets.values()].filter((ticket) => ticket.announcement > 0);
  announced.sort((a, b) => b.announcement - a.announcement);
  const areaOf = new Map(setup.windows.map((window) => [window.no, window.area]));
  const lastWindow = (ticket: Ticket): number => ticket.window ?? ticket.before?.window ?? 0;
  const stands = (ticket: Ticket): boolean =>
    ticket.window !== null && ticket.announced && (ticket.phase === 'called' || ticket.phase === 'serving');
  const callOf = (ticket: Ticket): BoardCall => ({
    seq: ticket.announcement,
    label: ticket.label,
    window: lastWindow(ticket),
    times: Math.max(1, ticket.calls),
    at: clock.midnight + (ticket.lastCallAt || ticket.calledAt),
  });
  const waiting = waitingCounts(state);
  return {
    hall: setup.hall.name,
    hallEn: setup.hall.nameEn,
    practice: clock.practice,
    day: state.day,
    now: clock.now,
    utcOffsetMinutes: setup.hall.utcOffsetMinutes,
    setup: state.setup,
    open: clock.open,
    zones: setup.areas.map((area) => {
      const here = announced.filter((ticket) => areaOf.get(lastWindow(ticket)) === area.id);
      return {
        id: area.id,
        name: area.name,
        nameEn: area.nameEn,
        queues: setup.queues.filter((queue) => queue.area === area.id).map((queue) => queue.id),
        calls: here.filter(stands).map(callOf),
        recent: here
          .filter((ticket) => !stands(ticket))
          .slice(0, RECENT)
          .map(callOf),
      };
    }),
    queues: setup.queues.map((queue) => {
      const now = queueState(state, queue.id);
      return {
        id: queue.id,
        name: queue.name,
        nameEn: queue.nameEn,
        waiting: waiting.get(queue.id) ?? 0,
        closed: now.closed,
        left: queue.contingent === null ? null : Math.max(0, queue.contingent - now.byKiosk),
        windows: openWindowsOf(state, queue.id),
        estimate: estimateWait(state, queue.id, waiting.get(queue.id) ?? 0),
      };
    }),
  };
}

export function waitingCounts(state: HallState): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of state.waiting) {
    const queue = state.tickets.get(id)?.queue;
    if (queue !== undefined) counts.set(queue, (counts.get(queue) ?? 0) + 1);
  }
  return counts;
}
