import type { HallState, LedgerEvent } from '#lib/domain/index.ts';
import type { OutboxRow } from './device-rows.ts';

/**
 * Which of this device's commands a page's fold of a day has. A row stays in the outbox until its answer is heard, and
 * answers may be lost: what the ledger has already must not be proposed on top of it once more (CU9).
 */
export class OwnInLedger {
  readonly #incarnation: string;
  readonly #numbers = new Set<number>();

  constructor(incarnation: string) {
    this.#incarnation = incarnation;
  }

  /** An entry was folded; `state` is that after it. */
  note({ deviceNumbers }: Pick<HallState, 'deviceNumbers'>, events: readonly LedgerEvent[]): void {
    const device = deviceNumbers.get(this.#incarnation);
    if (device === undefined) return;
    for (const event of events) if (event.device === device) this.#numbers.add(event.n);
  }

  /**
   * Rows that the ledger does not have. A device's facts are decided in their order: one that is there vouches for those
   * before it, which may have left no event.
   */
  lacking<Row extends Pick<OutboxRow, 'n' | 'class'>>(rows: readonly Row[]): readonly Row[] {
    const there = rows.filter(({ n }) => this.#numbers.has(n));
    if (there.length === 0) return rows;
    const last = Math.max(0, ...there.filter((row) => row.class === 'fact').map(({ n }) => n));
    return rows.filter((row) => !this.#numbers.has(row.n) && (row.class !== 'fact' || row.n > last));
  }
}
