import {
  addDays,
  decodeEntry,
  emptyState,
  evolveEntry,
  keyOfEntry,
  midnightOf,
  type HallState,
  type LedgerEvent,
} from '#lib/domain/index.ts';
import type { Storage } from '../storage/storage.ts';
import type { Hall } from './hall.ts';
import { LedgerLog, logName, ROOT } from './ledger-room.ts';

/** One thing that happened to a matter or a booking. Instants are epoch ms. */
export interface TimelineEvent {
  day: string;
  seq: number;
  /** When it happened, as far as the hall can know, and when it was entered. */
  at: number;
  enteredAt: number;
  account: string | null;
  device: string;
  kind: string;
  fields: Record<string, unknown>;
}

interface DossierInDay {
  events: TimelineEvent[];
  /** It was there when the day began. */
  isCarried: boolean;
}

const MOST_DAYS = 40;
/** A hall does not close for longer than this without a day of its own. */
const LONGEST_GAP = 60;

/** The whole history of each matter, out of the ledgers of all days: nothing in them is ever deleted. */
export class Timelines {
  readonly #hall: Hall;
  readonly #storage: Storage;
  readonly #days = new Map<string, DayHistory>();

  constructor(hall: Hall, storage: Storage) {
    this.#hall = hall;
    this.#storage = storage;
  }

  /** Oldest first. A dossier that no ledger names has no history. */
  async of(dossier: string): Promise<TimelineEvent[]> {
    const events: TimelineEvent[][] = [];
    let gap = 0;
    let isFound = false;
    for (let date = this.#hall.engine.state.day; gap < LONGEST_GAP; date = addDays(date, -1)) {
      const day = await this.#day(date);
      if (!day) {
        gap += 1;
        continue;
      }
      gap = 0;
      const found = day.dossiers.get(dossier);
      if (found) events.unshift(found.events);
      if (isFound && !found) break;
      isFound ||= found !== undefined;
      if ((found && !found.isCarried) || day.isFirst) break;
    }
    return events.flat();
  }

  /** Null: the hall had no such day. */
  async #day(date: string): Promise<DayHistory | null> {
    const { engine, setup } = this.#hall;
    const room = logName(engine.identity, date);
    const isOpen = room === engine.room;
    const known = this.#days.get(room);
    if (known && !isOpen && known.isClosed) return known;
    // A day takes a while to read: others of the hall have their turn between two.
    if (!isOpen) await new Promise((resolve) => setImmediate(resolve));
    const log = isOpen ? engine.log : LedgerLog.load(room, await this.#storage.readLog(room));
    if (log.state.seq === 0) return null;
    const day = known ?? new DayHistory(date, midnightOf(date, setup.hall.utcOffsetMinutes));
    day.read(log);
    const [oldest] = this.#days.size >= MOST_DAYS ? this.#days.keys() : [];
    if (oldest !== undefined && !known) this.#days.delete(oldest);
    this.#days.set(room, day);
    return day;
  }
}

/** One day's events by dossier; reads on where it stopped. */
class DayHistory {
  readonly dossiers = new Map<string, DossierInDay>();
  readonly #date: string;
  readonly #midnight: number;
  readonly #state: HallState = emptyState();
  isFirst = false;

  constructor(date: string, midnight: number) {
    this.#date = date;
    this.#midnight = midnight;
  }

  get isClosed(): boolean {
    return this.#state.closed;
  }

  read(log: LedgerLog): void {
    const map = log.doc.getMap<unknown[]>(ROOT);
    for (let seq = this.#state.seq + 1; ; seq += 1) {
      const tuples = map.get(keyOfEntry(seq));
      if (!tuples) return;
      const events = decodeEntry(tuples);
      const carries = events.some((event) => event.kind === 'carry');
      const before = carries ? this.#all() : new Set<string>();
      evolveEntry(this.#state, seq, events);
      for (const event of events) this.#note(seq, event, before);
    }
  }

  #note(seq: number, event: LedgerEvent, before: ReadonlySet<string>): void {
    if (event.kind === 'dayOpened') this.isFirst = event.previous === '';
    if (event.kind === 'carry') {
      for (const dossier of this.#all()) {
        if (!before.has(dossier)) this.#dossier(dossier, true);
      }
      return;
    }
    const dossier = this.#dossierOf(event);
    if (dossier === null) return;
    const { kind, t, lag, device, staff, n: _, ...fields } = event;
    this.#dossier(dossier, false).events.push({
      day: this.#date,
      seq,
      at: this.#midnight + t - lag,
      enteredAt: this.#midnight + t,
      account: this.#state.staff.get(staff) ?? null,
      device: this.#deviceName(device),
      kind,
      fields: { ...fields, ...this.#named(event) },
    });
  }

  /** As it was named when it was paired; a PC that nobody named by the beginning of its own id. */
  #deviceName(no: number): string {
    const device = this.#state.devices.get(no);
    return device ? device.label || device.incarnation.slice(0, 6) : '';
  }

  #all(): Set<string> {
    return new Set([...this.#state.mattersByDossier.keys(), ...this.#state.bookingsByDossier.keys()]);
  }

  #dossier(dossier: string, isCarried: boolean): DossierInDay {
    const known = this.dossiers.get(dossier) ?? { events: [], isCarried };
    this.dossiers.set(dossier, known);
    return known;
  }

  #dossierOf(event: LedgerEvent): string | null {
    if ('dossier' in event) return event.dossier;
    if ('matter' in event) return this.#state.matters.get(event.matter)?.dossier ?? null;
    return 'booking' in event ? (this.#state.bookings.get(event.booking)?.dossier ?? null) : null;
  }

  /** Numbers of parts and slots are those of one ledger: what they stand for. */
  #named(event: LedgerEvent): Record<string, string> {
    const matter = 'matter' in event ? this.#state.matters.get(event.matter) : undefined;
    const item = matter && 'part' in event ? matter.parts[event.part]?.item : undefined;
    const slot = matter && 'slot' in event ? matter.slots[event.slot]?.slot : undefined;
    return { ...(item === undefined ? {} : { item }), ...(slot === undefined ? {} : { slotId: slot }) };
  }
}
