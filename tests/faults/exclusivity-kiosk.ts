import { randomBytes } from 'node:crypto';
import { tokenHash, type Decision } from '../conformance/desk.ts';
import { demand } from '../conformance/violation.ts';
import type { FaultyLine } from './exclusivity-line.ts';

interface Kept {
  id: string;
  text: string;
  answer: Decision | null;
}

/** So long a kiosk waits for an answer, ms; then it asks again, with the same row. */
const PATIENCE = 400;

/** A paired kiosk over a faulty line: one request for each number, the same one until it has its answer. */
export class ExclusiveKiosk {
  readonly path: FaultyLine;
  readonly rows: Kept[] = [];
  readonly #incarnation = randomBytes(15).toString('base64url');
  #cookie = '';

  constructor(path: FaultyLine) {
    this.path = path;
  }

  async pair(base: string, token: string): Promise<this> {
    const response = await fetch(`${base}/api/pairings/claim`, {
      method: 'POST',
      headers: { origin: base },
      body: JSON.stringify({ token, incarnation: this.#incarnation, surface: 'kiosk' }),
    });
    if (response.status !== 200) throw new Error(`pairing: ${response.status} ${await response.text()}`);
    this.#cookie = response.headers
      .getSetCookie()
      .map((text) => text.split(';')[0])
      .join('; ');
    return this;
  }

  take(day: string, code: string): Promise<void> {
    const id = `${this.#incarnation}.${this.rows.length + 1}`;
    const body = { day, code, care: false, tokenHash: tokenHash(), channel: 'kiosk' };
    const row = { id, after: null, class: 'request', kind: 'take', setup: 1, staff: null, at: 0, body };
    const kept: Kept = { id, text: JSON.stringify(row), answer: null };
    this.rows.push(kept);
    return this.ask(kept);
  }

  /** Sends the row; an answer is the one that it had before. */
  async ask(kept: Kept): Promise<void> {
    const origin = `http://127.0.0.1:${this.path.port}`;
    const answer = await fetch(`${origin}/api/commands`, {
      method: 'POST',
      headers: { cookie: this.#cookie, origin, connection: 'close' },
      body: kept.text,
      signal: AbortSignal.timeout(PATIENCE),
    })
      .then(async (response) => (response.status === 200 ? ((await response.json()) as Decision) : null))
      .catch(() => null);
    if (!answer) return;
    // What is printed beside a decision is of the moment it is asked in.
    const { data: _printed, ...decision } = answer;
    const isSame = kept.answer === null || JSON.stringify(kept.answer) === JSON.stringify(decision);
    demand(isSame, `the same id has the same answer: ${JSON.stringify(kept.answer)}, ${JSON.stringify(decision)}`);
    kept.answer = decision;
  }
}
