export * from './events.ts';
export * from './codec.ts';
export * from './state.ts';
export { countersAfterCall } from './evolve-ticket.ts';
export { evolveEntry } from './evolve.ts';
export type { CarryValues } from './evolve-day.ts';
export * from './matter-state.ts';
export * from './bundle-rights.ts';
export { isBundleReady } from './evolve-matter.ts';
