import {
  checkIdentity,
  formOf,
  handOverRefusal,
  maskIdentity,
  midnightOf,
  pickupCheckOf,
  pickupFaults,
  type CommandBodies,
  type CommandKind,
  type Conflict,
  type DossierContent,
  type FormDefinition,
  type HandoverBy,
  type Matter,
  type PickupCheck,
  type PickupFault,
  type Setup,
  type Slot,
} from '#lib/domain/index.ts';
import type { DossierRoom } from '#lib/store/dossier-room.svelte.ts';
import type { DispatchResult, HallStore } from '#lib/store/hall-store.svelte.ts';
import { settled } from '../matters/settled.svelte.ts';
import { dateUnsure, type PaperDesk } from '../printing/paper-desk.ts';
import { WindowDesk } from '../window/window-desk.svelte.ts';
import { bundleOf, deliveriesOf, shelfOf, type Bundle } from './bundles.ts';
import { collectorsOf, collectorWith, filedAuthority, freshContent } from './collectors.ts';
import { findBundles } from './find-bundle.ts';

export interface PickupRefusal {
  code: string;
  data?: Record<string, unknown> | undefined;
}

/**
 * The next step for the chosen bundle. follow: handed over, the rest comes later. empty: nothing is
 * here yet. keep: nobody keeps it. elsewhere: another desk does.
 */
export type PickupStep =
  'pick' | 'owed' | 'confirm' | 'chase' | 'empty' | 'keep' | 'elsewhere' | 'handOver' | 'follow' | 'handed';

export type NoteText =
  | 'chased'
  | 'waived'
  | 'kept'
  | 'released'
  | 'confirmed'
  | 'returned'
  | 'handed'
  | 'handedCut'
  | 'printed'
  | 'madeGood';

/** What the clerk found of the person, before it is written into the dossier. */
export type IdentityOutcome = { ok: true } | { ok: false; code: 'empty' | 'mismatch' | 'unknown-agent' | 'invalid' };

/** P10: why it is handed over without the right, and the account of the second person. */
export interface Emergency {
  reason: string;
  witness: string;
}

const NOTE_FOR = 8000;
const DECIDED_WITHIN = 3000;
const own: readonly string[] = ['handOver', 'confirmDelivery', 'returnDelivery', 'waiveSlot', 'releaseCustody'];

/**
 * The pickup desk: its shelf, the bundle at hand with its dossier, and the verbs. Facts go on without
 * a line; what only the hall can give (custody, chasing) is asked.
 */
export class PickupDesk {
  readonly hall: HallStore;
  /** The window that calls the numbers of this desk. */
  readonly window: WindowDesk;
  readonly #papers: Pick<PaperDesk, 'dateIsSure'>;
  search = $state('');
  #dossier = $state<string | null>(null);
  #room = $state.raw<DossierRoom | null>(null);
  #by = $state<HandoverBy | null>(null);
  #busy = $state<CommandKind | 'print' | null>(null);
  #refusal = $state.raw<PickupRefusal | null>(null);
  #note = $state.raw<{ text: NoteText; what: string; until: number } | null>(null);
  #tick = $state(0);
  #seen = $state.raw<ReadonlySet<number>>(new Set());

  constructor(hall: HallStore, papers: Pick<PaperDesk, 'dateIsSure'>) {
    this.hall = hall;
    this.#papers = papers;
    this.window = new WindowDesk(hall);
  }

  readonly shelf = $derived.by((): Bundle[] => {
    void this.#tick;
    const { setup } = this.hall;
    return setup ? shelfOf(this.hall.proposed, setup, this.hall.t) : [];
  });

  /** What the search means; null while nothing is typed. */
  readonly found = $derived.by((): Bundle[] | null => {
    const { setup } = this.hall;
    if (this.search.trim() === '' || !setup) return null;
    const matters = findBundles(this.hall.proposed, this.search, (id) => this.hall.labels.of(id)?.name ?? '');
    return matters.flatMap((matter) => bundleOf(matter, this.hall.proposed, setup, this.hall.t) ?? []);
  });

  readonly deliveries = $derived.by(() => deliveriesOf(this.hall.proposed));

  readonly matter = $derived.by((): Matter | null => {
    const { proposed } = this.hall;
    return this.#dossier === null
      ? null
      : (proposed.matters.get(proposed.mattersByDossier.get(this.#dossier) ?? 0) ?? null);
  });

  readonly bundle = $derived.by((): Bundle | null => {
    void this.#tick;
    const { setup } = this.hall;
    return this.matter && setup ? bundleOf(this.matter, this.hall.proposed, setup, this.hall.t) : null;
  });

  /** The rules that the matter keeps. */
  readonly setup = $derived.by((): Setup | null =>
    this.matter ? (this.hall.setupAt(this.matter.setup) ?? this.hall.setup) : null,
  );

  readonly form = $derived.by((): FormDefinition | null =>
    this.matter && this.setup ? (formOf(this.setup, this.matter.code) ?? null) : null,
  );

  /** The dossier without checks and signatures of earlier handovers. */
  readonly content = $derived.by((): DossierContent | null => {
    if (!this.#room || !this.matter) return null;
    const midnight = midnightOf(this.hall.decided.day, this.hall.setup?.hall.utcOffsetMinutes ?? 480);
    const handed = this.matter.handovers > 0 ? midnight + this.matter.handedAt : 0;
    // Handed over: what was checked and signed for it is shown as it was.
    return this.step === 'handed' ? this.#room.content : freshContent(this.#room.content, Math.max(midnight, handed));
  });

  readonly check = $derived(this.content ? pickupCheckOf(this.content) : null);

  readonly authority = $derived.by(() => {
    const rules = this.#rules;
    return this.content && rules ? filedAuthority(this.content, rules) : null;
  });

  readonly faults = $derived.by((): PickupFault[] => {
    const rules = this.#rules;
    return this.content && rules ? pickupFaults(this.content, rules) : [];
  });

  /** Facts of this person that the hall could not take as they were, and nobody here has read. */
  readonly conflicts = $derived.by((): Conflict[] => {
    const { staff } = this.hall.session ?? {};
    return this.hall.decided.conflicts.filter(
      (conflict) =>
        conflict.matter !== 0 &&
        own.includes(conflict.act) &&
        !this.#seen.has(conflict.seq) &&
        this.hall.decided.staff.get(conflict.staff) === staff?.account,
    );
  });

  readonly step = $derived.by((): PickupStep => {
    const { bundle, hall } = this;
    if (!bundle) return 'pick';
    const { matter } = bundle;
    const isHere = bundle.here > 0;
    if (!isHere && matter.handovers > 0) {
      const isAll = matter.slots.every((slot) => slot.phase === 'out' || slot.phase === 'cancelled');
      return isAll ? 'handed' : 'follow';
    }
    if (bundle.missing.some(({ slot }) => slot.phase === 'sent')) return 'confirm';
    if (bundle.missing.length > 0) return 'chase';
    if (!isHere) return 'empty';
    if (matter.tolerated.length > 0) return 'owed';
    if (matter.custody === 0) return 'keep';
    return matter.custody === hall.device ? 'handOver' : 'elsewhere';
  });

  /** Somebody stands here for the chosen bundle: another desk does not get it meanwhile. */
  readonly handsOver = $derived.by(() => (this.step === 'handOver' && this.check !== null ? this.#dossier : null));

  get #rules(): { setup: Setup; form: FormDefinition; code: string; today: string } | null {
    const { setup, form, matter } = this;
    return setup && form && matter ? { setup, form, code: matter.code, today: this.hall.decided.day } : null;
  }

  get dossier(): string | null {
    return this.#dossier;
  }
  get room(): DossierRoom | null {
    return this.#room;
  }
  get busy(): CommandKind | 'print' | null {
    return this.#busy;
  }
  get refusal(): PickupRefusal | null {
    return this.#refusal;
  }
  get note(): { text: NoteText; what: string } | null {
    void this.#tick;
    return this.#note && this.#note.until > this.hall.now() ? this.#note : null;
  }
  /** As chosen, else as the filing asked for. */
  get by(): HandoverBy {
    if (this.#by !== null) return this.#by;
    if (this.check) return this.check.by;
    return this.content?.choices['delivery.mode']?.value === 'agent' ? 'agent' : 'self';
  }
  /** What was filed has come to this device; an empty copy knows nobody. */
  get isDossierHere(): boolean {
    return this.#room !== null && this.#room.isReady && Object.keys(this.#room.content.texts).length > 0;
  }
  get isSigned(): boolean {
    return (this.content?.signatures['pickup']?.strokes.length ?? 0) > 0;
  }
  /** Complete and kept elsewhere, and nobody there can be asked. */
  get isEmergency(): boolean {
    return !this.hall.isUp && (this.step === 'elsewhere' || this.step === 'keep');
  }
  /** Complete, kept here, and whoever stands here is known: the pad is open. */
  get maySign(): boolean {
    return (
      (this.step === 'handOver' || this.isEmergency) &&
      this.check !== null &&
      !this.faults.includes('agent-may-not-collect')
    );
  }

  /** The result that is chased first: the latest one, of those that no department has sent. */
  get chaseable(): Slot | null {
    const owed = (this.bundle?.slots ?? []).filter(
      ({ slot }) => slot.phase === 'expected' || (slot.phase === 'waived' && this.step === 'follow'),
    );
    return (owed.find(({ card }) => card === 'red') ?? owed[0])?.slot ?? null;
  }

  tick(): void {
    this.#tick += 1;
    this.window.tick();
  }

  choose(dossier: string | null): void {
    if (dossier === this.#dossier) return;
    this.#dossier = dossier;
    // Nothing may be written into the last one's dossier in between.
    this.#room = null;
    this.#by = null;
    this.#refusal = null;
  }

  /** The dossier of the chosen bundle is open as long as it is chosen. */
  hold(): () => void {
    const dossier = this.#dossier;
    if (dossier === null) return () => undefined;
    this.#room = this.hall.dossiers.open(dossier);
    return () => {
      this.#room = null;
      this.hall.dossiers.close(dossier);
    };
  }

  setBy(by: HandoverBy): void {
    this.#by = by;
    if (this.check && this.check.by !== by) this.clearCheck();
  }

  /**
   * Compares the document shown with the dossier. An agent whom the filing does not know needs a name
   * and an authorisation of their own.
   */
  identify(typed: string, name = '', relation = ''): IdentityOutcome {
    const { form, content } = this;
    if (!form || !content || typed.trim() === '') return { ok: false, code: 'empty' };
    const known = collectorWith(collectorsOf(form, content, this.by), typed);
    if (known) {
      this.#setCheck({ name: known.name, identityMasked: maskIdentity(known.number), relation });
      return { ok: true };
    }
    if (this.by === 'self') return { ok: false, code: 'mismatch' };
    const number = checkIdentity(null, typed, this.hall.decided.day);
    if (!number.ok) return { ok: false, code: 'invalid' };
    if (name.trim() === '') return { ok: false, code: 'unknown-agent' };
    this.#setCheck({ name: name.trim(), identityMasked: maskIdentity(number.value.number), relation });
    return { ok: true };
  }

  /** Relation, or an authorisation that was handed in at the desk. */
  amend(more: Partial<Pick<PickupCheck, 'relation' | 'authorisation' | 'authorisationUntil'>>): void {
    if (this.check) this.#room?.setMark('pickup', { ...this.check, ...more });
  }

  clearCheck(): void {
    this.#room?.setMark('pickup', null);
    this.#room?.sign('pickup', null);
  }

  sign(strokes: number[][], aspect: number): void {
    this.#room?.sign('pickup', strokes.length === 0 ? null : { strokes, aspect });
  }

  async chase(slot: string, name: string): Promise<void> {
    await this.#act('chase', { dossier: this.#dossier ?? '', slot }, 'chased', name);
  }

  /** With the applicant's consent: what is missing follows by itself. */
  async waive(names: string): Promise<void> {
    const missing = this.bundle?.missing ?? [];
    for (const { slot } of missing) {
      const done = await this.#act('waiveSlot', { dossier: this.#dossier ?? '', slot: slot.slot }, 'waived', names);
      if (!done) return;
    }
  }

  takeCustody(dossier: string, what: string): Promise<boolean> {
    return this.#act('takeCustody', { dossier }, 'kept', what);
  }

  async releaseCustody(dossiers: readonly string[], what: string): Promise<void> {
    for (const dossier of dossiers) if (!(await this.#act('releaseCustody', { dossier }, 'released', what))) return;
  }

  confirm(dossier: string, slot: string, condition: 'good' | 'damaged', shelf: string, what: string): Promise<boolean> {
    return this.#act('confirmDelivery', { dossier, slot, shelf, condition }, 'confirmed', what);
  }

  giveBack(dossier: string, slot: string, reason: string, what: string): Promise<boolean> {
    return this.#act('returnDelivery', { dossier, slot, reason }, 'returned', what);
  }

  async madeGood(material: string, what: string): Promise<void> {
    await this.#act('madeGood', { dossier: this.#dossier ?? '', material }, 'madeGood', what);
  }

  /**
   * Hands the bundle over, once. Asks the rules first; online it waits for the hall's word, so that
   * the proof carries its own number. Answers the matter as it is then, null when it was not done.
   */
  async handOver(emergency: Emergency | null = null): Promise<{ matter: Matter; isProvisional: boolean } | null> {
    const { matter } = this;
    const room = this.#room;
    if (!matter || !room || this.#busy || !this.isDossierHere) return null;
    const { dossier } = matter;
    const held = handOverRefusal(matter, this.hall.device);
    // P10: in an emergency the right alone may be lacking.
    const lacking = emergency && held === 'bundle-held-elsewhere' ? null : held;
    const refusal = lacking ?? this.faults[0] ?? null;
    this.#note = null;
    this.#refusal = refusal && { code: refusal };
    if (refusal) return null;
    this.#busy = 'handOver';
    try {
      // The proof bears the time of the handover itself.
      if (!(await this.#papers.dateIsSure())) {
        this.#refusal = dateUnsure;
        return null;
      }
      await room.stored();
      // What another desk receives from here on is not what leaves here.
      const slots = matter.slots.flatMap(({ slot, phase }) => (phase === 'in' ? [slot] : []));
      const result = await this.hall.dispatch('handOver', { dossier, by: this.by, slots, ...emergency });
      if (!result.ok) {
        this.#refusal = result;
        return null;
      }
      const isCounted = (): boolean => !this.hall.isOnTheWay('handOver', dossier);
      const isDecided = this.hall.isUp && (await settled(isCounted, DECIDED_WITHIN));
      const after = this.matter;
      if (!after || after.dossier !== dossier) return null;
      // The hall could not take it: the conflict's own words say why.
      if (isDecided && after.handovers === matter.handovers) return null;
      return { matter: after, isProvisional: !isDecided };
    } finally {
      this.#busy = null;
    }
  }

  async printing(print: () => Promise<PickupRefusal | null>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = 'print';
    try {
      this.#refusal = await print();
      return this.#refusal === null;
    } finally {
      this.#busy = null;
    }
  }

  say(text: NoteText, what = ''): void {
    this.#note = { text, what, until: this.hall.now() + NOTE_FOR };
  }

  refuse(refusal: PickupRefusal | null): void {
    this.#refusal = refusal;
  }

  readConflicts(): void {
    this.#seen = new Set([...this.#seen, ...this.conflicts.map((conflict) => conflict.seq)]);
  }

  #setCheck(found: Pick<PickupCheck, 'name' | 'identityMasked' | 'relation'>): void {
    const check: PickupCheck = {
      by: this.by,
      ...found,
      authorisation: '',
      authorisationUntil: '',
      checkedBy: this.hall.session?.staff?.account ?? '',
      checkedAt: this.hall.now(),
    };
    this.#room?.sign('pickup', null);
    this.#room?.setMark('pickup', check);
    this.#refusal = null;
  }

  async #act<Kind extends CommandKind>(
    kind: Kind,
    body: Omit<CommandBodies[Kind], 'day'>,
    text: NoteText,
    what: string,
  ): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = kind;
    this.#refusal = null;
    this.#note = null;
    try {
      const result: DispatchResult = await this.hall.dispatch(kind, body);
      if (result.ok) this.say(text, what);
      else this.#refusal = result;
      return result.ok;
    } finally {
      this.#busy = null;
    }
  }
}
