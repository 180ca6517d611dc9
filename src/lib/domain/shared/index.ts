export * from './result.ts';
export * from './refusals.ts';
export * from './hall-time.ts';
export * from './names.ts';
export * from './roles.ts';
