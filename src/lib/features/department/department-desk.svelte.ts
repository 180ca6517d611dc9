import {
  clockTextOfT,
  dateOfMinute,
  formFaults,
  formOf,
  hallMinute,
  isHallDate,
  minuteOfDayOf,
  minutesSince,
  MINUTE,
  resultPath,
  type CommandBodies,
  type CommandKind,
  type FormDefinition,
  type FormFault,
  type Setup,
} from '#lib/domain/index.ts';
import type { DossierRoom } from '#lib/store/dossier-room.svelte.ts';
import type { DispatchResult, HallStore } from '#lib/store/hall-store.svelte.ts';
import { piecesOfResult } from '../papers/slot-results.ts';
import {
  departmentTabs,
  departmentWork,
  type DepartmentRow,
  type DepartmentTab,
  type DepartmentWork,
} from './department-work.ts';

export type Outcome = 'granted' | 'refused';

export interface DepartmentRefusal {
  code: string;
  data?: Record<string, unknown> | undefined;
}

/** What was done last, for the toast. */
export interface DepartmentNote {
  text: 'decided' | 'decidedSent' | 'sent' | 'slipPrinted' | 'copied' | 'copyFailed';
  tail: string;
  count: number;
}

/** A note is read by then. */
const NOTE_FOR = 8000;

const NOTHING: DepartmentWork = { rows: { todo: [], send: [], done: [] }, cards: { red: 0, yellow: 0, green: 0 } };

/**
 * A department's work on this screen: its rows, the chosen one with its dossier, and the verbs. What
 * is typed into the result goes into the dossier at once; the decision itself is asked of the hall.
 */
export class DepartmentDesk {
  readonly hall: HallStore;
  tab = $state<DepartmentTab>('todo');
  #key = $state<string | null>(null);
  #room = $state.raw<DossierRoom | null>(null);
  #tick = $state(0);
  #busy = $state<'decide' | 'send' | 'slip' | null>(null);
  #refusal = $state.raw<DepartmentRefusal | null>(null);
  #note = $state.raw<(DepartmentNote & { until: number }) | null>(null);
  #outcome = $state<Outcome | null>(null);
  /** `2026-11-23T10:06` as typed; null: now. */
  #decidedAt = $state<string | null>(null);
  #pieces = $state<Record<string, string>>({});
  /** Faults are shown once somebody tried; then they follow what is typed. */
  #hasTried = $state(false);
  /** Rows of 已办 that go on one slip. */
  ticked = $state.raw<ReadonlySet<string>>(new Set());

  constructor(hall: HallStore) {
    this.hall = hall;
  }

  readonly work = $derived.by((): DepartmentWork => {
    void this.#tick;
    const { setup } = this.hall;
    const { department } = this;
    return setup && department !== null ? departmentWork(this.hall.proposed, setup, department, this.hall.t) : NOTHING;
  });

  readonly rows = $derived(this.work.rows[this.tab]);

  readonly chosen = $derived.by((): DepartmentRow | null => {
    for (const tab of departmentTabs) {
      const found = this.work.rows[tab].find((row) => row.key === this.#key);
      if (found) return found;
    }
    return null;
  });

  /** The rules that the chosen matter keeps. */
  readonly setup = $derived.by((): Setup | null => {
    return this.chosen ? (this.hall.setupAt(this.chosen.matter.setup) ?? this.hall.setup) : null;
  });

  readonly form = $derived.by((): FormDefinition | null => {
    return this.chosen && this.setup ? (formOf(this.setup, this.chosen.matter.code) ?? null) : null;
  });

  /** What keeps a decision from being registered, in the result's fields. */
  readonly faults = $derived.by((): FormFault[] => {
    const row = this.chosen;
    if (!row || !this.form || !this.#room || this.#outcome !== 'granted') return [];
    return formFaults(this.form, this.#room.content, {
      items: row.matter.parts.map((part) => part.item),
      today: this.hall.decided.day,
      stage: `result:${row.part.item}`,
    });
  });

  get department(): string | null {
    return this.hall.session?.staff?.department ?? null;
  }
  get key(): string | null {
    return this.#key;
  }
  get room(): DossierRoom | null {
    return this.#room;
  }
  get busy(): 'decide' | 'send' | 'slip' | null {
    return this.#busy;
  }
  get refusal(): DepartmentRefusal | null {
    return this.#refusal;
  }
  get note(): DepartmentNote | null {
    void this.#tick;
    return this.#note && this.#note.until > this.hall.now() ? this.#note : null;
  }
  get outcome(): Outcome | null {
    return this.#outcome;
  }
  get hasTried(): boolean {
    return this.#hasTried;
  }

  /** Once a second: clocks run. */
  tick(): void {
    this.#tick += 1;
  }

  /** Another row: what was typed for the last one stands in its dossier. */
  choose(key: string | null): void {
    if (key === this.#key) return;
    if (key?.split('/')[0] !== this.#key?.split('/')[0]) this.#room = null;
    this.#key = key;
    this.#outcome = null;
    this.#decidedAt = null;
    this.#pieces = {};
    this.#hasTried = false;
    this.#refusal = null;
  }

  move(step: 1 | -1): void {
    const at = this.rows.findIndex((row) => row.key === this.#key);
    const next = this.rows[at === -1 ? 0 : Math.min(this.rows.length - 1, Math.max(0, at + step))];
    if (next) this.choose(next.key);
  }

  /** The dossier of the chosen row is open as long as it is chosen. */
  hold(): () => void {
    const dossier = this.chosen?.matter.dossier ?? null;
    if (dossier === null) return () => undefined;
    this.#room = this.hall.dossiers.open(dossier);
    return () => {
      this.#room = null;
      this.hall.dossiers.close(dossier);
    };
  }

  decideFor(outcome: Outcome): void {
    this.#outcome = outcome;
    this.#hasTried = false;
    this.#refusal = null;
  }

  /** `datetime-local` text of when the department decided. */
  get decidedAt(): string {
    if (this.#decidedAt !== null) return this.#decidedAt;
    void this.#tick;
    const at = hallMinute(this.hall.decided.day, this.#now());
    return `${dateOfMinute(at)}T${clockTextOfT(minuteOfDayOf(at) * MINUTE)}`;
  }
  set decidedAt(text: string) {
    this.#decidedAt = text === '' ? null : text;
  }

  /** Hall minutes since the open day's midnight; null: not after the stage began, or in the future. */
  get decidedMinute(): number | null {
    const now = this.#now();
    if (this.#decidedAt === null) return now;
    const [date = '', clock = ''] = this.#decidedAt.split('T');
    const [hours = NaN, minutes = NaN] = clock.split(':').map(Number);
    if (!isHallDate(date) || !Number.isFinite(hours * 60 + minutes)) return null;
    const at = minutesSince(this.hall.decided.day, hallMinute(date, hours * 60 + minutes));
    return at >= (this.chosen?.part.since ?? 0) && at <= now ? at : null;
  }

  /** Pieces of a slot as they would be sent: typed here, counted by the result's fields, or as they went before. */
  piecesOf(slot: string): string {
    const before = this.chosen?.slots.find((own) => own.slot === slot)?.pieces ?? 0;
    return this.#pieces[slot] ?? String(this.#counted(slot) ?? Math.max(1, before));
  }

  setPieces(slot: string, text: string): void {
    this.#pieces = { ...this.#pieces, [slot]: text };
  }

  isPieceCount(text: string): boolean {
    return /^[1-9]\d{0,3}$/.test(text.trim());
  }

  refusalPath(): string {
    return resultPath(this.chosen?.part.item ?? '', 'refusal');
  }

  /** What is missing before the decision, the first thing first: a path, `decision`, `decidedAt`, `pieces/<slot>`. */
  readonly missing = $derived.by((): string | null => {
    const row = this.chosen;
    if (!row || !this.#room) return null;
    if (this.#outcome === null) return 'decision';
    if (this.#outcome === 'refused' && this.#room.text(this.refusalPath()).trim() === '') return this.refusalPath();
    if (this.#outcome === 'granted') {
      const [fault] = this.faults;
      if (fault) return fault.path;
      const wrong = this.#owed(row).find((slot) => !this.isPieceCount(this.piecesOf(slot)));
      if (wrong !== undefined) return `pieces/${wrong}`;
    }
    return this.decidedMinute === null ? 'decidedAt' : null;
  });

  /**
   * Registers the decision and sends what came of it in the same act. Answers the slots that are on
   * their way, null when nothing was decided.
   */
  async decide(): Promise<string[] | null> {
    const row = this.chosen;
    const room = this.#room;
    this.#hasTried = true;
    if (!row || !room || this.missing !== null || this.#outcome === null) return null;
    const slots = this.#outcome === 'granted' ? this.#owed(row) : [];
    const done = await this.#ask('decide', async () => {
      await room.stored();
      return this.#do('decidePart', {
        dossier: row.matter.dossier,
        item: row.part.item,
        outcome: this.#outcome ?? 'refused',
        at: this.decidedMinute ?? this.#now(),
        hash: room.hash(),
        pieces: slots.map((slot): [string, number] => [slot, Number(this.piecesOf(slot))]),
      });
    });
    if (!done) return null;
    this.say(slots.length > 0 ? 'decidedSent' : 'decided', row.matter.no.slice(-4));
    return slots;
  }

  /** Sends results that were not sent, or that the desk sent back. Answers what is on its way. */
  async send(): Promise<string[] | null> {
    const row = this.chosen;
    if (!row || row.unsent.length === 0) return null;
    const slots = row.unsent.map((slot) => slot.slot);
    this.#hasTried = true;
    if (slots.some((slot) => !this.isPieceCount(this.piecesOf(slot)))) return null;
    const done = await this.#ask('send', async () => {
      for (const slot of slots) {
        const pieces = Number(this.piecesOf(slot));
        const sent = await this.#do('deliver', { dossier: row.matter.dossier, slot, pieces });
        if (!sent.ok) return sent;
      }
      return { ok: true as const, value: null };
    });
    if (!done) return null;
    this.say('sent', row.matter.no.slice(-4));
    return slots;
  }

  /** Printing takes its time: the button that asked for it says so. */
  async printing(print: () => Promise<DepartmentRefusal | null>): Promise<void> {
    if (this.#busy) return;
    this.#busy = 'slip';
    try {
      const refusal = await print();
      this.#refusal = refusal;
      if (!refusal) this.say('slipPrinted');
    } finally {
      this.#busy = null;
    }
  }

  say(text: DepartmentNote['text'], tail = '', count = 0): void {
    this.#note = { text, tail, count, until: this.hall.now() + NOTE_FOR };
  }

  refuse(refusal: DepartmentRefusal | null): void {
    this.#refusal = refusal;
  }

  /** For a slip that covers several rows. */
  setTicked(key: string, isTicked: boolean): void {
    const ticked = new Set(this.ticked);
    if (isTicked) ticked.add(key);
    else ticked.delete(key);
    this.ticked = ticked;
  }

  #now(): number {
    return Math.floor(this.hall.t / MINUTE);
  }

  #owed(row: DepartmentRow): string[] {
    return row.slots.filter((slot) => slot.phase === 'expected' || slot.phase === 'waived').map((slot) => slot.slot);
  }

  #counted(slot: string): number | null {
    return this.form && this.#room ? piecesOfResult({ form: this.form, content: this.#room.content }, slot) : null;
  }

  async #ask(busy: 'decide' | 'send', run: () => Promise<DispatchResult>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = busy;
    this.#refusal = null;
    this.#note = null;
    try {
      const result = await run();
      if (!result.ok) this.#refusal = result;
      return result.ok;
    } finally {
      this.#busy = null;
    }
  }

  #do<Kind extends CommandKind>(kind: Kind, body: Omit<CommandBodies[Kind], 'day'>): Promise<DispatchResult> {
    return this.hall.dispatch(kind, body);
  }
}
