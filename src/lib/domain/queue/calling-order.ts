import { countersAfterCall, queueState, type HallState, type Ticket } from '../ledger/index.ts';
import type { QueuePolicy } from '../setup/index.ts';

/** `booked`: its minute has come. `booked-later`: not yet; by hand it can be called. */
export type OrderReason = 'ordinary' | 'guaranteed' | 'priority' | 'booked' | 'reentered' | 'resting' | 'booked-later';

export interface OrderRow {
  ticket: Ticket;
  reason: OrderReason;
}

interface Lane {
  ordinary: Ticket[];
  priority: Ticket[];
  /** Booked ones whose minute has come, and those who are early. */
  booked: Ticket[];
  later: Ticket[];
  reentered: { ticket: Ticket; behind: number }[];
  run: number;
  gap: number;
  yielded: number;
}

/**
 * Everyone who waits in the given queues, in the order in which they would be called at `t`
 * (milliseconds since midnight) if nobody else came. Resting numbers and booked ones before their
 * minute come last: `next` does not offer them. It ends with the first row that `isEnough`. Rules Q8 (re-entry), Q10 (nobody waits), Q11
 * (priority and guarantee), Q25 (bookings).
 */
export function callingOrder(
  state: HallState,
  queues: readonly string[],
  policy: QueuePolicy,
  t: number,
  isEnough: (row: OrderRow) => boolean = () => false,
): OrderRow[] {
  const lanes = queues.map((queue) => laneOf(state, queue, t));
  const rows: OrderRow[] = [];
  for (;;) {
    let chosen: OrderRow | null = null;
    let from: Lane | null = null;
    let oldest = 0;
    for (const lane of lanes) {
      const pick = pickFrom(lane, policy, t);
      if (!pick) continue;
      // Between queues the older claim goes first; priority only reorders inside its own queue,
      // so no queue can starve another at a window that serves both.
      const claim = lanes.length > 1 ? claimOf(lane, pick) : 0;
      if (chosen && claim >= oldest) continue;
      chosen = pick;
      from = lane;
      oldest = claim;
    }
    if (!chosen || !from) break;
    rows.push(chosen);
    if (isEnough(chosen)) return rows;
    advance(from, chosen.ticket);
  }
  const notYet = lanes.flatMap((lane) => [
    ...lane.reentered.map(({ ticket }) => ({ row: { ticket, reason: 'resting' as const }, from: ticket.restUntil })),
    ...lane.later.map((ticket) => ({ row: { ticket, reason: 'booked-later' as const }, from: ticket.bookedFor })),
  ]);
  notYet.sort((a, b) => a.from - b.from || a.row.ticket.id - b.row.ticket.id);
  return [...rows, ...notYet.map(({ row }) => row)];
}

/** The ticket that `call next` calls, or null when nobody may be called. */
export function nextOf(rows: readonly OrderRow[]): OrderRow | null {
  const first = rows[0];
  return first && mayBeNext(first) ? first : null;
}

/** Whether `next` would ever reach this row as things stand: no rest, and no minute that is still to come. */
export function mayBeNext({ reason }: OrderRow): boolean {
  return reason !== 'resting' && reason !== 'booked-later';
}

function laneOf(state: HallState, queue: string, t: number): Lane {
  const lane: Lane = { ordinary: [], priority: [], booked: [], later: [], reentered: [], ...countersOf(state, queue) };
  for (const id of state.waiting) {
    const ticket = state.tickets.get(id);
    if (!ticket || ticket.queue !== queue) continue;
    if (ticket.reentered) lane.reentered.push({ ticket, behind: ticket.behind });
    else if (ticket.priority === '') lane.ordinary.push(ticket);
    else if (ticket.priority === 'booked') (ticket.bookedFor <= t ? lane.booked : lane.later).push(ticket);
    else lane.priority.push(ticket);
  }
  lane.ordinary.sort(latestFirst);
  lane.priority.sort(latestFirst);
  lane.booked.sort((a, b) => b.bookedFor - a.bookedFor || latestFirst(a, b));
  lane.reentered.sort((a, b) => a.ticket.waitingSince - b.ticket.waitingSince || a.ticket.id - b.ticket.id);
  return lane;
}

function countersOf(state: HallState, queue: string): { run: number; gap: number; yielded: number } {
  const { run, gap, yielded } = queueState(state, queue);
  return { run, gap, yielded };
}

function pickFrom(lane: Lane, policy: QueuePolicy, t: number): OrderRow | null {
  const ordinary = lane.ordinary.at(-1);
  const priority = lane.priority.at(-1);
  const booked = lane.booked.at(-1);
  const othersWait = ordinary !== undefined || priority !== undefined || booked !== undefined;
  const back = lane.reentered.find((entry) => (othersWait ? entry.behind <= 0 : t >= entry.ticket.restUntil));
  if (back && (!othersWait || mayRun(lane, policy))) return { ticket: back.ticket, reason: 'reentered' };
  const first: OrderRow | null = booked
    ? { ticket: booked, reason: 'booked' }
    : priority
      ? { ticket: priority, reason: 'priority' }
      : null;
  if (first && !(ordinary && lane.yielded >= policy.guaranteeAfter)) return first;
  return ordinary ? { ticket: ordinary, reason: first ? 'guaranteed' : 'ordinary' } : null;
}

/** At most S passed numbers in a run, then M ordinary ones before the next run. */
function mayRun(lane: Lane, policy: QueuePolicy): boolean {
  if (lane.run === 0 || lane.gap >= policy.reentryGap) return true;
  return lane.gap === 0 && lane.run < policy.reentryRun;
}

/** The oldest place of those who may be called: a passed number that still stays behind claims nothing. */
function claimOf(lane: Lane, pick: OrderRow): number {
  const keys = [pick.ticket.key, lane.ordinary.at(-1)?.key, lane.priority.at(-1)?.key];
  // Booked ones go by their minute: the oldest place need not be the first of them.
  return Math.min(...keys.filter((key) => key !== undefined), ...lane.booked.map((ticket) => ticket.key));
}

function advance(lane: Lane, ticket: Ticket): void {
  const counters = countersAfterCall(lane, ticket, lane.ordinary.length > 0);
  lane.run = counters.run;
  lane.gap = counters.gap;
  lane.yielded = counters.yielded;
  if (lane.ordinary.at(-1)?.id === ticket.id) lane.ordinary.pop();
  if (lane.priority.at(-1)?.id === ticket.id) lane.priority.pop();
  if (lane.booked.at(-1)?.id === ticket.id) lane.booked.pop();
  if (lane.reentered.length === 0) return;
  lane.reentered = lane.reentered
    .filter((entry) => entry.ticket.id !== ticket.id)
    .map((entry) => ({ ...entry, behind: entry.behind - 1 }));
}

/** So that taking the earliest is a `pop`. */
function latestFirst(a: Ticket, b: Ticket): number {
  return b.key - a.key || b.id - a.id;
}
