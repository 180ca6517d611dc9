export * from './birth-date.ts';
export * from './resident-id.ts';
export * from './uscc.ts';
export * from './phone.ts';
export * from './mrz.ts';
export * from './check-identity.ts';
export * from './masks.ts';
