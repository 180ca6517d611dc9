export * from './roles.ts';
export * from './permissions.ts';
export * from './routes.ts';
export * from './audit.ts';
