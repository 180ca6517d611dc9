import type { HallState } from '#lib/domain/index.ts';

/** The window that a device has open, else the name it was given; '' when neither is known. */
export function deskOf(state: HallState, device: number): string {
  for (const window of state.windows.values()) {
    if (window.device === device && window.phase !== 'closed') return String(window.no);
  }
  return state.devices.get(device)?.label ?? '';
}
