export * from './command.ts';
export * from './context.ts';
export * from './read-command.ts';
