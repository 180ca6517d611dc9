import type { LifeEvent } from '#lib/domain/setup/setup.ts';
import type { BoardView } from '#lib/domain/views/wire.ts';
import { databaseKeeper } from '../live/board-cache.ts';
import { LiveView, needsPairing } from '../live/live-view.svelte.ts';
import { openDevice } from '../pairing/device.ts';
import { PaperDesk } from '../printing/paper-desk.ts';
import { ask } from '../booking/post.ts';
import { CheckInState } from './check-in-state.svelte.ts';
import { Guide } from './guide.svelte.ts';
import { findByLetters, indexLetters, loadInitials, nextLetters, type InitialsOf } from './letters.ts';
import { choicesOf, departmentsOf, lifeEventsOf, mattersOf, servicesOf, type Matter } from './matters.ts';
import { httpSender } from './sender.ts';
import { SetupLoader } from './setup-loader.svelte.ts';
import { TakingState } from './taking-state.svelte.ts';
import { TicketTaker } from './ticket-taker.ts';
import { newToken } from './token.ts';
import { hoursText, waitingFacts } from './waiting-facts.ts';
import { WithoutLine } from './without-line.svelte.ts';

const PAIR_AGAIN: ReadonlySet<string> = new Set(['device-not-paired', 'device-not-yours', 'device-revoked']);

export type FindMode = 'events' | 'departments' | 'letters';

/** A list opened by a first touch. */
export type OpenList =
  { kind: 'event'; id: string } | { kind: 'department'; id: string } | { kind: 'helper' } | { kind: 'all-events' };

/** What was pressed and bears a date. */
interface Dated {
  paper: 'number' | 'notice';
  go: () => void;
}

/** Large type: as many rows of 210 px as stand above the sill. */
const CARE_ROWS = 5;

/** What the kiosk shows. Taking and the guide have their own states below it. */
export class KioskState {
  readonly live = new LiveView<BoardView>({
    snapshot: '/api/board',
    events: '/api/board/events',
    event: 'board',
    keeper: databaseKeeper<BoardView>('board'),
    isFinal: needsPairing,
    onview: (view) => {
      void this.loader.want(view.setup);
      this.alone.heard();
    },
  });
  readonly loader = new SetupLoader();
  readonly papers = new PaperDesk();
  readonly taking: TakingState;
  readonly guide: Guide;
  readonly checkIn: CheckInState;
  readonly alone: WithoutLine;
  /** Pressed while this kiosk did not know the date. */
  #waitsForDate = $state.raw<Dated | null>(null);
  readonly noticeWaits = $derived(this.#waitsForDate?.paper === 'notice');
  /**
   * Somebody has to say which day it is before a paper bears it: a number that is to be taken, one that nobody
   * answered, or a notice, which needs no series of its own.
   */
  readonly asksDate = $derived.by(() => {
    const { doubt, denied } = this.alone.date;
    const numberWaits = this.isAlone && (this.#waitsForDate !== null || this.taking.phase === 'asking');
    return doubt && !denied && (this.noticeWaits || numberWaits);
  });
  care = $state(false);
  mode = $state<FindMode>('events');
  list = $state.raw<OpenList | null>(null);
  selectedCode = $state<string | null>(null);
  typed = $state('');
  page = $state(0);
  /** 取号 was pressed with nothing chosen. */
  nudged = $state(false);

  #initialsOf = $state.raw<InitialsOf | null>(null);

  readonly board = $derived(this.live.value);
  readonly setup = $derived(this.loader.setup);
  readonly matters = $derived(this.setup ? mattersOf(this.setup) : []);
  readonly events = $derived(this.setup ? lifeEventsOf(this.setup, this.matters) : []);
  readonly departments = $derived(this.setup ? departmentsOf(this.setup, this.matters) : []);
  /** What people come for beside the catalogue: collecting results. */
  readonly services = $derived((this.setup?.services ?? []).filter((entry) => this.setup?.routes[entry.code]));
  /** Five choices in large type: a booking, the services, the other matters; these are the rest. */
  readonly careEvents = $derived(
    (this.setup?.careLifeEvents ?? [])
      .flatMap((id) => this.events.find((event) => event.id === id) ?? [])
      .slice(0, Math.max(0, CARE_ROWS - 2 - this.services.length)),
  );
  readonly selected = $derived(
    [...this.matters, ...(this.setup ? servicesOf(this.setup) : [])].find(({ code }) => code === this.selectedCode) ??
      null,
  );
  readonly facts = $derived.by(() => {
    const { selected, setup, board } = this;
    return selected && setup && board
      ? waitingFacts(setup, { ...board, open: this.alone.isOpen }, selected.code)
      : null;
  });
  readonly isCut = $derived(this.live.line === 'cut');
  readonly isAlone = $derived.by(() => this.alone.isAlone);
  readonly #letters = $derived(this.#initialsOf ? indexLetters(this.matters, this.#initialsOf) : null);
  readonly found = $derived(this.#letters ? findByLetters(this.#letters, this.typed) : []);
  readonly next = $derived(this.#letters ? nextLetters(this.#letters, this.typed) : null);

  /** Not joined to the hall, or joined under a database that is gone: then it reads, but may not take. */
  get unpaired(): boolean {
    const { problem } = this.live;
    const code = this.taking.refusal?.code ?? '';
    return (problem !== null && needsPairing(problem)) || PAIR_AGAIN.has(code);
  }

  constructor() {
    const sender = httpSender({
      fetch: (url, init) => fetch(url, init),
      // A line that is known to be cut is not worth a request every second.
      pause: (attempt) => new Promise((resolve) => setTimeout(resolve, Math.min(2000, 400 * (attempt + 1)))),
    });
    const taker = new TicketTaker(
      openDevice,
      sender,
      newToken,
      () => Date.now(),
      ({ code }) => (this.alone.date.doubt ? null : this.alone.seriesFor(code)),
    );
    this.alone = new WithoutLine({
      live: this.live,
      sender,
      setup: () => this.setup,
      unpaired: () => this.unpaired,
    });
    this.guide = new Guide(openDevice, sender);
    this.taking = new TakingState(
      taker,
      this.papers,
      this.loader,
      this.live,
      () => void this.callGuide(),
      () => void this.alone.own.count().catch(() => undefined),
    );
    this.checkIn = new CheckInState({
      ask: (path, body) => ask(path, body),
      given: (ticket, isAgain) => void this.taking.give(ticket, isAgain),
      care: () => this.care,
      setup: () => this.loader.version,
      wall: () => Date.now(),
    });
  }

  start(): () => void {
    this.live.start();
    void this.#restore();
    void this.loader.loadSession();
    void this.alone
      .start()
      .catch(() => undefined)
      .then(() => this.taking.resume());
    void this.papers.warm();
    const stop = this.alone.follow();
    return () => {
      stop();
      this.live.stop();
    };
  }

  /** There is something to put back for the next person. */
  get isDirty(): boolean {
    // Nobody is sent away while a number is asked for or its paper is on the way.
    if (this.taking.phase === 'asking' || this.taking.paper === 'printing' || this.checkIn.asking) return false;
    return (
      this.care ||
      this.list !== null ||
      this.selectedCode !== null ||
      this.mode !== 'events' ||
      this.typed !== '' ||
      this.page > 0 ||
      this.nudged ||
      this.#waitsForDate !== null ||
      this.checkIn.isOpen ||
      this.guide.phase !== 'none' ||
      this.taking.phase !== 'none' ||
      this.taking.notice !== 'none'
    );
  }

  reset(): void {
    this.care = false;
    this.mode = 'events';
    this.home();
    this.guide.reset();
    this.checkIn.reset();
    this.taking.reset();
  }

  home(): void {
    this.#waitsForDate = null;
    this.list = null;
    this.selectedCode = null;
    this.typed = '';
    this.page = 0;
    this.nudged = false;
    this.taking.clearRefusal();
  }

  show(list: OpenList | null): void {
    this.home();
    this.list = list;
  }

  /** 我有预约. */
  openCheckIn(): void {
    this.home();
    this.checkIn.open();
  }

  /** A voucher's code was held before the scanner, on whatever screen. */
  scanned(token: string): void {
    if (this.taking.phase !== 'none' || this.isCut) return;
    this.home();
    void this.checkIn.check(token);
  }

  setMode(mode: FindMode): void {
    this.home();
    this.mode = mode;
    if (mode === 'letters') void this.#loadLetters();
  }

  setCare(care: boolean): void {
    this.home();
    this.mode = 'events';
    this.care = care;
  }

  /** There is nothing to be told about collecting results that needs a paper. */
  isService(code: string): boolean {
    return this.services.some((entry) => entry.code === code);
  }

  select(code: string): void {
    this.selectedCode = code;
    this.nudged = false;
    this.taking.clearRefusal();
  }

  /** A tile with one choice chooses it at once: a number in two touches. */
  openEvent(event: LifeEvent): void {
    const choices = choicesOf(event, this.matters);
    const [only] = choices;
    if (choices.length === 1 && only) this.select(only.code);
    else this.show({ kind: 'event', id: event.id });
  }

  type(letter: string): void {
    this.typed += letter;
    this.page = 0;
    this.selectedCode = null;
  }

  erase(all: boolean): void {
    this.typed = all ? '' : this.typed.slice(0, -1);
    this.page = 0;
    this.selectedCode = null;
  }

  /** What the open list offers. */
  get choices(): Matter[] {
    const list = this.list;
    if (list?.kind === 'event') {
      const event = this.events.find((candidate) => candidate.id === list.id);
      return event ? choicesOf(event, this.matters) : [];
    }
    if (list?.kind === 'department') {
      return this.departments.find((department) => department.id === list.id)?.matters ?? [];
    }
    return [];
  }

  hours(separator: string): string {
    return this.setup ? hoursText(this.setup.hours, separator) : '';
  }

  take(): void {
    const { board, selected } = this;
    if (!selected || !board) {
      this.nudged = true;
      return;
    }
    if ((this.isCut && !this.isAlone) || this.facts?.locked) return;
    if (this.isCut && this.alone.date.doubt) {
      this.#waitsForDate = { paper: 'number', go: () => this.take() };
      return;
    }
    const { code } = selected;
    const wish = {
      day: this.alone.day,
      code,
      care: this.care,
      setup: this.loader.version,
      at: this.loader.wallNow(),
    };
    if (!this.isCut) {
      void this.taking.take(wish);
      return;
    }
    const series = this.alone.seriesFor(code);
    if (series) void this.taking.takeAlone(wish, series);
  }

  /** 打印一次性告知单: it bears the day on which it was told. */
  printNotice(toldBy: string): void {
    const { doubt, denied } = this.alone.date;
    const code = this.selectedCode;
    if (code === null) return;
    if (!doubt) void this.taking.printNotice(code, toldBy, this.alone.hallNow());
    else if (denied) this.taking.notice = 'failed';
    else this.#waitsForDate = { paper: 'notice', go: () => this.printNotice(toldBy) };
  }

  /** A person has looked: it is this day, and the paper is given; or it is not, and nothing is printed here. */
  answerDate(isRight: boolean): void {
    const waiting = this.#waitsForDate;
    this.#waitsForDate = null;
    if (isRight) this.alone.date.confirm();
    else this.alone.date.deny();
    // A number that is asked for already goes on by itself; a notice says that it is not printed.
    if (waiting?.paper === 'notice' || (isRight && this.taking.phase !== 'asking')) waiting?.go();
  }

  async callGuide(): Promise<void> {
    const { board } = this;
    if (!board) return;
    await this.guide.call({ day: board.day, setup: board.setup, at: this.loader.wallNow() });
  }

  async #restore(): Promise<void> {
    const known = await databaseKeeper<BoardView>('board').load();
    if (known && this.setup === null) await this.loader.want(known.view.setup);
  }

  async #loadLetters(): Promise<void> {
    this.#initialsOf ??= await loadInitials();
  }
}
