import { clockText, clockTextWithSeconds } from '#lib/domain/index.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import type { StripView } from '#lib/ui/status-strip.ts';

const MINUTE = 60_000;

/** The three facts of the status strip from what the store knows. `now`: hall clock, epoch ms. */
export function stripOf(hall: HallStore, now: number): StripView {
  const offset = hall.setup?.hall.utcOffsetMinutes ?? 480;
  const seconds = (instant: number | null): string | null =>
    instant === null ? null : clockTextWithSeconds(instant, offset);
  // A question that nobody has answered yet is nothing to save.
  const unsent = hall.rows.filter((row) => row.class === 'fact').length;
  const view: StripView = {
    state: stateOf(hall),
    savedHereAt: seconds(hall.savedHereAt ?? hall.savedAtHallAt),
    savedAtHallAt: seconds(hall.savedAtHallAt),
    unsent,
    proposed: unsent,
    clockOffMinutes: Math.round(hall.clockOff / MINUTE),
    insecureOrigin: !isSecureContext,
    practice: hall.session?.practice ?? false,
  };
  if (view.state === 'cut' && hall.downSince !== null) {
    view.cutSince = clockText(hall.downSince, offset);
    view.cutMinutes = Math.floor((now - hall.downSince) / MINUTE);
  }
  if (view.state === 'back') {
    view.toSend = hall.backlog;
    view.sent = hall.backlog - Math.min(unsent, hall.backlog);
  }
  return view;
}

function stateOf(hall: HallStore): StripView['state'] {
  if (hall.cannotSave) return 'nothing-saved';
  if (hall.isRecovering) return 'recovering';
  if (hall.isUp && hall.hallFailing) return 'hall-failing';
  if (hall.isUp) return hall.backlog > 0 && hall.rows.some((row) => row.class === 'fact') ? 'back' : 'well';
  return hall.wasUp || hall.downSince !== null ? 'cut' : 'connecting';
}
