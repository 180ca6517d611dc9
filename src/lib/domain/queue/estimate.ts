import { queueState, type HallState } from '../ledger/index.ts';

const MINUTE = 60_000;

/** Minutes, inclusive, and why: median service time × people ahead ÷ open windows, ± 25 %. */
export interface Estimate {
  from: number;
  to: number;
  medianMinutes: number;
  openWindows: number;
}

/**
 * Minutes until somebody with `ahead` people before them is called: median service time of the
 * queue's latest visits × people ahead ÷ windows open for it, ± 25 % (rule Q16). Null while there
 * is no history yet or no window is open: an estimate without ground is worse than none.
 */
export function estimateWait(state: HallState, queue: string, ahead: number): Estimate | null {
  const { service } = queueState(state, queue);
  const openWindows = openWindowsOf(state, queue).length;
  if (service.length === 0 || openWindows === 0) return null;
  const medianMinutes = medianOf(service) / MINUTE;
  const middle = (medianMinutes * ahead) / openWindows;
  return {
    from: Math.floor(middle * 0.75),
    to: Math.max(1, Math.ceil(middle * 1.25)),
    medianMinutes: Math.round(medianMinutes * 10) / 10,
    openWindows,
  };
}

export function openWindowsOf(state: HallState, queue: string): number[] {
  const open: number[] = [];
  for (const window of state.windows.values()) {
    if (window.phase === 'open' && window.queues.includes(queue)) open.push(window.no);
  }
  return open.sort((a, b) => a - b);
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
