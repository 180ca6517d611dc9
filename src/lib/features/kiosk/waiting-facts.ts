import type { Setup } from '#lib/domain/setup/setup.ts';
import type { BoardView, Estimate } from '#lib/domain/views/wire.ts';

/** What the sill says of a matter before its number is taken. */
export interface WaitingFacts {
  area: { name: string; nameEn: string; floor: string; floorEn: string };
  /** Open windows that serve it; where none is open, those that would. */
  windows: number[];
  ahead: number;
  estimate: Estimate | null;
  /** Why no number is given now. */
  locked: 'hall-closed' | 'queue-closed' | 'contingent-used-up' | null;
  /** Numbers left today, where that is limited and nearly used up. */
  left: number | null;
}

const FEW_LEFT = 10;

export function waitingFacts(setup: Setup, board: BoardView, code: string): WaitingFacts | null {
  const queue = setup.queues.find((candidate) => candidate.id === setup.routes[code]);
  if (!queue) return null;
  const now = board.queues.find((candidate) => candidate.id === queue.id);
  const area = setup.areas.find((candidate) => candidate.id === queue.area);
  const open = now?.windows ?? [];
  const serving = setup.windows.filter((window) => window.queues.includes(queue.id)).map((window) => window.no);
  const left = now?.left ?? null;
  return {
    area: {
      name: area?.name ?? '',
      nameEn: area?.nameEn ?? '',
      floor: area?.floor ?? '',
      floorEn: area?.floorEn ?? '',
    },
    windows: open.length > 0 ? open : serving,
    ahead: now?.waiting ?? 0,
    estimate: now?.estimate ?? null,
    locked: lockOf(board, now?.closed ?? false, left),
    left: left !== null && left > 0 && left <= FEW_LEFT ? left : null,
  };
}

function lockOf(board: BoardView, closed: boolean, left: number | null): WaitingFacts['locked'] {
  if (!board.open) return 'hall-closed';
  if (closed) return 'queue-closed';
  return left === 0 ? 'contingent-used-up' : null;
}

/** `8:30–12:00、14:00–17:30` */
export function hoursText(hours: Setup['hours'], separator: string): string {
  const clock = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  return hours.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(separator);
}
