import {
  accepted,
  addDays,
  checkSetup,
  completeSetup,
  midnightOf,
  refused,
  type CheckInAnswer,
  type HallState,
  type RefusalCode,
  type Result,
  type Setup,
} from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import { sha256Text } from '../hall/hash.ts';
import { roomName } from '../hall/ledger-room.ts';
import type { Devices } from '../identity/devices.ts';
import { dossierName, erasedNames, erasingChanges } from '../rooms/dossier-records.ts';
import type { Change, Storage } from '../storage/storage.ts';
import { epochCounter, type Tuples } from './chains.ts';
import type { Wanted } from './copies.ts';
import { Days, type DayTrunk, type Known } from './days.ts';
import { callsOf, commandChanges, epochEvents, erasedIn, roomUpdate, seriesOf, timeOf } from './opening.ts';
import {
  readRecovery,
  recoveryChange,
  recoveryTables,
  type CheckIn,
  type Opened,
  type RecoveryRecord,
  type RowAside,
} from './recovery-record.ts';
import { rowsAside } from './rows-aside.ts';

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
  readonly #checkIns: Map<string, CheckIn>;
  readonly #aside: Map<string, RowAside>;
  readonly #onOpened = new Set<() => void>();
  #record: RecoveryRecord;
  #days: Days | null = null;
  #opening: Promise<unknown> = Promise.resolve();

  private constructor(
    parts: { hall: Hall; storage: Storage; devices: Devices; record: RecoveryRecord },
    checkIns: Map<string, CheckIn>,
    aside: Map<string, RowAside>,
  ) {
    this.#hall = parts.hall;
    this.#storage = parts.storage;
    this.#devices = parts.devices;
    this.#record = parts.record;
    this.#checkIns = checkIns;
    this.#aside = aside;
  }

  /** Null: this store was never put back. An opening that broke off is brought to its end. */
  static async load(hall: Hall, storage: Storage, devices: Devices): Promise<Recovery | null> {
    const record = await readRecovery(storage);
    if (!record) return null;
    const checkIns = await storage.list<CheckIn>(recoveryTables.checkIn);
    const aside = await storage.list<RowAside>(recoveryTables.aside);
    const recovery = new Recovery({ hall, storage, devices, record }, checkIns, aside);
    recovery.#days = await Days.load(hall, storage, () => recovery.#record, checkIns);
    if (record.phase === 'opening') await recovery.#finish();
    return recovery;
  }

  get record(): RecoveryRecord {
    return this.#record;
  }
  get checkIns(): ReadonlyMap<string, CheckIn> {
    return this.#checkIns;
  }
  get aside(): ReadonlyMap<string, RowAside> {
    return this.#aside;
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
    const label = this.#devices.get(incarnation)?.label ?? '';
    const before = this.#checkIns.get(incarnation);
    const checkIn: CheckIn = {
      at: before?.at ?? this.#hall.clock.wall(),
      label,
      rooms,
      called: said.called,
      terminal: said.terminal,
      // Who had not brought all of it when the hall opened was missing, and comes late.
      isLate: before && !this.#record.opened?.missing.includes(incarnation) ? before.isLate : isLate,
      isDamaged: rooms.some((room) => this.days.copies.isDamaged(incarnation, room)),
    };
    if (JSON.stringify(before) !== JSON.stringify(checkIn)) await this.#keep(incarnation, checkIn);
    const { want, isWaiting } = await this.days.copies.want(incarnation, rooms);
    const wantSetups = (await this.missingSetups()).filter((version) => said.setups.includes(version));
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

  /** A setup that was published after the backup. Its hash is in the ledger: no other is taken. Refusal: setup-unknown. */
  async bringSetup(version: number, value: unknown): Promise<Result<null, RefusalCode>> {
    const expected = (await this.days.known()).setups.get(version);
    const hash = sha256Text(JSON.stringify(value));
    const checked = expected === hash ? checkSetup(completeSetup(value as Setup)) : null;
    if (!checked?.ok) return refused('setup-unknown');
    await this.#storage.commit([{ op: 'put', table: 'setup', key: String(version), value: { hash, setup: value } }]);
    return accepted(null);
  }

  /** Versions that the ledger names and the store has not got. */
  async missingSetups(): Promise<number[]> {
    const versions = [...(await this.days.known()).setups.keys()];
    const have = await this.#storage.getMany(
      'setup',
      versions.map((version) => String(version)),
    );
    return versions.filter((version) => !have.has(String(version)));
  }

  /** Leaves a device's copy out, or takes it in again: who of two that contradict each other is right, a person decides. */
  async leaveOut(incarnation: string, isLeftOut: boolean): Promise<Result<null, RefusalCode>> {
    if (this.#record.phase !== 'recovering') return refused('hall-already-open');
    if (!this.#checkIns.has(incarnation)) return refused('device-not-paired');
    const others = this.#record.leftOut.filter((other) => other !== incarnation);
    await this.#save({ ...this.#record, leftOut: isLeftOut ? [...others, incarnation] : others });
    this.days.changed();
    return accepted(null);
  }

  /** Opens with the devices that are back; those that are missing keep their rights until a forced release. */
  async open(by: string): Promise<Result<null, RefusalCode>> {
    if (this.#record.phase !== 'recovering') return refused('hall-already-open');
    await this.#oneByOne(() => this.#open(by));
    return accepted(null);
  }

  /** Devices of the day that have not come back, or not with everything yet. */
  async missing(): Promise<string[]> {
    const { expected } = await this.days.known();
    const missing: string[] = [];
    for (const incarnation of expected) {
      if (this.#devices.get(incarnation)?.revoked) continue;
      if (!(await this.isBack(incarnation))) missing.push(incarnation);
    }
    return missing;
  }

  /** It has checked in, and all that it has is here. */
  async isBack(incarnation: string): Promise<boolean> {
    const checkIn = this.#checkIns.get(incarnation);
    if (!checkIn) return false;
    const { copies } = this.days;
    for (const room of checkIn.rooms) {
      if (!copies.isDamaged(incarnation, room) && !checkIn.isDamaged && !(await copies.branchLike(room))) return false;
    }
    return true;
  }

  async #keep(incarnation: string, checkIn: CheckIn): Promise<void> {
    await this.#storage.commit([{ op: 'put', table: recoveryTables.checkIn, key: incarnation, value: checkIn }]);
    this.#checkIns.set(incarnation, checkIn);
    this.days.changed();
  }

  async #save(record: RecoveryRecord): Promise<void> {
    await this.#storage.commit([recoveryChange(record)]);
    this.#record = record;
  }

  async #openIfAllAreBack(): Promise<void> {
    if (this.#checkIns.size === 0 || (await this.missing()).length > 0) return;
    // Copies that contradict each other are a person's to decide.
    if ((await this.days.known()).days.some(({ disputed }) => disputed.length > 0)) return;
    await this.#oneByOne(async () => {
      if (this.#record.phase === 'recovering') await this.#open(null);
    });
  }

  /** One commit turns the hall over; the entry that says so follows, after a start too. */
  async #open(by: string | null): Promise<void> {
    const known = await this.days.known();
    const missing = await this.missing();
    const lostSetups = await this.missingSetups();
    const { identity } = this.#hall.engine;
    const epochs = [identity.epoch, ...known.days.map(({ branch }) => branch.epoch)];
    const seen = [...this.#checkIns.values()].flatMap(({ rooms }) => rooms.map(({ epoch }) => epoch));
    const counter = Math.max(...[...epochs, ...seen].map(epochCounter)) + 1;
    const epoch = `${counter}-${this.#record.fresh}`;
    const opened: Opened = {
      at: this.#hall.clock.wall(),
      by,
      epoch,
      days: known.days.map((day) => this.#openedDay(day)),
      missing,
      unlinked: known.unlinked,
      lostSetups,
      series: seriesOf(counter),
    };
    const record: RecoveryRecord = { ...this.#record, phase: 'opening', opened };
    const setup = await this.#setupToUse(known);
    await this.#hall.enterEpoch(
      {
        epoch,
        closedDay: addDays(this.#record.backup.day, -1),
        day: known.state.day,
        setup: setup.version,
        unlinked: known.unlinked,
      },
      [...setup.changes, ...this.#roomChanges(known, epoch), ...(await this.#erasures(known)), recoveryChange(record)],
    );
    this.#record = record;
    await this.#finish();
  }

  /** The rooms of the new epoch, with the same entries; and the answers to commands that the backup did not know. */
  #roomChanges({ days }: Known, epoch: string): Change[] {
    const { backup } = this.#record;
    const { hall } = this.#hall.engine.identity;
    return days.flatMap(({ day, branch, length }): Change[] => {
      const tuples = branch.tuples.slice(0, length);
      return [
        { op: 'append', log: roomName({ hall, epoch }, day), bytes: roomUpdate(tuples) },
        ...commandChanges(tuples, day === backup.day ? backup.seq + 1 : 1),
      ];
    });
  }

  /** What the days brought back say of erased dossiers. */
  async #erasures({ days, state }: Known): Promise<Change[]> {
    const { identity } = this.#hall.engine;
    const known = new Set(await erasedNames(this.#storage));
    const ids = new Set(state.erased);
    // A day before the last one may say it, and no longer name the dossier the day after.
    for (const { branch, length, day } of days) {
      if (day !== state.day) for (const id of erasedIn(branch.tuples.slice(0, length))) ids.add(id);
    }
    const changes: Change[] = [];
    for (const id of ids) {
      const name = dossierName(identity, id);
      if (!known.has(name)) changes.push(...(await erasingChanges(this.#storage, name, this.#hall.clock.wall())));
    }
    return changes;
  }

  /**
   * The newest published setup that is here. Where the ledger names a newer one that nobody kept, it stands in under a
   * version of its own: numbers of versions are never given twice.
   */
  async #setupToUse({ setups }: Known): Promise<{ version: number; changes: Change[] }> {
    const versions = [this.#record.backup.setup, ...setups.keys()];
    const here = await this.#storage.getMany('setup', versions.map(String));
    const newest = Math.max(...[...here.keys()].map(Number));
    const named = Math.max(...versions);
    if (newest === named) return { version: newest, changes: [] };
    const value = here.get(String(newest));
    return { version: named + 1, changes: [{ op: 'put', table: 'setup', key: String(named + 1), value }] };
  }

  async #finish(): Promise<void> {
    const { opened, before } = this.#record;
    if (!opened) throw new Error('an opening without its record');
    const { engine } = this.#hall;
    await this.#hall.catchUp();
    const { hall } = engine.identity;
    const erased = (await erasedNames(this.#storage))
      .filter((name) => name.startsWith(`dossier/${hall}/`))
      .flatMap((name) => name.split('/')[2] ?? []);
    const record: RecoveryRecord = { ...this.#record, phase: 'open' };
    const setup = await this.#hall.setupToSay();
    await engine.act(
      (state) => {
        const checkIns = new Map([...this.#checkIns].filter(([, { isLate }]) => !isLate));
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
    if (this.#record.phase !== 'open') return;
    await this.#putAside(incarnation, rows);
    await this.#hall.engine.act((state) => {
      const holder = state.deviceNumbers.get(incarnation);
      if (holder === undefined || !state.missing.has(holder)) return [];
      return [{ kind: 'checkedIn', holder, called: callsOf(state, checkIn.called) }];
    });
  }

  /** Facts that name what nobody had are decided here and now: for a person, and never about another number. */
  async #putAside(incarnation: string, rows: readonly string[]): Promise<void> {
    const { opened } = this.#record;
    if (!opened) return;
    const { state } = this.#hall.engine;
    const found = rowsAside(incarnation, rows, opened.days, state.day).filter(
      ({ aside }) => !this.#aside.has(aside.id),
    );
    const known = await this.#storage.getMany(
      'command',
      found.map(({ aside }) => aside.id),
    );
    for (const { aside, hash } of found) {
      if (known.has(aside.id)) continue;
      const decision = { id: aside.id, ok: false, code: 'room-epoch-changed' };
      await this.#storage.commit([
        { op: 'put', table: 'command', key: aside.id, value: { hash, decision } },
        { op: 'put', table: recoveryTables.aside, key: aside.id, value: aside },
      ]);
      this.#aside.set(aside.id, aside);
    }
  }

  #openedDay({ day, branch, length }: DayTrunk): Opened['days'][number] {
    const lastAt = this.midnight(day) + timeOf(branch.tuples[length - 1]);
    return { day, seq: length, head: branch.heads[length] ?? '', lastAt };
  }

  #oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#opening.then(work);
    this.#opening = done.catch(() => undefined);
    return done;
  }
}
