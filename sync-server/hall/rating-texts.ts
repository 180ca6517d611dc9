import { SealedLog } from '../rooms/sealed-log.ts';
import type { Change, Storage } from '../storage/storage.ts';
import type { CommandDecision } from './envelope.ts';
import type { Hall } from './hall.ts';

/** Longest text of a rating, in characters. */
export const RATING_TEXT = 500;

interface Kept {
  day: string;
  /** Its command: the decision knows the rating. */
  command: string;
  text: string;
}

export interface RatingText {
  day: string;
  /** The rating's id in that day's ledger. */
  id: number;
  text: string;
}

/**
 * What people wrote with a rating: free text, so under a key of its own and in no ledger. It is kept with the rating or
 * not at all, and says neither visit nor person.
 */
export class RatingTexts {
  readonly #hall: Hall;
  readonly #storage: Storage;
  readonly #logs = new Map<string, Promise<SealedLog>>();

  constructor(hall: Hall, storage: Storage) {
    this.#hall = hall;
    this.#storage = storage;
  }

  /** To be committed with the rating that this command makes. */
  async append(command: string, text: string): Promise<Change[]> {
    const kept: Kept = { day: this.#hall.engine.state.day, command, text };
    return (await this.#log()).append([Buffer.from(JSON.stringify(kept))]);
  }

  /** For supervisors: newest last. */
  async list(): Promise<RatingText[]> {
    const texts: RatingText[] = [];
    const all = (await (await this.#log()).read()).updates.map(
      (bytes) => JSON.parse(Buffer.from(bytes).toString('utf8')) as Kept,
    );
    const decided = await this.#storage.getMany<{ decision: CommandDecision }>(
      'command',
      all.map(({ command }) => command),
    );
    for (const { day, command, text } of all) {
      const decision = decided.get(command)?.decision;
      if (decision?.ok) texts.push({ day, id: decision.from, text });
    }
    return texts;
  }

  #log(): Promise<SealedLog> {
    const { hall, epoch, origin } = this.#hall.engine.identity;
    const name = `ratingTexts/${hall}/${origin ?? epoch}`;
    const known = this.#logs.get(name) ?? this.#open(name);
    this.#logs.set(name, known);
    known.catch(() => this.#logs.delete(name));
    return known;
  }

  /** Its key is kept first: two ratings at once must not each bring one. */
  async #open(name: string): Promise<SealedLog> {
    const log = await SealedLog.open(this.#storage, name);
    if (!log.isKept) {
      await this.#storage.commit(log.append([]));
      log.kept();
    }
    return log;
  }
}
