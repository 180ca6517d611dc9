import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** The bearer's key to one visit: 128 random bits, base64url, made here before anything is stored or sent. */
export function newToken(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)));
}

/** What the hall keeps of it: the first 16 bytes of SHA-256. From a library, as plain HTTP has no `crypto.subtle`. */
export function hashToken(token: string): string {
  return base64url(sha256(utf8ToBytes(token)).slice(0, 16));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
