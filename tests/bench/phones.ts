import { Agent, get, type IncomingMessage } from 'node:http';
import type { Line } from './lines.ts';

/** As often as our relay tells phones what changed, ms. */
const TOLD_EVERY = 500;

/** Three hundred people look at their phones. */
export interface Audience {
  close: () => void;
}

/** Phones on their receipts: event streams that are read and thrown away. */
export class Phones implements Audience {
  readonly #agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
  readonly #streams: IncomingMessage[] = [];
  /** Receipts that came. */
  received = 0;

  static async open(base: string, tokens: readonly string[]): Promise<Phones> {
    const phones = new Phones();
    for (const token of tokens) await phones.#open(`${base}/api/receipts/${token}/events`);
    return phones;
  }

  close(): void {
    for (const stream of this.#streams) stream.destroy();
    this.#agent.destroy();
  }

  #open(url: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = get(url, { agent: this.#agent }, (stream) => {
        if (stream.statusCode !== 200) reject(new Error(`${stream.statusCode} for a receipt's stream`));
        this.#streams.push(stream);
        stream.on('error', () => undefined);
        stream.on('data', (chunk: Buffer) => {
          if (chunk.includes('event: receipt')) this.received += 1;
        });
        resolve();
      });
      request.on('error', reject);
    });
  }
}

/**
 * What a server that knows no receipts can do for phones: they read one small document, where a counter writes what
 * changed as often as our relay tells it.
 */
export class Readers implements Audience {
  readonly #lines: readonly Line[];
  readonly #timer: NodeJS.Timeout;

  private constructor(lines: readonly Line[]) {
    this.#lines = lines;
    this.#timer = setInterval(() => void lines[0]?.write(), TOLD_EVERY);
  }

  static async open(many: number, join: (no: number) => Promise<Line>): Promise<Readers> {
    const lines: Line[] = [];
    for (let no = 0; no <= many; no += 1) lines.push(await join(no));
    return new Readers(lines);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const line of this.#lines) line.close();
  }
}
