import {
  callingOrder,
  estimateWait,
  medianOf,
  nextOf,
  queueState,
  windowState,
  type CommandBodies,
  type CommandKind,
  type HallWindow,
  type OrderRow,
  type Ticket,
  type WindowState,
} from '#lib/domain/index.ts';
import type { Estimate } from '#lib/domain/views/wire.ts';
import { isDue } from '#lib/store/call-alone.ts';
import type { DispatchResult, HallStore } from '#lib/store/hall-store.svelte.ts';

export interface Refusal {
  code: string;
  data?: Record<string, unknown> | undefined;
}

/** What can be taken back for some seconds. */
export interface Undoable {
  ticket: number;
  text: UndoText;
  label: string;
  until: number;
}
export type UndoText = 'took' | 'consulted' | 'parkedToast' | 'missedToast' | 'missedFinalToast';

export interface Note {
  text: 'undone' | 'transferred' | 'ticketTaken' | 'helpCalled' | 'printed' | 'paperRated' | 'skipped';
  label: string;
  more: string;
}

/** A call without the line that the hall found made by somebody else too: for people to settle. */
export interface CalledTwice {
  key: string;
  label: string;
}

const MINUTE = 60_000;

/**
 * One window's work: which window this is, its ticket, its queue in calling order, and the verbs.
 * No rule lives here: what may happen is the domain's, what did happen is the ledger's.
 */
export class WindowDesk {
  readonly hall: HallStore;
  #no = $state<number | null>(null);
  #busy = $state<CommandKind | null>(null);
  #refusal = $state.raw<Refusal | null>(null);
  #undoable = $state.raw<Undoable | null>(null);
  #note = $state<Note | null>(null);
  /** The row chosen for 指定叫号. */
  chosen = $state<number | null>(null);
  #read = $state.raw<readonly string[]>([]);
  #tick = $state(0);

  constructor(hall: HallStore) {
    this.hall = hall;
  }

  readonly window = $derived.by((): WindowState | null => {
    return this.#no === null ? null : windowState(this.hall.proposed, this.#no);
  });

  /** Open here, by this device and this person: everything else is choosing a window (W3). */
  readonly isOurs = $derived.by((): boolean => {
    const { window, hall } = this;
    if (window === null || window.phase === 'closed' || window.device !== hall.device) return false;
    return hall.proposed.staff.get(window.staff) === hall.session?.staff?.account;
  });

  readonly ticket = $derived.by((): Ticket | null => {
    const id = this.window?.ticket ?? null;
    return id === null ? null : (this.hall.proposed.tickets.get(id) ?? null);
  });

  readonly order = $derived.by((): OrderRow[] => {
    void this.#tick;
    const { setup } = this.hall;
    if (!this.window || !setup) return [];
    return callingOrder(this.hall.proposed, this.window.queues, setup.policy, this.hall.t);
  });

  /** Cut off: whom this window may call by itself, and who is called by the hall and by other windows. */
  readonly callable = $derived.by((): OrderRow[] => {
    void this.#tick;
    return this.window ? this.hall.custody.callable(this.window.queues) : [];
  });
  readonly elsewhere = $derived.by((): OrderRow[] => {
    const here = new Set(this.callable.map((row) => row.ticket.id));
    return this.order.filter((row) => !here.has(row.ticket.id));
  });

  readonly next = $derived.by((): OrderRow | null => {
    if (this.hall.isUp) return nextOf(this.order);
    return this.callable.find((row) => isDue(row, this.hall.t)) ?? null;
  });

  readonly parked = $derived(this.#ticketsHere((ticket) => ticket.phase === 'parked'));
  readonly passed = $derived.by((): Ticket[] => {
    const queues = this.window?.queues ?? [];
    return [...this.hall.proposed.tickets.values()]
      .filter(
        (ticket) => ticket.missed > 0 && queues.includes(ticket.queue) && ['waiting', 'passed'].includes(ticket.phase),
      )
      .sort((a, b) => b.id - a.id);
  });

  /** For somebody who takes a number now; null when there is no ground for one. */
  readonly estimate = $derived.by((): { estimate: Estimate; ahead: number } | null => {
    const queue = this.window?.queues[0];
    if (queue === undefined) return null;
    const ahead = this.order.filter((row) => row.ticket.queue === queue).length;
    const estimate = estimateWait(this.hall.proposed, queue, ahead);
    return estimate ? { estimate, ahead } : null;
  });

  /** Usual service time of the ticket's queue, minutes: the middle half around the median. */
  readonly usual = $derived.by((): { from: number; to: number } | null => {
    if (!this.ticket) return null;
    const { service } = queueState(this.hall.proposed, this.ticket.queue);
    if (service.length < 3) return null;
    const median = medianOf(service) / MINUTE;
    return { from: Math.max(1, Math.floor(median * 0.75)), to: Math.ceil(median * 1.25) };
  });

  readonly medianMs = $derived.by((): number | null => {
    const done = [...this.hall.proposed.tickets.values()].filter(
      (ticket) => ticket.phase === 'done' && ticket.window === this.#no && ticket.servedMs > 0,
    );
    return done.length === 0 ? null : medianOf(done.map((ticket) => ticket.servedMs));
  });

  readonly helpIsCalled = $derived.by((): boolean => {
    return [...this.hall.decided.help.values()].some((call) => call.from === 'window' && call.window === this.#no);
  });

  /** Shown until it is read. */
  readonly calledTwice = $derived.by((): CalledTwice | null => {
    for (const event of this.hall.ownActs) {
      if (event.kind !== 'conflict' || event.act !== 'callAlone') continue;
      const key = `${event.device}.${event.n}`;
      if (this.#read.includes(key)) return null;
      return { key, label: this.hall.decided.tickets.get(event.ticket)?.label ?? '' };
    }
    return null;
  });

  get no(): number | null {
    return this.#no;
  }
  get busy(): CommandKind | null {
    return this.#busy;
  }
  get refusal(): Refusal | null {
    // Refused for want of the line: with the line there is nothing to read any more.
    return this.hall.isUp && this.#refusal?.code === 'not-held-here' ? null : this.#refusal;
  }
  get undoable(): Undoable | null {
    void this.#tick;
    return this.#undoable && this.#undoable.until > this.hall.now() ? this.#undoable : null;
  }
  get note(): Note | null {
    return this.#note;
  }
  get setup(): HallWindow | null {
    return this.hall.setup?.windows.find((window) => window.no === this.#no) ?? null;
  }

  /** Once a second: waiting times, resting numbers, the end of an undo. */
  tick(): void {
    this.#tick += 1;
  }

  /** The window of last time; what is open here is found by this device's number. */
  async restore(): Promise<void> {
    const open = [...this.hall.proposed.windows.values()].find(
      (window) => window.phase !== 'closed' && window.device === this.hall.device && this.hall.device !== 0,
    );
    this.#no = open?.no ?? (await this.hall.recall<number>('window')) ?? null;
  }

  async openWindow(no: number): Promise<void> {
    const result = await this.#ask('openWindow', { window: no });
    if (!result.ok) return;
    this.#no = no;
    await this.hall.remember('window', no).catch(() => undefined);
  }

  async call(ticket: number | null): Promise<void> {
    this.#note = null;
    this.#undoable = null;
    const result = await this.#ask('call', { window: this.#window(), ticket });
    if (!result.ok) return;
    this.chosen = null;
    this.#saySkipped();
  }

  /** CU7: who holds a number before this one did not answer, and the next was called. */
  #saySkipped(): void {
    const [last] = this.hall.ownActs;
    if (last?.kind !== 'called' || last.skipped.length === 0) return;
    const skipped = last.skipped.map((id) => this.hall.decided.tickets.get(Number(id))?.label ?? '');
    this.#note = { text: 'skipped', label: skipped[0] ?? '', more: String(skipped.length) };
  }

  recall(): Promise<void> {
    return this.#fact('recall', {});
  }

  begin(): Promise<void> {
    return this.#fact('begin', {});
  }

  async noShow(): Promise<void> {
    const missed = this.ticket?.missed ?? 0;
    await this.#ending('noShow', {}, missed > 0 ? 'missedFinalToast' : 'missedToast');
  }

  finish(outcome: 'done' | 'consulted'): Promise<void> {
    return this.#ending('finish', { outcome }, outcome === 'done' ? 'took' : 'consulted');
  }

  park(): Promise<void> {
    return this.#ending('park', {}, 'parkedToast');
  }

  async resume(ticket: number): Promise<void> {
    await this.#do('resume', { window: this.#window(), ticket });
  }

  addItem(item: string): Promise<void> {
    return this.#fact('addItem', { item });
  }

  async transfer(queue: string, queueName: string, place: CommandBodies['transfer']['place']): Promise<boolean> {
    const { ticket } = this;
    if (!ticket) return false;
    const result = await this.#ask('transfer', { window: this.#window(), ticket: ticket.id, queue, place });
    if (result.ok) this.#note = { text: 'transferred', label: ticket.label, more: queueName };
    return result.ok;
  }

  async undo(): Promise<void> {
    const undoable = this.undoable;
    if (!undoable) return;
    const result = await this.#ask('undo', { window: this.#window(), ticket: undoable.ticket });
    this.#undoable = null;
    if (result.ok) this.#note = { text: 'undone', label: undoable.label, more: '' };
  }

  async pause(reason: string): Promise<void> {
    await this.#do('pause', { window: this.#window(), reason });
  }

  async unpause(): Promise<void> {
    await this.#do('unpause', { window: this.#window() });
  }

  async closeWindow(): Promise<void> {
    await this.#do('closeWindow', { window: this.#window() });
  }

  async callHelp(): Promise<void> {
    const result = await this.#ask('callHelp', { from: 'window', window: this.#window() });
    if (result.ok) this.#note = { text: 'helpCalled', label: '', more: '' };
  }

  say(text: 'ticketTaken' | 'printed' | 'paperRated', label: string): void {
    this.#note = { text, label, more: '' };
  }

  refuse(refusal: Refusal): void {
    this.#refusal = refusal;
  }

  readCalledTwice(key: string): void {
    this.#read = [...this.#read, key];
  }

  dismissRefusal(): void {
    this.#refusal = null;
  }

  #window(): number {
    return this.#no ?? 0;
  }

  #ticketsHere(fits: (ticket: Ticket) => boolean): Ticket[] {
    return [...this.hall.proposed.tickets.values()].filter((ticket) => ticket.window === this.#no && fits(ticket));
  }

  async #fact<Kind extends 'recall' | 'begin' | 'addItem'>(kind: Kind, more: object): Promise<void> {
    if (!this.ticket) return;
    await this.#do(kind, { window: this.#window(), ticket: this.ticket.id, ...more } as Omit<
      CommandBodies[Kind],
      'day'
    >);
  }

  async #ending<Kind extends 'noShow' | 'finish' | 'park'>(kind: Kind, more: object, text: UndoText): Promise<void> {
    const { ticket } = this;
    if (!ticket) return;
    const done = await this.#do(kind, { window: this.#window(), ticket: ticket.id, ...more } as Omit<
      CommandBodies[Kind],
      'day'
    >);
    if (!done.ok) return;
    const seconds = this.hall.setup?.policy.undoSeconds ?? 0;
    this.#undoable = { ticket: ticket.id, label: ticket.label, text, until: this.hall.now() + seconds * 1000 };
  }

  async #do<Kind extends CommandKind>(kind: Kind, body: Omit<CommandBodies[Kind], 'day'>): Promise<DispatchResult> {
    this.#refusal = null;
    this.#note = null;
    const result = await this.hall.dispatch(kind, body);
    if (!result.ok) this.#refusal = result;
    return result;
  }

  /** A request keeps its button busy until it is decided. */
  async #ask<Kind extends CommandKind>(kind: Kind, body: Omit<CommandBodies[Kind], 'day'>): Promise<DispatchResult> {
    if (this.#busy) return { ok: false, code: 'too-many-requests' };
    this.#busy = kind;
    try {
      return await this.#do(kind, body);
    } finally {
      this.#busy = null;
    }
  }
}
