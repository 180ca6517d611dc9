/** A length. PDF has no exponents, and a hundredth of a point (4 µm) is finer than any printer. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A factor that lengths are multiplied by. */
export function factor(value: number): string {
  return String(Math.round(value * 1_000_000) / 1_000_000);
}
