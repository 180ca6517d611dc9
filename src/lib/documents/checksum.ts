import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * `SM3 7f3a 91c2　SHA-256 b04e 5d17`: the first four bytes of each hash (GB/T 32905, FIPS 180-4) of the
 * data that a paper rests on. It shows that a paper and its record belong together; it is no seal and
 * no signature, and no paper calls it one. SM3 is loaded at the first call.
 */
export async function documentChecksum(data: string | Uint8Array): Promise<string> {
  const { sm3 } = await import('sm-crypto-v2');
  const bytes = typeof data === 'string' ? utf8ToBytes(data) : data;
  return `SM3 ${shortened(sm3(bytes))}\u3000SHA-256 ${shortened(bytesToHex(sha256(bytes)))}`;
}

function shortened(hex: string): string {
  return `${hex.slice(0, 4)} ${hex.slice(4, 8)}`;
}
