import type { DecideContext, EventBody, HallState, Role } from '#lib/domain/index.ts';
import type { Change } from '../storage/storage.ts';
import type { CommandDecision, Envelope } from './envelope.ts';
import { ratingKey } from './rating-key.ts';

/** Who sends a command, as the relay knows it: never as the command claims. */
export interface Author {
  surface: 'staff' | 'kiosk' | 'applicant';
  label: string;
  account: string | null;
  roles: readonly Role[];
  department?: string | null;
}

/** What comes with a command beside its row: the dossier it names, and records that are kept with its acceptance alone. */
export interface Extra {
  dossier?: DecideContext['dossier'];
  changes?: readonly Change[];
  /** They are kept only if this came of it: a fact is never refused, and may be a conflict. */
  keptWith?: EventBody['kind'];
}

export interface CommandJob {
  kind: 'command';
  envelope: Envelope;
  author: Author;
  lag: number;
  extra: Extra;
  settle: (decision: CommandDecision | null) => void;
}

/** What waits for its turn in the engine. */
export type Job =
  | CommandJob
  | {
      kind: 'act';
      /** Asked again when the turn has to be made again: a function of what it is given. */
      events: (state: HallState, seq: number) => EventBody[];
      /** Records to commit with the events, asked after them. */
      changes: () => readonly Change[];
      settle: () => void;
      fail: (error: unknown) => void;
    }
  | {
      kind: 'expire';
      ids: readonly string[];
      settle: (decisions: CommandDecision[]) => void;
      fail: (error: unknown) => void;
    };

export function isFact(job: Job): job is CommandJob {
  return job.kind === 'command' && job.envelope.class === 'fact';
}

/** Under what a rating is known to have been given; an empty list: it is none. */
export function ratingKeysOf(job: Job): string[] {
  if (job.kind !== 'command' || job.envelope.command.kind !== 'rate') return [];
  const { visit, item } = job.envelope.command.body;
  return [ratingKey(visit, item)];
}
