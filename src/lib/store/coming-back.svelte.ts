import type { SessionView } from '#lib/domain/index.ts';
import type { CounterDb } from './device-db.ts';
import { comeBack, type ComeBack } from './recovery.ts';

/** A hall that comes back from a backup is asked again so often whether it is open. */
const RECOVERY_AGAIN = 3000;
/** What it would not hear is tried again so often. */
const COME_BACK_AGAIN = 30_000;

/** What of the store it needs. */
export interface ComingBackHall {
  db(): CounterDb | null;
  /** Reads the outbox anew: rows may be this epoch's now. */
  loadRows(): Promise<void>;
  /** It is open, and what waited for that may go. */
  opened(): void;
  enter(): Promise<void>;
}

/** Whether what this device knows of the hall's earlier epochs is with the hall; until it is, that is tried again. */
export class ComingBack {
  readonly #hall: ComingBackHall;
  #cameBack = $state.raw<ComeBack>('open');
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(hall: ComingBackHall) {
    this.#hall = hall;
  }

  /** Nothing from before waits here to be told. */
  get isDone(): boolean {
    return this.#cameBack === 'open';
  }

  /** The hall was put back from a backup: this device has checked in, and nothing is decided yet. */
  get isRecovering(): boolean {
    return this.#cameBack === 'recovering';
  }

  /** A hall that was put back hears what this device has before anything of it is entered. */
  async to(session: SessionView): Promise<void> {
    const db = this.#hall.db();
    if (!db) return;
    this.#cameBack = await comeBack(db, session).catch(() => 'failed' as const);
    await this.#hall.loadRows().catch(() => undefined);
    if (this.isDone) this.#hall.opened();
    this.#askAgain();
  }

  /** The hall did not say how far it is. */
  unanswered(): void {
    this.#askAgain();
  }

  #askAgain(): void {
    clearTimeout(this.#again);
    if (this.isDone) return;
    const pause = this.isRecovering ? RECOVERY_AGAIN : COME_BACK_AGAIN;
    this.#again = setTimeout(() => void this.#hall.enter(), pause);
  }
}
