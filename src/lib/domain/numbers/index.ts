export * from './matter-number.ts';
export * from './document-number.ts';
export * from './device-letter.ts';
