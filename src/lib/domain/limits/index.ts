export * from './hall-minute.ts';
export * from './working-clock.ts';
export * from './due.ts';
export * from './stage-plan.ts';
export * from './card.ts';
