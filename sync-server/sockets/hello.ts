import { accepted, refused, type EventBody, type HallState, type Result } from '#lib/domain/index.ts';

/** The program's wire version; a client of another major one gets 4426. */
export const WIRE_VERSION = 1;

/** Undecided requests that a device may list on a line; it never has more than a few, and each is remembered for good. */
export const MOST_UNDECIDED = 200;

export interface Hello {
  incarnation: string;
  undecided: string[];
}

/** Frame 103 from a device. Refusals: bad-request, client-too-old. */
export function readHello(text: string): Result<Hello, 'bad-request' | 'client-too-old'> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return refused('bad-request');
  const { incarnation, undecided, version } = value as Record<string, unknown>;
  if (version !== WIRE_VERSION) return refused('client-too-old');
  if (typeof incarnation !== 'string' || !Array.isArray(undecided) || undecided.length > MOST_UNDECIDED)
    return refused('bad-request');
  if (!undecided.every((id) => typeof id === 'string' && /^[\w-]{16,32}\.\d{1,12}$/.test(id)))
    return refused('bad-request');
  return accepted({ incarnation, undecided: undecided as string[] });
}

/**
 * Frame 104 `[[ticket, round], …]`: the device has stored these calls of its own. Only what it
 * really called and what is not announced yet becomes an event (custody rule 8).
 */
export function announcementsOf(state: HallState, device: number, calls: unknown): EventBody[] {
  if (!Array.isArray(calls)) return [];
  const events: EventBody[] = [];
  for (const call of calls.slice(0, 20)) {
    const [id, round] = Array.isArray(call) ? (call as unknown[]) : [];
    const ticket = typeof id === 'number' ? state.tickets.get(id) : undefined;
    if (!ticket || ticket.round !== round || ticket.announced || ticket.phase !== 'called') continue;
    if (ticket.window === null || state.windows.get(ticket.window)?.device !== device) continue;
    events.push({ kind: 'announced', ticket: ticket.id, round: ticket.round });
  }
  return events;
}

export interface Gave {
  gave: string[];
  called: string[];
}

/** Frame 107: what a device says of rights that it was asked for; null when it is none. */
export function readGave(text: string): Gave | null {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return null;
  const { gave, called } = value as Record<string, unknown>;
  return areGrants(gave) && areGrants(called) ? { gave, called } : null;
}

function areGrants(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length <= 1000 &&
    value.every((grant) => typeof grant === 'string' && grant.length <= 100)
  );
}
