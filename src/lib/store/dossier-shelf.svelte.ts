import { addDays, midnightOf, type DossierContent, type HallState } from '#lib/domain/index.ts';
import { randomId, type DeviceDb } from './device-db.ts';
import { DossierRoom, type RoomEnd } from './dossier-room.svelte.ts';
import { RoomCopy } from './room-copy.ts';

/** What the shelf needs of the hall's store. */
export interface ShelfHall {
  db(): DeviceDb | null;
  /** `<hall>/<epoch>` */
  place(): string;
  server(): string;
  account(): string;
  utcOffsetMinutes(): number;
  /** Reactive, as is `isUp`. */
  decided(): HallState;
  isUp(): boolean;
  /** Hall clock, epoch ms. */
  now(): number;
}

/** A dossier's copy on this device, and until when it may be here. */
interface CopyRecord {
  id: string;
  name: string;
  /** Epoch ms, hall clock. */
  deleteBy: number;
  /** Edits that the hall has not got: they are sent before the copy may go. */
  isUnsent: boolean;
}

interface OnShelf {
  room: DossierRoom;
  /** Screens that have it open. */
  users: number;
  closing: ReturnType<typeof setTimeout> | null;
}

const COPY = 'copy:';
/** A dossier that no screen shows any more stays open so long. */
const LINGER = 30_000;
const DAY = 86_400_000;
const over: readonly string[] = ['closed', 'notAccepted'];

/**
 * The dossiers that this device holds: open ones, each once for all screens, and copies kept for
 * today's work. A copy goes at its date, or at once when the dossier is erased.
 */
export class DossierShelf {
  readonly #hall: ShelfHall;
  readonly #open = new Map<string, OnShelf>();
  /** Moves after a room was opened or closed, never within a `$derived` that asked for one. */
  #version = $state(0);
  readonly #records = new Map<string, CopyRecord>();
  #isSending = false;

  constructor(hall: ShelfHall) {
    this.#hall = hall;
  }

  /** 128 random bits, base64url: the id of a dossier that begins here. */
  newId(): string {
    return randomId();
  }

  /** Reactive: the day's ledger knows it. */
  isNamed(id: string): boolean {
    const { mattersByDossier, bookingsByDossier } = this.#hall.decided();
    return mattersByDossier.has(id) || bookingsByDossier.has(id);
  }

  /** For a screen that shows it: one instance for all; `close` when the screen goes. */
  open(id: string): DossierRoom {
    const onShelf = this.#shelf(id);
    onShelf.users += 1;
    this.#keep(onShelf);
    return onShelf.room;
  }

  /** For reading in passing; open for a while and then closed by itself. */
  peek(id: string): DossierRoom {
    void this.#version;
    const onShelf = this.#shelf(id);
    if (onShelf.users === 0) this.#linger(id, onShelf);
    return onShelf.room;
  }

  /** Open here already; reactive. */
  opened(id: string): DossierRoom | null {
    void this.#version;
    return this.#open.get(id)?.room ?? null;
  }

  /** What is here of it, for rules that look into a dossier; null when it is not open. */
  now(id: string): { hash: string; content: DossierContent } | null {
    const room = this.opened(id);
    return room?.isReady ? { hash: room.hash(), content: room.content } : null;
  }

  /** A screen of `open` has gone. */
  close(id: string): void {
    const onShelf = this.#open.get(id);
    if (!onShelf) return;
    onShelf.users = Math.max(0, onShelf.users - 1);
    if (onShelf.users === 0) this.#linger(id, onShelf);
  }

  /** Deletes what is past its date, before anything is connected. */
  async purge(): Promise<void> {
    const db = this.#hall.db();
    if (!db) return;
    for (const { value: record } of await db.entries<CopyRecord>(COPY)) {
      this.#records.set(record.name, record);
      if (record.deleteBy > this.#hall.now() || (record.isUnsent && this.#isOfPlace(record))) continue;
      if (!this.#open.has(record.id)) await this.#drop(record.name);
    }
  }

  /** The ledger or the line changed: connects what the ledger names, sends what waits here. */
  follow(): void {
    for (const [id, { room }] of this.#open) room.follow(this.#hall.isUp() && this.isNamed(id));
    void this.#sendRest();
  }

  /** Signed out, another hall: nothing stays open. */
  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.#remove(id);
  }

  #shelf(id: string): OnShelf {
    const known = this.#open.get(id);
    if (known) return known;
    const [hall, epoch] = this.#hall.place().split('/');
    const name = `dossier/${hall}/${id}/${epoch}`;
    const room = new DossierRoom({
      id,
      name,
      server: this.#hall.server(),
      account: () => this.#hall.account(),
      now: () => this.#hall.now(),
      isReadOnly: () => this.#isOver(id),
      unsent: (isUnsent) => this.#remember(id, name, isUnsent),
      ended: (end) => void this.#ended(name, end),
    });
    const onShelf: OnShelf = { room, users: 0, closing: null };
    this.#open.set(id, onShelf);
    queueMicrotask(() => (this.#version += 1));
    void room.whenReady.then(() => this.#remember(id, name, this.#records.get(name)?.isUnsent ?? false)).catch(ignore);
    room.follow(this.#hall.isUp() && this.isNamed(id));
    return onShelf;
  }

  #isOver(id: string): boolean {
    const { mattersByDossier, matters } = this.#hall.decided();
    const matter = matters.get(mattersByDossier.get(id) ?? 0);
    return matter !== undefined && over.includes(matter.phase);
  }

  #isOfPlace({ id, name }: CopyRecord): boolean {
    const [hall, epoch] = this.#hall.place().split('/');
    return name === `dossier/${hall}/${id}/${epoch}`;
  }

  /** To the end of tomorrow: what is begun today is finished or looked at again by then. */
  #deleteBy(): number {
    const { day } = this.#hall.decided();
    if (day === '') return this.#hall.now() + 2 * DAY;
    return midnightOf(addDays(day, 2), this.#hall.utcOffsetMinutes());
  }

  async #remember(id: string, name: string, isUnsent: boolean): Promise<void> {
    const db = this.#hall.db();
    const known = this.#records.get(name);
    const record: CopyRecord = { id, name, deleteBy: this.#deleteBy(), isUnsent };
    if (known?.isUnsent === isUnsent && known.deleteBy === record.deleteBy) return;
    this.#records.set(name, record);
    try {
      await db?.put(COPY + name, record);
    } catch (error) {
      if (known) this.#records.set(name, known);
      else this.#records.delete(name);
      throw error;
    }
  }

  async #ended(name: string, end: RoomEnd): Promise<void> {
    if (end !== 'deleted') return;
    const id = name.split('/')[2] ?? '';
    this.#remove(id);
    await this.#drop(name);
  }

  async #drop(name: string): Promise<void> {
    await RoomCopy.drop(name).catch(ignore);
    this.#records.delete(name);
    await this.#hall
      .db()
      ?.remove(COPY + name)
      .catch(ignore);
  }

  /** Edits of dossiers that nobody has open: typed while cut off, before a reload. One after the other. */
  async #sendRest(): Promise<void> {
    if (this.#isSending || !this.#hall.isUp()) return;
    this.#isSending = true;
    try {
      for (const { id, name } of this.#records.values()) {
        const record = this.#records.get(name);
        if (!record?.isUnsent || !this.#isOfPlace(record) || this.#open.has(id) || !this.isNamed(id)) continue;
        const room = this.open(id);
        await room.sent(LINGER);
        this.close(id);
        // One line at a time: a morning without the hall may have left a hundred.
        if (this.#open.get(id)?.users === 0) this.#remove(id);
        if (!this.#hall.isUp()) return;
      }
    } finally {
      this.#isSending = false;
    }
  }

  #keep(onShelf: OnShelf): void {
    if (onShelf.closing) clearTimeout(onShelf.closing);
    onShelf.closing = null;
  }

  #linger(id: string, onShelf: OnShelf): void {
    this.#keep(onShelf);
    onShelf.closing = setTimeout(() => {
      // What it has not told the hall yet keeps its line.
      if (onShelf.room.isPending && this.isNamed(id) && onShelf.room.ended === null) this.#linger(id, onShelf);
      else this.#remove(id);
    }, LINGER);
  }

  #remove(id: string): void {
    const onShelf = this.#open.get(id);
    if (!onShelf) return;
    this.#keep(onShelf);
    this.#open.delete(id);
    queueMicrotask(() => (this.#version += 1));
    onShelf.room.close();
  }
}

function ignore(): void {
  // The next purge finds it.
}
