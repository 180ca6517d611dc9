import { sha256Text } from './hash.ts';

/**
 * The ledger's hash chain: head(n) = SHA-256(head(n−1) ‖ JSON of [n, tuples]). A `seal` event
 * writes the head into the ledger every 100 entries and at the close of day.
 */
export function nextHead(head: string, seq: number, tuples: unknown): string {
  return sha256Text(`${head}${JSON.stringify([seq, tuples])}`);
}

export const SEAL_EVERY = 100;
