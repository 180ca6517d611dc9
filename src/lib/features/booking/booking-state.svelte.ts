import { checkPhone } from '#lib/domain/identity/phone.ts';
import type { BookingKind, ServiceReason } from '#lib/domain/ledger/events.ts';
import { checkName } from '#lib/domain/shared/names.ts';
import type { HallDate } from '#lib/domain/shared/hall-time.ts';
import type { ReceiptView } from '#lib/domain/views/receipt-wire.ts';
import { daysOf, endsOf, type Day, type OfferedItem, type Offers, type Time } from './offers.ts';
import { ask } from './post.ts';

export type Step = 'item' | 'time' | 'person' | 'check' | 'done';
export const steps = ['item', 'time', 'person', 'check'] as const;

export interface Booked {
  token: string;
  shortCode: string;
  /** What was asked for: a holiday service may have become an ordinary booking. */
  asked: BookingKind;
  receipt: ReceiptView;
  bring: Offers['bring'];
}

interface Refusal {
  code: string;
  data: Record<string, unknown>;
}

const CARE = 'onewindow-care';
/** The voucher stays through a reload of this tab, and no longer. */
const KEPT = 'onewindow-booked';

/** Four questions, one at a time. The hall decides; a refusal sends back to the question it is about. */
export class BookingState {
  step = $state<Step>('item');
  care = $state(recalled('localStorage', CARE) === '1');
  offers = $state.raw<Offers | null>(null);
  failed = $state(false);
  kind = $state<BookingKind>('ordinary');
  code = $state<string | null>(null);
  typed = $state('');
  name = $state('');
  phone = $state('');
  reason = $state<ServiceReason>('special');
  note = $state('');
  /** The question was answered once: what is missing is said. */
  tried = $state(false);
  asking = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  booked = $state.raw<Booked | null>(null);
  #date = $state<HallDate | null>(null);
  #at = $state<number | null>(null);
  #until = $state<number | null>(null);

  readonly item = $derived.by((): OfferedItem | null => {
    return this.offers?.items.find((item) => item.code === this.code) ?? null;
  });
  readonly days = $derived.by((): Day[] => (this.offers ? daysOf(this.offers, this.kind) : []));
  readonly day = $derived.by((): Day | null => {
    return this.days.find((day) => day.date === this.#date) ?? this.days[0] ?? null;
  });
  readonly time = $derived.by((): Time | null => {
    return this.day?.times.find((time) => time.at === this.#at && time.free !== 0) ?? null;
  });
  readonly ends = $derived.by((): number[] => {
    return this.offers && this.kind === 'extended' && this.time ? endsOf(this.offers, this.time.at) : [];
  });
  readonly until = $derived.by((): number => {
    const chosen = this.#until;
    return chosen !== null && this.ends.includes(chosen) ? chosen : (this.time?.until ?? 0);
  });
  readonly nameFault = $derived.by((): string | null => {
    const checked = checkName(this.name);
    return checked.ok ? null : checked.code;
  });
  readonly phoneIsWrong = $derived.by((): boolean => !checkPhone(this.phone).ok);
  readonly noteIsMissing = $derived.by((): boolean => this.kind !== 'ordinary' && this.note.trim() === '');

  get date(): HallDate | null {
    return this.day?.date ?? null;
  }
  set date(date: HallDate | null) {
    this.#date = date;
    this.at = null;
  }
  get at(): number | null {
    return this.time?.at ?? null;
  }
  set at(at: number | null) {
    this.#at = at;
    this.#until = null;
  }

  start(): void {
    const kept = recalled('sessionStorage', KEPT);
    if (kept !== null) {
      try {
        this.booked = JSON.parse(kept) as Booked;
        this.step = 'done';
      } catch {
        // Of an older program: it is on the applicant's page all the same.
      }
    }
    void this.load();
  }

  /** Free times are as fresh as the last look: looked at again for each question about them. */
  async load(): Promise<void> {
    const query = this.code === null ? '' : `?code=${encodeURIComponent(this.code)}`;
    const answer = await ask<Offers>(`/api/bookings/offers${query}`);
    this.failed = !answer.ok;
    if (answer.ok) this.offers = answer.value;
  }

  setCare(care: boolean): void {
    this.care = care;
    remember('localStorage', CARE, care ? '1' : '');
  }

  choose(code: string): void {
    if (this.code !== code) this.offers = this.offers ? { ...this.offers, days: [], bring: [] } : null;
    this.code = code;
    this.setKind('ordinary');
    this.go('time');
    void this.load();
  }

  setKind(kind: BookingKind): void {
    this.kind = kind;
    this.tried = false;
    this.#date = null;
    this.at = null;
  }

  setUntil(until: number): void {
    this.#until = until;
  }

  go(step: Step): void {
    this.step = step;
    this.tried = false;
    this.refusal = null;
  }

  back(): void {
    const at = steps.findIndex((step) => step === this.step);
    this.go(steps[Math.max(0, at - 1)] ?? 'item');
  }

  /** The button of the sill: on when nothing is missing, else the page says what. */
  next(): void {
    this.tried = true;
    this.refusal = null;
    if (this.step === 'item' && this.item) this.go('time');
    else if (this.step === 'time' && this.time && !this.noteIsMissing) this.go('person');
    else if (this.step === 'person' && this.nameFault === null && !this.phoneIsWrong) this.go('check');
    else if (this.step === 'check') void this.book();
  }

  /** Another time that the hall named when the chosen one was full. */
  take(date: HallDate, at: number): void {
    this.#date = date;
    this.at = at;
    this.refusal = null;
  }

  async book(): Promise<void> {
    const { code, day, time, kind, until, asking } = this;
    if (code === null || !day || !time || asking) return this.go('time');
    this.asking = true;
    this.refusal = null;
    const answer = await ask<Omit<Booked, 'bring'>>('/api/bookings', {
      code,
      date: day.date,
      at: time.at,
      service: kind,
      ...(kind === 'ordinary' ? {} : { until, reason: this.reason, note: this.note.trim() }),
      name: this.name,
      phone: this.phone,
    });
    this.asking = false;
    if (answer.ok) {
      this.booked = { ...answer.value, bring: this.offers?.bring ?? [] };
      remember('sessionStorage', KEPT, JSON.stringify(this.booked));
      this.go('done');
      return;
    }
    this.refusal = answer;
    // The times are not what they were: the ones on the screen should not be old ones.
    if (answer.code !== 'line-down') void this.load();
  }

  again(): void {
    remember('sessionStorage', KEPT, null);
    this.booked = null;
    this.code = null;
    this.typed = '';
    this.name = '';
    this.phone = '';
    this.note = '';
    this.setKind('ordinary');
    this.go('item');
    void this.load();
  }
}

type Place = 'localStorage' | 'sessionStorage';

function recalled(place: Place, key: string): string | null {
  try {
    return globalThis[place].getItem(key);
  } catch {
    return null;
  }
}

function remember(place: Place, key: string, value: string | null): void {
  try {
    if (value === null) globalThis[place].removeItem(key);
    else globalThis[place].setItem(key, value);
  } catch {
    // Blocked: it lasts as long as the page.
  }
}
