import type { BoardCall, BoardView } from '#lib/domain/views/wire.ts';
import type { BoardMessages } from '#lib/i18n/zh-CN/board.ts';
import { databaseKeeper } from '../live/board-cache.ts';
import { LiveView, needsPairing } from '../live/live-view.svelte.ts';
import { Chime } from '../ports/chime.ts';
import type { Voice } from '../ports/ports.ts';
import { findVoice } from '../ports/voice.ts';
import { nextToSpeak, quietAnnouncer, seeBoard, spellLabel, type AnnouncerState } from './announcer.ts';

/** A new call stands out at least so long. */
const FRESH_FOR = 12_000;

interface FreshCall {
  seq: number;
  /** When it was first shown, on this page's steady clock. */
  since: number;
  isSpoken: boolean;
}

/** What the board shows and says. */
export class BoardState {
  readonly live = new LiveView<BoardView>({
    snapshot: '/api/board',
    events: '/api/board/events',
    event: 'board',
    keeper: databaseKeeper<BoardView>('board'),
    isFinal: needsPairing,
    onview: (view) => this.#see(view),
  });
  /** Being spoken now. */
  speaking = $state.raw<BoardCall | null>(null);
  soundReady = $state(true);
  /** null: not known yet. */
  hasVoice = $state<boolean | null>(null);

  #announcer: AnnouncerState = quietAnnouncer;
  /** Calls that stand out. */
  #fresh = $state.raw<readonly FreshCall[]>([]);
  #pumping = false;
  #voice: Voice | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #chime = new Chime();
  readonly #words: () => BoardMessages;

  constructor(words: () => BoardMessages) {
    this.#words = words;
  }

  start(language: 'zh' | 'en'): () => void {
    this.live.start();
    void this.#findSound(language);
    this.#timer = setInterval(() => this.#settle(), 500);
    return () => {
      this.live.stop();
      clearInterval(this.#timer);
    };
  }

  isFresh = (call: BoardCall): boolean => this.#fresh.some((fresh) => fresh.seq === call.seq);

  /** From a touch anywhere on the screen. */
  async unlockSound(): Promise<void> {
    this.soundReady = await this.#chime.unlock();
  }

  #see(view: BoardView): void {
    const { state, fresh } = seeBoard(this.#announcer, view);
    this.#announcer = state;
    if (fresh.length === 0) return;
    const since = performance.now();
    this.#fresh = [...this.#fresh, ...fresh.map(({ seq }) => ({ seq, since, isSpoken: false }))];
    void this.#pump();
  }

  async #findSound(language: 'zh' | 'en'): Promise<void> {
    this.soundReady = await this.#chime.unlock();
    this.#voice = await findVoice(language);
    this.hasVoice = this.#voice !== null;
    void this.#pump();
  }

  /** One announcement at a time, in order. */
  async #pump(): Promise<void> {
    // Until the voices are known nothing is spoken, so that the first call is not lost to a slow start.
    if (this.#pumping || this.hasVoice === null) return;
    this.#pumping = true;
    try {
      for (;;) {
        const { state, call } = nextToSpeak(this.#announcer);
        if (!call) break;
        this.#announcer = state;
        this.speaking = call;
        await this.#chime.ring();
        await this.#speak(call);
        this.#fresh = this.#fresh.map((fresh) => (fresh.seq === call.seq ? { ...fresh, isSpoken: true } : fresh));
      }
    } finally {
      this.speaking = null;
      this.#pumping = false;
    }
  }

  async #speak(call: BoardCall): Promise<void> {
    const words = this.#words();
    try {
      await this.#voice?.speak(words.spoken(spellLabel(call.label, words.digits), call.window));
    } catch {
      // A voice that fails must not hold back the next call.
    }
  }

  /** Calls that have stood out long enough and were spoken become ordinary rows. */
  #settle(): void {
    const now = performance.now();
    const kept = this.#fresh.filter(({ since, isSpoken }) => now - since < FRESH_FOR || !isSpoken);
    if (kept.length !== this.#fresh.length) this.#fresh = kept;
  }
}
