import type { HallState, Ticket } from '../ledger/index.ts';
import { callingOrder, estimateWait } from '../queue/index.ts';
import { entryOf, type Setup } from '../setup/index.ts';
import type { ReceiptView } from './wire.ts';

/** What the holder of a receipt may see of the own visit: no name, nobody else's number. */
export function receiptView(
  state: HallState,
  setup: Setup,
  ticket: Ticket,
  clock: { now: number; midnight: number; practice: boolean; shortCode: string },
): ReceiptView {
  const waits = ticket.phase === 'waiting';
  const ahead = waits ? peopleAhead(state, setup, ticket, clock.now - clock.midnight) : null;
  // Until the window has stored the call nobody is sent to it.
  const shown = ticket.phase === 'called' && !ticket.announced ? 'waiting' : ticket.phase;
  return {
    hall: setup.hall.name,
    hallEn: setup.hall.nameEn,
    practice: clock.practice,
    now: clock.now,
    utcOffsetMinutes: setup.hall.utcOffsetMinutes,
    label: ticket.label,
    shortCode: clock.shortCode,
    items: ticket.items.map((code) => {
      const entry = entryOf(setup, code);
      return { name: entry?.name ?? code, nameEn: entry?.nameEn ?? entry?.name ?? code };
    }),
    area: placeOf(setup, ticket.queue),
    windows: setup.windows.filter((window) => window.queues.includes(ticket.queue)).map((window) => window.no),
    takenAt: clock.midnight + ticket.takenAt,
    phase: shown,
    ahead: shown === 'waiting' ? (ahead ?? 0) : null,
    estimate: ahead === null ? null : estimateWait(state, ticket.queue, ahead),
    window:
      ticket.phase === 'called' || ticket.phase === 'serving' ? (shown === 'waiting' ? null : ticket.window) : null,
    calls: ticket.calls,
    reentered: ticket.reentered,
    mayLeave: waits,
    mayDelay: waits && !ticket.delayed && !ticket.reentered,
  };
}

/** People of its queue who would be called before it if nobody else came. */
export function peopleAhead(state: HallState, setup: Setup, ticket: Ticket, t: number): number {
  const order = callingOrder(state, [ticket.queue], setup.policy, t);
  return Math.max(
    0,
    order.findIndex((row) => row.ticket.id === ticket.id),
  );
}

export function placeOf(setup: Setup, queueId: string): ReceiptView['area'] {
  const queue = setup.queues.find((candidate) => candidate.id === queueId);
  const area = setup.areas.find((candidate) => candidate.id === queue?.area);
  return {
    name: area?.name ?? '',
    nameEn: area?.nameEn ?? '',
    floor: area?.floor ?? '',
    floorEn: area?.floorEn ?? '',
  };
}
