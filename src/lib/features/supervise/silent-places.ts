import type { HallState } from '#lib/domain/index.ts';
import type { SilentDevice } from '#lib/store/ledger-room.ts';

/** A device that the hall does not hear, as a supervisor knows it. */
export interface SilentPlace {
  incarnation: string;
  /** The window that is open at it; 0: none. */
  window: number;
  label: string;
  /** The relay's wall clock, epoch ms; 0: not heard since the hall's program was started. */
  since: number;
  /** Waiting numbers that only it may call. */
  holds: number;
  /** Bundles that only it may hand over. */
  bundles: number;
}

/** Windows first, by their number; then what else holds numbers. */
export function silentPlaces(state: HallState, silent: readonly SilentDevice[]): SilentPlace[] {
  const places = silent.flatMap(({ device, since, holds, bundles = 0 }): SilentPlace[] => {
    const known = state.devices.get(device);
    if (!known) return [];
    let window = 0;
    for (const open of state.windows.values()) if (open.phase !== 'closed' && open.device === device) window = open.no;
    return [{ incarnation: known.incarnation, window, label: known.label, since, holds, bundles }];
  });
  return places.sort((a, b) => (a.window || Infinity) - (b.window || Infinity) || a.label.localeCompare(b.label));
}
