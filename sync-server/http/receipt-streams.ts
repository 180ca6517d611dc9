import type { Hall } from '../hall/hall.ts';
import type { FoundVisit, Receipts } from '../hall/receipts.ts';
import { log } from '../log.ts';
import { EventStream } from './event-stream.ts';
import type { Exchange } from './router.ts';

/** Streams of one visit at once: a phone, a second one, a tablet at home. The oldest gives way. */
const MOST_OF_A_VISIT = 6;
/** A busy hall commits many times a second: a phone hears the newest, so often, and not each. */
const PAUSE = 500;
/** So many views are made before others of the hall have their turn. */
const AT_ONCE = 5;

/** What the clock alone changes is seen with the first commit after so long. */
const LOOK_AGAIN = 5000;

const untold: Watcher['told'] = { glance: null, at: -LOOK_AGAIN };

/** Who hears of a visit; views are sent one after the other, so that none overtakes a newer one. */
interface Watcher {
  hash: string;
  sending: Promise<void>;
  /** One view is on its way already, and will say what is newest then. */
  isQueued: boolean;
  /** What it was told last rested on, and when that was. */
  told: { glance: readonly unknown[] | null; at: number };
}

/** The pages that are open: each hears of its own visit whenever something was committed. */
export class ReceiptStreams {
  readonly #receipts: Receipts;
  readonly #watchers = new Map<EventStream, Watcher>();
  #isPending = false;
  #toldAt = -PAUSE;

  constructor(hall: Hall, receipts: Receipts) {
    this.#receipts = receipts;
    hall.onCommitted(() => this.#tellSoon());
    hall.onRooms(() => {
      // Ticket numbers of the ledger changed: phones come back by their token.
      for (const stream of this.#watchers.keys()) stream.end();
    });
  }

  open({ request, response }: Exchange, visit: FoundVisit): void {
    const own = [...this.#watchers].filter(([, { hash }]) => hash === visit.hash);
    for (const [oldest] of own.slice(0, Math.max(0, own.length + 1 - MOST_OF_A_VISIT))) oldest.end();
    const stream = new EventStream(request, response, () => this.#watchers.delete(stream));
    const watcher: Watcher = { hash: visit.hash, sending: Promise.resolve(), isQueued: false, told: untold };
    this.#watchers.set(stream, watcher);
    this.#queue(stream, watcher, () => this.#send(stream, visit));
  }

  #tellSoon(): void {
    if (this.#isPending || this.#watchers.size === 0) return;
    this.#isPending = true;
    const tell = (): void => void this.#tell();
    const wait = this.#toldAt + PAUSE - performance.now();
    if (wait <= 0) setImmediate(tell);
    else setTimeout(tell, wait).unref();
  }

  async #tell(): Promise<void> {
    // What is committed from now on is told the next time.
    this.#isPending = false;
    this.#toldAt = performance.now();
    let made = 0;
    for (const [stream, watcher] of [...this.#watchers]) {
      if (watcher.isQueued) continue;
      watcher.isQueued = true;
      this.#queue(stream, watcher, () => {
        watcher.isQueued = false;
        return this.#resend(stream, watcher);
      });
      made += 1;
      if (made % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #send(stream: EventStream, visit: FoundVisit): Promise<void> {
    const view = await this.#receipts.view(visit);
    stream.send('receipt', view, JSON.stringify({ ...view, now: 0 }));
  }

  /** Most commits of a hall change nothing for most who wait in it. */
  async #resend(stream: EventStream, watcher: Watcher): Promise<void> {
    const found = await this.#receipts.byHash(watcher.hash);
    if (!found.ok) {
      stream.end();
      return;
    }
    const glance = this.#receipts.glance(found.value);
    const at = performance.now();
    if (glance && at - watcher.told.at < LOOK_AGAIN && isSame(glance, watcher.told.glance)) return;
    watcher.told = { glance, at };
    await this.#send(stream, found.value);
  }

  #queue(stream: EventStream, watcher: Watcher, work: () => Promise<void>): void {
    watcher.sending = watcher.sending.then(work).catch((error: unknown) => {
      // The phone comes back by itself and asks anew.
      log.error('receipt not sent', error);
      stream.end();
    });
  }
}

function isSame(one: readonly unknown[], other: readonly unknown[] | null): boolean {
  return other !== null && one.length === other.length && one.every((part, index) => part === other[index]);
}
