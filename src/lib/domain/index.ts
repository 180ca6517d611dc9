/** The hall's rules: pure, and the same code in the relay, the browser and the tests. See SPEC.md. */
export * from './access/index.ts';
export * from './command/index.ts';
export * from './day/index.ts';
export * from './dossier/index.ts';
export * from './intake/index.ts';
export * from './pickup/index.ts';
export * from './rating/index.ts';
export * from './schedule/index.ts';
export * from './ledger/index.ts';
export * from './queue/index.ts';
export * from './setup/index.ts';
export * from './shared/index.ts';
export * from './views/index.ts';
export * from './windows/index.ts';
export { decide } from './decide.ts';
