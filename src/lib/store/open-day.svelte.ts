import { untrack } from 'svelte';
import {
  emptyState,
  midnightOf,
  type DecideContext,
  type HallState,
  type LedgerEvent,
  type SessionView,
} from '#lib/domain/index.ts';
import { roomsAddress } from './api.ts';
import type { CounterDb, KnownLedger, OutboxRow } from './device-db.ts';
import { LedgerRoom, type LedgerRoomEvents } from './ledger-room.ts';
import { dropOldRooms } from './old-rooms.ts';
import { OwnInLedger } from './own-in-ledger.ts';
import { propose } from './proposals.ts';
import type { SetupInForce } from './setup-in-force.svelte.ts';

const OWN_ACTS = 40;
/** How far the copy of the day had come that this device has stored: a shorter one was lost. */
const COPY_OF_DAY = 'copy-of-day';

/** What of the store it needs. */
export interface DayHall {
  db(): CounterDb | null;
  session(): SessionView | null;
  setups: SetupInForce;
  /** The outbox. */
  rows(): readonly OutboxRow[];
  /** The dossier as this device has it. */
  dossier(id: string): DecideContext['dossier'];
  /** Hall clock, epoch ms. */
  now(): number;
  /** The relay's wall clock, epoch ms. */
  wall(): number;
  /** The hall is not to be asked yet. */
  isRecovering(): boolean;
  /** The hall has what this device knows of earlier epochs: their days may go. */
  hasComeBack(): boolean;
}

/** What it tells of the day, and passes on of what the hall says beside it. */
export interface DayEvents extends Pick<LedgerRoomEvents, 'decided' | 'asked' | 'beat' | 'line' | 'ended' | 'notKept'> {
  /** The day before, if one was open, is closed with its line. */
  closed(): void;
  /** The copy on this device is folded. */
  opened(): void;
  /** Something of it came, and is folded. */
  came(): void;
  /** The same, and the day goes on. */
  changed(): void;
  /** The day as it is now is on this device's disk. */
  kept(): void;
}

/** The open day on this device: its ledger as the hall has decided it, and as it will be with what is on its way. */
export class OpenDay {
  readonly #hall: DayHall;
  readonly #events: DayEvents;
  readonly #empty = emptyState();
  #room: LedgerRoom | null = null;
  #inLedger = new OwnInLedger('');
  #version = $state(0);
  #ownActs = $state.raw<readonly LedgerEvent[]>([]);
  #isCopyLost = $state(false);

  constructor(hall: DayHall, events: DayEvents) {
    this.#hall = hall;
    this.#events = events;
  }

  /** The day as the hall has decided it. Folded in place; a new object for each turn, so that what reads it is shown anew. */
  readonly decided = $derived.by((): HallState => {
    void this.#version;
    return { ...this.folded };
  });

  /** The same, with this device's own facts that are still on the way. */
  readonly proposed = $derived.by((): HallState => {
    const staff = this.#hall.session()?.staff;
    const setup = this.#hall.setups.current;
    const db = this.#hall.db();
    if (!setup || !staff || !db) return this.decided;
    const rows = this.#hall.rows();
    if (rows.length === 0) return this.decided;
    return propose(this.decided, rows, {
      incarnation: db.incarnation,
      inLedger: this.#inLedger,
      account: staff.account,
      roles: staff.roles,
      department: staff.department,
      setup,
      setupAt: (version) => this.#hall.setups.at(version),
      // Not followed: a key typed into a form is no reason to decide everything anew.
      dossierOf: (id) => untrack(() => this.#hall.dossier(id)),
      t: this.t,
      wall: this.#hall.wall(),
    });
  });

  /** As far as it is folded at this moment; not reactive. */
  get folded(): HallState {
    return this.#room?.state ?? this.#empty;
  }
  get isOpen(): boolean {
    return this.#room !== null;
  }
  /** How far this page knows the ledger. */
  get known(): KnownLedger {
    return { room: this.#room?.room ?? '', seq: this.folded.seq };
  }
  /** This device's number in the day's ledger; 0 before its first command. */
  get device(): number {
    const db = this.#hall.db();
    return db ? (this.decided.deviceNumbers.get(db.incarnation) ?? 0) : 0;
  }
  /** What this device did and the hall has decided, newest first, at most a screenful. */
  get ownActs(): readonly LedgerEvent[] {
    return this.#ownActs;
  }
  /** This device's copy of the day is shorter than it was. */
  get isCopyLost(): boolean {
    return this.#isCopyLost;
  }
  /** Milliseconds since its midnight. */
  get t(): number {
    const { day } = this.folded;
    return day === '' ? 0 : this.#hall.now() - midnightOf(day, this.#hall.setups.utcOffsetMinutes);
  }

  /** A frame to the hall; false: the line is down. */
  send(type: Parameters<LedgerRoom['send']>[0], text: string): boolean {
    return this.#room?.send(type, text) ?? false;
  }

  /** The PC was away. */
  recheck(): void {
    this.#room?.recheck();
  }

  /** Folds what other tabs of this device have stored of the day meanwhile. */
  refresh(): Promise<void> {
    return this.#room?.refresh() ?? Promise.resolve();
  }

  close(): void {
    this.#room?.destroy();
    this.#room = null;
  }

  async open(name: string): Promise<void> {
    const db = this.#hall.db();
    if (!db) return;
    if (this.#room?.room === name) return;
    this.#room?.destroy();
    this.#events.closed();
    this.#ownActs = [];
    this.#inLedger = new OwnInLedger(db.incarnation);
    const room = new LedgerRoom(
      name,
      roomsAddress(),
      async () => ({
        incarnation: db.incarnation,
        undecided: (await db.rows()).filter((row) => row.class === 'request').map((row) => row.id),
      }),
      {
        ...this.#events,
        folded: ({ events }) => this.#folded(events),
        changed: () => this.#changed(),
        kept: (seq) => void this.#copyKept(name, seq),
      },
    );
    this.#room = room;
    await room.open(!this.#hall.isRecovering());
    const isShort = await isShortCopy(db, { room: name, seq: room.state.seq });
    // Its own copy may have led on to the next day.
    if (this.#room !== room) return;
    this.#isCopyLost = isShort;
    if (this.#hall.hasComeBack()) void dropOldRooms(name);
    this.#version += 1;
    this.#events.opened();
  }

  /** What is read from the disk at the opening is said to be kept too: a short copy is whole only when it has caught up. */
  async #copyKept(room: string, seq: number): Promise<void> {
    const db = this.#hall.db();
    if (!db) return;
    try {
      if ((await isShortCopy(db, { room, seq })) || this.#room?.room !== room) return;
      this.#isCopyLost = false;
      await db.raise(COPY_OF_DAY, { room, seq });
      this.#events.kept();
    } catch {
      this.#events.notKept();
    }
  }

  #folded(events: readonly LedgerEvent[]): void {
    const { state } = this.#room ?? {};
    const db = this.#hall.db();
    if (!state || !db) return;
    this.#inLedger.note(state, events);
    const device = state.deviceNumbers.get(db.incarnation);
    const own = events.filter((event) => event.device === device);
    if (own.length > 0) this.#ownActs = [...own.reverse(), ...this.#ownActs].slice(0, OWN_ACTS);
  }

  #changed(): void {
    if (!this.#room) return;
    this.#version += 1;
    this.#events.came();
    const { room, state } = this.#room;
    if (state.closed && state.nextDay !== '') {
      // The day is over: its ledger says which one comes next.
      void this.open(room.replace(`/${state.day}/`, `/${state.nextDay}/`));
      return;
    }
    this.#events.changed();
  }
}

/** Browsers delete a corrupt database and open it empty: without the line that is a day nobody can see here. */
async function isShortCopy(db: CounterDb, copy: KnownLedger): Promise<boolean> {
  const before = await db.get<KnownLedger>(COPY_OF_DAY);
  return (await db.isBehind(copy)) || (before?.room === copy.room && before.seq > copy.seq);
}
