export * from './entries.ts';
export * from './applicant-name.ts';
