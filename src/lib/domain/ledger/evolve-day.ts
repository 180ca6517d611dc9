import type { LedgerEvent } from './events.ts';
import { counts, figures, isRecord, shaped, shapedRows, texts } from './carried-shape.ts';
import { putBooking } from './evolve-booking.ts';
import { putMatter } from './evolve-matter.ts';
import {
  blankBooking,
  blankMatter,
  blankPart,
  blankSlot,
  blankWorkOrder,
  type CarriedBooking,
  type Matter,
  type WorkOrder,
} from './matter-state.ts';
import {
  blankTicket,
  queueState,
  windowState,
  type DeviceLetter,
  type HallState,
  type Ticket,
  type WindowState,
} from './state.ts';

type DayEvent = Extract<
  LedgerEvent,
  { kind: 'dayOpened' | 'dayClosed' | 'device' | 'staff' | 'setupPublished' | 'seal' | 'carry' }
>;

/** What a `carry` of each kind holds as its value. */
export interface CarryValues {
  /** `earlier`: its names on days before the last: what was done without the line may still say them. */
  ticket: { ticket: Ticket; from: string; earlier?: string[] };
  window: WindowState;
  series: number;
  service: number[];
  matter: Matter;
  booking: CarriedBooking;
  workOrder: WorkOrder;
  serial: number;
  /** After a lost disk: who has not come back yet, by their numbers of the new day; every number before this entry is suspect. */
  missing: number[];
  /** By incarnation. */
  terminal: number;
  letter: DeviceLetter;
  letterSeries: string;
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
      const given = value['ticket'];
      // Its booking says itself which number it came by: sequences of another day mean something else here.
      const ticket: Ticket = {
        ...shaped(blankTicket(seq), given),
        id: seq,
        items: texts(given['items']),
        freed: texts(given['freed']),
        booking: 0,
      };
      state.tickets.set(seq, ticket);
      state.ticketsByToken.set(ticket.token, seq);
      for (const name of [value['from'], ...texts(value['earlier'])]) state.carried.set(name, seq);
      // A later announcement is a newer one than those that came over midnight.
      state.announcements = Math.max(state.announcements, ticket.announcement);
      if (ticket.phase === 'waiting') state.waiting.add(seq);
      return;
    }
    case 'window': {
      if (!isRecord(value) || typeof value['no'] !== 'number') return;
      const window = { ...shaped(windowState(state, value['no']), value), queues: texts(value['queues']) };
      state.windows.set(window.no, { ...window, ticket: state.carried.get(key) ?? null });
      return;
    }
    case 'matter':
      if (isRecord(value) && typeof value['dossier'] === 'string') putMatter(state, carriedMatter(value, seq));
      return;
    case 'booking':
      if (isRecord(value) && typeof value['dossier'] === 'string') carryBooking(state, value, seq);
      return;
    case 'workOrder':
      if (!isRecord(value)) return;
      state.workOrders.set(seq, { ...shaped(blankWorkOrder(seq), value), id: seq, aspects: texts(value['aspects']) });
      return;
    case 'terminal': {
      if (typeof value !== 'number') return;
      state.terminalsByIncarnation.set(key, value);
      // Its device may have been named before, with a number that is served there.
      const no = state.deviceNumbers.get(key);
      if (no !== undefined) state.terminals.set(no, value);
      return;
    }
    case 'letter':
      if (!isRecord(value) || typeof value['letter'] !== 'string' || typeof value['until'] !== 'string') return;
      state.letters.set(key, { letter: value['letter'], until: value['until'] });
      return;
    case 'letterSeries':
      if (typeof value === 'string') state.letterSeries = value;
      return;
    case 'missing':
      state.missing = new Set(figures(value));
      state.suspectThrough = seq;
      return;
    case 'serial':
      if (typeof value === 'number') state.serials.set(key, value);
      return;
    case 'series':
      if (typeof value === 'number') state.queues.set(key, { ...queueState(state, key), last: value });
      return;
    case 'service':
      if (Array.isArray(value)) state.queues.set(key, { ...queueState(state, key), service: figures(value) });
      return;
  }
}

function carriedMatter(value: Record<string, unknown>, seq: number): Matter {
  return {
    ...shaped(blankMatter(seq), value),
    id: seq,
    tokens: texts(value['tokens']),
    items: texts(value['items']),
    tolerated: texts(value['tolerated']),
    promised: texts(value['promised']),
    parts: shapedRows(blankPart(), value['parts']),
    slots: shapedRows(blankSlot(), value['slots']),
    prints: counts(value['prints']),
    freed: texts(value['freed']),
  };
}

function carryBooking(state: HallState, value: Record<string, unknown>, seq: number): void {
  const ticket = state.tickets.get(state.carried.get(typeof value['from'] === 'string' ? value['from'] : '') ?? 0);
  putBooking(state, {
    ...shaped(blankBooking(seq), value),
    id: seq,
    ticket: ticket?.id ?? 0,
    prints: counts(value['prints']),
  });
  if (ticket) state.tickets.set(ticket.id, { ...ticket, booking: seq });
}
