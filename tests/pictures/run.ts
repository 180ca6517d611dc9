/** `npm run pictures`: a morning in the hall, then one visit through all its surfaces. */
await import('./take.ts');
await import('./visit.ts');
// Last: what the surfaces show besides their ordinary face.
if (process.argv.includes('--all')) {
  await import('./states.ts');
  await import('./cut-off.ts');
}

export {};
