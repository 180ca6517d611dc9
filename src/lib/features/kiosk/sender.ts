import type { Decision } from '#lib/store/device-db.ts';
import { isRefusalCode } from '#lib/domain/shared/refusals.ts';
import { answerCode } from '../live/answer.ts';

export interface SendableRow {
  id: string;
  text: string;
}

/** `not-decided`: the hall answered that it would not even look at it. */
export type Attempt =
  { state: 'decided'; decision: Decision } | { state: 'not-decided'; code: string } | { state: 'no-answer' };

export interface Sender {
  /** Sends the row's exact text once. */
  attempt(row: SendableRow): Promise<Attempt>;
  /** Sends it until the hall has decided it; null: `giveUp` said so after an attempt that nobody answered. */
  untilDecided(row: SendableRow, giveUp?: () => boolean): Promise<Decision | null>;
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
  const attempt = async (row: SendableRow): Promise<Attempt> => {
    try {
      const response = await ports.fetch('/api/commands', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: row.text,
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      });
      if (response.ok) return { state: 'decided', decision: (await response.json()) as Decision };
      // Too early, too many, or the hall is not itself: nothing was decided, the same text goes again.
      if (response.status === 429 || response.status === 408 || response.status >= 500) return { state: 'no-answer' };
      return { state: 'not-decided', code: await answerCode(response) };
    } catch {
      return { state: 'no-answer' };
    }
  };
  /** A request that the hall would not look at is refused. */
  const send = async (row: SendableRow): Promise<Decision | null> => {
    const answer = await attempt(row);
    if (answer.state === 'decided') return answer.decision;
    if (answer.state === 'no-answer') return null;
    return { id: row.id, ok: false, code: isRefusalCode(answer.code) ? answer.code : 'bad-request' };
  };
  return {
    attempt,
    async untilDecided(row, giveUp = () => false) {
      for (let tries = 0; ; tries += 1) {
        const decision = await send(row);
        if (decision) return decision;
        if (giveUp()) return null;
        await ports.pause(tries);
      }
    },
    async once(row) {
      return (await send(row)) ?? { id: row.id, ok: false, code: 'line-down' };
    },
  };
}
