/** A key is shown before it is stored: what is typed within so many ms is one transaction and one question. */
const GATHER = 40;
/** After so many ms without an edit it is remembered that nothing waits here: a typist would undo it at once. */
const CALM = 2000;

export interface RoomEditsOptions {
  /** Everything made so far is on this disk; false when it could not be stored. */
  store: () => Promise<boolean>;
  /** There are edits that the hall has not got, or none any more; resolves when that is remembered here. */
  unsent: (isUnsent: boolean) => Promise<void>;
  /** Asks the hall to acknowledge the first `n` edits. */
  ask: (n: number) => void;
}

/** The edits made to a room on this device, and how many of them are on this disk and on the hall's. */
export class RoomEdits {
  readonly #options: RoomEditsOptions;
  #made = $state(0);
  #here = $state(0);
  #atHall = $state(0);
  #cannotSave = $state(false);
  /** False: it could not be remembered. */
  #remembered: Promise<boolean> | null = null;
  #gathering: ReturnType<typeof setTimeout> | null = null;
  #calming: ReturnType<typeof setTimeout> | null = null;

  constructor(options: RoomEditsOptions) {
    this.#options = options;
  }

  /** All are in completed transactions of this device. */
  get isSavedHere(): boolean {
    return this.#here >= this.#made;
  }
  get isSavedAtHall(): boolean {
    return this.#atHall >= this.#made;
  }
  /** The disk here refused: what is typed now may be lost with this page. */
  get cannotSave(): boolean {
    return this.#cannotSave;
  }

  /** What a copy holds may be here alone, until the hall has said otherwise. */
  found(): void {
    this.#made = this.#here = 1;
  }

  made(): void {
    this.#made += 1;
    if (this.#calming) clearTimeout(this.#calming);
    this.#calming = null;
    // Remembered as unsent before it is stored: a copy that nobody knows of would never be sent.
    this.#remembered ??= this.#options.unsent(true).then(
      () => true,
      () => false,
    );
    this.#gathering ??= setTimeout(() => void this.keep(), GATHER);
  }

  /** Stores them now; false when that could not be done. */
  async keep(): Promise<boolean> {
    const made = this.#made;
    const remembered = this.#remembered;
    this.#remembered = null;
    if (this.#gathering) {
      clearTimeout(this.#gathering);
      this.#gathering = null;
      this.ask();
    }
    const isKnown = (await remembered) ?? true;
    const isStored = isKnown && (await this.#options.store().catch(() => false));
    if (isStored) this.#here = Math.max(this.#here, made);
    this.#cannotSave = !isStored;
    return isStored;
  }

  ask(): void {
    this.#options.ask(this.#made);
  }

  acknowledged(n: number): void {
    this.#atHall = Math.max(this.#atHall, n);
    if (this.isSavedAtHall) this.#calming ??= setTimeout(() => this.#calm(), CALM);
  }

  failed(): void {
    this.#cannotSave = true;
  }

  /** The room is closed: nothing is left to a clock. */
  close(): void {
    if (this.#gathering) void this.keep();
    if (this.#calming) this.#calm();
  }

  #calm(): void {
    if (this.#calming) clearTimeout(this.#calming);
    this.#calming = null;
    if (this.isSavedAtHall) void this.#options.unsent(false).catch(() => undefined);
  }
}
