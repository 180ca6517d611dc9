import {
  acceptanceFaults,
  askedMaterials,
  chosenItems,
  dateOfMinute,
  formNotices,
  formOf,
  hallMinuteOfInstant,
  itemChoicePath,
  itemGroups,
  materialRules,
  visibleFields,
  type AcceptanceFaults,
  type DossierContent,
  type FieldValue,
  type FormDefinition,
  type FormFault,
  type FormField,
  type FormNotice,
  type FormTab,
  type ItemGroup,
  type MaterialCheck,
  type MaterialRule,
  type Matter,
  type Setup,
} from '#lib/domain/index.ts';
import type { DossierRoom } from '#lib/store/dossier-room.svelte.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';
import { Amendments } from './amendments.svelte.ts';
import { dueNow } from './due-times.ts';
import { FormPlace } from './form-place.svelte.ts';
import { fieldsOfPage, pagesOf } from './form-pages.ts';

/** Whole-form checks wait for so long a pause in the typing. */
const CHECK_AFTER = 120;
const CHECK_WITHIN = 600;
const beforeAcceptance: readonly string[] = ['draft', 'received', 'supplement'];

export interface MatterFormOptions {
  hall: HallStore;
  code: string;
  room: DossierRoom;
  /** Something is written here: the matter is begun with the first of it. */
  began: () => void;
}

/**
 * One matter's form and materials as a clerk works on them: what is asked, what is missing. Every rule
 * is the domain's; every edit goes into the dossier's room at once.
 */
export class MatterForm {
  readonly hall: HallStore;
  readonly code: string;
  readonly room: DossierRoom;
  readonly amendments: Amendments;
  readonly place: FormPlace;
  /** Hall clock, epoch ms: what colleagues chose since then is news to this clerk. */
  readonly openedAt: number;
  readonly #began: () => void;
  #checking: ReturnType<typeof setTimeout> | null = null;
  #askedAt = 0;
  #faults = $state.raw<readonly FormFault[]>([]);
  #notices = $state.raw<readonly FormNotice[]>([]);
  #isChecked = $state(false);
  #marksMissing = $state(false);

  constructor({ hall, code, room, began }: MatterFormOptions) {
    this.hall = hall;
    this.code = code;
    this.room = room;
    this.#began = began;
    this.openedAt = hall.now();
    this.amendments = new Amendments(hall, room);
    this.place = new FormPlace(() => this.form);
  }

  /** Null before the first edit. */
  readonly matter = $derived.by((): Matter | null => {
    const { mattersByDossier, matters } = this.hall.proposed;
    return matters.get(mattersByDossier.get(this.room.id) ?? 0) ?? null;
  });

  /** A matter keeps the version it was opened with. */
  readonly setup = $derived.by((): Setup | null => {
    const version = this.matter?.setup ?? 0;
    return (version === 0 ? null : this.hall.setupAt(version)) ?? this.hall.setup;
  });

  readonly form = $derived.by((): FormDefinition | null => {
    return (this.setup ? formOf(this.setup, this.code) : null) ?? null;
  });

  /** What was accepted is changed only by a correction that says so. */
  readonly isFrozen = $derived.by((): boolean => {
    const isOpen = beforeAcceptance.includes(this.matter?.phase ?? 'draft');
    return this.room.isReadOnly || (!isOpen && !this.amendments.isOpen);
  });

  readonly groups = $derived.by((): ItemGroup[] => (this.form ? itemGroups(this.form) : []));
  readonly pages = $derived.by((): FormTab[] => (this.form ? pagesOf(this.form) : []));

  // The same list as before keeps its identity: a key wakes only what it changes.
  #items: string[] = [];
  readonly items = $derived.by((): string[] => {
    return (this.#items = kept(this.#items, this.form ? chosenItems(this.form, this.content) : []));
  });
  #fields: FormField[] = [];
  /** Every field that is asked for now. */
  readonly fields = $derived.by((): FormField[] => {
    const fields = this.form ? visibleFields(this.form, this.content, this.items) : [];
    return (this.#fields = kept(this.#fields, fields));
  });
  readonly pageFields = $derived.by((): FormField[] => fieldsOfPage(this.pages[this.place.page], this.fields));

  #rules: MaterialRule[] = [];
  readonly rules = $derived.by((): MaterialRule[] => {
    if (!this.setup) return [];
    const rules = askedMaterials(materialRules(this.setup, this.code, this.content, this.items));
    return (this.#rules = kept(this.#rules, rules, sameRule));
  });

  /** Everything between this dossier and its acceptance: form, then materials, then authority. */
  get faults(): readonly FormFault[] {
    return this.#faults;
  }

  /** Faults are known: before that nothing is called complete. */
  get isChecked(): boolean {
    return this.#isChecked;
  }

  readonly #faultsByPath = $derived.by((): ReadonlyMap<string, FormFault> => {
    const byPath = new Map<string, FormFault>();
    for (const fault of this.#faults) if (!byPath.has(fault.path)) byPath.set(fault.path, fault);
    return byPath;
  });

  get content(): DossierContent {
    return this.room.content;
  }

  /** What stands beside a field: what is wrong at once, what is missing once somebody has tried to go on. */
  faultOf(path: string): FormFault | null {
    const fault = this.#faultsByPath.get(path);
    if (!fault || this.isFrozen) return null;
    return isMissing(fault) && !this.#marksMissing ? null : fault;
  }

  /** Worth knowing, and no reason to wait: a passport that runs out, a stay that ends before the matter is due. */
  noticeOf(path: string): FormNotice | null {
    return this.#notices.find((notice) => notice.path === path) ?? null;
  }

  /** Faults at a path and below it, shown or not. */
  faultsUnder(path: string): readonly FormFault[] {
    return this.#faults.filter((fault) => fault.path === path || fault.path.startsWith(`${path}/`));
  }

  markMissing(): void {
    this.#marksMissing = true;
  }

  /** Checks the whole now: before a decision, and when a field is left. */
  check(): readonly FormFault[] {
    if (this.#checking) clearTimeout(this.#checking);
    this.#checking = null;
    this.#faults = this.#findFaults();
    this.#notices = this.#findNotices();
    this.#isChecked = true;
    return this.#faults;
  }

  /** Checks the whole once the typing pauses, and not much later when several type on and on: a key must not wait for it. */
  checkSoon(): void {
    const now = performance.now();
    if (!this.#checking) this.#askedAt = now;
    else if (now - this.#askedAt > CHECK_WITHIN) return;
    else clearTimeout(this.#checking);
    this.#checking = setTimeout(() => this.check(), CHECK_AFTER);
  }

  stop(): void {
    if (this.#checking) clearTimeout(this.#checking);
    this.#checking = null;
  }

  editText(path: string, next: string, shown?: string): void {
    if (this.isFrozen) return;
    this.#before(path, this.room.text(path));
    this.room.editText(path, next, shown);
  }

  choose(path: string, value: FieldValue): void {
    if (this.isFrozen) return;
    this.#before(path, String(this.room.choice(path)?.value ?? ''));
    this.room.choose(path, value);
  }

  /** Whether a group of items is wanted; required ones always are. */
  tick(group: ItemGroup, isWanted: boolean): void {
    if (group.optional) this.choose(itemChoicePath(group), isWanted);
  }

  addRow(list: string): void {
    if (this.isFrozen) return;
    this.#before(list, '');
    this.place.openRow(list, this.room.addRow(list));
  }

  removeRow(list: string, row: string): void {
    if (this.isFrozen) return;
    this.#before(list, '');
    this.room.removeRow(list, row);
  }

  checkMaterial(key: string, check: Omit<MaterialCheck, 'by' | 'at'> | null): void {
    if (this.isFrozen) return;
    this.#before(`materials/${key}`, this.room.material(key)?.way ?? '');
    this.room.checkMaterial(key, check);
  }

  #before(path: string, was: string): void {
    this.#began();
    this.amendments.note(path, was);
  }

  #findNotices(): FormNotice[] {
    const { setup, form, items, hall } = this;
    if (!setup || !form || !hall.setup) return [];
    const now = hallMinuteOfInstant(hall.now(), hall.setup.hall.utcOffsetMinutes);
    const last = dueNow(setup, hall.setup, this.code, items, now).at(-1);
    const due = last ? dateOfMinute(last.at) : null;
    return formNotices(form, this.content, { items, today: hall.decided.day, due });
  }

  #findFaults(): FormFault[] {
    const { setup, form, hall } = this;
    if (!setup || !form) return [];
    const found: AcceptanceFaults = acceptanceFaults(setup, form, this.code, this.content, hall.decided.day);
    return [...found.form, ...found.materials, ...found.agent];
  }
}

/** Nothing is wrong yet: it is only not there. */
export function isMissing({ code }: Pick<FormFault, 'code'>): boolean {
  return code === 'field-missing' || code === 'material-missing' || code === 'list-too-short';
}

function kept<T>(before: T[], now: T[], isSame: (one: T, other: T) => boolean = Object.is): T[] {
  if (before.length !== now.length) return now;
  return now.every((one, index) => isSame(before[index] as T, one)) ? before : now;
}

/** Rules are made anew each time; what can differ between two of one material is this. */
function sameRule(one: MaterialRule, other: MaterialRule): boolean {
  return (
    one.key === other.key &&
    one.required === other.required &&
    one.suggested === other.suggested &&
    one.ways.join() === other.ways.join()
  );
}
