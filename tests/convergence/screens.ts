import { boardView, callingOrder, receiptView, waitingCounts, type HallState, type Setup } from '#lib/domain/index.ts';

const MIDNIGHT = Date.parse('2026-11-23T00:00:00+08:00');

/**
 * Everything that is drawn from a ledger: the board, each window's queue, each visitor's phone; and the state itself,
 * maps in their order, because some screens draw them in it.
 */
export function screensOf(state: HallState, setup: Setup): string {
  const t = 15 * 3_600_000;
  const clock = { now: MIDNIGHT + t, midnight: MIDNIGHT, practice: false, open: true };
  const sources = { ...clock, shortCode: '', labels: () => undefined, setupAt: () => setup, ratings: [] };
  return JSON.stringify(
    {
      state,
      board: boardView(state, setup, clock),
      counts: waitingCounts(state),
      windows: [...state.windows.values()].map(({ no, queues }) => [
        no,
        callingOrder(state, queues, setup.policy, t).map(({ ticket, reason }) => [ticket.label, reason]),
      ]),
      phones: [...state.tickets.values()].map((ticket) =>
        receiptView(state, setup, { ticket, booking: null, matters: [] }, sources),
      ),
    },
    (_, value: unknown) =>
      value instanceof Map ? ['map', ...value] : value instanceof Set ? ['set', ...value] : value,
  );
}
