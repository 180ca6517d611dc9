import type { BoardCall, BoardZone } from '#lib/domain/views/wire.ts';

/** Sizes in the picture's own pixels (1920 × 1080); the page scales them to the screen. */
export interface ZoneLayout {
  columns: number;
  /** Ordinary rows that fit; a fresh call takes two. */
  rows: number;
  width: number;
}

const PAGE = 1840;
const GAP = 80;

/** Two zones side by side are the rule; four stand two by two. */
export function layoutFor(zones: number): ZoneLayout {
  const columns = zones === 4 ? 2 : Math.max(1, Math.min(3, zones));
  const lines = Math.max(1, Math.ceil(zones / columns));
  return {
    columns,
    rows: lines === 1 ? 5 : 2,
    width: (PAGE - GAP * (columns - 1)) / columns,
  };
}

export interface PlacedCall {
  call: BoardCall;
  /** Fresh: inverted. `tall` takes two rows. */
  fresh: boolean;
  tall: boolean;
}

export interface PlacedZone {
  rows: PlacedCall[];
  /** What no row is left for, then what is over: newest first. */
  earlier: BoardCall[];
}

/** Gives every call of a zone its row: fresh ones on top and twice as high while there is room for all of them. */
export function placeCalls(
  zone: Pick<BoardZone, 'calls' | 'recent'>,
  isFresh: (call: BoardCall) => boolean,
  rows: number,
): PlacedZone {
  const newestFirst = [...zone.calls].sort((a, b) => b.seq - a.seq);
  const fresh = newestFirst.filter(isFresh);
  const plain = newestFirst.filter((call) => !isFresh(call));
  const placed: PlacedCall[] = [];
  const left: BoardCall[] = [];
  let free = rows;
  fresh.forEach((call, index) => {
    const stillToCome = fresh.length - index - 1;
    // No fresh call goes unshown because another one is tall.
    const tall = free - stillToCome >= 2;
    const needed = tall ? 2 : 1;
    if (free < needed) return left.push(call);
    placed.push({ call, fresh: true, tall });
    free -= needed;
  });
  for (const call of plain) {
    if (free > 0) {
      placed.push({ call, fresh: false, tall: false });
      free -= 1;
    } else left.push(call);
  }
  return { rows: placed, earlier: [...left, ...zone.recent] };
}

/** Text size of a label and its window in a row: as large as the row allows, smaller for long labels. */
export function callSize(label: string, window: number, tall: boolean, width: number, suffix: number): number {
  const ems = [...label, ...String(window)].reduce((sum, character) => sum + emsOf(character), 0);
  const room = width - 64 - (tall ? 130 : 40) - suffix * (tall ? 64 : 54);
  return Math.round(Math.min(tall ? 190 : 118, room / ems));
}

/** Widths of the bold face; rounded up, so that a row never runs over. */
function emsOf(character: string): number {
  if (/\d/.test(character)) return 0.585;
  return /[MW]/.test(character) ? 0.95 : 0.69;
}
