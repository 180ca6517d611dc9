import { StorageError, type Storage } from '../storage/storage.ts';
import type { CommandDecision } from './envelope.ts';
import type { Job } from './jobs.ts';

const TABLE = 'command';
/** So many first commands of a device are looked for: those that a relay before this one may have answered. */
const LOOKED_FOR = 16;

/** A command that has its answer, for ever: the same id gets the same. */
export interface Answer {
  /** Of the row's bytes; '': they were never seen. */
  hash: string;
  decision: CommandDecision;
}

/** The change that keeps an answer; its commit is refused as `taken` if the id has one already. */
export function keeping(id: string, answer: Answer): { op: 'create'; table: string; key: string; value: Answer } {
  return { op: 'create', table: TABLE, key: id, value: answer };
}

/** What a row gets whose id has its answer: that one, unless its bytes were others. */
export function answerAgain(id: string, known: Answer, hash: string): CommandDecision {
  // An expired request's bytes were never seen here.
  if (known.hash !== hash && known.hash !== '') return { id, ok: false, code: 'id-reused' };
  return known.decision;
}

/** Keeps an answer that no turn gave; where the id has one already, that is the row's. Rejects when the disk refuses. */
export async function keepAnswer(storage: Storage, id: string, answer: Answer): Promise<CommandDecision> {
  try {
    await storage.commit([keeping(id, answer)]);
    return answer.decision;
  } catch (error) {
    const known =
      error instanceof StorageError && error.fault === 'taken' ? await storage.get<Answer>(TABLE, id) : null;
    if (!known) throw error;
    return answerAgain(id, known, answer.hash);
  }
}

/**
 * Which commands have their answers. The store says so, but need not be asked about a device's next command: what it has
 * answered since this relay started goes up to a known number. Only a guess, so that each turn costs one journey to the
 * disk instead of two: should the id be answered after all, the commit is refused and the turn is made again.
 */
export class Answered {
  readonly #storage: Storage;
  /** By incarnation: the highest number that was decided, and how many commands came. */
  readonly #seen = new Map<string, { highest: number; commands: number }>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Answers to commands of this turn. `thorough`: no guess. */
  among(batch: readonly Job[], thorough: boolean): Promise<Map<string, Answer>> {
    const ids = batch.flatMap((job) => {
      if (job.kind === 'expire') return job.ids;
      return job.kind === 'command' && (thorough || this.#mayBeKnown(job.envelope)) ? [job.envelope.id] : [];
    });
    return ids.length > 0 ? this.#storage.getMany<Answer>(TABLE, ids) : Promise.resolve(new Map<string, Answer>());
  }

  async has(id: string): Promise<boolean> {
    return (await this.#storage.get(TABLE, id)) !== undefined;
  }

  /** This turn is on the disk. */
  note(batch: readonly Job[]): void {
    for (const job of batch) {
      if (job.kind !== 'command') continue;
      const { incarnation, n } = job.envelope;
      const { highest, commands } = this.#seen.get(incarnation) ?? { highest: -1, commands: 0 };
      this.#seen.set(incarnation, { highest: Math.max(highest, n), commands: commands + 1 });
    }
  }

  #mayBeKnown({ incarnation, n }: { incarnation: string; n: number }): boolean {
    const seen = this.#seen.get(incarnation);
    return !seen || seen.commands < LOOKED_FOR || n <= seen.highest;
  }
}
