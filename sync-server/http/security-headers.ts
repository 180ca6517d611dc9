import type { ServerResponse } from 'node:http';

/** Half a year: long enough that nobody is ever asked in the clear, short enough to undo. */
const STRICT_TRANSPORT = `max-age=${180 * 24 * 3600}`;
const PERMISSIONS = ['geolocation', 'microphone', 'payment', 'usb', 'midi', 'display-capture'];

/**
 * What every answer says, whatever it is: nobody guesses its type, frames it, reads it from another site, or hears
 * where the reader came from. Documents replace the policy by their own (`documentPolicy`).
 */
export function secureHeaders(response: ServerResponse, isTls: boolean): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', `camera=(self), ${PERMISSIONS.map((name) => `${name}=()`).join(', ')}`);
  if (isTls) response.setHeader('strict-transport-security', STRICT_TRANSPORT);
}

/** What a page of the app may do: its own files, the inline scripts of these hashes, and lines to its own host. */
export function documentPolicy(scriptHashes: readonly string[], host: string): string {
  // Browsers of our floor do not count a websocket of the same host as 'self'.
  const lines = /^[\w.:[\]-]+$/.test(host) ? [`ws://${host}`, `wss://${host}`] : [];
  return [
    "default-src 'self'",
    ["script-src 'self'", ...scriptHashes.map((hash) => `'sha256-${hash}'`)].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    // A printed page is shown to the browser's own printer dialogue from memory.
    "frame-src 'self' blob:",
    "object-src 'self' blob:",
    ["connect-src 'self'", ...lines].join(' '),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}
