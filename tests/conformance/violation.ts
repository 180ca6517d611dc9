/** A promise of the relay that did not hold: what a check throws, and what it must throw against a broken relay. */
export class Violation extends Error {
  override name = 'Violation';
}

/** Throws a Violation that names the promise when it does not hold. */
export function demand(holds: unknown, promise: string): asserts holds {
  if (!holds) throw new Violation(promise);
}

/** Waits until a condition holds, in ms; that it never does is a Violation. */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  promise: string,
  within = 15_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const until = performance.now() + within;
  for (;;) {
    const value = await condition();
    if (value) return value as NonNullable<Exclude<T, false>>;
    if (performance.now() > until) throw new Violation(`in vain: ${promise}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
