import { bundleRight } from './bundle-rights.ts';
import type { LedgerEvent } from './events.ts';
import { qualifiedGrant, type HallState, type Ticket } from './state.ts';

export type CustodyEvent = Extract<
  LedgerEvent,
  { kind: 'granted' | 'givenBack' | 'forceReleased' | 'checkedIn' | 'epochOpened' }
>;

/** Who holds which waiting round. Not acts of a window: what a window did last stays undoable, its round as it was. */
export function evolveCustody(state: HallState, event: CustodyEvent, seq: number): void {
  switch (event.kind) {
    case 'granted':
      // Named by the ticket: one entry may give to several devices.
      for (const ticket of ticketsOf(state, event.tickets)) {
        if (ticket) hold(state, ticket, event.holder, `0.${seq}.${ticket.id}`);
      }
      return;
    case 'givenBack':
      for (const ticket of ticketsOf(state, event.tickets)) if (ticket) hold(state, ticket, 0, ticket.grant);
      return;
    case 'forceReleased':
      for (const ticket of heldBy(state, event.holder)) {
        const freed = [...ticket.freed, qualifiedGrant(state, ticket)];
        state.tickets.set(ticket.id, { ...ticket, holder: 0, grant: `0.${seq}.${ticket.id}`, freed });
      }
      for (const matter of state.matters.values()) {
        if (matter.custody !== event.holder || event.holder === 0) continue;
        const freed = [...matter.freed, bundleRight(matter)];
        state.matters.set(matter.id, { ...matter, custody: 0, custodyGrant: '', freed });
      }
      state.missing.delete(event.holder);
      return;
    case 'checkedIn':
      for (const ticket of heldBy(state, event.holder)) {
        // What the hall has called for it and it has not stored yet it may still call by itself (CU8).
        if (ticket.phase === 'waiting' || ticket.phase === 'left') hold(state, ticket, 0, ticket.grant);
      }
      for (const [id, grant] of calls(event.called)) {
        const ticket = state.tickets.get(id);
        // The entry that gave the right may be among those that nobody had, and so may what ended the call before: then
        // the next round is this device's, by the last right it has used. What another got since is not taken back; what
        // one held before that has not come back yet had been given up by it, or this call could not have been.
        if (!ticket || !isFor(state, ticket, event.holder)) continue;
        if (!isAt(state, ticket, event.holder)) hold(state, ticket, event.holder, grant);
      }
      state.missing.delete(event.holder);
      return;
    case 'epochOpened':
      // Rights of before keep their name: the marks on the devices are by it.
      for (const ticket of state.tickets.values()) {
        if (ticket.grant !== '') hold(state, ticket, ticket.holder, qualifiedGrant(state, ticket));
      }
      state.epoch = event.epoch;
      state.missing = new Set(numbers(event.missing));
      state.suspectThrough = event.through;
      if (event.series === '') return;
      state.series = event.series;
      state.letterSeries = event.series;
      for (const queue of state.queues.values()) state.queues.set(queue.id, { ...queue, last: 0 });
  }
}

function hold(state: HallState, ticket: Ticket, holder: number, grant: string): void {
  state.tickets.set(ticket.id, { ...ticket, holder, grant });
}

/** Nobody's, this device's, or by a right of before of a device that is missing. */
function isFor(state: HallState, { holder }: Ticket, device: number): boolean {
  return holder === 0 || holder === device || state.missing.has(holder);
}

/** The ledger has the number at a window of this device. */
function isAt(state: HallState, { phase, window }: Ticket, device: number): boolean {
  if (window === null || !['called', 'serving', 'parked'].includes(phase)) return false;
  return state.windows.get(window)?.device === device;
}

function heldBy(state: HallState, holder: number): Ticket[] {
  return holder === 0 ? [] : [...state.tickets.values()].filter((ticket) => ticket.holder === holder);
}

function ticketsOf(state: HallState, ids: readonly unknown[]): (Ticket | undefined)[] {
  return ids.map((id) => (typeof id === 'number' ? state.tickets.get(id) : undefined));
}

function calls(values: readonly unknown[]): [ticket: number, grant: string][] {
  return values.flatMap((value): [number, string][] => {
    const [id, grant] = Array.isArray(value) ? (value as unknown[]) : [];
    return typeof id === 'number' && typeof grant === 'string' && grant !== '' ? [[id, grant]] : [];
  });
}

function numbers(values: readonly unknown[]): number[] {
  return values.filter((value) => typeof value === 'number');
}
