import {
  bundleRight,
  type CommandBodies,
  type CommandKind,
  type HallState,
  type Matter,
  type RefusalCode,
  type Result,
} from '#lib/domain/index.ts';
import type { CounterDb, Decision, Mark } from './device-db.ts';

type Body<Kind extends CommandKind> = Omit<CommandBodies[Kind], 'day'>;

/** What a desk's acts on bundles need of the store. */
export interface BundlesHall {
  db(): CounterDb | null;
  proposed(): HallState;
  device(): number;
  isUp(): boolean;
  add<Kind extends CommandKind>(kind: Kind, body: Body<Kind>): Promise<Result<Promise<Decision>, RefusalCode>>;
  /** With the mark that uses the right up; the mark that was there before, if one was. */
  addOnce(body: Body<'handOver'>, grant: string): Promise<Result<Promise<Decision>, RefusalCode> | Mark>;
  takeCustody(dossier: string): Promise<Result<unknown, RefusalCode>>;
  notSaved(): void;
}

/** Handing over by a right (P6, P9, P10): once, and never after it was given up. */
export class BundleActs {
  readonly #hall: BundlesHall;

  constructor(hall: BundlesHall) {
    this.#hall = hall;
  }

  /** Refusals: bundle-handed-over, bundle-held-elsewhere, not-saved-here. */
  async handOver(body: Body<'handOver'>): Promise<Result<null, RefusalCode>> {
    const matter = this.#matter(body.dossier);
    const isEmergency = body.witness !== undefined;
    const right = isEmergency ? this.#emergency(body.dossier, matter) : this.#own(matter);
    if (right === null) return { ok: false, code: 'bundle-held-elsewhere' };
    const added = await this.#hall.addOnce(isEmergency ? body : { ...body, grant: right }, right);
    if (added === 'called') return { ok: false, code: 'bundle-handed-over' };
    if (added !== 'given') return added.ok ? { ok: true, value: null } : added;
    // Given up for a desk that never took it.
    if (!this.#hall.isUp()) return { ok: false, code: 'bundle-held-elsewhere' };
    const taken = await this.#hall.takeCustody(body.dossier);
    if (!taken.ok) return taken;
    return this.#own(this.#matter(body.dossier)) === right
      ? { ok: false, code: 'bundle-held-elsewhere' }
      : this.handOver(body);
  }

  /** P6: the keeper lets go: first on its own disk, then it says so. Refusals: bundle-handed-over, not-saved-here. */
  async release(body: Body<'releaseCustody'>): Promise<Result<null, RefusalCode>> {
    const right = this.#own(this.#matter(body.dossier));
    if (right !== null) {
      const answer = await this.#hall
        .db()
        ?.rights.give([right], () => false)
        .catch(() => null);
      if (!answer) {
        this.#hall.notSaved();
        return { ok: false, code: 'not-saved-here' };
      }
      if (!answer.gave.includes(right)) return { ok: false, code: 'bundle-handed-over' };
    }
    const added = await this.#hall.add('releaseCustody', body);
    return added.ok ? { ok: true, value: null } : added;
  }

  async hold(dossier: string | null): Promise<void> {
    const right = dossier === null ? null : this.#own(this.#matter(dossier));
    // It only keeps others waiting: a full disk is said elsewhere.
    await this.#hall
      .db()
      ?.rights.hold(right)
      .catch(() => undefined);
  }

  #matter(dossier: string): Matter | undefined {
    const state = this.#hall.proposed();
    return state.matters.get(state.mattersByDossier.get(dossier) ?? 0);
  }

  #own(matter: Matter | undefined): string | null {
    const device = this.#hall.device();
    return matter && device !== 0 && matter.custody === device ? bundleRight(matter) : null;
  }

  /** One emergency for what is there now, whichever tab it comes from. */
  #emergency(dossier: string, matter: Matter | undefined): string {
    return `${dossier}/${this.#hall.proposed().day}/${(matter?.handovers ?? 0) + 1}`;
  }
}
