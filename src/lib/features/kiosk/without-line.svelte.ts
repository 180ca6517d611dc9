import { givesNumbers } from '#lib/domain/setup/calendar.ts';
import type { Setup } from '#lib/domain/setup/setup.ts';
import { dateOf, minuteOfDay } from '#lib/domain/shared/hall-time.ts';
import type { BoardView } from '#lib/domain/views/wire.ts';
import type { LiveView } from '../live/live-view.svelte.ts';
import { openDevice } from '../pairing/device.ts';
import { OwnNumbers } from './own-numbers.svelte.ts';
import type { Sender } from './sender.ts';
import { SureDate } from './sure-date.svelte.ts';
import type { Alone } from './ticket-taker.ts';

const TICK = 1000;
/** What is shown of the clock changes by the minute. */
const FOLLOW = 20_000;

interface Ports {
  live: LiveView<BoardView>;
  sender: Sender;
  setup: () => Setup | null;
  unpaired: () => boolean;
}

/** What this kiosk knows and may do while the line is cut: which day it is, whether the hall is open, its own numbers. */
export class WithoutLine {
  readonly own: OwnNumbers;
  readonly date = new SureDate(openDevice);
  readonly #ports: Ports;
  /** Hall clock, followed slowly. */
  #now = $state(0);
  /** Hall clock minus this machine's, as last known. */
  #hallOffset: number | null = null;
  #wasCut = true;

  constructor(ports: Ports) {
    this.#ports = ports;
    const { sender } = ports;
    const fetchHere: typeof fetch = (url, init) => fetch(url, init);
    this.own = new OwnNumbers({ device: openDevice, sender, fetch: fetchHere, now: () => performance.now() });
  }

  readonly isCut = $derived.by(() => this.#ports.live.line === 'cut');
  readonly #board = $derived.by(() => this.#ports.live.value);

  /** Today by the hall's clock; with the line, the day that is open. */
  readonly day = $derived.by(() => {
    const board = this.#board;
    if (!board || !this.isCut || this.#now === 0) return board?.day ?? '';
    return dateOf(this.#now, board.utcOffsetMinutes);
  });

  /** The line is cut, and this kiosk goes on by itself. */
  readonly isAlone = $derived.by(
    () => this.isCut && this.#ports.setup() !== null && this.own.letterOn(this.day) !== null,
  );

  /** Numbers are given now: what the hall said, or without the line what its hours say. */
  readonly isOpen = $derived.by(() => {
    const board = this.#board;
    const setup = this.#ports.setup();
    if (!board || !setup || !this.isAlone || board.practice) return board?.open !== false;
    return givesNumbers(setup, this.day, minuteOfDay(this.#now, board.utcOffsetMinutes));
  });

  /** Resolves when what was kept of the last time is here. */
  async start(): Promise<void> {
    await Promise.all([this.date.start(), this.own.start()]);
  }

  follow(): () => void {
    const timer = setInterval(() => this.#tick(), TICK);
    return () => clearInterval(timer);
  }

  /** The hall was heard: a kiosk that has just been joined gets its letter now, the line may be gone the next moment. */
  heard(): void {
    this.#tick();
  }

  /** How a number is given without the line; null: the line is there, or this kiosk was never given a letter. */
  seriesFor(code: string): Alone | null {
    const setup = this.#ports.setup();
    const queue = setup?.queues.find((candidate) => candidate.id === setup.routes[code]);
    const own = this.own.letterOn(this.day);
    if (!setup || !queue || !this.isAlone || own === null) return null;
    const { keepOvernight } = setup.policy;
    return { letter: queue.letter + own, keepOvernight, takenAt: this.hallNow() };
  }

  #tick(): void {
    const { live, unpaired } = this.#ports;
    this.date.tick(live.line === 'live' ? live.heardAt : null);
    // Just woken, the line may count as live for some seconds: the steady clock does not know yet how long it stood still.
    const isSure = live.line === 'live' && !this.date.doubt;
    if (isSure || this.#hallOffset === null) this.#hallOffset = live.hallNow() - Date.now();
    const now = this.hallNow();
    if (Math.abs(now - this.#now) >= FOLLOW) this.#now = now;
    if (live.line !== 'live') this.#wasCut = true;
    else if (!unpaired()) {
      if (this.#wasCut) this.own.lineIsBack();
      this.#wasCut = false;
      void this.own.beat();
    }
  }

  /** Without the line by this machine's clock: its steady clock stands still while it sleeps. */
  hallNow(): number {
    return this.isCut && this.#hallOffset !== null ? Date.now() + this.#hallOffset : this.#ports.live.hallNow();
  }
}
