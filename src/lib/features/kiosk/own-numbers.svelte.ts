import type { DeviceDb } from '#lib/store/device-db.ts';
import type { Sender } from './sender.ts';

/** `POST /api/series`, as it is kept here. */
interface Series {
  letter: string;
  until: string;
}

const SERIES = 'kiosk-series';
/** So often it says that it is in touch while it is. */
const SAY_EVERY = 60_000;
/** A row comes back by itself when the hall asks for time. */
const TRY_AGAIN = 3000;

export interface OwnNumbersPorts {
  device: () => Promise<DeviceDb>;
  sender: Sender;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  now: () => number;
}

/**
 * What this kiosk may do without the line, and what it has done and the hall does not know yet: numbers of its own
 * series, sent in their order once the line is back (TA1–TA3).
 */
export class OwnNumbers {
  /** Slips that the hall does not know yet. */
  unsent = $state(0);
  #series = $state.raw<Series | null>(null);
  readonly #ports: OwnNumbersPorts;
  #saidAt = -Infinity;
  #talking: Promise<void> | null = null;

  constructor(ports: OwnNumbersPorts) {
    this.#ports = ports;
  }

  async start(): Promise<void> {
    const db = await this.#ports.device();
    this.#series ??= (await db.get<Series>(SERIES)) ?? null;
    await this.count();
  }

  /** The device's letter on a day; null: it was never given one, or its time is over. */
  letterOn(day: string): string | null {
    const series = this.#series;
    return series && series.until >= day ? series.letter : null;
  }

  async count(): Promise<void> {
    const rows = await (await this.#ports.device()).rows();
    this.unsent = rows.filter(isAlone).length;
    if (this.unsent > 0) this.#saidAt = Math.min(this.#saidAt, this.#ports.now() - SAY_EVERY + TRY_AGAIN);
  }

  /** Called while the line is up, as often as one likes: what is due is sent, rows before anything else is said. */
  async beat(): Promise<void> {
    if (this.#talking || this.#ports.now() - this.#saidAt < SAY_EVERY) return this.#talking ?? undefined;
    this.#talking = this.#talk().finally(() => (this.#talking = null));
    await this.#talking;
  }

  /** The line has come back: what waits is due at once. */
  lineIsBack(): void {
    this.#saidAt = -Infinity;
  }

  async #talk(): Promise<void> {
    this.#saidAt = this.#ports.now();
    try {
      await this.#sendRows();
      await this.#ask();
    } catch {
      // The line went again, or the disk refuses: tried again soon.
      this.#saidAt = this.#ports.now() - SAY_EVERY + TRY_AGAIN;
    }
    await this.count().catch(() => undefined);
  }

  async #sendRows(): Promise<void> {
    const db = await this.#ports.device();
    for (const row of (await db.rows()).filter(isAlone)) {
      const answer = await this.#ports.sender.attempt(row);
      if (answer.state === 'no-answer') throw new Error('no answer');
      // Not decided: a kiosk that is not paired any more keeps what it did until a person has seen to it.
      if (answer.state === 'not-decided') return;
      await db.settle(row.id, answer.decision);
    }
  }

  async #ask(): Promise<void> {
    const response = await this.#ports.fetch('/api/series', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(5000),
    });
    if (!response.ok) return;
    const { series } = (await response.json()) as { series: Series | null };
    if (!series) return;
    const kept = { letter: series.letter, until: series.until };
    await (await this.#ports.device()).put(SERIES, kept);
    this.#series = kept;
  }
}

export function isAlone(row: { kind: string }): boolean {
  return row.kind === 'takeAlone';
}
