import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalText, type DossierContent } from '#lib/domain/index.ts';
import { base64url } from './base64url.ts';

/** First 16 bytes of SHA-256 of the canonical text, base64url: what an acceptance cites. */
export function contentHash(content: DossierContent): string {
  return base64url(sha256(utf8ToBytes(canonicalText(content))).subarray(0, 16));
}
