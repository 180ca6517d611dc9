export * from './wire.ts';
export * from './session-view.ts';
export * from './board-view.ts';
export { receiptView } from './receipt-view.ts';
export type { ReceiptSources, Visit } from './receipt-sources.ts';
export { namesOf, placeOf } from './places.ts';
export { peopleAhead } from './ticket-receipt.ts';
export { pickupPlace } from './matter-receipt.ts';
export * from './schedule-view.ts';
