const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Eight Crockford characters: the first 40 bits of a token's hash (base64url). */
export function shortCodeOf(tokenHash: string): string {
  const bytes = atob(tokenHash.replace(/-/g, '+').replace(/_/g, '/')).slice(0, 5);
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte.charCodeAt(0));
  return Array.from({ length: 8 }, (_, index) => CROCKFORD[Number((bits >> BigInt(35 - index * 5)) & 31n)]).join('');
}
