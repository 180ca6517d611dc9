/**
 * Decimals as people write money and shares, added exactly: integers of the smallest unit, never
 * floating point. Ten thousand yuan with two places is counted in hundreds of yuan.
 */

/** Shape: digits, at most one point, no sign, no leading zero, no grouping. */
const shape = /^(?:0|[1-9]\d{0,14})(?:\.(\d{1,6}))?$/;

export function isDecimal(text: string): boolean {
  return shape.test(text);
}

/** Digits after the point. */
export function decimalsOf(text: string): number {
  return shape.exec(text)?.[1]?.length ?? 0;
}

/** In units of 10⁻⁶; the caller has asked `isDecimal`. */
export function toMillionths(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(6, '0'));
}

/** `-0.01`, `100`, with at least so many places as are asked for. */
export function fromMillionths(millionths: bigint, places = 2): string {
  const sign = millionths < 0n ? '-' : '';
  const digits = String(millionths < 0n ? -millionths : millionths).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/, '').padEnd(places, '0');
  return `${sign}${digits.slice(0, -6)}${fraction === '' ? '' : `.${fraction}`}`;
}
