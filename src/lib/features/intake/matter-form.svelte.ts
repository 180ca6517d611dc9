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
import { FormChecks, type Found } from './form-checks.svelte.ts';
import { FormPlace } from './form-place.svelte.ts';
import { fieldsOfPage, pagesOf } from './form-pages.ts';
import { OwnKeysFirst } from './own-keys-first.ts';

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
  readonly ownKeysFirst = new OwnKeysFirst();
  readonly #checks: FormChecks;
  /** Hall clock, epoch ms: what colleagues chose since then is news to this clerk. */
  readonly openedAt: number;
  readonly #began: () => void;

  constructor({ hall, code, room, began }: MatterFormOptions) {
    this.hall = hall;
    this.code = code;
    this.room = room;
    this.#began = began;
    this.openedAt = hall.now();
    this.amendments = new Amendments(hall, room);
    this.place = new FormPlace(() => this.form);
    this.#checks = new FormChecks(() => this.#find());
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
    return this.#checks.faults;
  }
  get isChecked(): boolean {
    return this.#checks.isKnown;
  }
  get content(): DossierContent {
    return this.room.content;
  }

  faultOf(path: string): FormFault | null {
    return this.isFrozen ? null : this.#checks.faultOf(path);
  }

  faultsUnder(path: string): readonly FormFault[] {
    return this.#checks.under(path);
  }

  /** Worth knowing, and no reason to wait: a passport that runs out, a stay that ends before the matter is due. */
  noticeOf(path: string): FormNotice | null {
    return this.#checks.noticeOf(path);
  }

  markMissing(): void {
    this.#checks.markMissing();
  }

  /** Checks the whole now: before a decision, and when a field is left. */
  check(): readonly FormFault[] {
    return this.#checks.now();
  }

  checkSoon(): void {
    this.#checks.soon();
  }

  stop(): void {
    this.#checks.stop();
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

  #find(): Found {
    const { setup, form, items, hall } = this;
    if (!setup || !form || !hall.setup) return { faults: [], notices: [] };
    const today = hall.decided.day;
    const found = acceptanceFaults(setup, form, this.code, this.content, today);
    const now = hallMinuteOfInstant(hall.now(), hall.setup.hall.utcOffsetMinutes);
    const last = dueNow(setup, hall.setup, this.code, items, now).at(-1);
    const due = last ? dateOfMinute(last.at) : null;
    return {
      faults: [...found.form, ...found.materials, ...found.agent],
      notices: formNotices(form, this.content, { items, today, due }),
    };
  }
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
