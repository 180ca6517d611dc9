import type { LedgerEvent } from './events.ts';
import { queueState, type HallState, type Ticket, type WindowState } from './state.ts';

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
      state.devices.set(event.no, { no: event.no, incarnation: event.incarnation, surface: event.surface, label: event.label });
      state.deviceNumbers.set(event.incarnation, event.no);
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
  switch (event.what as keyof CarryValues) {
    case 'ticket': {
      const { ticket, from } = event.value as CarryValues['ticket'];
      state.tickets.set(seq, { ...ticket, id: seq });
      state.ticketsByToken.set(ticket.token, seq);
      state.carried.set(from, seq);
      if (ticket.phase === 'waiting') state.waiting.add(seq);
      return;
    }
    case 'window': {
      const window = event.value as CarryValues['window'];
      state.windows.set(window.no, { ...window, ticket: state.carried.get(event.key) ?? null });
      return;
    }
    case 'series':
      state.queues.set(event.key, { ...queueState(state, event.key), last: event.value as number });
      return;
    case 'service':
      state.queues.set(event.key, { ...queueState(state, event.key), service: event.value as number[] });
      return;
  }
}
