/** `npm run pictures`: a morning in the hall, then one visit through all its surfaces. */
await import('./take.ts');
await import('./visit.ts');

export {};
