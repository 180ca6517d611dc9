import { answerCode } from '../live/answer.ts';

const ANSWER_WITHIN = 8000;

export type Answer<T> = { ok: true; value: T } | { ok: false; code: string; data: Record<string, unknown> };

/** One request of a phone. The refusals are the hall's; `line-down` when nobody answers. */
export async function ask<T>(path: string, body?: unknown): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      signal: AbortSignal.timeout(ANSWER_WITHIN),
      cache: 'no-store',
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const kept = response.clone();
    if (!response.ok) return { ok: false, code: await answerCode(response), data: await dataIn(kept) };
    return { ok: true, value: (await response.json()) as T };
  } catch {
    return { ok: false, code: 'line-down', data: {} };
  }
}

async function dataIn(response: Response): Promise<Record<string, unknown>> {
  try {
    const body = (await response.json()) as { data?: Record<string, unknown> };
    return body.data ?? {};
  } catch {
    return {};
  }
}
