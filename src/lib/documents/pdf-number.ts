/** PDF has no exponents, and a thousandth of a point is finer than any printer. */
export function n(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
