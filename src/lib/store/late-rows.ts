import type { RefusalCode, Result } from '#lib/domain/index.ts';
import { ask } from './api.ts';
import type { Decision, OutboxRow } from './device-db.ts';

/** Rows in one request, as the hall takes them. */
const AT_ONCE = 50;

interface LateOutbox {
  readonly rows: readonly OutboxRow[];
  settle(decision: Decision): Promise<void>;
}

type HandIn = (rows: readonly string[]) => Promise<Result<{ decisions: Decision[] }, RefusalCode>>;

const passing: readonly RefusalCode[] = ['line-down', 'not-saved-at-hall', 'too-many-requests', 'internal-error'];

const post: HandIn = (rows) => ask('POST', '/api/quarantine', { rows });

/**
 * What a PC has done that the hall had no answer to when it was revoked: handed in, in its order, for a supervisor to
 * see. Where it still belongs to the hall nothing happens and the rows stay. Asked whenever nobody is signed in, as the
 * PC is not told why. `later`: the line or the hall failed, and it is worth asking again.
 */
export async function handInLate(outbox: LateOutbox, handIn: HandIn = post): Promise<'done' | 'later'> {
  const facts = outbox.rows.filter((row) => row.class === 'fact');
  for (let from = 0; from < facts.length; from += AT_ONCE) {
    const part = facts.slice(from, from + AT_ONCE);
    const answer = await handIn(part.map(({ text }) => text));
    if (!answer.ok) return passing.includes(answer.code) ? 'later' : 'done';
    for (const [index, { id }] of part.entries()) {
      const decision = answer.value.decisions[index];
      // No room for it at the hall just now: it stays here.
      if (!decision || (!decision.ok && decision.code === 'too-many-requests')) return 'done';
      await outbox.settle({ ...decision, id });
    }
  }
  return 'done';
}
