import { openRatings, type HallState, type RatingOffer, type Setup, type WindowState } from '#lib/domain/index.ts';

/** So long a finished visit is offered on the window's second screen. */
export const OFFERED_FOR = 60_000;

/** The window that this device has open; null: none. */
export function windowOfDevice(state: HallState, device: number): WindowState | null {
  if (device === 0) return null;
  return [...state.windows.values()].find((window) => window.phase !== 'closed' && window.device === device) ?? null;
}

/**
 * What the person who stands before a window may rate now: what this window finished within the last
 * minute, and nobody else has been called to it since. Whether it was rated on a phone meanwhile only the hall knows.
 */
export function screenOffers(state: HallState, setup: Setup, window: WindowState, t: number): RatingOffer[] {
  if (window.ticket !== null) return [];
  const isFresh = (at: number): boolean => at > 0 && t - at < OFFERED_FOR;
  const tickets = [...state.tickets.values()].filter(
    (ticket) => ticket.window === window.no && ticket.phase === 'done' && isFresh(ticket.endedAt),
  );
  const isPickup = setup.windows.find(({ no }) => no === window.no)?.kind === 'pickup';
  const matters = isPickup ? [...state.matters.values()].filter((matter) => isFresh(matter.handedAt)) : [];
  return openRatings(tickets, matters, window.no).sort((a, b) => b.at - a.at);
}
