import { decide, type DecideContext, type LedgerEvent } from '#lib/domain/index.ts';
import { log } from '../log.ts';
import { answerAgain } from './answered.ts';
import { declare } from './declarations.ts';
import type { CommandDecision } from './envelope.ts';
import { sha256Text } from './hash.ts';
import { ratingKeysOf, type CommandJob } from './jobs.ts';
import type { LocalTime } from './local-time.ts';
import { ownEvents } from './own-events.ts';
import type { TurnDraft } from './turn-draft.ts';

/** What is the same for all commands of a turn. */
export type TurnTerms = Pick<
  DecideContext,
  't' | 'hallOpen' | 'inTouch' | 'returned' | 'setup' | 'setupAt' | 'knowsAccount'
>;

/**
 * Decides a command on the turn's draft: its events and its answer are added there. An id that has its answer gets that
 * one again, and nothing is added.
 */
export function decideCommand(job: CommandJob, draft: TurnDraft, terms: TurnTerms, time: LocalTime): CommandDecision {
  const { envelope, author } = job;
  const { id } = envelope;
  const hash = sha256Text(envelope.text);
  const before = draft.known.get(id);
  if (before) return answerAgain(id, before, hash);
  try {
    const { state } = draft;
    const seq = state.seq + 1;
    const { declarations, device, staff } = declare(state, envelope, author);
    const lag = envelope.class === 'fact' ? Math.max(0, Math.round(job.lag)) : 0;
    const context: DecideContext = {
      ...terms,
      lag,
      seq,
      device,
      staff,
      roles: author.roles,
      surface: author.surface,
      grant: `${device}.${envelope.n}`,
      ownGrant: `${envelope.incarnation}/${envelope.command.body.day}/${envelope.n}`,
      department: author.department ?? null,
      dossier: job.extra.dossier ?? null,
      ratedBefore: ratingKeysOf(job).some((key) => draft.rated.has(key)),
    };
    const result = decide(state, envelope.command, context);
    if (!result.ok) {
      const { code, data } = result;
      return draft.remember(id, hash, { id, ok: false, code, ...(data ? { data } : {}) });
    }
    if (result.value.length === 0) return draft.remember(id, hash, { id, ok: true, from: 0, to: 0 });
    const header = { t: context.t, device, n: envelope.n, staff, lag };
    draft.append([
      ...ownEvents(declarations, seq, time.t(state.day)),
      ...result.value.map((event): LedgerEvent => ({ ...event, ...header })),
    ]);
    return draft.remember(id, hash, { id, ok: true, from: seq, to: seq });
  } catch (error) {
    // A poisonous command harms nobody: nothing of it was appended.
    log.error('decide failed', error, { kind: envelope.command.kind });
    return draft.remember(id, hash, { id, ok: false, code: 'internal-error' });
  }
}
