import {
  accepted,
  addDays,
  midnightOf,
  refused,
  type CheckInAnswer,
  type HallState,
  type RefusalCode,
  type Result,
} from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import type { Devices } from '../identity/devices.ts';
import { OneByOne } from '../one-by-one.ts';
import { erasedIds } from '../rooms/dossier-records.ts';
import type { Storage } from '../storage/storage.ts';
import type { Tuples } from './chains.ts';
import { CheckIns } from './check-ins.ts';
import type { Wanted } from './copies.ts';
import { Days } from './days.ts';
import { erasureChanges, nextCounter, openedDays, roomChanges } from './new-epoch.ts';
import { callsOf, epochEvents, seriesOf } from './opening.ts';
import { readRecovery, recoveryChange, type CheckIn, type Opened, type RecoveryRecord } from './recovery-record.ts';
import { RowsAside } from './rows-aside.ts';
import { SetupsSince } from './setups-since.ts';

/** What a device says of itself, read and bounded. */
export interface Said extends Pick<CheckIn, 'rooms' | 'called' | 'terminal'> {
  /** Texts of its facts that are not decided. */
  rows: string[];
  /** Versions of published setups that it has kept. */
  setups: number[];
}

/** A hall that was put back: who has come back, what was brought, and its opening (custody rule 14). */
export class Recovery {
  readonly #hall: Hall;
  readonly #storage: Storage;
  readonly #devices: Devices;
  readonly #checkIns: CheckIns;
  readonly aside: RowsAside;
  readonly setups: SetupsSince;
  readonly #onOpened = new Set<() => void>();
  #record: RecoveryRecord;
  #days: Days | null = null;
  readonly #opening = new OneByOne();

  private constructor(
    parts: { hall: Hall; storage: Storage; devices: Devices; record: RecoveryRecord },
    checkIns: CheckIns,
    aside: RowsAside,
  ) {
    this.#hall = parts.hall;
    this.#storage = parts.storage;
    this.#devices = parts.devices;
    this.#record = parts.record;
    this.#checkIns = checkIns;
    this.aside = aside;
    this.setups = new SetupsSince(parts.storage, () => this.days.known());
  }

  /** Null: this store was never put back. An opening that broke off is brought to its end. */
  static async load(hall: Hall, storage: Storage, devices: Devices): Promise<Recovery | null> {
    const record = await readRecovery(storage);
    if (!record) return null;
    const checkIns = await CheckIns.load(storage, devices);
    const aside = await RowsAside.load(storage);
    const recovery = new Recovery({ hall, storage, devices, record }, checkIns, aside);
    recovery.#days = await Days.load(hall, storage, () => recovery.#record, checkIns.all);
    if (record.phase === 'opening') await recovery.#finish();
    return recovery;
  }

  get record(): RecoveryRecord {
    return this.#record;
  }
  get checkIns(): ReadonlyMap<string, CheckIn> {
    return this.#checkIns.all;
  }
  get days(): Days {
    if (!this.#days) throw new Error('not loaded');
    return this.#days;
  }

  /** The open day. */
  get state(): HallState {
    return this.#hall.engine.state;
  }

  /** As it was named when it was paired; a PC that nobody named by the beginning of its own id. */
  nameOf(incarnation: string): string {
    return this.#devices.get(incarnation)?.label || incarnation.slice(0, 6);
  }

  /** Epoch ms. */
  midnight(day: string): number {
    return midnightOf(day, this.#hall.setup.hall.utcOffsetMinutes);
  }

  onOpened(listener: () => void): void {
    this.#onOpened.add(listener);
  }

  /** A device comes back: it has dropped the rights that it has not used. Said as often as it likes. */
  async checkIn(incarnation: string, said: Said): Promise<CheckInAnswer> {
    const isLate = this.#record.phase !== 'recovering';
    const rooms = said.rooms.filter(({ day }) => day >= this.#record.backup.day);
    const before = this.checkIns.get(incarnation);
    const checkIn: CheckIn = {
      at: before?.at ?? this.#hall.clock.wall(),
      rooms,
      called: said.called,
      terminal: said.terminal,
      // Who had not brought all of it when the hall opened was missing, and comes late.
      isLate: before && !this.#record.opened?.missing.includes(incarnation) ? before.isLate : isLate,
      isDamaged: rooms.some((room) => this.days.copies.isDamaged(incarnation, room)),
    };
    if (await this.#checkIns.keep(incarnation, checkIn)) this.days.changed();
    const { want, isWaiting } = await this.days.copies.want(incarnation, rooms);
    const wantSetups = (await this.setups.missing()).filter((version) => said.setups.includes(version));
    if (want.length === 0 && !isWaiting && wantSetups.length === 0) {
      if (isLate) await this.#comeLate(incarnation, checkIn, said.rows);
      else await this.#openIfAllAreBack();
    }
    return { state: this.#record.phase, want, wantSetups, isWaiting };
  }

  /** Refusal: bad-request, a part that was not asked for. */
  async bring(incarnation: string, part: Wanted & { tuples: readonly Tuples[] }): Promise<Result<null, 'bad-request'>> {
    const isLate = this.#record.phase !== 'recovering';
    if (!(await this.days.copies.bring(incarnation, part, isLate))) return refused('bad-request', { field: 'from' });
    this.days.changed();
    return accepted(null);
  }

  /** Leaves a device's copy out, or takes it in again: who of two that contradict each other is right, a person decides. */
  async leaveOut(incarnation: string, isLeftOut: boolean): Promise<Result<null, RefusalCode>> {
    if (this.#record.phase !== 'recovering') return refused('hall-already-open');
    if (!this.checkIns.has(incarnation)) return refused('device-not-paired');
    const others = this.#record.leftOut.filter((other) => other !== incarnation);
    await this.#save({ ...this.#record, leftOut: isLeftOut ? [...others, incarnation] : others });
    this.days.changed();
    return accepted(null);
  }

  /** Opens with the devices that are back; those that are missing keep their rights until a forced release. */
  async open(by: string): Promise<Result<null, RefusalCode>> {
    return this.#opening.run(async () => {
      if (this.#record.phase === 'open') return refused('hall-already-open');
      if (this.#record.phase === 'recovering') await this.#open(by);
      else await this.#finish();
      return accepted(null);
    });
  }

  /** Devices of the day that have not come back, or not with everything yet. */
  async missing(): Promise<string[]> {
    return this.#checkIns.missing((await this.days.known()).expected, this.days.copies);
  }

  /** It has checked in, and all that it has is here. */
  isBack(incarnation: string): Promise<boolean> {
    return this.#checkIns.isBack(incarnation, this.days.copies);
  }

  async #save(record: RecoveryRecord): Promise<void> {
    await this.#storage.commit([recoveryChange(record)]);
    this.#record = record;
  }

  async #openIfAllAreBack(): Promise<void> {
    if (this.checkIns.size === 0 || (await this.missing()).length > 0) return;
    // Copies that contradict each other are a person's to decide.
    if ((await this.days.known()).days.some(({ disputed }) => disputed.length > 0)) return;
    await this.#opening.run(async () => {
      if (this.#record.phase === 'recovering') await this.#open(null);
    });
  }

  /** One commit turns the hall over; the entry that says so follows, after a start too. */
  async #open(by: string | null): Promise<void> {
    const known = await this.days.known();
    const missing = await this.missing();
    const lostSetups = await this.setups.missing();
    const { identity } = this.#hall.engine;
    const counter = nextCounter(identity.epoch, known, this.checkIns.values());
    const epoch = `${counter}-${this.#record.fresh}`;
    const opened: Opened = {
      at: this.#hall.clock.wall(),
      by,
      epoch,
      days: openedDays(known, (day) => this.midnight(day)),
      missing,
      unlinked: known.unlinked,
      lostSetups,
      series: seriesOf(counter),
    };
    const record: RecoveryRecord = { ...this.#record, phase: 'opening', opened };
    const setup = await this.setups.toUse(this.#record.backup.setup, known);
    await this.#hall.enterEpoch(
      {
        epoch,
        closedDay: addDays(this.#record.backup.day, -1),
        day: known.state.day,
        setup: setup.version,
        unlinked: known.unlinked,
      },
      [
        ...setup.changes,
        ...roomChanges({ hall: identity.hall, epoch }, known, this.#record.backup),
        ...(await erasureChanges(this.#storage, identity, known, this.#hall.clock.wall())),
        recoveryChange(record),
      ],
    );
    this.#record = record;
    await this.#finish();
  }

  /** An opening that broke off at the disk is brought to its end by whoever comes next. */
  async #finish(): Promise<void> {
    const { opened, before } = this.#record;
    if (!opened) throw new Error('an opening without its record');
    await this.#hall.openEpoch();
    const { engine } = this.#hall;
    await this.#hall.catchUp();
    const erased = await erasedIds(this.#storage, engine.identity.hall);
    const record: RecoveryRecord = { ...this.#record, phase: 'open' };
    const setup = await this.#hall.setupToSay();
    await engine.act(
      (state) => {
        const checkIns = new Map([...this.checkIns].filter(([, { isLate }]) => !isLate));
        // Only those that the ledger still names: the others nobody can ask for.
        const named = erased.filter((id) => state.mattersByDossier.has(id) || state.bookingsByDossier.has(id));
        return epochEvents(state, opened, { before, checkIns, erased: named, setup });
      },
      () => [recoveryChange(record)],
    );
    this.#record = record;
    this.days.opened();
    this.#hall.recovered();
    for (const listener of this.#onOpened) listener();
  }

  /** After the opening: what it has called alone stays its own, and the hall no longer waits for it. */
  async #comeLate(incarnation: string, checkIn: CheckIn, rows: readonly string[]): Promise<void> {
    await this.#opening.run(async () => {
      if (this.#record.phase === 'opening') await this.#finish();
    });
    const { opened } = this.#record;
    if (!opened) return;
    const { engine } = this.#hall;
    await this.aside.keep(incarnation, rows, opened.days, engine.state.day);
    await engine.act((state) => {
      const holder = state.deviceNumbers.get(incarnation);
      if (holder === undefined || !state.missing.has(holder)) return [];
      return [{ kind: 'checkedIn', holder, called: callsOf(state, checkIn.called) }];
    });
  }
}
