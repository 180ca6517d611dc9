import { clockText, dateOf } from '#lib/domain/shared/hall-time.ts';
import type { OneTimeNoticeData } from '#lib/documents/index.ts';
import type { BoardView } from '#lib/domain/views/wire.ts';
import type { LiveView } from '../live/live-view.svelte.ts';
import type { PaperDesk } from '../printing/paper-desk.ts';
import type { SetupLoader } from './setup-loader.svelte.ts';
import { slipOf, ticketPlace } from './slip.ts';
import type { Alone, GivenTicket, TakeOutcome, TicketTaker, Wish } from './ticket-taker.ts';

/** A number stays on the screen so long; after a reload later than this it belongs to somebody who has gone. */
const STAYS = 30_000;

export interface Refusal {
  code: string;
  data: Record<string, unknown>;
}

const notSaved = (): TakeOutcome => ({ ok: false, code: 'not-saved-here', data: {} });

/** From the press of 取号 to paper in the hand. */
export class TakingState {
  phase = $state<'none' | 'asking' | 'taken'>('none');
  ticket = $state.raw<GivenTicket | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  paper = $state<'none' | 'printing' | 'printed' | 'reprinted' | 'failed'>('none');
  notice = $state<'none' | 'printing' | 'printed' | 'failed'>('none');
  /** Since when it asks, for saying that it takes long. */
  askingSince = $state(0);

  readonly #taker: TicketTaker;
  readonly #papers: PaperDesk;
  readonly #loader: SetupLoader;
  readonly #live: LiveView<BoardView>;
  readonly #callGuide: () => void;
  readonly #givenAlone: () => void;

  constructor(
    taker: TicketTaker,
    papers: PaperDesk,
    loader: SetupLoader,
    live: LiveView<BoardView>,
    callGuide: () => void,
    givenAlone: () => void,
  ) {
    this.#givenAlone = givenAlone;
    this.#taker = taker;
    this.#papers = papers;
    this.#loader = loader;
    this.#live = live;
    this.#callGuide = callGuide;
  }

  readonly link = $derived.by(() => this.ticket && this.#linkOf(this.ticket));

  async take(wish: Wish): Promise<void> {
    // A second press while asking is the same wish.
    if (this.phase === 'asking') return;
    this.#asking();
    await this.#finish(await this.#taker.take(wish).catch(notSaved));
  }

  /** A number of this kiosk's own series: the line is cut. */
  async takeAlone(wish: Wish, alone: Alone): Promise<void> {
    if (this.phase === 'asking') return;
    this.#asking();
    await this.#finish(await this.#taker.takeAlone(wish, alone).catch(notSaved));
  }

  /** After a reload in the middle: goes on asking, or prints what was given and not yet printed. */
  async resume(): Promise<void> {
    try {
      const { pending, given } = await this.#taker.resume();
      if (pending) {
        this.#asking();
        await this.#finish(await pending);
      } else if (given && (given.prints === 0 || Date.now() - given.wall < STAYS)) {
        this.ticket = given;
        this.phase = 'taken';
        if (given.prints === 0) await this.#print(given);
        else this.paper = 'printed';
      }
    } catch {
      // The device's own store cannot be read: taking says so when it is tried.
      this.phase = 'none';
    }
  }

  /** A booking was checked in. One that was here before has its paper already: it is printed when asked for. */
  async give(ticket: GivenTicket, isAgain: boolean): Promise<void> {
    if (this.phase === 'asking') return;
    this.refusal = null;
    this.ticket = ticket;
    this.phase = 'taken';
    this.paper = 'none';
    await this.#taker.keep(ticket).catch(() => undefined);
    if (!isAgain) await this.#print(ticket);
  }

  /** 没出纸？: the same number once more; after that a person has to come. */
  async noPaper(): Promise<void> {
    if (this.paper === 'printing') return;
    if (this.ticket && this.ticket.prints < 2) await this.#print(this.ticket);
    else this.#callGuide();
  }

  /** `told`: hall clock; the notice bears its date. */
  async printNotice(code: string, toldBy: string, told: number): Promise<void> {
    const { setup } = this.#loader;
    const view = this.#live.value;
    if (!setup || !view || this.notice === 'printing') return;
    this.notice = 'printing';
    const { noticeFromCatalogue } = await import('#lib/documents/index.ts');
    const data = noticeFromCatalogue(setup.catalogue, code, {
      hall: setup.hall.name,
      situation: null,
      consultationPhone: setup.hall.phone,
      supervisionPhone: setup.hall.supervisionPhone,
      toldBy: this.#loader.deviceLabel || toldBy,
      toldTo: null,
      toldAt: `${dateOf(told, view.utcOffsetMinutes)} ${clockText(told, view.utcOffsetMinutes)}`,
      link: null,
      shortCode: null,
      checksum: null,
      practice: view.practice,
      reprint: 0,
    });
    this.notice = data.ok && (await this.#printed(data.value)) ? 'printed' : 'failed';
  }

  clearRefusal(): void {
    this.refusal = null;
    this.notice = 'none';
  }

  reset(): void {
    if (this.phase === 'asking') return;
    this.phase = 'none';
    this.ticket = null;
    this.paper = 'none';
    this.clearRefusal();
    void this.#taker.forget().catch(() => undefined);
  }

  #asking(): void {
    this.phase = 'asking';
    this.refusal = null;
    this.ticket = null;
    this.paper = 'none';
    this.askingSince = performance.now();
  }

  async #finish(outcome: TakeOutcome): Promise<void> {
    if (!outcome.ok) {
      this.phase = 'none';
      this.refusal = { code: outcome.code, data: outcome.data };
      return;
    }
    this.ticket = outcome.ticket;
    this.phase = 'taken';
    if (outcome.ticket.alone) this.#givenAlone();
    await this.#print(outcome.ticket);
  }

  /** What was given is printed, also when its person has pressed 完成 meanwhile: the screen is then somebody else's. */
  async #print(given: GivenTicket): Promise<void> {
    if (this.ticket === given) this.paper = 'printing';
    await this.#loader.ready();
    const { setup } = this.#loader;
    const view = this.#live.value;
    const place = setup && view ? ticketPlace(setup, view, given.code) : null;
    const ticket = place && (await this.#counted(given).catch(() => null));
    if (!setup || !view || !place || !ticket) return this.#noPrint(given);
    if (this.ticket === given) this.ticket = ticket;
    const outcome = await this.#papers.printTicket(
      slipOf(ticket, setup, view, place, this.#linkOf(ticket), this.#loader.deviceLabel),
    );
    if (!outcome.ok) this.#noPrint(ticket);
    else if (this.ticket === ticket) this.paper = ticket.prints > 1 ? 'reprinted' : 'printed';
  }

  /** One print more. A number that was forgotten is not kept again: a reload would show it to the next person. */
  async #counted(ticket: GivenTicket): Promise<GivenTicket> {
    if (this.ticket === ticket) return this.#taker.markPrinted(ticket);
    return { ...ticket, prints: ticket.prints + 1 };
  }

  /** The number is theirs all the same: it is on the screen, and a guide is called. */
  #noPrint(ticket: GivenTicket): void {
    if (this.ticket !== ticket) return;
    this.paper = 'failed';
    this.#callGuide();
  }

  async #printed(data: OneTimeNoticeData): Promise<boolean> {
    return (await this.#papers.printNotice(data)).ok;
  }

  #linkOf({ token }: GivenTicket): string | null {
    const { publicUrl } = this.#loader;
    return token === '' || publicUrl === '' ? null : `${publicUrl.replace(/\/$/, '')}/r/${token}`;
  }
}
