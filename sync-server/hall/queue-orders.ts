import { callingOrder, type HallState, type OrderRow } from '#lib/domain/index.ts';
import type { Hall } from './hall.ts';

/** Between two commits the order changes by the clock alone: a rest is over, a booking's minute has come. */
const LASTS = 1000;

/** The orders of the queues as they are, made once for all who wait in them: three hundred phones look at five. */
export class QueueOrders {
  readonly #hall: Hall;
  #state: HallState | null = null;
  #t = 0;
  readonly #orders = new Map<string, OrderRow[]>();

  constructor(hall: Hall) {
    this.#hall = hall;
  }

  of(queue: string): readonly OrderRow[] {
    const { state, setup, t } = this.#hall.engine;
    if (this.#state !== state || Math.abs(t - this.#t) > LASTS) {
      this.#state = state;
      this.#t = t;
      this.#orders.clear();
    }
    const known = this.#orders.get(queue);
    if (known) return known;
    const order = callingOrder(state, [queue], setup.policy, t);
    this.#orders.set(queue, order);
    return order;
  }
}
