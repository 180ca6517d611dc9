import { readShortCode, SHORT_CODE_LENGTH } from '../phone/short-code.ts';

/** How somebody says which booking is theirs. */
export type CheckInWay = 'phone' | 'code';

export const PHONE_LEAST = 4;
export const PHONE_MOST = 6;

/** What is typed so far, cut to what can be asked; complete once it can be. */
export function readTyped(way: CheckInWay, typed: string): { key: string; isComplete: boolean; isFull: boolean } {
  if (way === 'phone') {
    const key = typed.replace(/\D/g, '').slice(0, PHONE_MOST);
    return { key, isComplete: key.length >= PHONE_LEAST, isFull: key.length === PHONE_MOST };
  }
  const { code } = readShortCode(typed);
  const isFull = code.length === SHORT_CODE_LENGTH;
  return { key: code, isComplete: isFull, isFull };
}

/** What a scanner typed: the link of a voucher's QR code, or its token alone; null for anything else. */
export function readScan(text: string): string | null {
  const match = /(?:^|\/r\/)([\w-]{20,64})\/?$/.exec(text.trim());
  return match?.[1] ?? null;
}

/** A scanner types much faster than anybody could. */
const SAME_SCAN = 80;

/** Gathers what a scanner types; it ends with Enter. */
export class ScanBuffer {
  #text = '';
  #last = 0;

  /** `at`: the key event's time stamp, ms. */
  add(character: string, at: number): void {
    if (at - this.#last > SAME_SCAN) this.#text = '';
    this.#text += character;
    this.#last = at;
  }

  /** Enter came: the token that was scanned, or null when a person typed. */
  end(at: number): string | null {
    const text = at - this.#last > SAME_SCAN ? '' : this.#text;
    this.#text = '';
    return readScan(text);
  }
}
