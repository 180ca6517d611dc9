import { findTicket, type CommandBodies, type HallState, type Ticket } from '#lib/domain/index.ts';
import type { OutboxRow } from './device-db.ts';

/** Requests that move a number from this device's window: until it hears, it does not know where the number is. */
const moving: readonly string[] = ['transfer', 'undo'];

/**
 * CU9: rounds that only this device's own undecided facts have made, where the hall may have done something else with
 * the number meanwhile: the device has asked for that and not heard the answer, or its copy of the ledger is older than
 * what it has known. They are called again once the hall has spoken. What the ledger itself says is never unsure: marks
 * see to that.
 */
export function unsureRounds(
  decided: HallState,
  rows: readonly OutboxRow[],
  isCopyBehind: boolean,
): (ticket: Ticket) => boolean {
  const asked = new Set<number>();
  // Another page of this device has gone on to a later day; or this one has, and what came of a row is in the day before.
  const isBehind = isCopyBehind || rows.some(({ body }) => (body as { day: string }).day !== decided.day);
  for (const { kind, body } of rows) {
    if (!moving.includes(kind)) continue;
    // Asked before midnight, it goes by another number now.
    const found = findTicket(decided, body as CommandBodies['transfer']);
    if (found.ok) asked.add(found.value.id);
  }
  return (ticket) => {
    if (decided.tickets.get(ticket.id)?.grant === ticket.grant) return false;
    return isBehind || asked.has(ticket.id);
  };
}
