import {
  callableAlone,
  callingOrder,
  mayBeNext,
  qualifiedGrant,
  refused,
  restOf,
  windowState,
  type HallState,
  type OrderRow,
  type QueuePolicy,
  type RefusalCode,
  type Result,
  type Ticket,
} from '#lib/domain/index.ts';
import type { StoredCall } from './device-rights.ts';

/** What a call without the line looks at. `state`: the day as this device proposes it. */
export interface AloneView {
  state: HallState;
  /** This device's number in the day's ledger; 0: it has none, and holds nothing. */
  device: number;
  policy: QueuePolicy;
  /** Milliseconds since midnight. */
  t: number;
  isMarked: (grant: string) => boolean;
  /** Made by this device alone, and maybe overtaken: `unsureRounds`. */
  isUnsure: (ticket: Ticket) => boolean;
  /** The call of the hall that this device has stored last. */
  stored: StoredCall | null;
}

export interface AloneChoice {
  ticket: number;
  round: number;
  /** The qualified right that it is called by. */
  grant: string;
}

/**
 * CU2: whom this device may call at its window without the line: the next that it holds, or the chosen one.
 * Refusals: window-not-open, window-not-yours, window-paused, window-busy, nobody-waiting, not-held-here {waiting, label?},
 * ticket-not-waiting.
 */
export function chooseAlone(view: AloneView, no: number, ticket: number | null): Result<AloneChoice, RefusalCode> {
  const { state } = view;
  const window = windowState(state, no);
  if (window.phase === 'closed') return refused('window-not-open', { window: no });
  if (window.device !== view.device || view.device === 0) return refused('window-not-yours', { window: no });
  if (window.phase === 'paused') return refused('window-paused', { window: no });
  const busy = window.ticket === null ? calledUnheard(view, no) : state.tickets.get(window.ticket)?.label;
  if (busy !== undefined) return refused('window-busy', { label: busy, window: no });
  const order = callingOrder(state, window.queues, view.policy, view.t);
  const held = aloneOrder(view, window.queues);
  if (ticket !== null) {
    const chosen = held.find((row) => row.ticket.id === ticket);
    if (chosen) return choice(state, chosen);
    const { label, phase } = state.tickets.get(ticket) ?? {};
    if (phase !== 'waiting') return refused('ticket-not-waiting', { label, phase });
    return refused('not-held-here', { label, waiting: order.length });
  }
  const next = held.find((row) => isDue(row, view.t));
  if (next) return choice(state, next);
  const here = new Set(held.map((row) => row.ticket.id));
  const elsewhere = order.filter((row) => mayBeNext(row) && !here.has(row.ticket.id)).length;
  if (elsewhere > 0) return refused('not-held-here', { waiting: elsewhere });
  const [first] = order;
  return refused('nobody-waiting', first && restOf(first));
}

/** CU2: what this device may call by itself at these queues, in the order in which it would; those that still rest last. */
export function aloneOrder(
  { state, device, policy, t, isMarked, isUnsure }: Omit<AloneView, 'stored'>,
  queues: readonly string[],
): OrderRow[] {
  const held = callableAlone(state, device, queues, policy, t, isMarked, isUnsure);
  return [...held.filter((row) => isDue(row, t)), ...held.filter((row) => !isDue(row, t))];
}

/** Whether `next` offers it. Who goes before a passed number elsewhere is not seen here: Q8 counts the own calls, or its rest. */
export function isDue(row: OrderRow, t: number): boolean {
  const { reentered, behind, restUntil } = row.ticket;
  return mayBeNext(row) && (!reentered || behind <= 0 || restUntil <= t);
}

function choice(state: HallState, { ticket }: OrderRow): Result<AloneChoice, RefusalCode> {
  return { ok: true, value: { ticket: ticket.id, round: ticket.round, grant: qualifiedGrant(state, ticket) } };
}

/** Another tab has a call of the hall for this window that this page's copy of the ledger does not know yet. */
function calledUnheard({ state, stored }: AloneView, no: number): string | undefined {
  if (stored?.window !== no) return undefined;
  const [day, call = ''] = stored.key.split('#');
  const [id, round] = call.split('.').map(Number);
  if (day !== state.day || id === undefined) return undefined;
  const ticket = state.tickets.get(id);
  return ticket?.phase === 'waiting' && ticket.round === round ? stored.label : undefined;
}
