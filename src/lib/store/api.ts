import { isRefusalCode, type RefusalCode, type Result, type SessionView, type Setup } from '#lib/domain/index.ts';

const ANSWER_WITHIN = 8000;

/** One HTTP request to the hall. Refusals: the hall's own codes; `line-down` when nobody answers. */
export async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  within = ANSWER_WITHIN,
): Promise<Result<T, RefusalCode>> {
  try {
    const response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(within),
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const value: unknown = await response.json();
    if (response.ok) return { ok: true, value: value as T };
    const { code, data } = value as { code?: unknown; data?: Record<string, unknown> };
    const known = typeof code === 'string' && isRefusalCode(code) ? code : 'internal-error';
    return data ? { ok: false, code: known, data } : { ok: false, code: known };
  } catch {
    return { ok: false, code: 'line-down' };
  }
}

export const askSession = (): Promise<Result<SessionView, RefusalCode>> => ask('GET', '/api/session', undefined, 4000);
export const askSetup = (version: number): Promise<Result<Setup, RefusalCode>> => ask('GET', `/api/setup/${version}`);

/** Where rooms are shared. */
export function roomsAddress(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rooms`;
}
