import type { Ticket } from '#lib/domain/index.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';

/** Ids by ticket and item; those of another day are forgotten. */
interface Kept {
  day: string;
  dossiers: Record<string, string>;
}
const KEY = 'intake';

/** Dossiers of today's numbers that were looked at and not begun: after a reload the same ones. */
export class Drafts {
  readonly #hall: HallStore;
  #kept = $state.raw<Kept>({ day: '', dossiers: {} });

  constructor(hall: HallStore) {
    this.#hall = hall;
  }

  async start(): Promise<void> {
    this.#kept = (await this.#hall.recall<Kept>(KEY)) ?? this.#kept;
  }

  of(ticket: Ticket, code: string): string | null {
    return this.#kept.day === this.#hall.decided.day ? (this.#kept.dossiers[keyOf(ticket, code)] ?? null) : null;
  }

  make(ticket: Ticket, codes: readonly string[]): void {
    const { day } = this.#hall.decided;
    if (codes.length === 0 || day === '') return;
    const dossiers = this.#kept.day === day ? { ...this.#kept.dossiers } : {};
    for (const code of codes) dossiers[keyOf(ticket, code)] = this.#hall.dossiers.newId();
    this.#kept = { day, dossiers };
    void this.#hall.remember(KEY, this.#kept).catch(() => undefined);
  }
}

function keyOf(ticket: Ticket, code: string): string {
  return `${ticket.token}:${code}`;
}
