export { decidePickup, freeShelf, isUnderway, type PickupCommand } from './decide-pickup.ts';
export { handOverRefusal, pickupCheckOf, pickupFaults, type PickupCheck, type PickupFault } from './bundle.ts';
