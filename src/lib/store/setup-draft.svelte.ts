import { SvelteMap } from 'svelte/reactivity';
import * as Y from 'yjs';
import { applyDraft, draftKeyFault, type RefusalCode, type Result, type Setup } from '#lib/domain/index.ts';
import { ask } from './api.ts';
import { RoomCopy } from './room-copy.ts';
import { SharedLine, type Presence } from './shared-line.ts';

const ROOT = 'd';

export interface SetupDraftOptions {
  /** `setup/<hall>/<epoch>` */
  name: string;
  server: string;
  account: () => string;
}

/**
 * The setup that supervisors and administrators draft together: what is to differ from the published
 * version, by path (`policy.calls`, `windows.3.queues`). Nothing in it binds anybody until it is
 * published as a whole.
 */
export class SetupDraft {
  readonly #options: SetupDraftOptions;
  readonly #doc = new Y.Doc();
  readonly #map: Y.Map<unknown>;
  readonly #values = new SvelteMap<string, unknown>();
  readonly #line: SharedLine;
  #copy: RoomCopy | null = null;
  #isReady = $state(false);
  #isUp = $state(false);
  #edits = $state(0);
  #saved = $state(0);
  #cannotSave = $state(false);
  #ended = $state<number | null>(null);
  #others = $state.raw<readonly Presence[]>([]);

  constructor(options: SetupDraftOptions) {
    this.#options = options;
    this.#map = this.#doc.getMap(ROOT);
    this.#map.observe((event) => {
      for (const key of event.keysChanged) {
        if (this.#map.has(key)) this.#values.set(key, this.#map.get(key));
        else this.#values.delete(key);
      }
    });
    this.#line = new SharedLine(options.server, options.name, this.#doc, {
      up: (isUp) => {
        this.#isUp = isUp;
        if (isUp) this.#line.ask(this.#edits);
      },
      acknowledged: (n) => (this.#saved = Math.max(this.#saved, n)),
      ended: (code) => (this.#ended = code),
      present: (others) => (this.#others = others),
    });
  }

  /** Resolves when what this device holds of the draft is here; then the line is taken up. */
  async open(): Promise<void> {
    try {
      this.#copy = await RoomCopy.open(this.#options.name, this.#doc, () => (this.#cannotSave = true));
      if (!this.#copy.isFresh) this.#edits = 1;
    } catch {
      this.#cannotSave = true;
    }
    this.#doc.on('update', (_: Uint8Array, origin: unknown) => {
      if (this.#line.isSource(origin)) return;
      this.#edits += 1;
      this.#line.ask(this.#edits);
    });
    this.#isReady = true;
    this.#line.connect();
    this.show(null);
  }

  get isReady(): boolean {
    return this.#isReady;
  }
  get isUp(): boolean {
    return this.#isUp;
  }
  get savedAtHall(): boolean {
    return this.#saved >= this.#edits;
  }
  get cannotSave(): boolean {
    return this.#cannotSave;
  }
  /** The close code with which the hall ended it; null while it has not. */
  get ended(): number | null {
    return this.#ended;
  }
  get others(): readonly Presence[] {
    return this.#others;
  }
  /** What differs, by path; empty: there is no draft. */
  get values(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#values);
  }

  get(path: string): unknown {
    return this.#values.get(path);
  }

  /** JSON of at most 64 kB. False: a setup has no such part. */
  set(path: string, value: unknown): boolean {
    if (draftKeyFault(path) !== null || this.#ended !== null) return false;
    this.#map.set(path, value);
    return true;
  }

  /** As it is published again. */
  drop(path: string): void {
    this.#map.delete(path);
  }

  /** The setup as it would be; its shape is checked when it is published. */
  on(published: Setup): Setup {
    return applyDraft(published, this.values) as Setup;
  }

  /** Tells the others which part somebody has before them; null: none. */
  show(path: string | null): void {
    this.#line.show({ account: this.#options.account(), window: null, field: path });
  }

  /** Publishes published and draft as one, and empties the draft. Refusals: setup-invalid with every fault, role-may-not. */
  publish(): Promise<Result<{ version: number }, RefusalCode>> {
    return ask('POST', '/api/setup/publish-draft', {});
  }

  close(): void {
    this.#line.destroy();
    this.#copy?.close();
    this.#doc.destroy();
  }
}
