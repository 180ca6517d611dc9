import { commandClasses, type CommandKind } from '#lib/domain/index.ts';
import type { Decision } from '../conformance/desk.ts';
import { demand, eventually } from '../conformance/violation.ts';

/** What a device keeps of a command: the row as it was first sent, and the answer once there is one. */
export interface Kept {
  id: string;
  row: string;
  answer: Decision | null;
}

/** An outbox: rows with rising numbers, facts chained, each with one answer for ever. */
export class Outbox {
  readonly rows: Kept[] = [];
  readonly #incarnation: string;
  readonly #account: string | null;
  #lastFact: number | null = null;

  constructor(incarnation: string, account: string | null) {
    this.#incarnation = incarnation;
    this.#account = account;
  }

  add(kind: CommandKind, body: Record<string, unknown>): Kept {
    const n = this.rows.length + 1;
    const isFact = commandClasses[kind] === 'fact';
    const id = `${this.#incarnation}.${n}`;
    const after = isFact ? this.#lastFact : null;
    if (isFact) this.#lastFact = n;
    const row = { id, after, class: commandClasses[kind], kind, setup: 1, staff: this.#account, at: 0, body };
    const kept: Kept = { id, row: JSON.stringify(row), answer: null };
    this.rows.push(kept);
    return kept;
  }

  get undecided(): Kept[] {
    return this.rows.filter(({ answer }) => answer === null);
  }
  get decided(): Kept[] {
    return this.rows.filter(({ answer }) => answer !== null);
  }
}

/** Takes an answer; it must be the one that was given before. That the disk refused is none: the row comes again. */
export function keep(kept: Kept, answer: Decision): void {
  if (answer.code === 'not-saved-at-hall') return;
  const before = kept.answer;
  demand(
    before === null || JSON.stringify(before) === JSON.stringify(answer),
    `the same command has the same answer: ${JSON.stringify(before)} became ${JSON.stringify(answer)} (${kept.row})`,
  );
  kept.answer = answer;
}

/** So long a client waits for an answer, ms. */
export interface Patience {
  ms: number;
  /** Whether it may be told nothing by then: with a disk that refuses there is nothing to tell. */
  mayGoUnanswered: boolean;
}

export const answeredInTime: Patience = { ms: 8000, mayGoUnanswered: false };

/** Waits for something, or for the end of its patience where that may be. */
export async function patiently(
  condition: () => boolean,
  promise: string,
  { ms, mayGoUnanswered }: Patience,
): Promise<void> {
  const until = performance.now() + ms;
  await eventually(() => condition() || (mayGoUnanswered && performance.now() > until), promise, ms + 1000);
}
