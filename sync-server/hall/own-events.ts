import type { EventBody, LedgerEvent } from '#lib/domain/index.ts';

/** What the relay says by itself, `t` ms after the day's midnight: of no device, by nobody, numbered as its entry. */
export function ownEvents(events: readonly EventBody[], seq: number, t: number): LedgerEvent[] {
  return events.map((event) => ({ ...event, t, device: 0, n: seq, staff: 0, lag: 0 }));
}
