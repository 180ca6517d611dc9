import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { RefusalCode, Result } from '#lib/domain/index.ts';

/** The HTTP status that goes with a refusal; the code in the body is the contract. */
const statuses: Partial<Record<RefusalCode, number>> = {
  'not-signed-in': 401,
  'sign-in-failed': 401,
  'device-not-paired': 401,
  'sign-in-throttled': 429,
  'too-many-requests': 429,
  'role-may-not': 403,
  'room-not-allowed': 403,
  'origin-not-allowed': 403,
  'account-inactive': 403,
  'device-revoked': 403,
  'device-not-yours': 403,
  'token-unknown': 404,
  'code-unknown': 404,
  'account-unknown': 404,
  'setup-unknown': 404,
  'token-expired': 410,
  'too-large': 413,
  'session-unknown': 404,
  'quarantine-unknown': 404,
  'account-taken': 409,
  'hall-already-open': 409,
  'not-saved-at-hall': 503,
  'hall-recovering': 503,
  'internal-error': 500,
};

const told = new WeakMap<ServerResponse, RefusalCode>();

/** With which code a request was refused; null: it was not. */
export function refusalOf(response: ServerResponse): RefusalCode | null {
  return told.get(response) ?? null;
}

/** Beyond this a body is worth compressing: a setup is 70 kB plain and 15 kB packed. */
const WORTH_PACKING = 4096;

export function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string | string[]> = {},
): void {
  const body = JSON.stringify(value);
  const packed = body.length > WORTH_PACKING && /\bgzip\b/.test(String(response.req.headers['accept-encoding'] ?? ''));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...(packed ? { 'content-encoding': 'gzip', vary: 'accept-encoding' } : {}),
    ...headers,
  });
  response.end(packed ? gzipSync(body) : body);
}

export function refuse(response: ServerResponse, code: RefusalCode, data?: Record<string, unknown>): void {
  told.set(response, code);
  // The rest of a body that is too long is not read: the connection is of no more use.
  const headers: Record<string, string> = code === 'too-large' ? { connection: 'close' } : {};
  json(response, statuses[code] ?? 422, data ? { code, data } : { code }, headers);
}

export function answer<T>(response: ServerResponse, result: Result<T, RefusalCode>): void {
  if (result.ok) json(response, 200, result.value ?? {});
  else refuse(response, result.code, result.data);
}

/** The body's text, at most `most` bytes; null when it is longer. */
export async function readBody(request: IncomingMessage, most: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Stays readable when we stop: a destroyed request takes the refusal's line with it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The body as a JSON object; null when it is too long or no object. */
export async function readObject(request: IncomingMessage, most = 64 * 1024): Promise<Record<string, unknown> | null> {
  const text = await readBody(request, most);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** A field as a string, empty when it is none. */
export function text(body: Record<string, unknown>, field: string): string {
  const value = body[field];
  return typeof value === 'string' ? value : '';
}
