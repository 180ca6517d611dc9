import type { AuditEntry, AuditKind } from '#lib/domain/index.ts';
import { ask } from '#lib/store/api.ts';

/** The hall's notes, newest first, page by page. */
export class AuditView {
  #what = $state<AuditKind | ''>('');
  #entries = $state.raw<readonly AuditEntry[]>([]);
  #hasMore = $state(false);
  #hasFailed = $state(false);
  #busy = $state(false);

  get what(): AuditKind | '' {
    return this.#what;
  }
  get entries(): readonly AuditEntry[] {
    return this.#entries;
  }
  get hasMore(): boolean {
    return this.#hasMore;
  }
  get hasFailed(): boolean {
    return this.#hasFailed;
  }
  get busy(): boolean {
    return this.#busy;
  }

  /** `''`: everything. */
  show(what: AuditKind | ''): Promise<void> {
    this.#what = what;
    this.#entries = [];
    return this.more();
  }

  async more(): Promise<void> {
    const what = this.#what;
    const before = this.#entries.at(-1)?.n;
    const query = new URLSearchParams({ ...(what ? { what } : {}), ...(before ? { before: String(before) } : {}) });
    this.#busy = true;
    const answer = await ask<{ entries: AuditEntry[] }>('GET', `/api/audit?${query.toString()}`);
    this.#busy = false;
    // Another kind was chosen meanwhile.
    if (this.#what !== what) return;
    this.#hasFailed = !answer.ok;
    if (!answer.ok) return;
    this.#entries = [...this.#entries, ...answer.value.entries];
    this.#hasMore = answer.value.entries.length > 0 && (this.#entries.at(-1)?.n ?? 1) > 1;
  }
}
