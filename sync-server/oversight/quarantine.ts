import {
  accepted,
  refused,
  type QuarantinedFact,
  type QuarantineReason,
  type RefusalCode,
  type Result,
} from '#lib/domain/index.ts';
import { answerAgain, keeping, type Answer } from '../hall/answered.ts';
import type { CommandDecision, Envelope } from '../hall/envelope.ts';
import type { Hall } from '../hall/hall.ts';
import { sha256Text } from '../hall/hash.ts';
import type { Device } from '../identity/devices.ts';
import { log } from '../log.ts';
import { StorageError, type Change, type Storage } from '../storage/storage.ts';
import type { Audit } from './audit.ts';

export const QUARANTINE = 'quarantine';
const MOST_OF_A_DEVICE = 500;
const MOST = 5000;
/** A row is at most 4,000 units long: this is what fits beside a hall without being felt. */
const MOST_UNITS = 4_000_000;

interface Kept extends QuarantinedFact {
  /** The row as it came, to the letter. */
  text: string;
}

/**
 * Facts that come from a device or by a person that the hall no longer trusts. They are not recorded and not lost: they
 * are kept aside until a supervisor has seen them. An id keeps its one answer, as everywhere.
 */
export class Quarantine {
  readonly #hall: Hall;
  readonly #storage: Storage;
  readonly #audit: Audit;
  readonly #facts = new Map<string, Kept>();
  #units = 0;

  constructor(hall: Hall, storage: Storage, audit: Audit) {
    this.#hall = hall;
    this.#storage = storage;
    this.#audit = audit;
  }

  async load(): Promise<void> {
    for (const [id, fact] of await this.#storage.list<Kept>(QUARANTINE)) this.#remember(id, fact);
  }

  /** Facts that nobody has seen to. */
  get size(): number {
    let open = 0;
    for (const { settled } of this.#facts.values()) if (!settled) open += 1;
    return open;
  }

  /**
   * The answer once the fact is on the disk; one that was decided before has its decision. Null: it could not be kept
   * and comes again. Refusals as decisions: quarantined, id-reused, too-many-requests when there is no more room.
   */
  async take(
    envelope: Envelope,
    device: Pick<Device, 'incarnation' | 'label'>,
    why: QuarantineReason,
  ): Promise<CommandDecision | null> {
    const { id } = envelope;
    const hash = sha256Text(envelope.text);
    try {
      const known = await this.#storage.get<Answer>('command', id);
      if (known) return answerAgain(id, known, hash);
      if (!this.#hasRoom(device.incarnation, envelope.text.length)) return { id, ok: false, code: 'too-many-requests' };
      const decision: CommandDecision = { id, ok: false, code: 'quarantined' };
      const fact = this.#describe(envelope, device, why);
      const gone = this.#giveWay(envelope.text.length);
      await this.#storage.commit([
        ...gone.map((key): Change => ({ op: 'delete', table: QUARANTINE, key })),
        { op: 'put', table: QUARANTINE, key: id, value: fact },
        keeping(id, { hash, decision }),
      ]);
      for (const key of gone) this.#forget(key);
      this.#remember(id, fact);
      this.#audit.note('quarantined', { code: why, account: envelope.staff, device: device.incarnation });
      return decision;
    } catch (error) {
      // It came by another line before and was decided while this looked it up: that is its answer.
      if (error instanceof StorageError && error.fault === 'taken') return this.take(envelope, device, why);
      log.error('late fact not kept', error);
      return null;
    }
  }

  /** Newest first, those that wait before those that were seen to. */
  list(): QuarantinedFact[] {
    return [...this.#facts.values()]
      .map(({ text: _, ...fact }) => fact)
      .sort((a, b) => Number(a.settled !== null) - Number(b.settled !== null) || b.came - a.came);
  }

  /** Somebody has seen to it. Refusal: quarantine-unknown. */
  async settle(id: string, by: string): Promise<Result<null, RefusalCode>> {
    const fact = this.#facts.get(id);
    if (!fact) return refused('quarantine-unknown');
    if (fact.settled) return accepted(null);
    const settled = { ...fact, settled: { by, at: this.#hall.clock.wall() } };
    await this.#storage.commit([{ op: 'put', table: QUARANTINE, key: id, value: settled }]);
    this.#facts.set(id, settled);
    this.#audit.note('quarantine-settled', { account: by, about: fact.account, device: fact.device });
    return accepted(null);
  }

  #remember(id: string, fact: Kept): void {
    this.#facts.set(id, fact);
    this.#units += fact.text.length;
  }

  #forget(id: string): void {
    this.#units -= this.#facts.get(id)?.text.length ?? 0;
    this.#facts.delete(id);
  }

  #hasRoom(incarnation: string, units: number): boolean {
    const facts = [...this.#facts.values()];
    const open = facts.filter(({ settled }) => !settled);
    const taken = open.reduce((sum, { text }) => sum + text.length, 0);
    const own = open.filter(({ device }) => device === incarnation);
    return own.length < MOST_OF_A_DEVICE && open.length < MOST && taken + units <= MOST_UNITS;
  }

  /** What was seen to gives way, the oldest first: ids to forget once that is on the disk. */
  #giveWay(units: number): string[] {
    const gone: string[] = [];
    let left = this.#units + units;
    const settled = [...this.#facts].filter(([, fact]) => fact.settled).sort(([, a], [, b]) => a.came - b.came);
    for (const [id, fact] of settled) {
      if (this.#facts.size - gone.length < MOST && left <= MOST_UNITS) break;
      left -= fact.text.length;
      gone.push(id);
    }
    return gone;
  }

  #describe(envelope: Envelope, device: Pick<Device, 'incarnation' | 'label'>, why: QuarantineReason): Kept {
    const { state } = this.#hall.engine;
    const body: Record<string, unknown> = { ...envelope.command.body };
    const day = String(body['day'] ?? '');
    const ticket = day === state.day ? state.tickets.get(Number(body['ticket'])) : undefined;
    const matter = state.matters.get(state.mattersByDossier.get(String(body['dossier'] ?? '')) ?? 0);
    const window = Number(body['window'] ?? ticket?.window ?? 0);
    return {
      id: envelope.id,
      why,
      kind: envelope.command.kind,
      label: ticket?.label ?? (matter ? matter.no || matter.code : ''),
      window: Number.isSafeInteger(window) && window > 0 ? window : null,
      day,
      at: envelope.at,
      came: this.#hall.clock.wall(),
      account: envelope.staff,
      device: device.incarnation,
      deviceLabel: device.label,
      settled: null,
      text: envelope.text,
    };
  }
}
