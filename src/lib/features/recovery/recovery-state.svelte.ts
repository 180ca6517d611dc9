import type { RecoveryView, RefusalCode } from '#lib/domain/index.ts';
import { ask } from '#lib/store/api.ts';

/** While devices check in their list moves. */
const AGAIN = 2000;
/** So long after the opening who was on duty may still have to look something up. */
const KEPT_DAYS = 7;
const DAY = 86_400_000;

/** A hall that was put back, as who answers for it sees it. */
export class RecoveryState {
  view = $state.raw<RecoveryView | null>(null);
  refusal = $state<RefusalCode | null>(null);
  busy = $state<string | null>(null);

  /** Asks now, and again while the hall is not open; the answer ends that. */
  start(): () => void {
    const timer = setInterval(() => {
      if (this.view?.phase !== 'open') void this.load();
    }, AGAIN);
    void this.load();
    return () => clearInterval(timer);
  }

  async load(): Promise<void> {
    const answer = await ask<{ recovery: RecoveryView | null }>('GET', '/api/recovery');
    if (answer.ok) this.view = answer.value.recovery;
  }

  /** There is something to look up. `now`: wall clock, epoch ms. */
  isRecent(now: number): boolean {
    return this.view !== null && now - (this.view.openedAt ?? now) < KEPT_DAYS * DAY;
  }

  get missing(): number {
    return this.view?.devices.filter(({ state }) => state === 'missing' || state === 'bringing').length ?? 0;
  }

  async open(): Promise<void> {
    await this.#post('open', '/api/recovery/open', {});
  }

  async leaveOut(incarnation: string, leftOut: boolean): Promise<void> {
    await this.#post(incarnation, `/api/recovery/devices/${incarnation}/leave-out`, { leftOut });
  }

  async #post(busy: string, path: string, body: unknown): Promise<void> {
    this.busy = busy;
    const answer = await ask('POST', path, body, 60_000);
    this.busy = null;
    this.refusal = answer.ok ? null : answer.code;
    await this.load();
  }
}
