import type { EventKind } from '#lib/domain/index.ts';

/** What an entry is about, with names for every code; '' for what it does not say. */
export interface TimelineFacts {
  /** Item or package. */
  item: string;
  /** A result, or several joined. */
  slot: string;
  department: string;
  window: string;
  /** 办件尾号 */
  tail: string;
  /** A time the entry sets, as text. */
  when: string;
  reason: string;
  outcome: 'granted' | 'refused' | '';
  pieces: number;
  shelf: string;
  isDamaged: boolean;
  /** An agent, not the applicant. */
  isAgent: boolean;
  material: string;
  document: string;
  /** From 1: the first print, then reprints. */
  times: number;
  account: string;
  label: string;
}

/** Each kind of entry in one sentence: what happened. Who and when stand beside it. */
export type TimelineMessages = Record<EventKind, (facts: TimelineFacts) => string> & {
  /** A kind that a newer hall writes. */
  otherwise: string;
  documents: Record<string, string>;
  refusals: Record<string, string>;
};
