import {
  appointmentRate,
  mayAct,
  commandActors,
  scheduleDay,
  servicesToAnswer,
  type Booking,
  type CommandBodies,
  type CommandKind,
  type DossierContent,
  type HallDate,
  type ScheduleDay,
} from '#lib/domain/index.ts';
import type { DispatchResult, HallStore } from '#lib/store/hall-store.svelte.ts';
import { bookingMarks, bookingTexts } from '../papers/booking-case.ts';
import { notCome, type PaperDesk, type PrintOutcome } from '../printing/paper-desk.ts';
import { bookForSomebody, type BookingDraft, type BookingWish } from './book-for-somebody.ts';
import { printBookingPaper, printCheckIn } from './booking-papers.ts';
import { Colleagues } from './colleagues.svelte.ts';
import { dayTiles, type DayTile } from './days.ts';

export interface Refusal {
  code: string;
  data?: Record<string, unknown> | undefined;
}

export type NoteText =
  | 'confirmed'
  | 'assigned'
  | 'escalated'
  | 'chased'
  | 'moved'
  | 'cancelled'
  | 'checkedIn'
  | 'started'
  | 'ended'
  | 'printed'
  | 'booked'
  | 'bookedAlone'
  | 'asked'
  | 'becameOrdinary';

/** What was done last, for the bar at the top. */
export interface Note {
  text: NoteText;
  name: string;
  more: string;
}

/** A booking that is asked for and not decided yet: dashed in its slot. */
export interface Tentative {
  date: HallDate;
  at: number;
  window: number;
  name: string;
}

/** The booking desk: which day and which request, and the verbs. No rule lives here; the domain has no way to refuse a service. */
export class ScheduleDesk {
  readonly hall: HallStore;
  readonly papers: PaperDesk;
  readonly colleagues: Colleagues;
  #date = $state<HallDate | null>(null);
  #chosen = $state<string | null>(null);
  #busy = $state<CommandKind | null>(null);
  #printing = $state(false);
  #refusal = $state.raw<Refusal | null>(null);
  #note = $state.raw<Note | null>(null);
  #tentative = $state.raw<Tentative | null>(null);
  #tick = $state(0);
  /** The dossier whose details stand open. */
  opened = $state<string | null>(null);
  /** Who was chosen to serve the request; '' while nobody was. */
  assignee = $state('');
  /** An answer was tried before that. */
  serverMissing = $state(false);

  constructor(hall: HallStore, papers: PaperDesk) {
    this.hall = hall;
    this.papers = papers;
    this.colleagues = new Colleagues(hall);
  }

  readonly tiles = $derived.by((): DayTile[] => {
    const { setup, proposed } = this.hall;
    return setup ? dayTiles(proposed, setup) : [];
  });

  /** The chosen day while it is in the strip, else today. */
  readonly date = $derived.by((): HallDate => {
    const chosen = this.#date;
    return this.tiles.some((tile) => tile.date === chosen) && chosen !== null ? chosen : this.hall.proposed.day;
  });

  readonly day = $derived.by((): ScheduleDay | null => {
    const { setup, proposed } = this.hall;
    return setup && proposed.day !== '' ? scheduleDay(proposed, setup, this.date) : null;
  });

  readonly requests = $derived.by((): Booking[] => servicesToAnswer(this.hall.proposed));

  readonly request = $derived.by((): Booking | null => {
    return this.requests.find((booking) => booking.dossier === this.#chosen) ?? this.requests[0] ?? null;
  });

  readonly open = $derived.by((): Booking | null => (this.opened === null ? null : this.booking(this.opened)));

  readonly rate = $derived.by(() => (this.hall.setup ? appointmentRate(this.hall.setup) : null));

  /** Whether this person is the chief representative who must assign the chosen request. */
  readonly mayAssign = $derived.by((): boolean => {
    const staff = this.hall.session?.staff;
    return (
      this.request?.phase === 'escalated' &&
      mayAct(staff?.roles ?? [], commandActors.assignService) &&
      staff?.department === this.request.department
    );
  });

  /** Who will serve the chosen request: who answers it, unless somebody else was chosen. The chief names somebody. */
  readonly server = $derived.by((): string => {
    if (this.assignee !== '') return this.assignee;
    const staff = this.hall.session?.staff;
    const serves = mayAct(staff?.roles ?? [], commandActors.startService);
    return this.request?.phase === 'asked' && serves ? (staff?.account ?? '') : '';
  });

  /** Services agreed for each account, for the list of who may be assigned. */
  readonly loads = $derived.by((): Map<string, number> => {
    const loads = new Map<string, number>();
    for (const { account, service } of this.hall.proposed.bookings.values()) {
      if (service !== 'ordinary' && account !== '') loads.set(account, (loads.get(account) ?? 0) + 1);
    }
    return loads;
  });

  get busy(): CommandKind | null {
    return this.#busy;
  }
  get printing(): boolean {
    return this.#printing;
  }
  get refusal(): Refusal | null {
    return this.#refusal;
  }
  get note(): Note | null {
    return this.#note;
  }
  get tentative(): Tentative | null {
    return this.#tentative;
  }

  /** Milliseconds since the open day's midnight, once a second. */
  get t(): number {
    void this.#tick;
    return this.hall.t;
  }

  tick(): void {
    this.#tick += 1;
  }

  booking(dossier: string): Booking | null {
    const { bookings, bookingsByDossier } = this.hall.proposed;
    return bookings.get(bookingsByDossier.get(dossier) ?? 0) ?? null;
  }

  /** 暂约: booked at this device without the line, and the hall has not decided it. */
  isProposed(dossier: string): boolean {
    return this.hall.rows.some(
      (row) => row.kind === 'bookAlone' && (row.body as { dossier?: string }).dossier === dossier,
    );
  }

  /** Masked; null while this device does not know it. */
  nameOf(dossier: string): string | null {
    return this.hall.labels.of(dossier)?.masked ?? null;
  }

  contentOf(dossier: string): DossierContent {
    return this.hall.dossier(dossier).content;
  }

  show(date: HallDate): void {
    this.#date = date;
  }

  choose(dossier: string): void {
    if (this.#chosen !== dossier) {
      this.assignee = '';
      this.serverMissing = false;
    }
    this.#chosen = dossier;
    this.#refusal = null;
  }

  refuse(refusal: Refusal): void {
    this.#refusal = refusal;
  }

  dismiss(): void {
    this.#refusal = null;
    this.#note = null;
  }

  /** 确认: who serves it is agreed, and the applicant gets a paper that says so. */
  async confirm(booking: Booking, account: string): Promise<void> {
    const { dossier } = booking;
    if (!(await this.#ask('confirmService', { dossier, account }))) return;
    this.#say('confirmed', booking, account);
    await this.print(booking.dossier);
  }

  async escalate(booking: Booking, reason: string): Promise<boolean> {
    const { dossier } = booking;
    const room = this.hall.dossiers.open(dossier);
    try {
      // On an empty copy this would be all that is known of the booking.
      if (!(await this.hall.dossiers.forPaper(dossier))) {
        this.#refusal = notCome;
        return false;
      }
      room.editText(bookingTexts.escalation, reason);
      if (!(await this.#ask('escalateService', { dossier }))) return false;
    } finally {
      this.hall.dossiers.close(dossier);
    }
    this.#say('escalated', booking);
    return true;
  }

  async assign(booking: Booking, account: string): Promise<void> {
    const { dossier } = booking;
    if (!(await this.#ask('assignService', { dossier, account }))) return;
    const room = this.hall.dossiers.open(dossier);
    await room.whenReady;
    room.setMark(bookingMarks.assignedBy, this.hall.session?.staff?.account ?? '');
    await room.stored();
    this.hall.dossiers.close(dossier);
    this.#say('assigned', booking, account);
    await this.print(dossier);
  }

  async chase(booking: Booking): Promise<void> {
    if (await this.#ask('chaseService', { dossier: booking.dossier })) this.#say('chased', booking);
  }

  async move(booking: Booking, date: HallDate, at: number, consent: boolean, when: string): Promise<boolean> {
    const { dossier, window } = booking;
    const name = this.nameOf(dossier) ?? '';
    if (booking.service === 'ordinary') this.#tentative = { date, at, window, name };
    const done = await this.#ask('moveBooking', { dossier, date, at, consent });
    if (done) this.#say('moved', booking, when);
    return done;
  }

  async cancel(booking: Booking): Promise<boolean> {
    const done = await this.#ask('cancelBooking', { dossier: booking.dossier, consent: true });
    if (done) this.#say('cancelled', booking);
    return done;
  }

  /** Somebody without kiosk or phone: the number is printed here. */
  async checkIn(booking: Booking): Promise<boolean> {
    const { dossier } = booking;
    if (!(await this.#ask('checkIn', { dossier, care: false }))) return false;
    const arrived = this.booking(dossier);
    if (!arrived) return true;
    this.#say('checkedIn', arrived, this.hall.decided.tickets.get(arrived.ticket)?.label ?? '');
    await this.#print(dossier, (content) => printCheckIn(this.hall, this.papers, arrived, content));
    return true;
  }

  async start(booking: Booking): Promise<void> {
    if (await this.#ask('startService', { dossier: booking.dossier })) this.#say('started', booking);
  }

  async end(booking: Booking): Promise<void> {
    if (await this.#ask('endService', { dossier: booking.dossier })) this.#say('ended', booking);
  }

  /** 预约凭证 or 延时服务登记单. */
  async print(dossier: string): Promise<void> {
    const booking = this.booking(dossier);
    if (!booking) return;
    const isPrinted = await this.#print(dossier, (content) =>
      printBookingPaper(this.hall, this.papers, booking, content, this.isProposed(dossier)),
    );
    if (isPrinted && this.#note === null) this.#say('printed', booking);
  }

  /** Answers whether it was booked; a paper is printed for what needs no answer first. */
  async book(draft: BookingDraft, wish: BookingWish, window: number, when: string): Promise<boolean> {
    if (wish.kind === 'ordinary') this.#tentative = { date: wish.date, at: wish.at, window, name: '' };
    const isAsked = wish.kind !== 'ordinary';
    const isAlone = !this.hall.isUp && !isAsked;
    // What is printed bears a date.
    if (isAlone && !(await this.papers.dateIsSure())) {
      this.#refusal = { code: 'date-unsure' };
      return false;
    }
    const kind = isAsked ? 'askService' : isAlone ? 'bookAlone' : 'book';
    const done = await this.#run(kind, () => bookForSomebody(this.hall, draft, wish));
    if (!done) return false;
    const booking = this.booking(draft.dossier);
    if (!booking) return true;
    const becameOrdinary = isAsked && booking.service === 'ordinary';
    this.#note = {
      text: becameOrdinary ? 'becameOrdinary' : isAsked ? 'asked' : isAlone ? 'bookedAlone' : 'booked',
      name: wish.name,
      more: when,
    };
    if (booking.service === 'ordinary') await this.print(draft.dossier);
    else this.choose(draft.dossier);
    return true;
  }

  #say(text: NoteText, booking: Booking, more = ''): void {
    this.#note = { text, name: this.nameOf(booking.dossier) ?? '', more };
  }

  async #print(dossier: string, work: (content: DossierContent) => Promise<PrintOutcome>): Promise<boolean> {
    this.#printing = true;
    // A booking made on a phone comes from the hall.
    const content = await this.hall.dossiers.forPaper(dossier);
    const outcome = content ? await work(content) : notCome;
    this.#printing = false;
    if (!outcome.ok) this.#refusal = outcome;
    return outcome.ok;
  }

  #ask<Kind extends CommandKind>(kind: Kind, body: Omit<CommandBodies[Kind], 'day'>): Promise<boolean> {
    return this.#run(kind, () => this.hall.dispatch(kind, body));
  }

  /** A request keeps its button busy until it is decided. */
  async #run(kind: CommandKind, work: () => Promise<DispatchResult>): Promise<boolean> {
    if (this.#busy !== null) return false;
    this.#busy = kind;
    this.#refusal = null;
    this.#note = null;
    try {
      const result = await work();
      if (!result.ok) this.#refusal = result;
      return result.ok;
    } finally {
      this.#busy = null;
      this.#tentative = null;
    }
  }
}
