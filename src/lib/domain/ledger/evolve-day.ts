import type { LedgerEvent } from './events.ts';
import { putBooking } from './evolve-booking.ts';
import { putMatter } from './evolve-matter.ts';
import { blankBooking, blankMatter, type Booking, type Matter, type WorkOrder } from './matter-state.ts';
import { blankTicket, queueState, windowState, type HallState, type Ticket, type WindowState } from './state.ts';

type DayEvent = Extract<
  LedgerEvent,
  { kind: 'dayOpened' | 'dayClosed' | 'device' | 'staff' | 'setupPublished' | 'seal' | 'carry' }
>;

/** What a `carry` of each kind holds as its value. */
export interface CarryValues {
  ticket: { ticket: Ticket; from: string };
  window: WindowState;
  series: number;
  service: number[];
  matter: Matter;
  booking: Booking;
  workOrder: WorkOrder;
  serial: number;
  /** By incarnation. */
  terminal: number;
}

export function evolveDay(state: HallState, event: DayEvent, seq: number): void {
  switch (event.kind) {
    case 'dayOpened':
      state.hall = event.hall;
      state.day = event.date;
      state.epoch = event.epoch;
      return;
    case 'dayClosed':
      state.closed = true;
      state.nextDay = event.next;
      return;
    case 'device':
      state.devices.set(event.no, {
        no: event.no,
        incarnation: event.incarnation,
        surface: event.surface,
        label: event.label,
      });
      state.deviceNumbers.set(event.incarnation, event.no);
      {
        const terminal = state.terminalsByIncarnation.get(event.incarnation);
        if (terminal !== undefined) state.terminals.set(event.no, terminal);
      }
      return;
    case 'staff':
      state.staff.set(event.no, event.account);
      state.staffNumbers.set(event.account, event.no);
      return;
    case 'setupPublished':
      state.setup = event.version;
      return;
    case 'seal':
      state.sealed = { through: event.through, hash: event.hash };
      return;
    case 'carry':
      evolveCarry(state, event, seq);
  }
}

function evolveCarry(state: HallState, event: Extract<DayEvent, { kind: 'carry' }>, seq: number): void {
  const { key, value } = event;
  switch (event.what) {
    case 'ticket': {
      if (!isRecord(value) || typeof value['from'] !== 'string' || !isRecord(value['ticket'])) return;
      const ticket: Ticket = { ...blankTicket(seq), ...value['ticket'], id: seq };
      state.tickets.set(seq, ticket);
      state.ticketsByToken.set(ticket.token, seq);
      state.carried.set(value['from'], seq);
      // A later announcement is a newer one than those that came over midnight.
      state.announcements = Math.max(state.announcements, ticket.announcement);
      if (ticket.phase === 'waiting') state.waiting.add(seq);
      return;
    }
    case 'window': {
      if (!isRecord(value) || typeof value['no'] !== 'number') return;
      const window: WindowState = { ...windowState(state, value['no']), ...value };
      state.windows.set(window.no, { ...window, ticket: state.carried.get(key) ?? null });
      return;
    }
    case 'matter':
      if (!isRecord(value) || typeof value['dossier'] !== 'string') return;
      putMatter(state, { ...blankMatter(seq), ...value, id: seq });
      return;
    case 'booking':
      if (!isRecord(value) || typeof value['dossier'] !== 'string') return;
      putBooking(state, { ...blankBooking(seq), ...value, id: seq });
      return;
    case 'workOrder':
      if (isRecord(value)) state.workOrders.set(seq, { ...(value as unknown as WorkOrder), id: seq });
      return;
    case 'terminal':
      if (typeof value === 'number') state.terminalsByIncarnation.set(key, value);
      return;
    case 'serial':
      if (typeof value === 'number') state.serials.set(key, value);
      return;
    case 'series':
      if (typeof value === 'number') state.queues.set(key, { ...queueState(state, key), last: value });
      return;
    case 'service':
      if (Array.isArray(value)) state.queues.set(key, { ...queueState(state, key), service: value as number[] });
      return;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
