import { addDays, dateOfMinute, hallMinute, type HallState, type Matter, type Setup } from '#lib/domain/index.ts';

export interface BundleLine {
  matter: Matter;
  state: 'ready' | 'waiting';
  /** Last date it is kept; '' while it is not complete. */
  keepUntil: string;
  /** Kept longer than the hall keeps bundles. */
  isOver: boolean;
  inside: number;
  of: number;
  missing: string[];
}

/** What is on the shelf or awaited there: complete ones first, the longest kept on top. */
export function bundleLines(state: HallState, setup: Setup): BundleLine[] {
  return [...state.matters.values()]
    .filter((matter) => (matter.phase === 'accepted' || matter.phase === 'decided') && isBegun(matter))
    .map((matter) => lineOf(state, setup, matter))
    .sort((a, b) => order(a) - order(b) || a.matter.readyAt - b.matter.readyAt || a.matter.id - b.matter.id);
}

/** Something of it is here or on its way. */
function isBegun(matter: Matter): boolean {
  return matter.slots.some((slot) => slot.phase === 'in' || slot.phase === 'sent');
}

function lineOf(state: HallState, setup: Setup, matter: Matter): BundleLine {
  const slots = matter.slots.filter((slot) => slot.phase !== 'cancelled' && slot.phase !== 'out');
  const isReady = matter.readyAt !== 0;
  const readyOn = dateOfMinute(hallMinute(state.day, Math.floor(matter.readyAt / 60_000)));
  const keepUntil = isReady ? addDays(readyOn, setup.service.keepDays) : '';
  return {
    matter,
    state: isReady ? 'ready' : 'waiting',
    keepUntil,
    isOver: isReady && keepUntil < state.day,
    inside: slots.filter((slot) => slot.phase === 'in').length,
    of: slots.filter((slot) => !slot.waived).length,
    missing: slots.filter((slot) => slot.phase !== 'in' && !slot.waived).map((slot) => slot.slot),
  };
}

function order({ state }: BundleLine): number {
  return state === 'ready' ? 0 : 1;
}

/** The desk that keeps a bundle: the window it has open, else the name its device was given; null: nobody. */
export function keeperOf(state: HallState, device: number): { window: number | null; label: string } | null {
  if (device === 0) return null;
  for (const window of state.windows.values()) {
    if (window.device === device && window.phase !== 'closed') return { window: window.no, label: '' };
  }
  return { window: null, label: state.devices.get(device)?.label ?? '' };
}
