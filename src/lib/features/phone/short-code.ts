/** A ticket's short code: the first 40 bits of its token's hash, eight Crockford base32 characters. */
export const SHORT_CODE_LENGTH = 8;

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const alike: Record<string, string> = { I: '1', L: '1', O: '0' };

export interface ShortCodeReading {
  /** Canonical characters so far, at most eight. */
  code: string;
  /** The first character that no code contains. */
  stranger: string | null;
  complete: boolean;
}

/** Reads what a person typed: any case, with spaces or hyphens, I and L for 1, O for 0. */
export function readShortCode(typed: string): ShortCodeReading {
  let code = '';
  let stranger: string | null = null;
  // Full-width letters and digits come from Chinese input methods.
  for (const character of typed.normalize('NFKC').toUpperCase()) {
    if (/[\s\-–—_·]/.test(character)) continue;
    const canonical = alike[character] ?? character;
    if (!alphabet.includes(canonical)) {
      stranger ??= character;
      continue;
    }
    code += canonical;
  }
  const whole = code.length === SHORT_CODE_LENGTH && stranger === null;
  return { code: code.slice(0, SHORT_CODE_LENGTH), stranger, complete: whole };
}

/** `M8D4R3WP` → `M8D4 R3WP`, as it is printed. */
export function groupShortCode(code: string): string {
  return code.length > 4 ? `${code.slice(0, 4)} ${code.slice(4)}` : code;
}
