export * from './wire.ts';
export * from './session-view.ts';
export * from './board-view.ts';
export * from './receipt-view.ts';
