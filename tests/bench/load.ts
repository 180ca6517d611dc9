import { CounterClient, KioskClient } from './clients.ts';
import type { BenchHall } from './hall.ts';
import type { Bench } from './measurement.ts';

/** Commands of each counter in a second; its kiosk's number is one of them. */
export const PER_SECOND = 2;

/** Twenty counters at work: each takes a number at a kiosk, calls it, begins, finishes, and again. */
export class Background {
  readonly counters: CounterClient[];
  readonly kiosks: KioskClient[];
  /** Commands that were decided. */
  sent = 0;
  readonly #hall: BenchHall;
  #running = true;
  #work: Promise<unknown> = Promise.resolve();

  private constructor(hall: BenchHall, counters: CounterClient[], kiosks: KioskClient[]) {
    this.#hall = hall;
    this.counters = counters;
    this.kiosks = kiosks;
  }

  static async open(hall: BenchHall, bench: Bench): Promise<Background> {
    const kiosks: KioskClient[] = [];
    for (const token of hall.kioskTokens.splice(0, 2)) kiosks.push(await new KioskClient(hall.base).pair(token));
    const counters: CounterClient[] = [];
    for (const { account, window } of hall.counters)
      counters.push(await new CounterClient(hall.base, account, window).open());
    const background = new Background(hall, counters, kiosks);
    bench.onEnd(() => background.stop());
    bench.progress(`${counters.length} counters in touch`);
    return background;
  }

  start(): void {
    this.#work = Promise.all(this.counters.map((client, index) => this.#workAt(client, index)));
  }

  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    // One who was in the middle of something finishes it, so that the windows are free again.
    await Promise.race([this.#work, new Promise((resolve) => setTimeout(resolve, 3000))]);
    for (const client of this.counters) {
      await Promise.race([
        client.act('closeWindow', { window: client.window }),
        new Promise((resolve) => setTimeout(resolve, 500)),
      ]);
      client.close();
    }
  }

  async #workAt(client: CounterClient, index: number): Promise<void> {
    const queue = this.#hall.counters[index]?.queue ?? '';
    const code = this.#hall.codeOf(queue);
    const period = 1000 / PER_SECOND;
    // Not all in the same instant, and not in step.
    let due = performance.now() + Math.random() * period;
    const turn = async (): Promise<void> => {
      due += period * (0.5 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    };
    while (this.#running) {
      await turn();
      // A kiosk is granted five numbers a second; two share the twenty counters' ten a second at most.
      await this.kiosks[index % this.kiosks.length]?.take(code).catch(() => undefined);
      await turn();
      const called = await this.#do(client, 'call', { window: client.window, ticket: null });
      const event = called === null ? undefined : client.entry(called).find((one) => one.kind === 'called');
      if (event?.kind !== 'called') continue;
      client.stored(event.ticket, event.round);
      const here = { window: client.window, ticket: event.ticket };
      await turn();
      await this.#do(client, 'begin', here);
      await turn();
      await this.#do(client, 'finish', { ...here, outcome: 'done' });
    }
  }

  async #do(
    client: CounterClient,
    kind: 'call' | 'begin' | 'finish',
    body: Record<string, unknown>,
  ): Promise<number | null> {
    const decision = await client.act(kind, body);
    if (!decision.ok) return null;
    this.sent += 1;
    return decision.from;
  }
}
