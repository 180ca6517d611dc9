import type { Person } from '../conformance/person.ts';
import { Stock } from '../conformance/stock.ts';
import { demand } from '../conformance/violation.ts';
import type { HallAddress } from './kill-hall.ts';
import { answeredInTime, patiently, type Patience } from './kill-outbox.ts';

const OPEN = 1;

/** Somebody who writes in a dossier with the stock client, and knows what was acknowledged. */
export class KilledWriter {
  readonly name: string;
  readonly written: string[] = [];
  /** So many of the words are said to be on the hall's disk. */
  acknowledged = 0;
  readonly stock: Stock;
  readonly #patience: Patience;
  #asked = 0;

  constructor(hall: HallAddress, room: string, { headers }: Person, name: string, patience = answeredInTime) {
    this.name = name;
    this.#patience = patience;
    this.stock = new Stock(hall.rooms, room, headers);
  }

  /** A word at the end; resolves when it is acknowledged, or the line is gone. */
  async write(): Promise<void> {
    const word = `<${this.name}.${this.written.length + 1}>`;
    this.written.push(word);
    this.stock.type(word);
    await this.ask();
  }

  /** What was not acknowledged is asked about again on the new line. */
  async comeBack(): Promise<void> {
    this.stock.provider.connect();
    await this.stock.synced();
    await this.ask();
  }

  get isSaved(): boolean {
    return this.acknowledged === this.written.length;
  }

  /** Says nothing more, and keeps what it has, as a browser does that lost the line. */
  leave(): void {
    this.stock.provider.disconnect();
  }

  /** Asks whether what is written is on the disk; without a line there is nobody to ask. */
  async ask(): Promise<void> {
    const { stock } = this;
    const written = this.written.length;
    const { drops } = stock;
    if (stock.provider.ws?.readyState !== OPEN) return;
    this.#asked += 1;
    stock.ask(this.#asked);
    const isAcknowledged = (): boolean => stock.acknowledged.some((known) => known >= this.#asked);
    await patiently(
      () => isAcknowledged() || stock.drops > drops,
      `${this.name}'s words are acknowledged`,
      this.#patience,
    );
    demand(stock.closed.length === 0, `${this.name} may stay: ${stock.closed.join()}`);
    if (isAcknowledged()) this.acknowledged = written;
  }
}

/** A dossier's text as somebody gets it who was never here. */
export async function freshText(hall: HallAddress, room: string, { headers }: Person): Promise<string> {
  const stock = new Stock(hall.rooms, room, headers);
  try {
    await stock.synced();
    return stock.text().toJSON();
  } finally {
    stock.end();
  }
}
