import type { DecideContext } from '../command/index.ts';
import type { EventBody, HallState, Ticket } from '../ledger/index.ts';
import { qualifiedGrant } from '../ledger/index.ts';
import type { QueuePolicy } from '../setup/index.ts';
import { callingOrder, mayBeNext, type OrderRow } from './calling-order.ts';

/** At most so many of a queue's first rounds stay with the relay, so that a call needs no question. */
const FRONT = 2;

/** Who may call a round, and by which grant; holder 0 is the relay. */
export interface Right {
  holder: number;
  grant: string;
}

/** What the relay knows beside the ledger: who is in touch, and which rights were given back to it. */
type Knowledge = Pick<DecideContext, 'inTouch' | 'returned'>;

/**
 * CU2, CU6: a device, or the relay for it, may call a round that it holds, one that the relay holds, and one
 * whose holder has given it back. A number of before a lost disk waits until all who may hold it have spoken (CU14).
 */
export function mayCall(state: HallState, ticket: Ticket, device: number, { returned }: Knowledge): boolean {
  if (isSuspect(state, ticket)) return false;
  if (ticket.holder === 0 || ticket.holder === device) return true;
  return returned?.has(qualifiedGrant(state, ticket)) ?? false;
}

/** CU14: what a device that has not come back since the disk was lost may have called or hold a right for. */
export function isSuspect(state: HallState, ticket: Ticket): boolean {
  return state.missing.size > 0 && ticket.id <= state.suspectThrough;
}

/**
 * CU3, CU9: who gets a new round. A right that is still out is not doubled: the new round keeps it. Only the holder
 * itself, who has used it up, makes a round by itself (a fact) under another: the command's own id, as it may call the
 * round before anybody hears of it. What may be out without the relay's knowledge (CU14) is given to nobody. Else the policy
 * decides.
 */
export function rightOf(
  state: HallState,
  ticket: Ticket | null,
  queue: string,
  context: DecideContext,
  by: 'device' | 'relay',
): Right {
  const isOwn = by === 'device' && ticket?.holder === context.device;
  if (ticket && !isOwn && !isWithRelay(state, ticket, context)) return { holder: ticket.holder, grant: ticket.grant };
  if (by === 'device') return { holder: context.device, grant: context.ownGrant };
  if (ticket && isSuspect(state, ticket)) return { holder: 0, grant: context.grant };
  return { holder: granteeOf(state, queue, context), grant: context.grant };
}

/**
 * CU3: the windows of the queue that are in touch, the one that holds fewest first; the front
 * `min(2, waiting − windows)` stay with the relay. Policy only: no safety rests on it.
 */
function granteeOf(state: HallState, queue: string, context: Knowledge): number {
  let waiting = 1;
  let withRelay = 0;
  const held = holdingsOf(state, queue, context, (isHere) => {
    waiting += 1;
    if (isHere) withRelay += 1;
  });
  if (held.length === 0 || withRelay < frontOf(waiting, held.length)) return 0;
  return fewest(held)?.device ?? 0;
}

interface Holding {
  device: number;
  /** The lowest of its windows: of two that hold as many, the lower one gets the next. */
  window: number;
  held: number;
}

/**
 * The devices of the queue's open windows that are in touch, and what each holds of all queues. `each`: everybody who
 * waits in the queue, and whether the relay may call them; nobody when there is no such device.
 */
function holdingsOf(
  state: HallState,
  queue: string,
  know: Knowledge,
  each: (isWithRelay: boolean) => void = () => undefined,
): Holding[] {
  const { inTouch } = know;
  if (!inTouch || inTouch.size === 0) return [];
  const holdings = new Map<number, Holding>();
  for (const { no, phase, queues, device } of state.windows.values()) {
    if (phase !== 'open' || !queues.includes(queue) || !inTouch.has(device)) continue;
    const known = holdings.get(device);
    if (known) known.window = Math.min(known.window, no);
    else holdings.set(device, { device, window: no, held: 0 });
  }
  if (holdings.size === 0) return [];
  for (const id of state.waiting) {
    const ticket = state.tickets.get(id);
    // Of other queues' numbers only what these devices hold counts.
    if (!ticket || (ticket.queue !== queue && !holdings.has(ticket.holder))) continue;
    const isHere = isWithRelay(state, ticket, know);
    const holding = isHere ? undefined : holdings.get(ticket.holder);
    if (holding) holding.held += 1;
    if (ticket.queue === queue) each(isHere);
  }
  return [...holdings.values()];
}

function frontOf(waiting: number, windows: number): number {
  return Math.min(FRONT, Math.max(0, waiting - windows));
}

function fewest(holdings: readonly Holding[]): Holding | undefined {
  let least: Holding | undefined;
  for (const one of holdings) {
    if (!least || one.held < least.held || (one.held === least.held && one.window < least.window)) least = one;
  }
  return least;
}

/** The relay may call it for any window: it holds it, or the holder has given it back. */
function isWithRelay(state: HallState, ticket: Ticket, { returned }: Knowledge): boolean {
  if (ticket.holder === 0) return true;
  return returned !== undefined && returned.size > 0 && returned.has(qualifiedGrant(state, ticket));
}

/**
 * CU3: rounds that the relay may give behind a queue's front go to its windows in touch: those taken before a window
 * opened, or given back since. One `granted` for each device; an empty list when there is nothing to give.
 */
export function grantsDue(
  state: HallState,
  queues: readonly string[],
  policy: QueuePolicy,
  t: number,
  know: Knowledge,
): EventBody[] {
  const given = new Map<number, number[]>();
  for (const queue of queues) {
    const holdings = holdingsOf(state, queue, know);
    if (holdings.length === 0) continue;
    for (const holding of holdings) holding.held += given.get(holding.device)?.length ?? 0;
    const rows = callingOrder(state, [queue], policy, t);
    for (const { ticket } of rows.slice(frontOf(rows.length, holdings.length))) {
      if (!isWithRelay(state, ticket, know) || isSuspect(state, ticket)) continue;
      const to = fewest(holdings);
      if (!to) break;
      to.held += 1;
      given.set(to.device, [...(given.get(to.device) ?? []), ticket.id]);
    }
  }
  return [...given].map(([holder, tickets]) => ({ kind: 'granted', holder, tickets }));
}

/** CU6: rights that will be called for soon and are out at windows in touch: asked for before anybody presses a key. */
export function frontRights(
  state: HallState,
  queues: readonly string[],
  policy: QueuePolicy,
  t: number,
  know: Knowledge,
): Ticket[] {
  return queues.flatMap((queue) => {
    const windows = holdingsOf(state, queue, know).length;
    const rows = callingOrder(state, [queue], policy, t);
    return rows
      .slice(0, frontOf(rows.length, windows))
      .map((row) => row.ticket)
      .filter((ticket) => isOut(state, ticket, know));
  });
}

/**
 * CU6: what must be asked for before this window's `next`: everyone before the first that it may call. `others`: calls
 * for the same numbers that are not decided yet; each takes one of those that any window may call.
 */
export function rightsToAskFor(
  state: HallState,
  rows: readonly OrderRow[],
  device: number,
  know: Knowledge,
  others = 0,
): Ticket[] {
  const asked: Ticket[] = [];
  let spoken = 0;
  for (const row of rows) {
    if (!mayBeNext(row)) break;
    if (!mayCall(state, row.ticket, device, know)) asked.push(row.ticket);
    else if (row.ticket.holder === device || spoken === others) break;
    else spoken += 1;
  }
  return asked.filter((ticket) => isOut(state, ticket, know));
}

/** A device in touch has it and has not given it back. */
export function isOut(state: HallState, ticket: Ticket, know: Knowledge): boolean {
  return (know.inTouch?.has(ticket.holder) ?? false) && !isWithRelay(state, ticket, know);
}

/**
 * CU2: what a device that is cut off may call at its window, in the calling order: rounds that it holds, by its own
 * copy of the ledger, without those it has marked as called or given. A copy that does not know yet who has come back
 * after a lost disk calls nothing of before (CU14). `isUnsure`: a round that is the device's only by what it has done
 * itself and the hall has not decided, while it cannot know what the hall has done with the number (CU9).
 */
export function callableAlone(
  state: HallState,
  device: number,
  queues: readonly string[],
  policy: QueuePolicy,
  t: number,
  isMarked: (grant: string) => boolean,
  isUnsure: (ticket: Ticket) => boolean,
): OrderRow[] {
  return callingOrder(state, queues, policy, t).filter(
    ({ ticket }) =>
      device !== 0 &&
      ticket.holder === device &&
      !isSuspect(state, ticket) &&
      !isMarked(qualifiedGrant(state, ticket)) &&
      !isUnsure(ticket),
  );
}

/** Rounds that each device holds, by its number. */
export function heldRounds(state: HallState): Map<number, Ticket[]> {
  const held = new Map<number, Ticket[]>();
  for (const ticket of state.tickets.values()) {
    if (ticket.holder === 0 || !isOutstanding(ticket)) continue;
    held.set(ticket.holder, [...(held.get(ticket.holder) ?? []), ticket]);
  }
  return held;
}

/** A right is used up once the call is announced; who has left or ended may still be called by a window cut off. */
function isOutstanding({ phase }: Ticket): boolean {
  return phase === 'waiting' || phase === 'called' || phase === 'left';
}
