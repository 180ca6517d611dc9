import { branchState, evolveEntry, type Entry, type HallState, type LedgerEvent } from '#lib/domain/index.ts';
import type { Change } from '../storage/storage.ts';
import { keeping, type Answer } from './answered.ts';
import type { CommandDecision } from './envelope.ts';

/**
 * What a turn comes to, on a branch of the state: entries of the ledger and records beside it, to be committed together.
 * Until then nobody sees anything of it, and it can be dropped.
 */
export class TurnDraft {
  /** After the entries so far. */
  readonly state: HallState;
  readonly entries: Entry[] = [];
  readonly records: Change[] = [];
  /** Answers of before, as far as looked for, and of this turn. */
  readonly known: Map<string, Answer>;
  /** What is known to have been rated, before and in this turn. */
  readonly rated: Set<string>;

  constructor(before: HallState, known: Map<string, Answer>, rated: Set<string>) {
    this.state = branchState(before);
    this.known = known;
    this.rated = rated;
  }

  /** The next entry. */
  append(events: LedgerEvent[]): void {
    const seq = this.state.seq + 1;
    evolveEntry(this.state, seq, events);
    this.entries.push({ seq, events });
  }

  /** The id's answer from here on. */
  remember(id: string, hash: string, decision: CommandDecision): CommandDecision {
    this.known.set(id, { hash, decision });
    this.records.push(keeping(id, { hash, decision }));
    return decision;
  }
}
