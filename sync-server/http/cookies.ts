import type { IncomingMessage } from 'node:http';

export const SESSION_COOKIE = 'onewindow_session';
export const DEVICE_COOKIE = 'onewindow_device';

/** A cookie of the request by name. */
export function cookie(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name) return value;
  }
  return undefined;
}

/** HttpOnly, same-origin only; `Secure` where the hall is reached by TLS. */
export function setCookie(name: string, value: string, options: { secure: boolean; maxAgeSeconds: number }): string {
  const secure = options.secure ? '; Secure' : '';
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${options.maxAgeSeconds}${secure}`;
}

/**
 * Whether a state-changing request comes from a page of this hall. Browsers always send `Origin`
 * with such requests and with every websocket upgrade, so a missing one is not a page of ours.
 */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (!origin || !host) return false;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

/** Whether a request that changes nothing says that it comes from a page of somebody else. */
export function isForeign(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined && !isSameOrigin(request);
}
