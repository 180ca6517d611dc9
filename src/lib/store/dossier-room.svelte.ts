import * as Y from 'yjs';
import {
  contentOf,
  mapRoots,
  type ChoiceEntry,
  type DossierContent,
  type FieldValue,
  type MaterialCheck,
  type Signature,
} from '#lib/domain/index.ts';
import { contentHash } from './content-hash.ts';
import { DossierMirror } from './dossier-mirror.ts';
import { RoomCopy } from './room-copy.ts';
import { RoomEdits } from './room-edits.svelte.ts';
import { SharedLine, type Presence } from './shared-line.ts';
import { editBetween, rebase } from './text-edit.ts';

/** Why the hall will have no more of it: erased · this person may not · what is here is refused · too large · not there. */
export type RoomEnd = 'deleted' | 'not-allowed' | 'refused' | 'too-large' | 'unknown' | 'elsewhere';

const ends: Record<number, RoomEnd> = {
  4403: 'not-allowed',
  4404: 'unknown',
  4409: 'elsewhere',
  4410: 'deleted',
  4413: 'too-large',
  4400: 'refused',
  4422: 'refused',
};

export interface DossierRoomOptions {
  id: string;
  /** Its room in the open hall and epoch; also the name of its copy here. */
  name: string;
  server: string;
  /** Who edits, and the hall's clock. */
  account: () => string;
  now: () => number;
  /** Reactive: the matter is over, or this person may only read. */
  isReadOnly: () => boolean;
  /** There are edits that the hall has not got, or none any more; resolves when that is remembered here. */
  unsent: (isUnsent: boolean) => Promise<void>;
  ended: (end: RoomEnd) => void;
  /** Where the copy is kept: this device's IndexedDB, and a fake in tests. */
  openCopy?: (name: string, doc: Y.Doc, onFailed: () => void) => Promise<KeptCopy>;
}

/** What a room needs of its copy. */
export type KeptCopy = Pick<RoomCopy, 'isFresh' | 'stored' | 'close'>;

const ROW_LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/**
 * One dossier on this device: its document, the copy in IndexedDB, and the line to the others. Works
 * without a line; then it is this device's alone until the ledger names it and the line is back.
 */
export class DossierRoom {
  readonly id: string;
  readonly name: string;
  readonly whenReady: Promise<void>;
  readonly #options: DossierRoomOptions;
  readonly #doc = new Y.Doc();
  readonly #mirror: DossierMirror;
  readonly #line: SharedLine;
  readonly #edits: RoomEdits;
  #copy: KeptCopy | null = null;
  #isClosed = $state(false);
  #version = $state(0);
  #isReady = $state(false);
  #isUp = $state(false);
  #isFollowing = false;
  #isConnecting = false;
  #ended = $state<RoomEnd | null>(null);
  #savedAtHallAt = $state<number | null>(null);
  #others = $state.raw<readonly Presence[]>([]);
  readonly #onSent = new Set<() => void>();
  /** What the hall has came over the line since the room was opened. */
  #isWhole = false;
  readonly #onHere = new Set<() => void>();

  /** The plain content; made anew when something changed and somebody reads it. */
  readonly content = $derived.by((): DossierContent => {
    void this.#version;
    return this.#mirror.content();
  });

  constructor(options: DossierRoomOptions) {
    this.id = options.id;
    this.name = options.name;
    this.#options = options;
    this.#mirror = new DossierMirror(this.#doc, () => (this.#version += 1));
    this.#line = new SharedLine(options.server, options.name, this.#doc, {
      up: (isUp) => this.#up(isUp),
      acknowledged: (n) => this.#acknowledged(n),
      whole: () => this.#whole(),
      ended: (code) => this.#end(ends[code] ?? null),
      present: (others) => (this.#others = others),
    });
    this.#edits = new RoomEdits({
      store: async () => (await this.#copy?.stored()) ?? false,
      unsent: options.unsent,
      ask: (n) => this.#line.ask(n),
    });
    this.whenReady = this.#open();
  }

  /** The copy on this device is loaded. */
  get isReady(): boolean {
    return this.#isReady;
  }
  get isUp(): boolean {
    return this.#isUp;
  }
  /** All edits are in completed transactions of this device. */
  get savedHere(): boolean {
    return this.#edits.isSavedHere;
  }
  get savedAtHall(): boolean {
    return this.#edits.isSavedAtHall;
  }
  get isPending(): boolean {
    return !this.savedAtHall;
  }
  /** Hall clock; null before the first acknowledgement on this line. */
  get savedAtHallAt(): number | null {
    return this.#savedAtHallAt;
  }
  /** The disk here refused: what is typed now may be lost with this page. */
  get cannotSave(): boolean {
    return this.#edits.cannotSave;
  }
  get ended(): RoomEnd | null {
    return this.#ended;
  }
  get isDeleted(): boolean {
    return this.#ended === 'deleted';
  }
  get isReadOnly(): boolean {
    return this.#isClosed || this.#ended !== null || this.#options.isReadOnly();
  }
  get others(): readonly Presence[] {
    return this.#others;
  }

  text(path: string): string {
    return this.#mirror.texts.get(path) ?? '';
  }

  /** Makes the field say `next`. `shown`: what the person saw when they began, where that was earlier (an input method). */
  editText(path: string, next: string, shown = this.text(path)): void {
    if (this.#isClosed) return;
    if (!this.#isReady) {
      void this.whenReady.then(() => this.editText(path, next, shown));
      return;
    }
    const seen = editBetween(shown, next);
    if (!seen || this.isReadOnly) return;
    const { at, removed, inserted } = rebase(seen, shown, this.text(path));
    const text = this.#mirror.text(path);
    this.#edit(() => {
      if (removed > 0) text.delete(at, removed);
      if (inserted !== '') text.insert(at, inserted);
    });
  }

  /** Holds a caret: the answer says where it is after what others typed meanwhile. */
  caret(path: string, at: number): () => number {
    // Behind the letter on its left: what others write there comes after it.
    const position = Y.createRelativePositionFromTypeIndex(this.#mirror.text(path), at, -1);
    return () => Y.createAbsolutePositionFromRelativePosition(position, this.#doc)?.index ?? at;
  }

  choice(path: string): ChoiceEntry | undefined {
    const entry = this.#mirror.entry(mapRoots.choices, path) as [FieldValue, string, number] | undefined;
    return entry && { value: entry[0], by: entry[1], at: entry[2] };
  }

  choose(path: string, value: FieldValue): void {
    this.#put(mapRoots.choices, path, [value, this.#options.account(), this.#options.now()]);
  }

  /** Ids of a list's rows, in order. */
  rows(list: string): readonly string[] {
    const rows = this.#mirror.entries(mapRoots.rows);
    return contentOf({ texts: [], choices: [], rows, materials: [], signatures: [], marks: [] }).rows[list] ?? [];
  }

  /** The new row's id. */
  addRow(list: string): string {
    const row = newRowId();
    const orders = this.rows(list).map((id) => Number(this.#mirror.entry(mapRoots.rows, `${list}/${id}`)));
    this.#put(mapRoots.rows, `${list}/${row}`, Math.max(0, ...orders) + 1);
    return row;
  }

  /** Its texts and choices go with it: what is not asked for is not kept. */
  removeRow(list: string, row: string): void {
    if (this.isReadOnly) return;
    const inRow = `${list}/${row}/`;
    const texts = [...this.#mirror.texts.keys()].filter((path) => path.startsWith(inRow));
    const choices = [...this.#mirror.entries(mapRoots.choices)].filter(([path]) => path.startsWith(inRow));
    this.#edit(() => {
      this.#mirror.map(mapRoots.rows).delete(`${list}/${row}`);
      for (const path of texts) this.#mirror.text(path).delete(0, this.#mirror.text(path).length);
      for (const [path] of choices) this.#mirror.map(mapRoots.choices).delete(path);
    });
  }

  material(key: string): MaterialCheck | undefined {
    return this.#mirror.entry(mapRoots.materials, key) as MaterialCheck | undefined;
  }

  /** Null takes the check back. */
  checkMaterial(key: string, check: Omit<MaterialCheck, 'by' | 'at'> | null): void {
    this.#put(mapRoots.materials, key, check && this.#stamped(check));
  }

  signature(name: string): Signature | undefined {
    return this.#mirror.entry(mapRoots.signatures, name) as Signature | undefined;
  }

  sign(name: string, signature: Omit<Signature, 'by' | 'at'> | null): void {
    this.#put(mapRoots.signatures, name, signature && this.#stamped(signature));
  }

  mark(name: string): unknown {
    return this.#mirror.entry(mapRoots.marks, name);
  }

  /** JSON of at most 8 kB; null takes it away. */
  setMark(name: string, mark: unknown): void {
    this.#put(mapRoots.marks, name, mark);
  }

  /** What an acceptance of the present content cites. */
  hash(): string {
    return contentHash(this.content);
  }

  /** Tells the others in which field somebody is; null: in none. */
  focus(field: string | null, window: number | null = null): void {
    this.#line.show({ account: this.#options.account(), window, field });
  }

  /** Resolves once everything typed is on this device; false when it could not be stored. */
  async stored(): Promise<boolean> {
    await this.whenReady;
    return this.#edits.keep();
  }

  /** Resolves when the hall has all of it, the hall wants none of it, or after `within` ms. */
  sent(within: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#onSent.delete(done);
        resolve();
      };
      const timer = setTimeout(done, within);
      this.#onSent.add(done);
    });
  }

  /**
   * Whether what was filed is here, for what a name must not be missing from. The hall is waited for so many ms; where it
   * does not say or cannot be asked, a copy counts that holds what a dossier begins with.
   */
  async isHere(within: number): Promise<boolean> {
    await this.whenReady;
    if (!this.#isWhole && this.#isFollowing && this.#ended === null) await this.#told(within);
    const { texts, marks } = this.content;
    return this.#isWhole || marks['token'] !== undefined || Object.keys(texts).length > 0;
  }

  /** Connected while the ledger names it and the hall is there. */
  follow(isThere: boolean): void {
    this.#isFollowing = isThere;
    // There is nobody to wait for.
    if (!isThere) for (const here of this.#onHere) here();
    if (!this.#isReady || this.#ended !== null || this.#isClosed || this.#isConnecting === isThere) return;
    // Asked once: each asking begins a connection at once, whatever pause the client keeps between two.
    this.#isConnecting = isThere;
    if (isThere) this.#line.connect();
    else this.#line.disconnect();
  }

  close(): void {
    this.#isClosed = true;
    this.#edits.close();
    this.#line.destroy();
    this.#copy?.close();
    if (this.#copy) this.#doc.destroy();
  }

  async #open(): Promise<void> {
    try {
      const open = this.#options.openCopy ?? RoomCopy.open;
      this.#copy = await open(this.name, this.#doc, () => this.#edits.failed());
      if (!this.#copy.isFresh) this.#edits.found();
    } catch {
      this.#edits.failed();
    }
    this.#doc.on('update', (_: Uint8Array, origin: unknown) => {
      if (!this.#line.isSource(origin)) this.#edits.made();
    });
    if (this.#isClosed) {
      this.close();
      return;
    }
    this.#isReady = true;
    this.follow(this.#isFollowing);
  }

  #put(root: Parameters<DossierMirror['map']>[0], key: string, value: unknown): void {
    if (this.isReadOnly) return;
    this.#edit(() => {
      if (value === null || value === undefined) this.#mirror.map(root).delete(key);
      else this.#mirror.map(root).set(key, value);
    });
  }

  #edit(edit: () => void): void {
    // What is here already comes first.
    if (this.#isReady) this.#doc.transact(edit);
    else void this.whenReady.then(() => this.#doc.transact(edit));
  }

  #stamped<Entry extends object>(entry: Entry): Entry & { by: string; at: number } {
    return { ...entry, by: this.#options.account(), at: this.#options.now() };
  }

  #up(isUp: boolean): void {
    this.#isUp = isUp;
    if (!isUp) this.#others = [];
    else this.#edits.ask();
  }

  #acknowledged(n: number): void {
    this.#edits.acknowledged(n);
    this.#savedAtHallAt = this.#options.now();
    if (!this.savedAtHall) return;
    for (const done of this.#onSent) done();
  }

  #whole(): void {
    this.#isWhole = true;
    for (const here of this.#onHere) here();
  }

  /** Resolves when the hall has told all, will not, or after `within` ms. */
  #told(within: number): Promise<void> {
    return new Promise((resolve) => {
      const here = (): void => {
        clearTimeout(timer);
        this.#onHere.delete(here);
        resolve();
      };
      const timer = setTimeout(here, within);
      this.#onHere.add(here);
    });
  }

  #end(end: RoomEnd | null): void {
    this.#isUp = false;
    this.#isConnecting = false;
    for (const here of this.#onHere) here();
    // 4401: the hall store asks who is signed in, and opens what may be opened.
    if (end === null) return;
    this.#ended = end;
    for (const done of this.#onSent) done();
    this.#options.ended(end);
  }
}

function newRowId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => ROW_LETTERS[byte % ROW_LETTERS.length]).join('');
}
