import { addDays, midnightOf, type DossierContent, type HallState } from '#lib/domain/index.ts';
import { ask } from './api.ts';
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
  /** What this device has done with it is still on its way to the hall. */
  isOnTheWay(dossier: string): boolean;
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
  /** It was the hall's before a disk was lost: said again, and no longer kept than it would have been. */
  isSaidAgain?: boolean;
}

interface OnShelf {
  room: DossierRoom;
  /** Screens that have it open. */
  users: number;
  closing: ReturnType<typeof setTimeout> | null;
}

const COPY = 'copy:';
/** Ids that the hall is asked about at once. */
const ASKED_AT_ONCE = 500;
/** A dossier that was filed elsewhere is waited for so long, ms: as long as any answer of the hall. */
const ARRIVES_WITHIN = 8000;
/** A dossier that no screen shows any more stays open so long. */
const LINGER = 30_000;
const DAY = 86_400_000;
const over: readonly string[] = ['closed', 'notAccepted'];
/** The same edits would be answered in the same way. */
const forGood: readonly RoomEnd[] = ['refused', 'too-large', 'not-allowed'];

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
  #isAsked = false;
  /** Copies whose edits the hall does not take. */
  readonly #refused = new Set<string>();
  /** Known to be erased, and gone here. */
  readonly #erased = new Set<string>();
  readonly #onErased = new Set<(ids: readonly string[]) => void>();

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

  /**
   * For a paper: what was filed. Null: it has not come to this device, and the paper would lack names; with the line
   * that is said after a while, without it at once.
   */
  async forPaper(id: string): Promise<DossierContent | null> {
    const room = this.open(id);
    try {
      return (await room.isHere(ARRIVES_WITHIN)) ? room.content : null;
    } finally {
      this.close(id);
    }
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

  /** These dossiers are no more; what else is kept of them here goes too. */
  onErased(listener: (ids: readonly string[]) => void): void {
    this.#onErased.add(listener);
  }

  /**
   * Deletes what is past its date, before anything is connected. Copies of an earlier epoch of this hall become copies
   * of this one: the hall that lost its disk may have them from here alone.
   */
  async purge(): Promise<void> {
    const db = this.#hall.db();
    if (!db) return;
    for (const record of [...(await knownCopies(db)), ...(await this.#adopt(db))]) {
      this.#records.set(record.name, record);
      const isKept = record.isUnsent && !record.isSaidAgain && this.#isOfHall(record);
      if (record.deleteBy > this.#hall.now() || isKept) await this.#bringOver(record);
      else if (!this.#open.has(record.id)) await this.#drop(record.name);
    }
  }

  /** Copies that nobody noted, as the page went too early: they may hold what nobody else has, and go at a date as well. */
  async #adopt(db: DeviceDb): Promise<CopyRecord[]> {
    const known = new Set((await knownCopies(db)).map(({ name }) => name));
    const adopted: CopyRecord[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      if (!name.startsWith('dossier/') || known.has(name)) continue;
      const record = { id: name.split('/')[2] ?? '', name, deleteBy: this.#deleteBy(), isUnsent: true };
      await db.put(COPY + name, record);
      adopted.push(record);
    }
    return adopted;
  }

  /** The ledger or the line changed: connects what the ledger names, sends what waits here. */
  follow(): void {
    const isUp = this.#hall.isUp();
    if (isUp && !this.#isAsked) void this.forgetErased().catch(ignore);
    this.#isAsked = isUp;
    const fresh = [...this.#hall.decided().erased].filter((id) => !this.#erased.has(id));
    if (fresh.length > 0) void this.#forget(fresh);
    for (const [id, { room }] of this.#open) room.follow(this.#hall.isUp() && this.isNamed(id));
    void this.#letGo();
    void this.#sendRest();
  }

  /** Asks which of the dossiers that are kept here were erased meanwhile: a PC that was off for weeks hears it now. */
  async forgetErased(): Promise<void> {
    const ids = [...this.#ids()];
    for (let from = 0; from < ids.length; from += ASKED_AT_ONCE) {
      const asked = ids.slice(from, from + ASKED_AT_ONCE);
      const answer = await ask<{ erased: string[] }>('POST', '/api/dossiers/erased', { ids: asked });
      if (answer.ok) await this.#forget(answer.value.erased);
    }
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
      openCopy: async (copy, doc, onFailed) => {
        await this.#noteCopy(id, name);
        return RoomCopy.open(copy, doc, onFailed);
      },
    });
    const onShelf: OnShelf = { room, users: 0, closing: null };
    this.#open.set(id, onShelf);
    queueMicrotask(() => (this.#version += 1));
    room.follow(this.#hall.isUp() && this.isNamed(id));
    return onShelf;
  }

  #isOver(id: string): boolean {
    const { mattersByDossier, matters } = this.#hall.decided();
    const matter = matters.get(mattersByDossier.get(id) ?? 0);
    return matter !== undefined && over.includes(matter.phase);
  }

  #isOfHall({ name }: CopyRecord): boolean {
    return name.split('/')[1] === this.#hall.place().split('/')[0];
  }

  /** Dossiers of this hall that something is kept of here. */
  #ids(): Set<string> {
    const kept = [...this.#records.values()].filter((record) => this.#isOfHall(record)).map(({ id }) => id);
    return new Set([...kept, ...this.#open.keys()]);
  }

  async #bringOver(record: CopyRecord): Promise<void> {
    const db = this.#hall.db();
    if (!db || !this.#isOfHall(record) || this.#isOfPlace(record)) return;
    const [hall, epoch] = this.#hall.place().split('/');
    const name = `dossier/${hall}/${record.id}/${epoch}`;
    const isSaidAgain = record.isSaidAgain ?? !record.isUnsent;
    const moved: CopyRecord = { ...record, name, isUnsent: true, ...(isSaidAgain ? { isSaidAgain } : {}) };
    // Remembered first: a copy that nobody knows of would never be sent, nor deleted.
    await db.put(COPY + name, moved);
    this.#records.set(name, moved);
    await RoomCopy.move(record.name, name);
    this.#records.delete(record.name);
    await db.remove(COPY + record.name);
  }

  async #forget(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    for (const id of ids) this.#erased.add(id);
    for (const id of ids) {
      this.#remove(id);
      for (const record of [...this.#records.values()]) if (record.id === id) await this.#drop(record.name);
    }
    for (const listener of this.#onErased) listener(ids);
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
    // A room that was being opened while its end was told.
    if (this.#erased.has(id)) return;
    const db = this.#hall.db();
    const known = this.#records.get(name);
    const record: CopyRecord = { id, name, deleteBy: this.#deleteBy(), isUnsent };
    if (known?.isUnsent === isUnsent && known.deleteBy === record.deleteBy && !known.isSaidAgain) return;
    this.#records.set(name, record);
    try {
      await db?.put(COPY + name, record);
    } catch (error) {
      if (known) this.#records.set(name, known);
      else this.#records.delete(name);
      throw error;
    }
  }

  /** Before it is there: nobody would ever delete what nobody knows of. One that is known may be read from a full disk. */
  async #noteCopy(id: string, name: string): Promise<void> {
    const known = this.#records.get(name);
    await this.#remember(id, name, known?.isUnsent ?? false).catch((error: unknown) => {
      if (!known) throw error;
    });
  }

  async #ended(name: string, end: RoomEnd): Promise<void> {
    if (forGood.includes(end)) this.#refused.add(name);
    if (end !== 'deleted') return;
    await this.#forget([name.split('/')[2] ?? '']);
  }

  async #drop(name: string): Promise<void> {
    try {
      await RoomCopy.drop(name);
      // Forgotten only now: a copy that nobody knows of would stay for ever.
      this.#records.delete(name);
      await this.#hall.db()?.remove(COPY + name);
    } catch {
      ignore();
    }
  }

  /**
   * Edits that can be sent nowhere any more: past their date, and neither the day's ledger names the dossier nor does
   * anything that is on its way. A booking that was not made, a last key before the PC was switched off.
   */
  async #letGo(): Promise<void> {
    if (!this.#hall.isUp() || this.#hall.decided().day === '') return;
    for (const record of [...this.#records.values()]) {
      const isWanted = this.isNamed(record.id) || this.#hall.isOnTheWay(record.id) || this.#open.has(record.id);
      if (record.deleteBy <= this.#hall.now() && this.#isOfPlace(record) && !isWanted) await this.#drop(record.name);
    }
  }

  /** Edits of dossiers that nobody has open: typed while cut off, before a reload. One after the other. */
  async #sendRest(): Promise<void> {
    if (this.#isSending || !this.#hall.isUp()) return;
    this.#isSending = true;
    try {
      for (const { id, name } of this.#records.values()) {
        const record = this.#records.get(name);
        if (
          !record?.isUnsent ||
          this.#erased.has(id) ||
          this.#refused.has(name) ||
          !this.#isOfPlace(record) ||
          this.#open.has(id) ||
          !this.isNamed(id)
        )
          continue;
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

async function knownCopies(db: DeviceDb): Promise<CopyRecord[]> {
  return (await db.entries<CopyRecord>(COPY)).map(({ value }) => value);
}

function ignore(): void {
  // The next purge finds it.
}
