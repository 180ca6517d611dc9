import type { Decision } from '#lib/store/device-db.ts';
import { isRefusalCode } from '#lib/domain/shared/refusals.ts';
import { answerCode } from '../live/answer.ts';

export interface SendableRow {
  id: string;
  text: string;
}

export interface Sender {
  /** Sends the row's exact text until the hall has decided it. */
  untilDecided(row: SendableRow): Promise<Decision>;
  /** Sends it once; a line that is down is a refusal. */
  once(row: SendableRow): Promise<Decision>;
}

const ANSWER_WITHIN = 8000;

export interface SenderPorts {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Resolves when it is worth trying again. */
  pause: (attempt: number) => Promise<void>;
}

/** Over `POST /api/commands`: the answer is the decision. */
export function httpSender(ports: SenderPorts): Sender {
  const send = async (row: SendableRow): Promise<Decision | null> => {
    try {
      const response = await ports.fetch('/api/commands', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: row.text,
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      });
      if (response.ok) return (await response.json()) as Decision;
      // Too early, too many, or the hall is not itself: nothing was decided, the same text goes again.
      if (response.status === 429 || response.status === 408 || response.status >= 500) return null;
      const code = await answerCode(response);
      return { id: row.id, ok: false, code: isRefusalCode(code) ? code : 'bad-request' };
    } catch {
      return null;
    }
  };
  return {
    async untilDecided(row) {
      for (let attempt = 0; ; attempt += 1) {
        const decision = await send(row);
        if (decision) return decision;
        await ports.pause(attempt);
      }
    },
    async once(row) {
      return (await send(row)) ?? { id: row.id, ok: false, code: 'line-down' };
    },
  };
}
