import { decideCommand, type TurnTerms } from './decide-command.ts';
import type { CommandDecision } from './envelope.ts';
import { ratingKeysOf, type CommandJob, type Job } from './jobs.ts';
import type { LocalTime } from './local-time.ts';
import { ownEvents } from './own-events.ts';
import { RATED } from './rating-key.ts';
import type { TurnDraft } from './turn-draft.ts';

/** Does a turn's jobs on its draft, in the order in which they came. Returns what tells them, once the draft is kept. */
export function decideBatch(
  batch: readonly Job[],
  draft: TurnDraft,
  terms: TurnTerms,
  time: LocalTime,
): (() => void)[] {
  const answers: (() => void)[] = [];
  for (const job of batch) {
    if (job.kind === 'act') {
      const seq = draft.state.seq + 1;
      const events = job.events(draft.state, seq);
      if (events.length > 0) draft.append(ownEvents(events, seq, time.t(draft.state.day)));
      draft.records.push(...job.changes());
      answers.push(job.settle);
    } else if (job.kind === 'expire') {
      const decisions = job.ids.map((id) => expire(id, draft));
      answers.push(() => job.settle(decisions));
    } else {
      const isAnswered = draft.known.has(job.envelope.id);
      const decision = decideCommand(job, draft, terms, time);
      if (!isAnswered && decision.ok && decision.from > 0) keepBeside(job, draft);
      answers.push(() => job.settle(decision));
    }
  }
  return answers;
}

/** A request whose line is lost gets its decision, or never one. */
function expire(id: string, draft: TurnDraft): CommandDecision {
  return draft.known.get(id)?.decision ?? draft.remember(id, '', { id, ok: false, code: 'expired' });
}

/** What is kept beside the ledger with an accepted command, whose entry is the draft's last. */
function keepBeside(job: CommandJob, { entries, rated, records }: TurnDraft): void {
  // What names a visit is in no event of a rating.
  for (const key of ratingKeysOf(job)) {
    rated.add(key);
    records.push({ op: 'put', table: RATED, key, value: 1 });
  }
  const { changes, keptWith } = job.extra;
  if (!changes) return;
  if (!keptWith || entries.at(-1)?.events.some(({ kind }) => kind === keptWith)) records.push(...changes);
}
