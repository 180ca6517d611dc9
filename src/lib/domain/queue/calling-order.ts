import { countersAfterCall, queueState, type HallState, type Ticket } from '../ledger/index.ts';
import type { QueuePolicy } from '../setup/index.ts';

export type OrderReason = 'ordinary' | 'guaranteed' | 'priority' | 'reentered' | 'resting';

export interface OrderRow {
  ticket: Ticket;
  reason: OrderReason;
}

interface Lane {
  ordinary: Ticket[];
  priority: Ticket[];
  reentered: { ticket: Ticket; behind: number }[];
  run: number;
  gap: number;
  yielded: number;
}

/**
 * Everyone who waits in the given queues, in the order in which they would be called at `t`
 * (milliseconds since midnight) if nobody else came. Resting numbers come last: `next` does not
 * offer them. Rules Q8 (re-entry), Q10 (nobody waits), Q11 (priority and guarantee).
 */
export function callingOrder(state: HallState, queues: readonly string[], policy: QueuePolicy, t: number): OrderRow[] {
  const lanes = queues.map((queue) => laneOf(state, queue));
  const rows: OrderRow[] = [];
  for (;;) {
    const candidates = lanes.flatMap((lane) => {
      const pick = pickFrom(lane, policy, t);
      return pick ? [{ lane, pick, claim: claimOf(lane, pick) }] : [];
    });
    // Between queues the older claim goes first; priority only reorders inside its own queue,
    // so no queue can starve another at a window that serves both.
    candidates.sort((a, b) => a.claim - b.claim);
    const [chosen] = candidates;
    if (!chosen) break;
    rows.push(chosen.pick);
    advance(chosen.lane, chosen.pick.ticket);
  }
  const resting = lanes.flatMap((lane) => lane.reentered.map((entry) => entry.ticket));
  resting.sort((a, b) => a.restUntil - b.restUntil || a.id - b.id);
  return [...rows, ...resting.map((ticket): OrderRow => ({ ticket, reason: 'resting' }))];
}

/** The ticket that `call next` calls, or null when nobody may be called. */
export function nextOf(rows: readonly OrderRow[]): OrderRow | null {
  const first = rows[0];
  return first && first.reason !== 'resting' ? first : null;
}

function laneOf(state: HallState, queue: string): Lane {
  const lane: Lane = { ordinary: [], priority: [], reentered: [], ...countersOf(state, queue) };
  for (const id of state.waiting) {
    const ticket = state.tickets.get(id);
    if (!ticket || ticket.queue !== queue) continue;
    if (ticket.reentered) lane.reentered.push({ ticket, behind: ticket.behind });
    else if (ticket.priority === '') lane.ordinary.push(ticket);
    else lane.priority.push(ticket);
  }
  lane.ordinary.sort(latestFirst);
  lane.priority.sort(latestFirst);
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
  const othersWait = ordinary !== undefined || priority !== undefined;
  const back = lane.reentered.find((entry) => (othersWait ? entry.behind <= 0 : t >= entry.ticket.restUntil));
  if (back && (!othersWait || mayRun(lane, policy))) return { ticket: back.ticket, reason: 'reentered' };
  if (priority && !(ordinary && lane.yielded >= policy.guaranteeAfter)) {
    return { ticket: priority, reason: 'priority' };
  }
  if (ordinary) {
    return { ticket: ordinary, reason: priority && lane.yielded >= policy.guaranteeAfter ? 'guaranteed' : 'ordinary' };
  }
  return null;
}

/** At most S passed numbers in a run, then M ordinary ones before the next run. */
function mayRun(lane: Lane, policy: QueuePolicy): boolean {
  if (lane.run === 0 || lane.gap >= policy.reentryGap) return true;
  return lane.gap === 0 && lane.run < policy.reentryRun;
}

/** The oldest place of those who may be called: a passed number that still stays behind claims nothing. */
function claimOf(lane: Lane, pick: OrderRow): number {
  const keys = [pick.ticket.key, lane.ordinary.at(-1)?.key, lane.priority.at(-1)?.key];
  return Math.min(...keys.filter((key) => key !== undefined));
}

function advance(lane: Lane, ticket: Ticket): void {
  const counters = countersAfterCall(lane, ticket, lane.ordinary.length > 0);
  lane.run = counters.run;
  lane.gap = counters.gap;
  lane.yielded = counters.yielded;
  if (lane.ordinary.at(-1)?.id === ticket.id) lane.ordinary.pop();
  if (lane.priority.at(-1)?.id === ticket.id) lane.priority.pop();
  lane.reentered = lane.reentered
    .filter((entry) => entry.ticket.id !== ticket.id)
    .map((entry) => ({ ...entry, behind: entry.behind - 1 }));
}

/** So that taking the earliest is a `pop`. */
function latestFirst(a: Ticket, b: Ticket): number {
  return b.key - a.key || b.id - a.id;
}
