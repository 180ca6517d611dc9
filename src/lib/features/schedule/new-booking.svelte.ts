import { checkName, checkPhone, isBookable, type HallDate, type ServiceReason } from '#lib/domain/index.ts';
import { newDraft, type BookingDraft, type BookingWish } from './book-for-somebody.ts';
import type { ScheduleDesk } from './schedule-desk.svelte.ts';
import { daysFor, endsFor, timesFor, type TimeChoice } from './times.ts';

export type Gap = 'code' | 'bookable' | 'phone' | 'note' | 'time';

/** What is typed into 新预约, and what of it is missing. Each gap is said in its place, once it was tried. */
export class NewBooking {
  readonly #desk: ScheduleDesk;
  kind = $state<BookingWish['kind']>('ordinary');
  code = $state<string | null>(null);
  name = $state('');
  phone = $state('');
  reason = $state<ServiceReason>('special');
  note = $state('');
  tried = $state(false);
  #date = $state<HallDate | null>(null);
  #at = $state<number | null>(null);
  #until = $state<number | null>(null);
  #draft: BookingDraft | null = null;

  constructor(desk: ScheduleDesk) {
    this.#desk = desk;
  }

  readonly days = $derived.by((): HallDate[] => {
    const { setup, proposed } = this.#desk.hall;
    return setup ? daysFor(proposed, setup, this.kind, this.code ?? undefined) : [];
  });

  readonly date = $derived.by((): HallDate | null => {
    const chosen = this.#date;
    return chosen !== null && this.days.includes(chosen) ? chosen : (this.days[0] ?? null);
  });

  readonly times = $derived.by((): TimeChoice[] => {
    const { setup, proposed } = this.#desk.hall;
    const { date, kind, code } = this;
    if (!setup || date === null) return [];
    return timesFor(proposed, setup, { kind, code: code ?? undefined, date }, this.#desk.t);
  });

  readonly time = $derived.by((): TimeChoice | null => {
    return this.times.find((choice) => choice.at === this.#at && choice.free !== 0) ?? null;
  });

  /** Ends that may be agreed for an extended service. */
  readonly ends = $derived.by((): number[] => {
    const { setup } = this.#desk.hall;
    return setup && this.kind === 'extended' && this.date !== null && this.time
      ? endsFor(setup, this.date, this.time.at)
      : [];
  });

  readonly until = $derived.by((): number => {
    const chosen = this.#until;
    return chosen !== null && this.ends.includes(chosen) ? chosen : (this.time?.until ?? 0);
  });

  readonly nameFault = $derived.by((): string | null => {
    const checked = checkName(this.name);
    return checked.ok ? null : checked.code;
  });

  readonly gaps = $derived.by((): Gap[] => {
    const { setup } = this.#desk.hall;
    const gaps: Gap[] = [];
    if (this.code === null) gaps.push('code');
    else if (setup && this.kind === 'ordinary' && !isBookable(setup, this.code)) gaps.push('bookable');
    if (!checkPhone(this.phone).ok) gaps.push('phone');
    if (this.kind !== 'ordinary' && this.note.trim() === '') gaps.push('note');
    if (!this.time) gaps.push('time');
    return gaps;
  });

  get at(): number | null {
    return this.time?.at ?? null;
  }
  set at(at: number | null) {
    this.#at = at;
    this.#until = null;
  }

  setDate(date: HallDate | null): void {
    this.#date = date;
    this.at = null;
  }

  setUntil(until: number): void {
    this.#until = until;
  }

  /** From a free slot of the grid. */
  begin(date: HallDate, at: number | null): void {
    this.clear();
    this.#date = date;
    this.#at = at;
  }

  missing(gap: Gap): boolean {
    return this.tried && this.gaps.includes(gap);
  }

  /** Null while something is missing; then the form says what. */
  wish(): BookingWish | null {
    this.tried = true;
    const name = checkName(this.name);
    const phone = checkPhone(this.phone);
    const { kind, code, reason, date, time, until } = this;
    if (!name.ok || !phone.ok || code === null || date === null || !time || this.gaps.length > 0) return null;
    const note = kind === 'ordinary' ? '' : this.note.trim();
    return { kind, code, name: name.value, phone: phone.value, reason, note, date, at: time.at, until };
  }

  /** The same room for each try of one wish: a refused one leaves nothing behind at the hall. */
  draft(): BookingDraft {
    this.#draft ??= newDraft(this.#desk.hall);
    return this.#draft;
  }

  clear(): void {
    this.kind = 'ordinary';
    this.code = null;
    this.name = '';
    this.phone = '';
    this.reason = 'special';
    this.note = '';
    this.tried = false;
    this.#date = null;
    this.#at = null;
    this.#until = null;
    this.#draft = null;
  }
}
