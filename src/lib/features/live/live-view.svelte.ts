import { answerCode } from './answer.ts';
import type { KeptView, ViewKeeper } from './view-keeper.ts';

/** The relay sends a beat every 2 s; silence for longer than this means the line is cut. */
const SILENCE = 4500;
const CHECK = 500;
/** Requests that hang count as unanswered. */
const ANSWER_WITHIN = 4000;

export type Line = 'connecting' | 'live' | 'cut';

export interface Problem {
  status: number;
  code: string;
}

export interface LiveOptions<T> {
  snapshot: string;
  events: string;
  /** Name of the stream's event. */
  event: string;
  keeper?: ViewKeeper<T>;
  /** Answers that end it: the screen shows them instead. */
  isFinal?: (problem: Problem) => boolean;
  /** For each view that came from the hall just now; never for a kept one. */
  onview?: (view: T) => void;
}

/** For screens that belong to the hall: not joined to it, or not any more. */
export function needsPairing(problem: Problem): boolean {
  return problem.status === 401 || problem.status === 403;
}

/** A view of the hall that stays fresh by itself, and says since when it is not. */
export class LiveView<T extends { now: number }> {
  value = $state.raw<T | null>(null);
  line = $state<Line>('connecting');
  problem = $state.raw<Problem | null>(null);
  /** Hall clock when the hall was last heard; null when never. */
  heardAt = $state<number | null>(null);

  /** Hall clock minus this page's steady clock. */
  #offset: number | null = null;
  #lastHeard = performance.now();
  #lastKept = 0;
  #source: EventSource | null = null;
  #check: ReturnType<typeof setInterval> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #stopped = true;
  readonly #options: LiveOptions<T>;

  constructor(options: LiveOptions<T>) {
    this.#options = options;
  }

  /** Hall clock now, epoch ms: the steady clock of this page, set by the hall. */
  hallNow(): number {
    return this.#offset === null ? Date.now() : performance.now() + this.#offset;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#lastHeard = performance.now();
    this.#check = setInterval(() => this.#watch(), CHECK);
    document.addEventListener('visibilitychange', this.#shown);
    addEventListener('online', this.#shown);
    void this.#restore();
    void this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    document.removeEventListener('visibilitychange', this.#shown);
    removeEventListener('online', this.#shown);
    clearInterval(this.#check);
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  /** Asks again at once: after pairing, or when the screen has reason to. */
  refresh(): void {
    if (this.#stopped) return;
    this.#failures = 0;
    clearTimeout(this.#retry);
    void this.#connect();
  }

  /** A phone taken out of the pocket asks at once: in there its timers and streams stood still. */
  #shown = (): void => {
    if (document.visibilityState !== 'visible' || (this.problem && this.#options.isFinal?.(this.problem))) return;
    this.#lastHeard = Math.max(this.#lastHeard, performance.now() - SILENCE / 2);
    this.refresh();
  };

  async #restore(): Promise<void> {
    const kept = await this.#options.keeper?.load();
    if (!kept || this.value) return;
    this.value = kept.view;
    this.heardAt = kept.heardAt;
    this.#offset = kept.heardAt + (Date.now() - kept.wall) - performance.now();
  }

  async #connect(): Promise<void> {
    this.#source?.close();
    this.#source = null;
    try {
      const response = await fetch(this.#options.snapshot, {
        cache: 'no-store',
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      });
      if (this.#stopped) return;
      if (!response.ok) {
        const problem = { status: response.status, code: await answerCode(response) };
        this.problem = problem;
        if (this.#options.isFinal?.(problem)) {
          this.line = 'live';
          return;
        }
        throw new Error(problem.code);
      }
      const view = (await response.json()) as T;
      this.problem = null;
      this.#take(view);
      this.#listen();
    } catch {
      // Never heard at all: there is nothing to wait for before saying so.
      if (this.line === 'connecting') this.line = 'cut';
      this.#again();
    }
  }

  #listen(): void {
    if (this.#stopped) return;
    // A refresh may have overtaken another one.
    this.#source?.close();
    const source = new EventSource(this.#options.events);
    this.#source = source;
    source.addEventListener(this.#options.event, (event) => {
      this.#take(JSON.parse((event as MessageEvent<string>).data) as T);
    });
    source.addEventListener('beat', () => this.#heard());
    // The browser would retry on a fixed beat of its own, every screen of a hall at the same moment.
    source.addEventListener('error', () => {
      source.close();
      if (this.#source === source) this.#again();
    });
  }

  #again(): void {
    if (this.#stopped) return;
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
    const ceiling = Math.min(3000, 300 * 2 ** this.#failures);
    this.#failures += 1;
    this.#retry = setTimeout(() => void this.#connect(), 200 + Math.random() * ceiling);
  }

  #take(view: T): void {
    this.#offset = view.now - performance.now();
    this.value = view;
    this.#heard();
    this.#keep(true);
    this.#options.onview?.(view);
  }

  #heard(): void {
    this.#failures = 0;
    this.#lastHeard = performance.now();
    this.heardAt = this.hallNow();
    this.line = 'live';
    this.#keep(false);
  }

  /** A beat is worth a write only now and then. */
  #keep(always: boolean): void {
    const now = performance.now();
    if (!this.value || this.heardAt === null || (!always && now - this.#lastKept < 10_000)) return;
    this.#lastKept = now;
    const kept: KeptView<T> = { view: this.value, heardAt: this.heardAt, wall: Date.now() };
    void this.#options.keeper?.save(kept);
  }

  #watch(): void {
    if (this.problem && this.#options.isFinal?.(this.problem)) return;
    if (performance.now() - this.#lastHeard < SILENCE || this.line === 'cut') return;
    this.line = 'cut';
    // A dead line gives no error on an open stream: it has to be dropped.
    if (this.#source) this.#again();
  }
}
