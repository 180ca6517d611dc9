import { matterEntryOf, type Matter, type Ticket } from '#lib/domain/index.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { hashToken, newToken } from '../kiosk/token.ts';
import type { PaperDesk } from '../printing/paper-desk.ts';
import type { Refusal, WindowDesk } from '../window/window-desk.svelte.ts';
import { Drafts } from './drafts.svelte.ts';
import { MatterForm } from './matter-form.svelte.ts';

/** A matter that this window can work on: of its ticket, or one that was looked up. */
export interface Work {
  dossier: string;
  code: string;
  matter: Matter | null;
}

export interface IntakeNote {
  text:
    | 'received'
    | 'accepted'
    | 'acceptedAlone'
    | 'supplementAsked'
    | 'supplied'
    | 'notAccepted'
    | 'told'
    | 'madeGood'
    | 'renewed'
    | 'printed';
  more: string;
}

export type IntakeBusy = 'receive' | 'accept' | 'supplement' | 'supplied' | 'refuse' | 'tell' | 'renew' | 'print';

const NOTE_FOR = 8000;

/**
 * Which matters a window works on, and which of them is shown. A dossier is made here when its form is
 * first shown, and named to the hall with the first edit, so that a question leaves nothing behind.
 */
export class IntakeDesk {
  readonly hall: HallStore;
  readonly desk: WindowDesk;
  readonly papers: PaperDesk;
  readonly #drafts: Drafts;
  #opened = $state<string | null>(null);
  #chosen = $state<string | null>(null);
  #busy = $state<IntakeBusy | null>(null);
  #refusal = $state.raw<Refusal | null>(null);
  #note = $state.raw<IntakeNote | null>(null);
  #forms = $state.raw<ReadonlyMap<string, MatterForm>>(new Map());
  readonly #beginning = new Set<string>();

  constructor(hall: HallStore, desk: WindowDesk, papers: PaperDesk) {
    this.hall = hall;
    this.desk = desk;
    this.papers = papers;
    this.#drafts = new Drafts(hall);
  }

  /** The number whose papers are looked at: only one that is being served. */
  readonly ticket = $derived.by((): Ticket | null => {
    const { ticket } = this.desk;
    return ticket?.phase === 'serving' ? ticket : null;
  });

  readonly works = $derived.by((): Work[] => {
    const works = this.ticket ? this.#worksOf(this.ticket) : [];
    const opened = this.#opened === null ? null : this.#matterOf(this.#opened);
    if (opened && !works.some((work) => work.dossier === opened.dossier)) {
      works.push({ dossier: opened.dossier, code: opened.code, matter: opened });
    }
    return works;
  });

  readonly shown = $derived.by((): Work | null => {
    const { works } = this;
    return (
      works.find((work) => work.dossier === this.#chosen) ??
      works.find((work) => !isOver(work.matter)) ??
      works[0] ??
      null
    );
  });

  /** I14: the line is cut, and the hall lets a window accept all the same. */
  get mayAcceptAlone(): boolean {
    return !this.hall.isUp && (this.hall.setup?.service.provisionalAcceptance ?? false);
  }
  get busy(): IntakeBusy | null {
    return this.#busy;
  }
  get refusal(): Refusal | null {
    return this.#refusal;
  }
  get note(): IntakeNote | null {
    return this.#note;
  }
  /** The matter that was looked up, not the ticket's own. */
  get opened(): string | null {
    return this.#opened;
  }

  start(): Promise<void> {
    return this.#drafts.start();
  }

  /** Each of a ticket's items gets its dossier. */
  follow(ticket: Ticket): void {
    const codes = this.#itemsOf(ticket).filter((code) => !this.#dossierOf(ticket, code));
    this.#drafts.make(ticket, codes);
  }

  /** The form of a work; null until `prepare` has opened its dossier. */
  formOf(work: Work): MatterForm | null {
    return this.#forms.get(work.dossier) ?? null;
  }

  /** Opens a work's dossier, once while its ticket is here. */
  prepare(work: Work): void {
    if (this.#forms.has(work.dossier)) return;
    const room = this.hall.dossiers.open(work.dossier);
    const form = new MatterForm({ hall: this.hall, code: work.code, room, began: () => void this.begin(work) });
    this.#forms = new Map(this.#forms).set(work.dossier, form);
  }

  /** The visit is over: nothing personal stays open on this screen. */
  leave(): void {
    const kept = new Map<string, MatterForm>();
    for (const [dossier, form] of this.#forms) {
      if (dossier === this.#opened) {
        kept.set(dossier, form);
        continue;
      }
      form.stop();
      form.room.focus(null);
      this.hall.dossiers.close(dossier);
    }
    if (kept.size < this.#forms.size) this.#forms = kept;
    this.#chosen = null;
  }

  show(dossier: string): void {
    this.#chosen = dossier;
    this.dismiss();
  }

  /** A matter that was looked up, to go on with it at this window. */
  open(dossier: string): void {
    this.#opened = dossier;
    this.show(dossier);
  }

  closeOpened(): void {
    this.#opened = null;
    this.#chosen = null;
    this.dismiss();
    if (!this.ticket) this.leave();
  }

  /**
   * Founds the matter (I1). The token goes into the dossier before the hall hears of it, so that every
   * device prints the same code; one that came with a booking stays.
   */
  async begin(work: Work): Promise<void> {
    if (this.#matterOf(work.dossier) || this.#beginning.has(work.dossier)) return;
    this.#beginning.add(work.dossier);
    this.prepare(work);
    const room = this.formOf(work)?.room;
    if (!room) return;
    // A booking's token is at the hall: another one would take its place.
    await this.hall.dossiers.forPaper(work.dossier);
    const known = room.mark('token');
    const token = typeof known === 'string' ? known : newToken();
    if (token !== known) room.setMark('token', token);
    const begun = await this.hall.dispatch('openMatter', {
      window: this.desk.no ?? 0,
      ticket: this.ticket?.id ?? 0,
      code: work.code,
      dossier: work.dossier,
      tokenHash: hashToken(token),
    });
    this.#beginning.delete(work.dossier);
    if (!begun.ok) this.refuse(begun);
  }

  /** Runs one verb at a time; its button stays busy until it has ended. */
  async run(name: IntakeBusy, verb: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = name;
    this.dismiss();
    try {
      await verb();
    } finally {
      this.#busy = null;
    }
  }

  /** Shown for some seconds: what it says stands on the screen too. */
  say(text: IntakeNote['text'], more = ''): void {
    const note = { text, more };
    this.#note = note;
    setTimeout(() => {
      if (this.#note === note) this.#note = null;
    }, NOTE_FOR);
  }

  refuse(refusal: Refusal): void {
    this.#refusal = refusal;
  }

  dismiss(): void {
    this.#refusal = null;
    this.#note = null;
  }

  #worksOf(ticket: Ticket): Work[] {
    const works: Work[] = [];
    for (const code of this.#itemsOf(ticket)) {
      const dossier = this.#dossierOf(ticket, code);
      if (dossier) works.push({ dossier, code, matter: this.#matterOf(dossier) });
    }
    return works;
  }

  /** The matter that the ticket's token leads to, the dossier its booking began, or the one made here. */
  #dossierOf(ticket: Ticket, code: string): string | null {
    const { mattersByToken, matters, bookings, day } = this.hall.proposed;
    for (const id of mattersByToken.get(ticket.token) ?? []) {
      const matter = matters.get(id);
      if (matter?.code === code) return matter.dossier;
    }
    for (const matter of matters.values()) {
      if (matter.day === day && matter.ticket === ticket.id && matter.code === code) return matter.dossier;
    }
    const booking = bookings.get(ticket.booking);
    if (booking?.code === code) return booking.dossier;
    return this.#drafts.of(ticket, code);
  }

  /** What a matter can be opened for: who comes to collect results has nothing to file. */
  #itemsOf(ticket: Ticket): string[] {
    const { setup } = this.hall;
    return [...new Set(ticket.items)].filter((code) => setup && matterEntryOf(setup, code));
  }

  #matterOf(dossier: string): Matter | null {
    const { mattersByDossier, matters } = this.hall.proposed;
    return matters.get(mattersByDossier.get(dossier) ?? 0) ?? null;
  }
}

/** Nothing is left to do for it at a window. */
export function isOver(matter: Matter | null): boolean {
  return matter !== null && !['draft', 'received', 'supplement'].includes(matter.phase);
}
