import { Agent, get, type IncomingMessage } from 'node:http';

/** Phones on their receipts: event streams that are read and thrown away. */
export class Phones {
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
