export * from './calling-order.ts';
export * from './custody.ts';
export * from './estimate.ts';
export { decideQueue } from './decide-queue.ts';
export { decideCustody } from './decide-custody.ts';
export { decideService } from './decide-service.ts';
export { decideTake, numberEvents } from './decide-take.ts';
export { findTicket } from './find-ticket.ts';
export { reentryPlace, waitAgain } from './decide-queue.ts';
