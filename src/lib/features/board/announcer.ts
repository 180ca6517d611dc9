import type { BoardCall, BoardView } from '#lib/domain/views/wire.ts';

/**
 * Which calls are still to be spoken. Every call that stands and was never seen is spoken once, in the
 * order of its `seq`, however quickly they come; what stood when the screen was switched on is not.
 */
export interface AnnouncerState {
  day: string | null;
  /** Highest `seq` seen today; null before the first view. */
  seen: number | null;
  waiting: readonly BoardCall[];
}

export const quietAnnouncer: AnnouncerState = { day: null, seen: null, waiting: [] };

/** Takes in a view of the hall; `fresh` are the calls it brought. */
export function seeBoard(
  state: AnnouncerState,
  view: Pick<BoardView, 'day' | 'zones'>,
): { state: AnnouncerState; fresh: BoardCall[] } {
  const calls = view.zones.flatMap((zone) => zone.calls);
  const over = view.zones.flatMap((zone) => zone.recent);
  const highest = Math.max(0, ...calls.map((call) => call.seq), ...over.map((call) => call.seq));

  const firstView = state.seen === null;
  // Under a new epoch the count begins again: what stands then is old news.
  const countBeganAgain = state.day === view.day && state.seen !== null && highest < state.seen;
  if (firstView || countBeganAgain) {
    return { state: { day: view.day, seen: highest, waiting: [] }, fresh: [] };
  }

  const newDay = state.day !== view.day;
  const after = newDay ? 0 : (state.seen ?? 0);
  const bySeq = new Map(calls.filter((call) => call.seq > after).map((call) => [call.seq, call]));
  const fresh = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  const kept = newDay ? [] : state.waiting;
  return {
    state: { day: view.day, seen: Math.max(after, highest), waiting: [...kept, ...fresh] },
    fresh,
  };
}

/** The next to speak, taken off the queue. */
export function nextToSpeak(state: AnnouncerState): { state: AnnouncerState; call: BoardCall | null } {
  const [call, ...rest] = state.waiting;
  return { state: { ...state, waiting: rest }, call: call ?? null };
}

/** `A021` → `A 零 二 一`: digits one by one, letters as they are. */
export function spellLabel(label: string, digits: readonly string[]): string {
  return [...label].map((character) => digits[Number.parseInt(character, 10)] ?? character).join(' ');
}
