import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256Text } from '../hall/hash.ts';

/** A bearer secret: 256 random bits, base64url. Only its hash is ever stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashOfToken(token: string): string {
  return sha256Text(token);
}

/** Without letters and digits that people confuse when they read a password from paper. */
const readable = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A one-time password: 12 characters, about 59 bits, in three groups. */
export function newPassword(): string {
  const letters = Array.from({ length: 12 }, () => {
    for (;;) {
      const [byte = 0] = randomBytes(1);
      // Bytes past the last whole multiple would make some letters likelier.
      if (byte < readable.length * Math.floor(256 / readable.length)) return readable[byte % readable.length];
    }
  }).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
}

/** Six digits for reading aloud. */
export function newPairingCode(): string {
  return String(randomBytes(4).readUInt32BE() % 1_000_000).padStart(6, '0');
}

// OWASP's argon2id setting for 19 MiB: about 30 ms on an old PC.
const parameters = { parallelism: 1, tagLength: 32, memory: 19_456, passes: 2 };

/** argon2id, `salt.hash`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  return `${nonce.toString('base64url')}.${(await derive(password, nonce)).toString('base64url')}`;
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split('.');
  const expected = Buffer.from(hash, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, nonce: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message: Buffer.from(password.normalize('NFC')), nonce, ...parameters }, (error, key) => {
      if (error) reject(error);
      else resolve(Buffer.from(key));
    });
  });
}
