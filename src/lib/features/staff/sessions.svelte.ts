import type { SessionLine } from '#lib/domain/index.ts';
import { ask } from '#lib/store/api.ts';

/** Where somebody is signed in: one's own, or, for an administrator, everybody's. */
export class Sessions {
  readonly #path: '/api/sessions' | '/api/staff/sessions';
  #lines = $state.raw<readonly SessionLine[]>([]);
  #busy = $state<string | null>(null);
  #hasFailed = $state(false);

  constructor(path: '/api/sessions' | '/api/staff/sessions') {
    this.#path = path;
  }

  get lines(): readonly SessionLine[] {
    return this.#lines;
  }
  /** The session that is being ended. */
  get busy(): string | null {
    return this.#busy;
  }
  /** What was asked for last did not come. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  async load(): Promise<void> {
    const answer = await ask<{ sessions: SessionLine[] }>('GET', this.#path);
    this.#hasFailed = !answer.ok;
    if (answer.ok) this.#lines = answer.value.sessions;
  }

  async end(id: string): Promise<void> {
    if (this.#busy !== null) return;
    this.#busy = id;
    await ask('POST', `${this.#path}/${id}/revoke`, {});
    this.#busy = null;
    await this.load();
  }
}
