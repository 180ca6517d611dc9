/**
 * A dossier as plain data, read out of its room: everything personal of a matter, and the only
 * place where it is. Paths: `company.capital`, `shareholders/<rowId>/name`, `result/<item>/<field>`.
 * Text, figures and dates stand in `texts`; choices, ticks and yes/no in `choices`.
 */
export interface DossierContent {
  texts: Record<string, string>;
  /** Also `item:<code>`: false where the applicant does without that item. */
  choices: Record<string, ChoiceEntry>;
  /** Row ids of each list, in order. */
  rows: Record<string, string[]>;
  materials: Record<string, MaterialCheck>;
  signatures: Record<string, Signature>;
  marks: Record<string, unknown>;
}

export type FieldValue = string | boolean | string[] | null;

export interface ChoiceEntry {
  value: FieldValue;
  /** Account of who chose. */
  by: string;
  /** Epoch milliseconds. */
  at: number;
}

/** 收取, 免交—核验, 容缺, 承诺; `missing` is looked for and not there. */
export type MaterialWay = 'received' | 'checked' | 'tolerated' | 'promised';

export interface MaterialCheck {
  way: MaterialWay | 'missing';
  copies: number;
  pages: number | null;
  /** Licence number, note of the check, date promised: what stands under the name. */
  evidence: string;
  by: string;
  at: number;
  /** Whether the original was given back. */
  returned?: boolean;
  /** Whether the paper is there but wrong; what is wrong stands in `evidence`. */
  problem?: boolean;
}

/** Strokes are [x0, y0, x1, y1, …] in 0..1 × 0..1 from top left; aspect is width / height. */
export interface Signature {
  strokes: number[][];
  aspect: number;
  by: string;
  at: number;
}

export function emptyContent(): DossierContent {
  return { texts: {}, choices: {}, rows: {}, materials: {}, signatures: {}, marks: {} };
}

/** The path of a field in a list's row. */
export function rowPath(list: string, row: string, field: string): string {
  return `${list}/${row}/${field}`;
}

/** The path of a field of an item's result. */
export function resultPath(item: string, field: string): string {
  return `result/${item}/${field}`;
}

/** The one text of a content, whatever order its keys came in: what an acceptance cites is its hash. */
export function canonicalText(content: DossierContent): string {
  return JSON.stringify(content, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : value,
  );
}
