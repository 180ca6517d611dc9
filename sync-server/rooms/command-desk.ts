import type { CommandClass, CommandKind } from '#lib/domain/index.ts';
import type { CustodyDesk } from '../hall/custody-desk.ts';
import type { CommandDecision, Envelope } from '../hall/envelope.ts';
import type { Hall } from '../hall/hall.ts';
import type { LedgerEngine } from '../hall/ledger-engine.ts';
import type { Author, Extra } from '../hall/jobs.ts';
import { log } from '../log.ts';
import type { DossierNow, Dossiers } from './dossiers.ts';

/** Edits that were made without the line are waited for so long, ms; what is another content then is a conflict. */
const ARRIVES_WITHIN = 8000;

/** Facts of one device, in order, while what they rest on is fetched. */
interface Lane {
  last: Promise<unknown>;
  /** Counts the facts that could not be kept: those that were behind such a one are not kept either. */
  lost: number;
}

/**
 * Where commands come in. One that names a dossier is given its content, and waits for the edits it
 * cites; an acceptance brings the frozen content along, to be kept with the decision or not at all.
 */
export class CommandDesk {
  readonly #hall: Hall;
  readonly #dossiers: Dossiers;
  readonly #custody: CustodyDesk;
  readonly #count: (kind: CommandKind, decision: CommandDecision | null) => void;
  readonly #lanes = new Map<string, Lane>();

  /** `count` hears of every answer, and of none (null: it could not be kept). */
  constructor(
    hall: Hall,
    dossiers: Dossiers,
    custody: CustodyDesk,
    count: (kind: CommandKind, decision: CommandDecision | null) => void = () => undefined,
  ) {
    this.#count = count;
    this.#custody = custody;
    this.#hall = hall;
    this.#dossiers = dossiers;
  }

  /** As `LedgerEngine.submit`: null when it could not be kept. `changes` are kept with the decision only. */
  submit(envelope: Envelope, author: Author, lag: number, extra: Extra = {}): Promise<CommandDecision | null> {
    const answer = this.#submit(envelope, author, lag, extra);
    answer.then(
      (decision) => this.#count(envelope.command.kind, decision),
      () => undefined,
    );
    return answer;
  }

  async #submit(envelope: Envelope, author: Author, lag: number, extra: Extra): Promise<CommandDecision | null> {
    const { kind } = envelope.command;
    // Of the hall it came for: the real one may open while it waits here.
    const { engine } = this.#hall;
    if (kind !== 'call' && kind !== 'takeCustody') return this.#give(engine, envelope, author, lag, extra);
    const decided = await this.#custody.prepare(envelope);
    return this.#give(engine, envelope, author, lag, extra).finally(decided);
  }

  async #give(
    engine: LedgerEngine,
    envelope: Envelope,
    author: Author,
    lag: number,
    extra: Extra,
  ): Promise<CommandDecision | null> {
    const lane = this.#lanes.get(envelope.incarnation);
    const names = 'dossier' in envelope.command.body;
    if (!lane && !names) return engine.submit(envelope, author, lag, extra);
    if (envelope.class === 'fact') return this.#inLane(engine, lane ?? newLane(), { envelope, author, lag, extra });
    const brought = await this.#bring(engine, envelope, extra);
    // What its device did before it is decided before it.
    await lane?.last;
    return brought && engine.submit(envelope, author, lag, brought);
  }

  async #inLane(
    engine: LedgerEngine,
    lane: Lane,
    { envelope, author, lag, extra }: { envelope: Envelope; author: Author; lag: number; extra: Extra },
  ): Promise<CommandDecision | null> {
    const { lost } = lane;
    const turn = lane.last.then(async () => {
      const brought = lane.lost === lost ? await this.#bring(engine, envelope, extra) : null;
      // Given to the engine in order, answered in its own time.
      return {
        decided: brought && lane.lost === lost ? engine.submit(envelope, author, lag, brought) : null,
      };
    });
    lane.last = turn;
    this.#lanes.set(envelope.incarnation, lane);
    const decision = await (await turn).decided;
    if (!decision) lane.lost += 1;
    if (lane.last === turn) this.#lanes.delete(envelope.incarnation);
    return decision;
  }

  /** What was done without the line comes with its dossier, which may be on its way, and begun by a fact before it. */
  async #awaited(
    engine: LedgerEngine,
    { dossier, hash }: { dossier: string; hash: string },
    kind: CommandClass,
  ): Promise<DossierNow | null> {
    if (kind === 'request') return this.#dossiers.awaitContent(dossier, hash);
    await engine.act(() => []);
    return this.#dossiers.awaitContent(dossier, hash, ARRIVES_WITHIN);
  }

  /** Null: the disk cannot be read just now. */
  async #bring(engine: LedgerEngine, envelope: Envelope, extra: Extra): Promise<Extra | null> {
    const { body } = envelope.command;
    if (!('dossier' in body) || extra.dossier !== undefined) return extra;
    try {
      const dossier =
        'hash' in body ? await this.#awaited(engine, body, envelope.class) : await this.#dossiers.content(body.dossier);
      const accepts = envelope.command.kind === 'accept' || envelope.command.kind === 'acceptAlone';
      const frozen = accepts && dossier !== null ? await this.#dossiers.freeze(body.dossier, dossier) : [];
      return { dossier, changes: [...(extra.changes ?? []), ...frozen], ...(accepts ? { keptWith: 'accepted' } : {}) };
    } catch (error) {
      log.error('dossier unreadable', error);
      return null;
    }
  }
}

function newLane(): Lane {
  return { last: Promise.resolve(), lost: 0 };
}
