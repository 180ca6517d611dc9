import type { OrderRow } from '#lib/domain/index.ts';

/**
 * A list that does not reorder under the pointer: while it is held, newcomers are added at the end,
 * who is gone goes, and a changed order waits until it is asked for.
 */
export class SteadyOrder {
  readonly #order: () => OrderRow[];
  #held = $state.raw<readonly number[] | null>(null);

  constructor(order: () => OrderRow[]) {
    this.#order = order;
  }

  readonly rows = $derived.by((): OrderRow[] => {
    const order = this.#order();
    const held = this.#held;
    if (!held) return order;
    const byId = new Map(order.map((row) => [row.ticket.id, row]));
    const kept = held.flatMap((id) => byId.get(id) ?? []);
    return [...kept, ...order.filter((row) => !held.includes(row.ticket.id))];
  });

  readonly isBehind = $derived.by((): boolean => {
    const order = this.#order();
    return this.rows.some((row, index) => order[index]?.ticket.id !== row.ticket.id);
  });

  hold(): void {
    this.#held ??= this.#order().map((row) => row.ticket.id);
  }

  release(): void {
    this.#held = null;
  }

  update(): void {
    this.#held = this.#order().map((row) => row.ticket.id);
  }
}
