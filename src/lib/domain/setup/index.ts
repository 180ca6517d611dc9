export * from './setup.ts';
export * from './calendar.ts';
export * from './check-setup.ts';
export * from './check-in-use.ts';
export * from './complete-setup.ts';
export * from './draft.ts';
export * from './department-of.ts';
