import type { FormFault, FormNotice } from '#lib/domain/index.ts';

/** Whole-form checks wait for so long a pause in the typing… */
const CHECK_AFTER = 120;
/** …and not much longer when several people type on and on. */
const CHECK_WITHIN = 600;

export interface Found {
  faults: readonly FormFault[];
  notices: readonly FormNotice[];
}

/** What is wrong with a form, found when it pays: a key must not wait for it, a decision must. */
export class FormChecks {
  readonly #find: () => Found;
  #found = $state.raw<Found | null>(null);
  #marksMissing = $state(false);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #askedAt = 0;

  constructor(find: () => Found) {
    this.#find = find;
  }

  readonly #byPath = $derived.by((): ReadonlyMap<string, FormFault> => {
    const byPath = new Map<string, FormFault>();
    for (const fault of this.faults) if (!byPath.has(fault.path)) byPath.set(fault.path, fault);
    return byPath;
  });

  /** Known at all: before that nothing is called complete. */
  get isKnown(): boolean {
    return this.#found !== null;
  }
  get faults(): readonly FormFault[] {
    return this.#found?.faults ?? [];
  }

  /** What stands beside a path: what is wrong at once, what is missing once somebody has tried to go on. */
  faultOf(path: string): FormFault | null {
    const fault = this.#byPath.get(path);
    if (!fault) return null;
    return isMissing(fault) && !this.#marksMissing ? null : fault;
  }

  /** Faults at a path and below it, shown or not. */
  under(path: string): readonly FormFault[] {
    return this.faults.filter((fault) => fault.path === path || fault.path.startsWith(`${path}/`));
  }

  noticeOf(path: string): FormNotice | null {
    return this.#found?.notices.find((notice) => notice.path === path) ?? null;
  }

  markMissing(): void {
    this.#marksMissing = true;
  }

  now(): readonly FormFault[] {
    this.stop();
    this.#found = this.#find();
    return this.#found.faults;
  }

  soon(): void {
    const now = performance.now();
    if (!this.#timer) this.#askedAt = now;
    else if (now - this.#askedAt > CHECK_WITHIN) return;
    else clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), CHECK_AFTER);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** Nothing is wrong yet: it is only not there. */
export function isMissing({ code }: Pick<FormFault, 'code'>): boolean {
  return code === 'field-missing' || code === 'material-missing' || code === 'list-too-short';
}
