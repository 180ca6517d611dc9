import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import {
  refused,
  accepted,
  receiptView,
  midnightOf,
  type HallState,
  type ReceiptView,
  type Result,
  type Ticket,
} from '#lib/domain/index.ts';
import type { Hall } from './hall.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** First 16 bytes of SHA-256 of a receipt's token, base64url: what the ledger keeps of it. */
export function tokenHash(token: string): string {
  return Buffer.from(sha256(utf8ToBytes(token)).slice(0, 16)).toString('base64url');
}

/** Eight Crockford characters: the first 40 bits of the hash. */
export function shortCodeOf(hash: string): string {
  const bytes = Buffer.from(hash, 'base64url').subarray(0, 5);
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: 8 }, (_, index) => CROCKFORD[Number((bits >> BigInt(35 - index * 5)) & 31n)]).join('');
}

/** As people type it: any case, I and L for 1, O for 0, spaces and dashes between. */
export function normaliseCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
}

export function isShortCode(text: string): boolean {
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(normaliseCode(text));
}

/** What is open for the holder of a token or a short code. Refusals: token-unknown, token-expired, code-unknown. */
export async function findReceipt(
  hall: Hall,
  key: string,
): Promise<Result<Ticket, 'token-unknown' | 'token-expired' | 'code-unknown'>> {
  const { state } = hall.engine;
  if (isShortCode(key)) {
    const code = normaliseCode(key);
    for (const [hash, id] of state.ticketsByToken) {
      if (shortCodeOf(hash) === code) return found(state, id);
    }
    return refused('code-unknown');
  }
  const hash = tokenHash(key);
  const id = state.ticketsByToken.get(hash);
  if (id !== undefined) return found(state, id);
  return refused((await hall.engine.wasYesterdays(hash)) ? 'token-expired' : 'token-unknown');
}

function found(state: HallState, id: number): Result<Ticket, 'token-unknown'> {
  const ticket = state.tickets.get(id);
  return ticket ? accepted(ticket) : refused('token-unknown');
}

export function viewReceipt(hall: Hall, ticket: Ticket): ReceiptView {
  const { state, setup } = hall.engine;
  return receiptView(state, setup, ticket, {
    now: hall.clock.now(),
    midnight: midnightOf(state.day, setup.hall.utcOffsetMinutes),
    practice: hall.isPractice,
    shortCode: shortCodeOf(ticket.token),
  });
}
