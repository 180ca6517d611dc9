export * from './close-day.ts';
export * from './carry.ts';
