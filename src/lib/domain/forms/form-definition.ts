import type { MaterialCoverage, TimeLimit } from '../catalogue/index.ts';

/** A name in both languages; papers and departments read the Chinese one. */
export interface Label {
  zh: string;
  en: string;
}

export type FieldType =
  | 'text'
  | 'longText'
  | 'code'
  | 'choice'
  | 'multiChoice'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'date'
  | 'month'
  | 'phone'
  | 'email'
  | 'identity'
  | 'uscc'
  | 'list'
  | 'list<text>';

/** `true`, `false`, or a condition: 'when agent.present', 'when BD-03 or BD-04' (see condition.ts). */
export type Required = boolean | `when ${string}`;

/** A field's checks as the data writes them. Unknown keys are kept and mean nothing to the rules. */
export interface Validation {
  minChars?: number;
  maxChars?: number;
  /** A JavaScript pattern, read with the `u` flag. */
  pattern?: string;
  /** What the pattern asks for, in words. */
  patternHint?: Label;
  /** A figure, or the path of the field that holds it. */
  min?: number | string;
  max?: number | string;
  exclusiveMin?: number;
  /** Digits after the point at most. */
  decimals?: number;
  /** Rows of a list, or ticks of a multiple choice. */
  minItems?: number;
  maxItems?: number;
  lengthEquals?: string;
  sumEquals?: { field: string; of: number | string; when?: string };
  /** The row field whose values may not repeat. */
  unique?: string;
  /** Rules that hold under a condition: { 'company.type=llc_sole_natural': 'exactly 1 natural person' }. */
  when?: Record<string, string>;
  /** Roles that one person may not hold together; `also`: paths of people who hold one of the second group. */
  exclusiveRoles?: { field: string; person: string; groups: [string[], string[]]; also?: string[] };
  /** Paths in the same row, else in the form. */
  requiredWhen?: Record<string, string | boolean>;
  /** 'BD-01 decided': asked for when that item's result is registered. */
  requiredBefore?: string;
  /** 'today', a date's path, or 'today-18y for WG-01'. */
  notBefore?: string;
  notAfter?: string;
  after?: string;
  maxYearsAhead?: number;
  workingDay?: boolean;
  warnWithinMonths?: number;
  alarmBeforeDue?: boolean;
  check?: string;
  typeField?: string;
  /** A choice that nobody may make for the applicant. */
  noDefault?: boolean;
  order?: string;
  note?: string;
}

export interface FormField {
  /** Unique in its form; for a list's field, unique in its row. */
  key: string;
  label: Label;
  type: FieldType;
  required: Required;
  validation?: Validation;
  /** Items that read the field: it is asked for only when one of them is chosen. */
  usedBy?: string[];
  /** Values of a choice, or `setup.<list>` of the hall's own lists. */
  options?: string[] | string;
  optionLabels?: Record<string, Label>;
  /** A value, or 'agent.mobile ?? legalRep.mobile': the first of these fields that is filled. */
  default?: string | number | boolean | string[];
  visibleWhen?: Record<string, string | boolean>;
  personal?: 'sensitive' | 'contact';
  mask?: string;
  group?: string;
  /** The fields of a list's row. */
  fields?: FormField[];
  effects?: string;
  example?: unknown;
  note?: string;
}

/** An expected result (出件): what is waited for at pickup, and which item brings it. */
export interface SlotDefinition extends Label {
  /** null: not a result of an item, e.g. a passport that is given back. */
  item: string | null;
}

export interface FormStage {
  items: string[];
  limit?: TimeLimit;
  /** An item of the stage before. */
  after?: string;
  /** Whether its time is not part of the package's total limit. */
  outsideTotal?: boolean;
  note?: string;
}

/** One merged form (一表申请): each field once, whoever needs it. Conditions are texts, see condition.ts. */
export interface FormDefinition {
  key: string;
  /** The package (or after `formOf` the item) it belongs to; null: for all without a form of their own. */
  package: string | null;
  items: string[];
  groups: string[];
  groupLabels?: Record<string, Label>;
  /** Groups that a screen shows on one page; without them every group is one of its own. */
  tabs?: FormTab[];
  booleanLabels?: { true: Label; false: Label };
  fields: FormField[];
  /** Fields of an item's result; key '*': of every item that has none of its own. */
  resultFields?: Record<string, FormField[]>;
  materialCoverage?: Record<string, MaterialCoverage>;
  optionalItems?: string[];
  /** Items shown, ticked and unticked as one; the first names them. */
  displayAsOne?: string[][];
  expectedSlots?: Record<string, string>;
  slots?: Record<string, SlotDefinition>;
  stages?: FormStage[];
}

/** A page of a form. */
export interface FormTab extends Label {
  groups: string[];
}

/** A hall's own list of values: seal makers, bank branches. */
export interface FormOption extends Label {
  value: string;
}
